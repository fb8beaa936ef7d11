package dev.arclight.kernel.cpu;

/** Where {@link Conversions} gets its loops from float32 to wider numbers and to bool from: on vectors, or portable. */
public interface FloatCasts {
    /** {@code out[o + i] = in[at + i]} for {@code 0 <= i < n}; the caller has checked the spans. */
    void toDoubles(float[] in, int at, double[] out, int o, int n);

    /** As {@link #toDoubles}, toward zero, as a cast of Java does: the nearest long to what is too large, 0 of NaN. */
    void toLongs(float[] in, int at, long[] out, int o, int n);

    /** As {@link #toDoubles}: 0 of zeros, else 1. */
    void toBooleans(float[] in, int at, byte[] out, int o, int n);
}
