package dev.arclight.it.oracle;

import static dev.arclight.it.oracle.CompatibilityRows.A;
import static dev.arclight.it.oracle.CompatibilityRows.V;
import static dev.arclight.it.oracle.CompatibilityRows.W;

import dev.arclight.tensor.Tensor;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Functions that make tensors. */
final class CreationRows {
    private CreationRows() {}

    static void addTo(CompatibilityRows rows) {
        creation(rows);
    }

    private static void creation(CompatibilityRows rows) {
        rows.row("torch.zeros", "Tensor.zeros", in -> Tensor.zeros(2, 3), in -> torch.zeros(2, 3));
        rows.row("torch.ones", "Tensor.ones", in -> Tensor.ones(2, 3), in -> torch.ones(2, 3));
        rows.row(
                "torch.full",
                "Tensor.full",
                in -> Tensor.full(2.5, 2, 3),
                in -> torch.full(new long[] {2, 3}, new Scalar(2.5)));
        rows.row("torch.eye", "Tensor.eye", in -> Tensor.eye(3, 4), in -> torch.eye(3, 4));
        rows.row(
                "torch.arange",
                "Tensor.arange",
                in -> Tensor.arange(-3.0, 4.0, 0.5),
                in -> torch.arange(new Scalar(-3.0), new Scalar(4.0), new Scalar(0.5)));
        rows.row(
                "torch.linspace",
                "Tensor.linspace",
                in -> Tensor.linspace(-1, 2, 7),
                in -> torch.linspace(new Scalar(-1.0), new Scalar(2.0), 7));
        rows.row(
                "torch.logspace",
                "Tensor.logspace",
                in -> Tensor.logspace(-1, 2, 7),
                in -> torch.logspace(new Scalar(-1.0), new Scalar(2.0), 7));
        rows.row(
                "torch.tril_indices",
                "Tensor.trilIndices",
                in -> Tensor.trilIndices(3, 4),
                in -> torch.tril_indices(3, 4));
        rows.row(
                "torch.triu_indices",
                "Tensor.triuIndices",
                in -> Tensor.triuIndices(3, 4),
                in -> torch.triu_indices(3, 4));
        rows.row(
                "torch.hann_window", "Tensor.hannWindow", in -> Tensor.hannWindow(7, true), in -> torch.hann_window(7));
        rows.row(
                "torch.hamming_window",
                "Tensor.hammingWindow",
                in -> Tensor.hammingWindow(7, true),
                in -> torch.hamming_window(7));
        rows.row(
                "torch.blackman_window",
                "Tensor.blackmanWindow",
                in -> Tensor.blackmanWindow(7, true),
                in -> torch.blackman_window(7));
        rows.row(
                "torch.bartlett_window",
                "Tensor.bartlettWindow",
                in -> Tensor.bartlettWindow(7, true),
                in -> torch.bartlett_window(7));
        rows.row(
                "torch.zeros_like",
                "Tensor.zerosLike",
                in -> Tensor.zerosLike(in[0]),
                in -> torch.zeros_like(in[0]),
                A);
        rows.row("torch.ones_like", "Tensor.onesLike", in -> Tensor.onesLike(in[0]), in -> torch.ones_like(in[0]), A);
        rows.row(
                "torch.full_like",
                "Tensor.fullLike",
                in -> Tensor.fullLike(in[0], 3),
                in -> torch.full_like(in[0], new Scalar(3)),
                A);
        rows.row(
                "torch.cartesian_prod",
                "Tensor.cartesianProd",
                in -> Tensor.cartesianProd(in[0], in[1]),
                in -> torch.cartesian_prod(new TensorVector(in[0], in[1])),
                V,
                W);
        rows.row(
                "torch.combinations",
                "Tensor.combinations",
                in -> Tensor.combinations(in[0]),
                in -> torch.combinations(in[0]),
                V);
    }
}
