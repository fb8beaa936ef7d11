package dev.arclight.testkit;

import dev.arclight.op.Dispatch;
import dev.arclight.op.Sample;
import dev.arclight.op.SampleInputs;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;

/** Small whole numbers give exactly what they give in float64, in every integer dtype and bool that the op takes. */
final class IntegerCheck implements OpCheck {
    @Override
    public String sentence() {
        return "computes whole numbers exactly in every integer dtype that it takes";
    }

    @Override
    public boolean applies(Sample sample) {
        return OpCheck.takesFloating(sample)
                && Arrays.stream(DType.values())
                        .filter(dtype -> !dtype.isFloating())
                        .anyMatch(dtype -> OpCheck.takes(sample.op(), SampleInputs.of(sample, dtype, 3)));
    }

    @Override
    public void run(Sample sample) {
        for (DType dtype : DType.values()) {
            Tensor[] inputs = SampleInputs.of(sample, dtype, 3);
            if (dtype.isFloating() || !OpCheck.takes(sample.op(), inputs)) {
                continue;
            }
            Tensor[] results = Dispatch.runAll(sample.op(), inputs);
            Tensor[] references = Dispatch.runAll(sample.op(), OpCheck.converted(sample, inputs, DType.FLOAT64));
            for (int i = 0; i < results.length; i++) {
                String what = dtype + ", output " + i;
                if (results[i].dtype().isFloating()) {
                    Expect.close(what, results[i], references[i], 1e-5);
                } else {
                    Expect.sameBits(what, results[i], wrapped(references[i], results[i].dtype()));
                }
            }
        }
    }

    /** Converts as integers wrap around, which a conversion of floats to narrow integers need not do. */
    private static Tensor wrapped(Tensor tensor, DType dtype) {
        return tensor.to(dtype == DType.BOOL ? DType.BOOL : DType.INT64).to(dtype);
    }
}
