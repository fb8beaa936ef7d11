package dev.arclight.op;

import dev.arclight.tensor.Shape;
import dev.arclight.tensor.TensorType;
import java.util.List;

/** How many elements fall into each of {@code bins} equal parts of [min, max], as {@code torch.histc}; others are not counted. */
public record Histc(int bins, double min, double max) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Along.requireFloating(name(), inputs[0].dtype());
        return Op.one(inputs[0].dtype(), Shape.of(bins));
    }

    @Override
    public boolean differentiable() {
        return false;
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new Histc(4, -2, 2), Sample.real(37)),
                Sample.of(new Histc(10, -1, 1.5), Sample.real(3, 20)),
                Sample.of(new Histc(3, 0, 1), Sample.real(0)));
    }
}
