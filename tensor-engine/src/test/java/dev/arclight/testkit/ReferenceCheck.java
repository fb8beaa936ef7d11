package dev.arclight.testkit;

import dev.arclight.op.BinaryOp;
import dev.arclight.op.Dispatch;
import dev.arclight.op.Sample;
import dev.arclight.op.SampleInputs;
import dev.arclight.op.TernaryOp;
import dev.arclight.op.UnaryOp;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;

/** The float32 result is the float64 one rounded, to 1e-5; that of elementwise ops is their scalar definition. */
final class ReferenceCheck implements OpCheck {
    private static final double TOLERANCE = 1e-5;

    @Override
    public String sentence() {
        return "gives in float32 what it gives in float64, to 1e-5";
    }

    @Override
    public boolean applies(Sample sample) {
        return OpCheck.takesFloating(sample);
    }

    @Override
    public void run(Sample sample) {
        Tensor[] narrow = SampleInputs.of(sample, DType.FLOAT32, 2);
        Tensor[] wide = OpCheck.converted(sample, narrow, DType.FLOAT64);
        Tensor[] results = Dispatch.runAll(sample.op(), narrow);
        Tensor[] references = Dispatch.runAll(sample.op(), wide);
        for (int i = 0; i < results.length; i++) {
            if (results[i].dtype().isFloating()) {
                Expect.close("output " + i, results[i], references[i], TOLERANCE);
            } else {
                Expect.sameBits("output " + i, results[i], references[i]);
            }
        }
        if (sample.op() instanceof UnaryOp op) {
            double[] x = wide[0].toDoubleArray();
            double[] expected = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                expected[i] = op.apply(x[i]);
            }
            Expect.close("float64", references[0].toDoubleArray(), expected, DType.FLOAT64, 1e-15);
        }
        if (sample.op() instanceof TernaryOp op) {
            int[] shape = references[0].shape().toArray();
            double[] a = wide[0].expand(shape).toDoubleArray();
            double[] b = wide[1].expand(shape).toDoubleArray();
            double[] c = wide[2].expand(shape).toDoubleArray();
            double[] expected = new double[a.length];
            for (int i = 0; i < a.length; i++) {
                expected[i] = op.apply(a[i], b[i], c[i]);
            }
            Expect.close("float64", references[0].toDoubleArray(), expected, DType.FLOAT64, 1e-15);
        }
        if (sample.op() instanceof BinaryOp op) {
            int[] shape = references[0].shape().toArray();
            double[] a = wide[0].expand(shape).toDoubleArray();
            double[] b = wide[1].expand(shape).toDoubleArray();
            double[] expected = new double[a.length];
            for (int i = 0; i < a.length; i++) {
                expected[i] = op.apply(a[i], b[i]);
            }
            Expect.close("float64", references[0].toDoubleArray(), expected, DType.FLOAT64, 1e-15);
        }
    }
}
