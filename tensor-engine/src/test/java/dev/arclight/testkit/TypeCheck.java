package dev.arclight.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.op.Dispatch;
import dev.arclight.op.Sample;
import dev.arclight.op.SampleInputs;
import dev.arclight.op.ViewOp;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;

/** What an op infers is what it returns, in every dtype that it takes. */
final class TypeCheck implements OpCheck {
    @Override
    public String sentence() {
        return "returns the dtype and shape that it infers";
    }

    @Override
    public void run(Sample sample) {
        int taken = 0;
        for (DType dtype : DType.values()) {
            Tensor[] inputs = SampleInputs.of(sample, dtype, 1);
            if (!OpCheck.takes(sample.op(), inputs)) {
                continue;
            }
            taken++;
            TensorType[] inferred = sample.op().infer(OpCheck.typesOf(inputs));
            Tensor[] results = Dispatch.runAll(sample.op(), inputs);
            assertThat(OpCheck.typesOf(results)).as("types for %s", dtype).isEqualTo(inferred);
            for (Tensor result : results) {
                assertThat(result.isContiguous() || sample.op() instanceof ViewOp)
                        .as("result for %s is contiguous", dtype)
                        .isTrue();
            }
        }
        assertThat(taken).as("dtypes that it takes").isPositive();
    }
}
