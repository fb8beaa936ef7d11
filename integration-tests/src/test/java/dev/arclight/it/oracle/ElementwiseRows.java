package dev.arclight.it.oracle;

import static dev.arclight.it.oracle.CompatibilityRows.A;
import static dev.arclight.it.oracle.CompatibilityRows.B;
import static dev.arclight.it.oracle.CompatibilityRows.random;

import dev.arclight.nn.Functional;
import dev.arclight.tensor.Tensor;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;

/** Elementwise functions and activations that are made of ops. */
final class ElementwiseRows {
    private ElementwiseRows() {}

    static void addTo(CompatibilityRows rows) {
        elementwise(rows);
        activations(rows);
    }

    private static void elementwise(CompatibilityRows rows) {
        rows.row("torch.rsub", "rsub", in -> in[0].rsub(in[1]), in -> torch.rsub(in[0], in[1]), A, B);
        rows.row("torch.positive", "positive", in -> in[0].positive(), in -> torch.positive(in[0]), A);
        rows.row("torch.deg2rad", "deg2rad", in -> in[0].deg2rad(), in -> torch.deg2rad(in[0]), A);
        rows.row("torch.rad2deg", "rad2deg", in -> in[0].rad2deg(), in -> torch.rad2deg(in[0]), A);
        rows.row("torch.ldexp", "ldexp", in -> in[0].ldexp(in[1]), in -> torch.ldexp(in[0], in[1]), A, B);
        rows.row("torch.isclose", "isclose", in -> in[0].isclose(in[0]), in -> torch.isclose(in[0], in[0]), A);
        rows.row(
                "torch.isin",
                "isin",
                in -> in[0].isin(in[1]),
                in -> torch.isin(in[0], in[1]),
                Tensor.of(new long[] {1, 2, 3}, 3),
                Tensor.of(new long[] {3, 5}, 2));
        rows.row(
                "torch.subtract",
                "sub(alpha)",
                in -> in[0].sub(in[1], 2),
                in -> torch.sub(in[0], in[1], new Scalar(2)),
                A,
                B);
        rows.row(
                "torch.add (alpha)",
                "add(alpha)",
                in -> in[0].add(in[1], 2),
                in -> torch.add(in[0], in[1], new Scalar(2)),
                A,
                B);
        rows.row(
                "torch.float_power",
                "floatPower",
                in -> in[0].abs().floatPower(in[1]),
                in -> torch.float_power(in[0].abs(), in[1]),
                A,
                B);
    }

    private static void activations(CompatibilityRows rows) {
        rows.row(
                "F.relu6",
                "Functional.relu6",
                in -> Functional.relu6(in[0].mul(5)),
                in -> torch.hardtanh(in[0].mul(new Scalar(5)), new Scalar(0), new Scalar(6)),
                A);
        rows.row("F.elu", "Functional.elu", in -> Functional.elu(in[0]), in -> torch.elu(in[0]), A);
        rows.row("F.selu", "Functional.selu", in -> Functional.selu(in[0]), in -> torch.selu(in[0]), A);
        rows.row(
                "F.celu",
                "Functional.celu",
                in -> Functional.celu(in[0], 1.5),
                in -> torch.celu(in[0], new Scalar(1.5)),
                A);
        rows.row(
                "F.prelu",
                "Functional.prelu",
                in -> Functional.prelu(in[0], in[1]),
                in -> torch.prelu(in[0], in[1]),
                A,
                random(9, 4));
        rows.row(
                "F.rrelu",
                "Functional.rrelu",
                in -> Functional.rrelu(in[0], 0.1, 0.3, false),
                in -> torch.leaky_relu(in[0], new Scalar(0.2)),
                A);
        rows.row(
                "F.gelu (tanh)",
                "Functional.gelu(x, TANH)",
                in -> dev.arclight.op.Dispatch.run(new dev.arclight.op.GeluTanh(), in[0]),
                in -> torch.gelu(in[0], "tanh"),
                A);
        rows.row(
                "F.softsign",
                "Functional.softsign",
                in -> Functional.softsign(in[0]),
                in -> in[0].div(in[0].abs().add(new Scalar(1))),
                A);
        rows.row(
                "F.softmin",
                "Functional.softmin",
                in -> Functional.softmin(in[0], 1),
                in -> torch.softmax(in[0].neg(), 1),
                A);
        rows.row(
                "F.tanhshrink",
                "Functional.tanhshrink",
                in -> Functional.tanhshrink(in[0]),
                in -> in[0].sub(torch.tanh(in[0])),
                A);
        rows.row(
                "F.threshold",
                "Functional.threshold",
                in -> Functional.threshold(in[0], 0.1, 3),
                in -> torch.threshold(in[0], new Scalar(0.1), new Scalar(3)),
                A);
        rows.row("F.glu", "Functional.glu", in -> Functional.glu(in[0], 1), in -> torch.glu(in[0], 1), A);
    }
}
