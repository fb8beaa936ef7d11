package dev.arclight.kernel.cpu;

/** The loops as plain ones, for JVMs without the Vector API and as the oracle of tests. */
final class FloatWideningPortable implements FloatWidening {
    @Override
    public void fromBytes(byte[] in, int at, float[] out, int o, int n) {
        for (int i = 0; i < n; i++) {
            out[o + i] = in[at + i];
        }
    }

    @Override
    public void fromUnsigned(byte[] in, int at, float[] out, int o, int n) {
        for (int i = 0; i < n; i++) {
            out[o + i] = in[at + i] & 0xff;
        }
    }

    @Override
    public void fromShorts(short[] in, int at, float[] out, int o, int n) {
        for (int i = 0; i < n; i++) {
            out[o + i] = in[at + i];
        }
    }
}
