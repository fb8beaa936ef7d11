package dev.arclight.kernel.cpu;

/** The loops as plain ones, for JVMs without the Vector API and as the oracle of tests. */
public final class FloatCastsPortable implements FloatCasts {
    public FloatCastsPortable() {}

    @Override
    public void toDoubles(float[] in, int at, double[] out, int o, int n) {
        ConversionLoops.convert(in, at, 1, out, o, 1, n);
    }

    @Override
    public void toLongs(float[] in, int at, long[] out, int o, int n) {
        ConversionLoops.convert(in, at, 1, out, o, 1, n);
    }

    @Override
    public void toBooleans(float[] in, int at, byte[] out, int o, int n) {
        ConversionLoops.test(in, at, 1, out, o, 1, n);
    }
}
