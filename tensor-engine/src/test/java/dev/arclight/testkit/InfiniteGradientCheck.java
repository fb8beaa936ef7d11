package dev.arclight.testkit;

import dev.arclight.autograd.Autograd;
import dev.arclight.op.BinaryOp;
import dev.arclight.op.Dispatch;
import dev.arclight.op.Fmod;
import dev.arclight.op.Remainder;
import dev.arclight.op.Sample;
import dev.arclight.op.SampleInputs;
import dev.arclight.op.TernaryOp;
import dev.arclight.op.UnaryOp;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An infinite gradient goes where a finite one goes and nowhere else: a factor of 0 would make it NaN. */
final class InfiniteGradientCheck implements OpCheck {
    @Override
    public String sentence() {
        return "passes an infinite gradient on where it passes a finite one";
    }

    /**
     * Elementwise ops, without broadcasting: infinities of both signs have no sum. Of a remainder's divisor the slope is a
     * whole number, of which 0 is one like the others.
     */
    @Override
    public boolean applies(Sample sample) {
        return sample.op().differentiable()
                && !(sample.op() instanceof Fmod || sample.op() instanceof Remainder)
                && (sample.op() instanceof UnaryOp
                        || sample.op() instanceof BinaryOp
                        || sample.op() instanceof TernaryOp)
                && sample.inputs().stream()
                        .allMatch(in -> in.shape().equals(sample.inputs().get(0).shape()))
                && OpCheck.takesFloating(sample);
    }

    @Override
    public void run(Sample sample) {
        double[][] finite = gradients(sample, 1);
        for (double infinite : new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            double[][] actual = gradients(sample, infinite);
            for (int i = 0; i < finite.length; i++) {
                for (int e = 0; e < finite[i].length; e++) {
                    double expected = finite[i][e] == 0 ? 0 : infinite * finite[i][e];
                    if (actual[i][e] != expected) {
                        throw new AssertionError("input " + i + ", element " + e + ": the gradient " + infinite
                                + " became " + actual[i][e] + ", expected " + expected);
                    }
                }
            }
        }
    }

    private static double[][] gradients(Sample sample, double arriving) {
        Tensor[] inputs = SampleInputs.of(sample, DType.FLOAT64, 14);
        for (Tensor input : inputs) {
            input.requiresGrad(true);
        }
        Tensor result = Dispatch.run(sample.op(), inputs);
        Tensor grad = Tensor.fullLike(result, arriving);
        @Nullable Tensor[] grads = Autograd.grad(result, inputs, grad, false, false);
        return Arrays.stream(grads)
                .map(one -> one == null ? new double[0] : one.toDoubleArray())
                .toArray(double[][]::new);
    }
}
