package dev.arclight.kernel.cpu;

/** Where {@link Conversions} gets its loops from narrow integers to float32 from: on vectors, or portable. */
public interface FloatWidening {
    /** {@code out[o + i] = in[at + i]} for {@code 0 <= i < n}, bytes with a sign; the caller has checked the spans. */
    void fromBytes(byte[] in, int at, float[] out, int o, int n);

    /** As {@link #fromBytes} for bytes without a sign. */
    void fromUnsigned(byte[] in, int at, float[] out, int o, int n);

    /** As {@link #fromBytes} for shorts. */
    void fromShorts(short[] in, int at, float[] out, int o, int n);
}
