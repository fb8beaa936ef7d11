package dev.arclight.it.bench;

import dev.arclight.kernel.cpu.ArgFolds;
import dev.arclight.kernel.cpu.BinaryLoop;
import dev.arclight.kernel.cpu.FloatBinaryFunction;
import dev.arclight.kernel.cpu.FloatFolds;
import dev.arclight.kernel.cpu.FloatFunction;
import dev.arclight.kernel.cpu.Loops;
import dev.arclight.kernel.cpu.Reduce;
import dev.arclight.kernel.cpu.VectorSupport;
import dev.arclight.op.BinaryMap;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Prints nanoseconds per element of the CPU backend's loops on one thread, best of several rounds.
 *
 * <p>Run with {@code --add-modules jdk.incubator.vector} and, if wanted, the names of sections; the first lines put a loop
 * made for an operation beside the same loop written by hand and beside one loop shared by several operations.
 */
public final class LoopsBench {
    private static final int LENGTH = 8192;

    /** Time on the CPU, which other programs on the machine disturb less than time on the clock. */
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private LoopsBench() {}

    interface Body {
        void run();
    }

    enum Arithmetic implements BinaryMap {
        ADD {
            @Override
            public float apply(float a, float b) {
                return a + b;
            }
        },
        MULTIPLY {
            @Override
            public float apply(float a, float b) {
                return a * b;
            }
        },
        MAXIMUM {
            @Override
            public float apply(float a, float b) {
                return Math.max(a, b);
            }
        };

        @Override
        public double apply(double a, double b) {
            return apply((float) a, (float) b);
        }

        @Override
        public long apply(long a, long b) {
            return (long) apply((double) a, (double) b);
        }
    }

    public static void main(String[] arguments) {
        System.out.println(
                "JDK " + Runtime.version() + "; " + VectorSupport.decision().reason());
        float[] a = values(1);
        float[] b = values(2);
        float[] out = new float[LENGTH];
        List<String> sections =
                arguments.length > 0 ? List.of(arguments) : List.of("elementwise", "functions", "reductions");
        for (String section : sections) {
            switch (section) {
                case "elementwise" -> elementwise(a, b, out);
                case "functions" -> functions(a, b, out);
                case "reductions" -> reductions(a, b, out);
                default -> throw new IllegalArgumentException("no section \"" + section + "\"");
            }
        }
    }

    private static void reductions(float[] a, float[] b, float[] out) {
        long[] indices = new long[LENGTH];
        print("sum", () -> out[0] += Reduce.sum(a, 1, LENGTH - 1));
        print("dot", () -> out[0] += Reduce.dot(a, 0, b, 1, LENGTH - 1));
        print("max", () -> out[0] += Reduce.max(a, 0, LENGTH));
        print("argMax", () -> ArgFolds.floats(true).fold(a, 0, LENGTH, 1, 1, indices, 0));
        print("sum of 64 rows into 128 columns", () -> FloatFolds.sum(a, 0, 64, 128, 128, out, 0));
        print("sum of 819 rows into 10 columns", 8190, () -> FloatFolds.sum(a, 0, 819, 10, 10, out, 0));
    }

    private static void functions(float[] a, float[] b, float[] out) {
        for (FloatBinaryFunction f : FloatBinaryFunction.values()) {
            print(f + ", offsets differ", () -> Loops.apply(f, a, 1, 1, b, 2, 1, out, 3, LENGTH - 3));
        }
        for (FloatFunction f : FloatFunction.values()) {
            print(f.toString(), () -> Loops.apply(f, a, 0, out, 0, LENGTH));
            print(f + ", rows of 40", 40, () -> Loops.apply(f, a, 3, out, 0, 40));
        }
    }

    private static void elementwise(float[] a, float[] b, float[] out) {
        print("add, by hand", () -> addByHand(a, b, out, LENGTH));
        for (Arithmetic op : Arithmetic.values()) {
            BinaryLoop loop = Loops.binary(op);
            print(op + ", spun, equal offsets", () -> loop.run(a, 0, 1, b, 0, 1, out, 0, LENGTH));
            print(op + ", spun, scalar operand", () -> loop.run(a, 0, 1, b, 5, 0, out, 0, LENGTH));
            print(op + ", spun, offsets differ", () -> loop.run(a, 1, 1, b, 2, 1, out, 3, LENGTH - 3));
        }
        for (Arithmetic op : Arithmetic.values()) {
            print(op + ", one shared loop", () -> shared(op, a, b, out, LENGTH));
        }
    }

    private static void addByHand(float[] a, float[] b, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = a[i] + b[i];
        }
    }

    private static void shared(BinaryMap op, float[] a, float[] b, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = op.apply(a[i], b[i]);
        }
    }

    static void print(String name, Body body) {
        print(name, LENGTH, body);
    }

    static void print(String name, int elements, Body body) {
        int repetitions = Math.max(1, 4_000_000 / elements);
        double best = Double.POSITIVE_INFINITY;
        for (int round = 0; round < 16; round++) {
            long start = THREADS.getCurrentThreadCpuTime();
            for (int i = 0; i < repetitions; i++) {
                body.run();
            }
            best = Math.min(best, (THREADS.getCurrentThreadCpuTime() - start) / ((double) repetitions * elements));
        }
        System.out.println(String.format(Locale.ROOT, "%-40s %8.3f ns/element", name, best));
    }

    static float[] values(int seed) {
        Random random = new Random(seed);
        float[] values = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
