package dev.arclight.it.oracle;

import static dev.arclight.it.oracle.CompatibilityRows.A;
import static dev.arclight.it.oracle.CompatibilityRows.B;
import static dev.arclight.it.oracle.CompatibilityRows.CUBE;

import dev.arclight.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Functions that PyTorch has by other names too, NumPy's mostly. */
final class OtherNamesRows {
    private OtherNamesRows() {}

    static void addTo(CompatibilityRows rows) {
        rows.row("torch.absolute", "absolute", in -> in[0].absolute(), in -> in[0].absolute(), A);
        rows.row("torch.arccos", "arccos", in -> in[0].arccos(), in -> in[0].arccos(), A.tanh());
        rows.row(
                "torch.arccosh",
                "arccosh",
                in -> in[0].arccosh(),
                in -> in[0].arccosh(),
                A.abs().add(1.5));
        rows.row("torch.arcsin", "arcsin", in -> in[0].arcsin(), in -> in[0].arcsin(), A.tanh());
        rows.row("torch.arcsinh", "arcsinh", in -> in[0].arcsinh(), in -> in[0].arcsinh(), A);
        rows.row("torch.arctan", "arctan", in -> in[0].arctan(), in -> in[0].arctan(), A);
        rows.row("torch.arctanh", "arctanh", in -> in[0].arctanh(), in -> in[0].arctanh(), A.tanh());
        rows.row("torch.fix", "fix", in -> in[0].fix(), in -> in[0].fix(), A.mul(3));
        rows.row("torch.negative", "negative", in -> in[0].negative(), in -> in[0].negative(), A);
        rows.row("torch.arctan2", "arctan2", in -> in[0].arctan2(in[1]), in -> in[0].arctan2(in[1]), A, B);
        rows.row("torch.divide", "divide", in -> in[0].divide(in[1]), in -> in[0].divide(in[1]), A, B);
        rows.row("torch.greater", "greater", in -> in[0].greater(in[1]), in -> in[0].greater(in[1]), A, B);
        rows.row(
                "torch.greater_equal",
                "greaterEqual",
                in -> in[0].greaterEqual(in[1]),
                in -> in[0].greater_equal(in[1]),
                A,
                B);
        rows.row("torch.less", "less", in -> in[0].less(in[1]), in -> in[0].less(in[1]), A, B);
        rows.row("torch.less_equal", "lessEqual", in -> in[0].lessEqual(in[1]), in -> in[0].less_equal(in[1]), A, B);
        rows.row("torch.multiply", "multiply", in -> in[0].multiply(in[1]), in -> in[0].multiply(in[1]), A, B);
        rows.row("torch.not_equal", "notEqual", in -> in[0].notEqual(in[1]), in -> in[0].not_equal(in[1]), A, B);
        rows.row(
                "torch.true_divide", "trueDivide", in -> in[0].trueDivide(in[1]), in -> in[0].true_divide(in[1]), A, B);
        rows.row(
                "torch.clip",
                "clip",
                in -> in[0].clip(in[1], in[2]),
                in -> torch.clip(in[0], new TensorOptional(in[1]), new TensorOptional(in[2])),
                A,
                B.sub(1),
                B.add(1));
        rows.row(
                "torch.concatenate",
                "Tensors.concatenate",
                in -> Tensors.concatenate(List.of(in[0], in[1]), 1),
                in -> torch.concatenate(new TensorVector(in[0], in[1]), 1),
                A,
                B);
        rows.row(
                "torch.trapz",
                "Tensors.trapz",
                in -> Tensors.trapz(in[0], 0.5, 1),
                in -> torch.trapz(in[0], 0.5, 1),
                A);
        rows.row("torch.adjoint", "adjoint", in -> in[0].adjoint(), in -> in[0].adjoint(), CUBE);
        rows.row("Tensor.H", "H", in -> in[0].H(), in -> in[0].matrix_H(), A);
        rows.row("Tensor.mH", "mH", in -> in[0].mH(), in -> in[0].mH(), CUBE);
    }
}
