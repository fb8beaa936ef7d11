package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.nn.Functional;
import dev.arclight.op.BinaryOp;
import dev.arclight.op.CopyFrom;
import dev.arclight.op.Digamma;
import dev.arclight.op.Dispatch;
import dev.arclight.op.Hardsigmoid;
import dev.arclight.op.Logaddexp2;
import dev.arclight.op.Op;
import dev.arclight.op.Ops;
import dev.arclight.op.Polygamma;
import dev.arclight.op.Sample;
import dev.arclight.op.Sinc;
import dev.arclight.op.UnaryOp;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Where functions have kinks, ties and poles, gradients and choices are libtorch's too. */
@SuppressWarnings("try") // Scopes are there to be closed.
class EdgesAgreementTest {
    private static final double[] EDGES = {-2, -1, -0.5, 0.0, 0.5, 1, 2, 3};

    @TestFactory
    Stream<DynamicTest> gradientsAgreeAtKinksAndPoles() {
        return Ops.all().stream()
                .map(entry -> entry.samples().get().get(0))
                // libtorch refuses what is no probability.
                .filter(sample -> sample.inputs().get(0).domain() != Sample.Domain.PROBABILITY)
                .map(Sample::op)
                .filter(op -> op.differentiable() && (op instanceof UnaryOp || op instanceof BinaryOp))
                // At their poles and zeros libtorch computes with a sine or a logarithm that is not quite 0.
                .filter(op -> !(op instanceof Digamma
                        || op instanceof Logaddexp2
                        || op instanceof Polygamma
                        || op instanceof Sinc))
                .map(op -> DynamicTest.dynamicTest(op.name(), () -> agreeAtEdges(op)));
    }

    private static void agreeAtEdges(Op op) {
        int n = EDGES.length;
        Tensor all = Tensor.of(EDGES.clone(), n);
        List<Tensor> inputs = op instanceof UnaryOp
                ? List.of(all)
                : List.of(
                        all.view(n, 1).expand(n, n).contiguous(),
                        all.expand(n, n).contiguous());
        // One element at a time, so that an infinite gradient does not set the scale for others.
        for (int i = 0; i < inputs.get(0).numel(); i++) {
            List<Tensor> single = new ArrayList<>();
            for (Tensor input : inputs) {
                single.add(Tensor.of(new double[] {input.view(-1).item(i)}, 1));
            }
            try {
                Both.agree(in -> Dispatch.run(op, in), in -> TorchOps.run(op, in)[0], single, tolerance(op));
            } catch (AssertionError e) {
                throw new AssertionError(
                        op.name() + " at " + single.stream().map(Tensor::item).toList() + ": " + e.getMessage(), e);
            }
        }
    }

    /** libtorch's sixth is a float. */
    private static double tolerance(Op op) {
        return op instanceof Hardsigmoid ? 1e-7 : 1e-10;
    }

    @Test
    void javaNumbersKeepTheirPrecision() {
        List<Tensor> x = List.of(Tensor.of(new double[] {0.3, 1.7, 2.9}, 3));
        Scalar number = new Scalar(0.1);
        Both.agree(in -> in[0].pow(0.1), in -> torch.pow(in[0], number), x, 1e-14);
        Both.agree(in -> in[0].pow(3.0), in -> torch.pow(in[0], new Scalar(3.0)), x, 1e-14);
        Both.agree(in -> in[0].add(0.1), in -> in[0].add(number), x, 1e-14);
        Both.agree(in -> in[0].sub(0.1), in -> in[0].sub(number), x, 1e-14);
        Both.agree(in -> in[0].mul(0.1), in -> in[0].mul(number), x, 1e-14);
        Both.agree(in -> in[0].div(0.1), in -> in[0].div(number), x, 1e-14);
    }

    @Test
    void gradientsOfDivisorsWhoseSquareIsNoFloatAgree() {
        for (float tiny : new float[] {1e-25f, 1e25f}) {
            try (PointerScope scope = new PointerScope()) {
                Tensor a = Tensor.of(new float[] {tiny, -tiny}, 2);
                Tensor b = Tensor.of(new float[] {tiny, 2 * tiny}, 2).requiresGrad(true);
                a.div(b).sum().backward();
                org.bytedeco.pytorch.Tensor c = Torch.of(b.detach()).requires_grad_(true);
                Torch.of(a).div(c).sum().backward();
                Agree.close("gradient of the divisor", Objects.requireNonNull(b.grad()), c.grad(), 1e-6, true);
                b.setGrad(null);
                a.addcdiv(a, b, 1).sum().backward();
                Agree.close("gradient of addcdiv", Objects.requireNonNull(b.grad()), c.grad(), 1e-6, true);
            }
        }
    }

