package dev.arclight.op;

import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.TensorType;
import java.util.List;

/**
 * The gradients of {@link Lstm}'s inputs from the gradients of its first three outputs, its outputs 0, 3 and 4, and its
 * inputs. Where gradients of gradients are wanted, {@link Lstm} takes them through ops instead.
 */
public record LstmBackward(Dims batchSizes, boolean reverse) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        NormChecks.requireFloating(name(), inputs);
        SequenceWalk walk = Lstm.check(name(), inputs, 6, batchSizes, reverse);
        Shape y = inputs[6].shape().with(-1, inputs[7].shape().dim(1));
        int hidden = inputs[8].shape().dim(1);
        NormChecks.requireShape(name(), "the gradient", inputs[0], y);
        NormChecks.requireShape(name(), "the last h's gradient", inputs[1], inputs[7].shape());
        NormChecks.requireShape(name(), "the last c's gradient", inputs[2], inputs[8].shape());
        NormChecks.requireShape(name(), "the result", inputs[3], y);
        NormChecks.requireShape(name(), "the gates", inputs[4], Shape.of(walk.rows(), 4 * hidden));
        NormChecks.requireShape(name(), "the states", inputs[5], Shape.of(walk.rows(), hidden));
        TensorType[] types = new TensorType[inputs.length - 6];
        for (int i = 0; i < types.length; i++) {
            types[i] = new TensorType(inputs[0].dtype(), inputs[6 + i].shape());
        }
        return types;
    }

    @Override
    public boolean differentiable() {
        return false;
    }

    public static List<Sample> samples() {
        return List.of(Sample.of(
                new LstmBackward(Dims.of(), false),
                Sample.real(3, 2, 2),
                Sample.real(2, 2),
                Sample.real(2, 2),
                Sample.real(3, 2, 2),
                Sample.positive(6, 8),
                Sample.real(6, 2),
                Sample.real(3, 2, 3),
                Sample.real(2, 2),
                Sample.real(2, 2),
                Sample.real(8, 3),
                Sample.real(8, 2),
                Sample.real(8)));
    }
}
