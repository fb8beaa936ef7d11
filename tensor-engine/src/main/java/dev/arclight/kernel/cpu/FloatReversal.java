package dev.arclight.kernel.cpu;

/** Copies floats in reversed order. */
public interface FloatReversal {
    /** The one that this JVM uses. */
    static FloatReversal current() {
        return Current.REVERSAL;
    }

    /** {@code y[o + i] = x[at - i]} for {@code 0 <= i < n}; the arrays share no elements. */
    void run(float[] x, int at, float[] y, int o, int n);

    /** Element by element. */
    final class Portable implements FloatReversal {
        @Override
        public void run(float[] x, int at, float[] y, int o, int n) {
            for (int i = 0; i < n; i++) {
                y[o + i] = x[at - i];
            }
        }
    }

    /** Chosen on first use. */
    final class Current {
        private static final FloatReversal REVERSAL = VectorSupport.choose(
                FloatReversal.class, "dev.arclight.kernel.cpu.vector.VectorReversal", Portable::new);

        private Current() {}
    }
}
