package dev.arclight.testkit;

import dev.arclight.autograd.Gradcheck;
import dev.arclight.op.Dispatch;
import dev.arclight.op.Sample;
import dev.arclight.op.SampleInputs;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.List;

/** Gradients of differentiable ops agree with central differences, to the second order. */
final class GradientCheck implements OpCheck {
    private final int order;

    GradientCheck(int order) {
        this.order = order;
    }

    @Override
    public String sentence() {
        return order == 1 ? "has the right gradient" : "has the right gradient of its gradient";
    }

    /** Beyond this, the Jacobians of Jacobians take too long to be generic; samples have smaller shapes as well. */
    private static final long MOST_ELEMENTS = 500;

    @Override
    public boolean applies(Sample sample) {
        long elements =
                sample.inputs().stream().mapToLong(in -> in.shape().size()).sum();
        return sample.op().differentiable() && OpCheck.hasNumbers(sample) && elements <= MOST_ELEMENTS;
    }

    @Override
    public void run(Sample sample) {
        Tensor[] inputs = SampleInputs.of(sample, DType.FLOAT64, 4);
        for (int i = 0; i < inputs.length; i++) {
            if (SampleInputs.isNumber(sample.inputs().get(i))) {
                inputs[i].requiresGrad(true);
            }
        }
        if (order == 1) {
            Gradcheck.gradcheck(in -> Dispatch.run(sample.op(), in.toArray(Tensor[]::new)), List.of(inputs));
        } else {
            Gradcheck.gradgradcheck(in -> Dispatch.run(sample.op(), in.toArray(Tensor[]::new)), List.of(inputs));
        }
    }
}
