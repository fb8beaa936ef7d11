package dev.arclight.op;

import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.TensorType;
import java.util.List;

/**
 * The gradients of {@link Rnn}'s inputs from the gradients of its outputs, its states and its inputs. Where gradients of
 * gradients are wanted, {@link Rnn} takes them through ops instead.
 */
public record RnnBackward(Dims batchSizes, boolean reverse, boolean relu) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        NormChecks.requireFloating(name(), inputs);
        Gru.check(name(), inputs, 3, 1, batchSizes, reverse);
        Shape y = inputs[3].shape().with(-1, inputs[4].shape().dim(1));
        NormChecks.requireShape(name(), "the gradient", inputs[0], y);
        NormChecks.requireShape(name(), "the last state's gradient", inputs[1], inputs[4].shape());
        NormChecks.requireShape(name(), "the result", inputs[2], y);
        TensorType[] types = new TensorType[inputs.length - 3];
        for (int i = 0; i < types.length; i++) {
            types[i] = new TensorType(inputs[0].dtype(), inputs[3 + i].shape());
        }
        return types;
    }

    @Override
    public boolean differentiable() {
        return false;
    }

    public static List<Sample> samples() {
        return List.of(sample(false), sample(true));
    }

    private static Sample sample(boolean relu) {
        return Sample.of(
                new RnnBackward(Dims.of(), false, relu),
                Sample.real(3, 2, 2),
                Sample.real(2, 2),
                Sample.nonzero(3, 2, 2),
                Sample.real(3, 2, 3),
                Sample.real(2, 2),
                Sample.real(2, 3),
                Sample.real(2, 2),
                Sample.real(2));
    }
}
