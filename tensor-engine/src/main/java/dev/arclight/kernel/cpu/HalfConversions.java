package dev.arclight.kernel.cpu;

/** Where {@link Conversions} gets its loops between float32 and 16-bit floats from: on vectors, or portable. */
public interface HalfConversions {
    /** Which loop. */
    enum Kind {
        FROM_FLOAT16,
        TO_FLOAT16,
        FROM_BFLOAT16,
        TO_BFLOAT16
    }

    /** Converts {@code n} elements from one array to the other; the caller has checked that the spans lie inside. */
    void run(Kind kind, short[] halves, int halvesOffset, float[] floats, int floatsOffset, int n);
}
