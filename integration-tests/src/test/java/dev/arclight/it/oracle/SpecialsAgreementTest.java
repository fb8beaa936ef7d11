package dev.arclight.it.oracle;

import dev.arclight.op.BinaryOp;
import dev.arclight.op.BinaryTest;
import dev.arclight.op.Dispatch;
import dev.arclight.op.I0;
import dev.arclight.op.I1;
import dev.arclight.op.Nextafter;
import dev.arclight.op.Op;
import dev.arclight.op.Ops;
import dev.arclight.op.Polygamma;
import dev.arclight.op.Sample;
import dev.arclight.op.TestOp;
import dev.arclight.op.UnaryOp;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * NaN, infinities, zeros of both signs and very large and small numbers through every elementwise op, as libtorch does in
 * float64; its float32 vector code flushes some of them.
 */
@SuppressWarnings("try") // Scopes are there to be closed.
class SpecialsAgreementTest {
    private static final double[] SPECIALS = {
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        0.0,
        -0.0,
        1,
        -1,
        2,
        -2.5,
        0.5,
        1e-30,
        -1e-30,
        1e30,
        -1e30,
        88,
        -88,
        104,
        -104,
        20,
        -20,
        3,
        -3
    };

    @TestFactory
    Stream<DynamicTest> everyElementwiseOpAgreesOnSpecialNumbers() {
        return Ops.all().stream()
                .map(entry -> entry.samples().get().get(0))
                // libtorch refuses what is no probability.
                .filter(sample -> sample.inputs().get(0).domain() != Sample.Domain.PROBABILITY)
                .map(Sample::op)
                .filter(op -> op instanceof UnaryOp
                        || op instanceof BinaryOp
                        || op instanceof BinaryTest
                        || op instanceof TestOp)
                .filter(op -> !(op instanceof UnaryOp.Whole || op instanceof BinaryOp.Whole || op instanceof Nextafter))
                // libtorch's trigamma has nine digits, and poles of 1e32.
                .filter(op -> !(op instanceof Polygamma))
                .flatMap(op -> Stream.of(DType.FLOAT32, DType.FLOAT64)
                        .map(dtype -> DynamicTest.dynamicTest(op.name() + " in " + dtype, () -> agree(op, dtype))));
    }

    private static void agree(Op op, DType dtype) {
        int n = SPECIALS.length;
        try (PointerScope scope = new PointerScope()) {
            Tensor all = Tensor.of(SPECIALS.clone(), n).to(dtype);
            Tensor[] inputs = op instanceof UnaryOp || op instanceof TestOp
                    ? new Tensor[] {all}
                    : new Tensor[] {
                        all.view(n, 1).expand(n, n).contiguous(),
                        all.expand(n, n).contiguous()
                    };
            org.bytedeco.pytorch.Tensor[] theirs = Stream.of(inputs)
                    .map(in -> Torch.of(in.to(DType.FLOAT64)))
                    .toArray(org.bytedeco.pytorch.Tensor[]::new);
            Tensor actual = Dispatch.run(op, inputs);
            org.bytedeco.pytorch.Tensor expected = TorchOps.run(op, theirs)[0];
            double[] a = actual.toDoubleArray();
            double[] e = Torch.doubles(expected);
            double tolerance = dtype == DType.FLOAT32 ? 1e-5 : 1e-10;
            double smallest = smallest(op, dtype);
            boolean gradient = op.getClass().getSimpleName().endsWith("Backward");
            for (int i = 0; i < e.length; i++) {
                if (libtorchLoses(op, SPECIALS[i / (e.length / n)])) {
                    continue;
                }
                if (gradient && Math.abs(SPECIALS[i / n]) > 1e20) {
                    // It brings to light whether the slope beside it is tiny or rounds to 0.
                    continue;
                }
                e[i] = actual.dtype() == DType.FLOAT32 ? (float) e[i] : e[i];
                boolean same = Double.isFinite(e[i])
                        ? Math.abs(a[i] - e[i]) <= tolerance * Math.abs(e[i]) + smallest
                        : Double.compare(a[i], e[i]) == 0;
                if (!same) {
                    String arguments =
                            inputs.length == 1 ? String.valueOf(SPECIALS[i]) : SPECIALS[i / n] + ", " + SPECIALS[i % n];
                    throw new AssertionError(op.name() + "(" + arguments + ") is " + a[i] + ", libtorch gives " + e[i]);
                }
            }
        }
    }

    /** Where libtorch multiplies an infinity by a zero. */
    private static boolean libtorchLoses(Op op, double x) {
        return Double.isInfinite(x) && (op instanceof I0 || op instanceof I1);
    }

    /** Denormals may lose their last bits; and what libtorch itself loses where it subtracts or multiplies by π. */
    private static double smallest(Op op, DType dtype) {
        return switch (op.name()) {
            case "elu" -> 1e-29;
            case "gelu", "geluBackward", "geluTanh", "geluTanhBackward" -> 1e-30;
            case "logaddexp2", "sinc" -> 1e-15;
            default -> dtype == DType.FLOAT32 ? Float.MIN_NORMAL : Double.MIN_NORMAL;
        };
    }
}
