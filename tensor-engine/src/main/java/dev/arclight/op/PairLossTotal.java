package dev.arclight.op;

import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sum or mean of {@link PairLoss}es of two tensors of one shape and dtype, in one pass: the losses themselves are never in
 * memory.
 */
public record PairLossTotal(PairLoss loss, boolean mean) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        NormChecks.requireFloating(name(), inputs);
        if (!inputs[0].shape().equals(inputs[1].shape())) {
            throw new ShapeException(name() + ": shapes " + inputs[0].shape() + " and " + inputs[1].shape()
                    + " differ; expand one of them");
        }
        return Op.one(inputs[0].dtype(), Shape.of());
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor a = saved.input(0);
        return loss.gradient(saved, mean ? grad.div((double) a.numel()) : grad, a, saved.input(1));
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new PairLossTotal(PairLoss.squared(), true), Sample.real(2, 3), Sample.real(2, 3)),
                Sample.of(new PairLossTotal(PairLoss.squared(), false), Sample.real(37), Sample.real(37)),
                Sample.of(new PairLossTotal(PairLoss.smooth(1.3), true), Sample.real(37), Sample.real(37)),
                Sample.of(new PairLossTotal(PairLoss.huber(0.7), true), Sample.real(2, 3), Sample.real(2, 3)),
                Sample.of(new PairLossTotal(PairLoss.absolute(), true), Sample.distinct(2, 3), Sample.distinct(2, 3)),
                Sample.of(new PairLossTotal(PairLoss.smooth(0.4), false), Sample.real(), Sample.real()),
                Sample.of(new PairLossTotal(PairLoss.squared(), false), Sample.real(0, 3), Sample.real(0, 3)));
    }
}
