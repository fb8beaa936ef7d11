package dev.arclight.kernel.cpu;

import dev.arclight.op.DoubleFunctions;

/** Loops of {@link DoubleFunctions} over spans: on vectors, or portable. */
public interface DoubleLoops {
    /** {@code y[o + i] = exp(x[at + i])} for {@code 0 <= i < n}; the spans may coincide. */
    void exp(double[] x, int at, double[] y, int o, int n);

    /** As {@link #exp}, the hyperbolic tangent. */
    void tanh(double[] x, int at, double[] y, int o, int n);

    /** The loops of this JVM. */
    static DoubleLoops current() {
        return Current.LOOPS;
    }

    /** Plain loops, for JVMs without the Vector API and as the oracle of tests. */
    final class Portable implements DoubleLoops {
        public Portable() {}

        @Override
        public void exp(double[] x, int at, double[] y, int o, int n) {
            for (int i = 0; i < n; i++) {
                y[o + i] = DoubleFunctions.exp(x[at + i]);
            }
        }

        @Override
        public void tanh(double[] x, int at, double[] y, int o, int n) {
            for (int i = 0; i < n; i++) {
                y[o + i] = DoubleFunctions.tanh(x[at + i]);
            }
        }
    }

    /** Holds the loops, so that they are chosen on first use. */
    final class Current {
        private static final DoubleLoops LOOPS = VectorSupport.choose(
                DoubleLoops.class, "dev.arclight.kernel.cpu.vector.VectorDoubleLoops", Portable::new);

        private Current() {}
    }
}
