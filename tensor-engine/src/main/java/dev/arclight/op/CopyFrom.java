package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The second input in the dtype of the first, which {@code Tensor.copy_} writes over; nothing flows to what was there.
 *
 * @param name what the user called, without its {@code _}
 */
public record CopyFrom(String name) implements Op {
    public static final CopyFrom OP = new CopyFrom("copy");
    public static final CopyFrom FILL = new CopyFrom("fill");
    public static final CopyFrom ZERO = new CopyFrom("zero");

    @Override
    public TensorType[] infer(TensorType[] inputs) {
        return Op.one(inputs[0].dtype(), inputs[1].shape());
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(null, grad);
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(OP, Sample.real(2, 3), Sample.real(2, 3)), Sample.of(OP, Sample.real(37), Sample.real(37)));
    }
}
