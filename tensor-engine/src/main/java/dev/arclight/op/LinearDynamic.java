package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.TensorType;
import java.util.List;

/**
 * A linear layer with int8 weights and rows that become int8 at each call, as {@code torch.ops.quantized.linear_dynamic}:
 * x {@code [.., in]}, codes {@code [out, in]}, their scale {@code [out]} and an optional bias {@code [out]} give
 * {@code q(x)·codesᵀ · scale(x) · scale + b}.
 *
 * <p>A row's scale is its largest element by 127. Sums are exact in int32 and become float once. A row with NaN or an infinity
 * gives a row of NaN. There is no gradient.
 */
public record LinearDynamic() implements Op {
    public static final LinearDynamic OP = new LinearDynamic();

    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Int8Checks.requireFloat("linearDynamic", "input", inputs[0]);
        Int8Checks.requireWeight("linearDynamic", "weight", inputs[1], inputs[2]);
        Shape x = inputs[0].shape();
        Shape w = inputs[1].shape();
        if (x.rank() < 1 || x.dim(-1) != w.dim(1)) {
            throw new ShapeException("linearDynamic: input " + x + " does not fit weight " + w
                    + "; the input's last extent must be " + w.dim(1));
        }
        if (inputs.length > 3) {
            Int8Checks.requireFloat("linearDynamic", "bias", inputs[3]);
            NormChecks.requireShape("linearDynamic", "bias", inputs[3], Shape.of(w.dim(0)));
        }
        return Op.one(DType.FLOAT32, x.with(-1, w.dim(0)));
    }

    @Override
    public boolean differentiable() {
        return false;
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(OP, Sample.real(2, 3), Sample.code(4, 3), Sample.positive(4), Sample.real(4)),
                Sample.of(OP, Sample.real(5), Sample.code(2, 5), Sample.positive(2)),
                Sample.of(OP, Sample.real(2, 2, 3), Sample.code(17, 3), Sample.positive(17), Sample.real(17)),
                Sample.of(OP, Sample.real(0, 3), Sample.code(2, 3), Sample.positive(2), Sample.real(2)),
                Sample.of(OP, Sample.real(2, 0), Sample.code(3, 0), Sample.positive(3), Sample.real(3)),
                Sample.of(OP, Sample.real(2, 3), Sample.code(0, 3), Sample.positive(0), Sample.real(0)),
                Sample.of(OP, Sample.real(1, 65), Sample.code(150, 65), Sample.positive(150)),
                Sample.of(OP, Sample.real(40, 130), Sample.code(70, 130), Sample.positive(70), Sample.real(70)));
    }
}
