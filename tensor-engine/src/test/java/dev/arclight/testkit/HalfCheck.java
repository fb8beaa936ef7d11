package dev.arclight.testkit;

import dev.arclight.op.Dispatch;
import dev.arclight.op.Sample;
import dev.arclight.op.SampleInputs;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;

/** In 16-bit floats the result is that of float32 on the same numbers, rounded once, bit by bit. */
final class HalfCheck implements OpCheck {
    @Override
    public String sentence() {
        return "computes 16-bit floats in float32 and rounds once";
    }

    @Override
    public boolean applies(Sample sample) {
        return OpCheck.hasNumbers(sample)
                && OpCheck.takes(sample.op(), SampleInputs.of(sample, DType.FLOAT16, 12))
                && OpCheck.takes(sample.op(), SampleInputs.of(sample, DType.FLOAT32, 12));
    }

    @Override
    public void run(Sample sample) {
        for (DType half : new DType[] {DType.FLOAT16, DType.BFLOAT16}) {
            Tensor[] narrow = SampleInputs.of(sample, half, 12);
            Tensor[] results = Dispatch.runAll(sample.op(), narrow);
            Tensor[] references = Dispatch.runAll(sample.op(), OpCheck.converted(sample, narrow, DType.FLOAT32));
            for (int i = 0; i < results.length; i++) {
                Tensor expected = references[i].dtype() == DType.FLOAT32 ? references[i].to(half) : references[i];
                Expect.sameBits(half + ", output " + i, results[i], expected);
            }
        }
    }
}
