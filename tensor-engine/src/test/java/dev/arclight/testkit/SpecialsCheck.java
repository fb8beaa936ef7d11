package dev.arclight.testkit;

import dev.arclight.op.BinaryOp;
import dev.arclight.op.Dispatch;
import dev.arclight.op.Nextafter;
import dev.arclight.op.Sample;
import dev.arclight.op.SampleInputs;
import dev.arclight.op.UnaryOp;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;

/** NaN, infinities, zeros of both signs and the ends of float32's range go where the float64 definition takes them. */
final class SpecialsCheck implements OpCheck {
    private static final double[] SPECIALS = {
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        0.0,
        -0.0,
        1,
        -1,
        0.5,
        -2.5,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Float.MIN_NORMAL,
        Float.MAX_VALUE,
        -Float.MAX_VALUE
    };

    /** Each rounding of a subnormal is off by up to half its step, and factors after it enlarge that. */
    private static final double SUBNORMAL_STEPS = 3 * Float.MIN_VALUE;

    @Override
    public String sentence() {
        return "takes NaN and infinities where the float64 definition takes them";
    }

    @Override
    public boolean applies(Sample sample) {
        // The step to a neighbour is each dtype's own.
        return OpCheck.takesFloating(sample) && !(sample.op() instanceof Nextafter);
    }

    @Override
    public void run(Sample sample) {
        if (sample.op() instanceof UnaryOp op) {
            unary(op);
        } else if (sample.op() instanceof BinaryOp op) {
            binary(op);
        } else {
            scattered(sample);
        }
    }

    private static void unary(UnaryOp op) {
        // Repeated past a vector register, so that vector bodies and tails both meet every value.
        int n = SPECIALS.length * 5;
        double[] x = new double[n];
        double[] expected = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = SPECIALS[i % SPECIALS.length];
            expected[i] = op.apply(x[i]);
        }
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            double[] actual =
                    Dispatch.run(op, Tensor.of(x.clone(), n).to(dtype)).toDoubleArray();
            agree(dtype, actual, expected, i -> String.valueOf(x[i]));
        }
    }

    private static void binary(BinaryOp op) {
        int k = SPECIALS.length;
        double[] a = new double[k * k];
        double[] b = new double[k * k];
        double[] expected = new double[k * k];
        for (int i = 0; i < a.length; i++) {
            a[i] = SPECIALS[i / k];
            b[i] = SPECIALS[i % k];
            expected[i] = op.apply(a[i], b[i]);
        }
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            Tensor left = Tensor.of(a.clone(), a.length).to(dtype);
            Tensor right = Tensor.of(b.clone(), b.length).to(dtype);
            agree(dtype, Dispatch.run(op, left, right).toDoubleArray(), expected, i -> a[i] + ", " + b[i]);
        }
    }

    private static void agree(
            DType dtype, double[] actual, double[] expected, java.util.function.IntFunction<String> arguments) {
        for (int i = 0; i < expected.length; i++) {
            double e = dtype == DType.FLOAT32 ? (float) expected[i] : expected[i];
            boolean same = Double.isFinite(e) && e != 0
                    ? Math.abs(actual[i] - e) <= 1e-5 * Math.abs(e) + (dtype == DType.FLOAT32 ? SUBNORMAL_STEPS : 0)
                    : Double.compare(actual[i], e) == 0;
            if (!same) {
                throw new AssertionError(
                        dtype + ": of (" + arguments.apply(i) + ") is " + actual[i] + ", the definition gives " + e);
            }
        }
    }

    /** Ops that mix elements: specials strewn over the inputs, one kind at a time and all together. */
    private static void scattered(Sample sample) {
        double[][] kinds = {
            {Double.NaN},
            {Double.POSITIVE_INFINITY},
            {Double.NEGATIVE_INFINITY},
            {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}
        };
        for (double[] kind : kinds) {
            for (int every : new int[] {1, 2, 5}) {
                Tensor[] narrow = SampleInputs.of(sample, DType.FLOAT32, 6);
                Generator generator = Generator.seeded(6, every);
                for (int i = 0; i < narrow.length; i++) {
                    if (SampleInputs.isNumber(sample.inputs().get(i))) {
                        float[] data = narrow[i].storage().floats();
                        for (int e = 0; e < data.length; e++) {
                            if (generator.nextInt(every) == 0) {
                                data[e] = (float) kind[generator.nextInt(kind.length)];
                            }
                        }
                    }
                }
                Tensor[] actual = Dispatch.runAll(sample.op(), narrow);
                Tensor[] expected = Dispatch.runAll(sample.op(), OpCheck.converted(sample, narrow, DType.FLOAT64));
                for (int i = 0; i < actual.length; i++) {
                    String what = java.util.Arrays.toString(kind) + " in one of " + every + " elements, output " + i;
                    Expect.close(what, actual[i], expected[i], 1e-5);
                }
            }
        }
    }
}
