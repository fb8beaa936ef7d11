package dev.arclight.op;

import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.TensorType;
import java.util.List;

/**
 * The gradients of {@link Gru}'s inputs from the gradients of its first two outputs, its outputs 0, 2 and 3, and its inputs.
 * Where gradients of gradients are wanted, {@link Gru} takes them through ops instead.
 */
public record GruBackward(Dims batchSizes, boolean reverse) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        NormChecks.requireFloating(name(), inputs);
        SequenceWalk walk = Gru.check(name(), inputs, 5, 3, batchSizes, reverse);
        int hidden = inputs[6].shape().dim(1);
        Shape y = inputs[5].shape().with(-1, hidden);
        NormChecks.requireShape(name(), "the gradient", inputs[0], y);
        NormChecks.requireShape(name(), "the last state's gradient", inputs[1], inputs[6].shape());
        NormChecks.requireShape(name(), "the result", inputs[2], y);
        NormChecks.requireShape(name(), "the gates", inputs[3], Shape.of(walk.rows(), 3 * hidden));
        NormChecks.requireShape(name(), "the state's part", inputs[4], Shape.of(walk.rows(), hidden));
        TensorType[] types = new TensorType[inputs.length - 5];
        for (int i = 0; i < types.length; i++) {
            types[i] = new TensorType(inputs[0].dtype(), inputs[5 + i].shape());
        }
        return types;
    }

    @Override
    public boolean differentiable() {
        return false;
    }

    public static List<Sample> samples() {
        return List.of(Sample.of(
                new GruBackward(Dims.of(), false),
                Sample.real(3, 2, 2),
                Sample.real(2, 2),
                Sample.real(3, 2, 2),
                Sample.positive(6, 6),
                Sample.real(6, 2),
                Sample.real(3, 2, 3),
                Sample.real(2, 2),
                Sample.real(6, 3),
                Sample.real(6, 2),
                Sample.real(6),
                Sample.real(6)));
    }
}