    @Test
    void stepsAndDilationsAsLargeAsAnIntFitOrDoNotAsInLibtorch() {
        try (PointerScope scope = new PointerScope()) {
            int huge = Integer.MAX_VALUE;
            Tensor x = Tensor.arange(10).to(DType.FLOAT32).requiresGrad(true);
            Tensor y = x.slice(0, 3, 10, huge);
            org.bytedeco.pytorch.Tensor c = Torch.of(x.detach()).requires_grad_(true);
            org.bytedeco.pytorch.Tensor d = c.slice(0, new LongOptional(3), new LongOptional(10), huge);
            Agree.close("slice", y, d, 0, true);
            y.sum().backward();
            d.sum().backward();
            Agree.close("gradient of the slice", Objects.requireNonNull(x.grad()), c.grad(), 0, true);
            Agree.close("unfold", x.unfold(0, 3, huge), c.unfold(0, 3, huge), 0, true);

            Tensor image = Tensor.ones(1, 1, 5, 5);
            int[] wide = {1 << 30, 1};
            int[] no = {0, 0};
            int[] one = {1, 1};
            assertThatThrownBy(() -> Functional.conv2d(image, Tensor.ones(1, 1, 3, 1), null, one, no, wide, 1))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining("does not fit");
            assertThatThrownBy(() -> torch.conv2d(
                            Torch.of(image),
                            Torch.of(Tensor.ones(1, 1, 3, 1)),
                            new TensorOptional(),
                            Torch.longs(one),
                            Torch.longs(no),
                            Torch.longs(wide),
                            1))
                    .isInstanceOf(RuntimeException.class);
            assertThatThrownBy(() -> Functional.maxPool2d(image, new int[] {3, 1}, one, no, wide, false))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining("does not fit");
            Agree.close(
                    "strides past the input",
                    Functional.maxPool2d(image, new int[] {3, 1}, new int[] {huge, 1}, no, one, true),
                    torch.max_pool2d(
                            Torch.of(image),
                            new long[] {3, 1},
                            new long[] {huge, 1},
                            Torch.longs(no),
                            Torch.longs(one),
                            true),
                    0,
                    true);
        }
    }

    @Test
    void tiesShareTheGradientOfTheLargest() {
        Tensor ties = Tensor.of(new double[] {1, 3, 3, 2, 2, 2}, 2, 3);
        Both.agree(
                in -> in[0].amax(Dims.of(1), false),
                in -> torch.amax(in[0], new long[] {1}, false),
                List.of(ties),
                1e-10);
        Both.agree(
                in -> in[0].amin(Dims.of(0, 1), true),
                in -> torch.amin(in[0], new long[] {0, 1}, true),
                List.of(ties),
                1e-10);
    }

    @Test
    void theFirstOfEqualsAndNanAreFound() {
        double[][] rows = {
            {1, 3, 3, 2}, {Double.NaN, 5, Double.NaN, 1}, {2, Double.NaN, 7, 1}, {0.0, -0.0, 0.0, -0.0}, {4, 4, 4, 4}
        };
        for (double[] row : rows) {
            for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
                try (PointerScope scope = new PointerScope()) {
                    Tensor x = Tensor.of(row.clone(), row.length).to(dtype);
                    org.bytedeco.pytorch.Tensor y = Torch.of(x);
                    Agree.exact("argmax of " + x, x.argmax(0), torch.argmax(y, new LongOptional(0), false));
                    Agree.exact("argmin of " + x, x.argmin(0), torch.argmin(y, new LongOptional(0), false));
                    Agree.close("amax of " + x, x.max(), torch.amax(y), 0, true);
                    Agree.close("amin of " + x, x.min(), torch.amin(y), 0, true);
                }
            }
        }
    }

    @Test
    void everyConversionAgrees() {
        double[] values = {0, 1, 2, 100, 127, 0.5, 1.75, 3.999};
        double[] negative = {-1, -2, -100, -128, -0.5, -1.75};
        for (DType from : DType.values()) {
            for (DType to : DType.values()) {
                try (PointerScope scope = new PointerScope()) {
                    boolean signed = from != DType.UINT8 && from != DType.BOOL;
                    // A negative float has no unsigned value; C leaves the result open.
                    boolean defined = signed && !(from.isFloating() && to == DType.UINT8);
                    Tensor x = Tensor.cat(
                                    defined
                                            ? List.of(Tensor.of(values.clone(), 8), Tensor.of(negative.clone(), 6))
                                            : List.of(Tensor.of(values.clone(), 8)),
                                    0)
                            .to(from);
                    Tensor actual = x.to(to);
                    org.bytedeco.pytorch.Tensor expected = Torch.of(x).to(Torch.type(to));
                    String what = from + " to " + to;
                    assertThat(actual.dtype()).as(what).isEqualTo(to);
                    assertThat(actual.toDoubleArray()).as(what).isEqualTo(Torch.doubles(expected));
                }
            }
        }
    }

    @Test
    void copyingOverATensorConvertsAndBroadcasts() {
        assertThat(Ops.all().stream().anyMatch(entry -> entry.type() == CopyFrom.class))
                .isTrue();
        try (PointerScope scope = new PointerScope()) {
            Tensor target = Tensor.zeros(DType.INT32, 2, 3);
            Tensor source = Tensor.of(new double[] {1.9, -2.9, 3}, 3);
            org.bytedeco.pytorch.Tensor expected = Torch.of(target).copy_(Torch.of(source));
            Agree.exact("copy_", target.copy_(source), expected);
        }
    }
}
