package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorProducts;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Products of every kind and rank against libtorch's, with their gradients and their errors. */
@SuppressWarnings("try") // Scopes are there to be closed.
class ProductsAgreementTest {
    private static final int[][] SHAPES = {
        {}, {3}, {4}, {1}, {0}, {2, 3}, {3, 4}, {3, 0}, {5, 2, 3}, {5, 3, 4}, {1, 3, 2}, {2, 1, 4, 3}, {5, 3, 1}
    };

    @Test
    void matmulAgreesForEveryPairOfRanksAndRefusesWhatLibtorchRefuses() {
        for (int[] a : SHAPES) {
            for (int[] b : SHAPES) {
                compare("matmul", Tensor::matmul, torch::matmul, numbers(1, a), numbers(2, b));
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> productsOfTwoAgreeForEveryPairOfRanks() {
        return Stream.of(
                        new Pair("mm", Tensor::mm, torch::mm),
                        new Pair("bmm", Tensor::bmm, torch::bmm),
                        new Pair("mv", Tensor::mv, torch::mv),
                        new Pair("dot", Tensor::dot, torch::dot),
                        new Pair("vdot", Tensor::vdot, torch::vdot),
                        new Pair("inner", Tensor::inner, torch::inner),
                        new Pair("outer", Tensor::outer, torch::outer),
                        new Pair("ger", Tensor::ger, torch::ger),
                        new Pair("kron", Tensor::kron, torch::kron),
                        new Pair("dist", Tensor::dist, torch::dist),
                        new Pair("cdist", Tensor::cdist, torch::cdist))
                .map(pair -> DynamicTest.dynamicTest(pair.name, () -> {
                    for (int[] a : SHAPES) {
                        for (int[] b : SHAPES) {
                            compare(pair.name, pair.ours, pair.theirs, numbers(1, a), numbers(2, b));
                        }
                    }
                }));
    }

    private record Pair(String name, Ours ours, Theirs theirs) {}

    private interface Ours {
        Tensor run(Tensor a, Tensor b);
    }

    private interface Theirs {
        org.bytedeco.pytorch.Tensor run(org.bytedeco.pytorch.Tensor a, org.bytedeco.pytorch.Tensor b);
    }

    @Test
    void viewsAreMultipliedAsCopiesAre() {
        Tensor a = numbers(1, 4, 3, 2);
        Tensor b = numbers(2, 5, 4, 3);
        List<Tensor> inputs = List.of(a, b);
        Both.agree(
                in -> in[0].transpose(1, 2)
                        .matmul(in[1].transpose(0, 1).narrow(1, 0, 5).transpose(1, 2)),
                in -> torch.matmul(
                        in[0].transpose(1, 2),
                        in[1].transpose(0, 1).narrow(1, 0, 5).transpose(1, 2)),
                inputs,
                1e-10);
        Both.agree(
                in -> in[0].select(2, 0).matmul(in[1].select(1, 1).t()),
                in -> torch.matmul(in[0].select(2, 0), in[1].select(1, 1).t()),
                inputs,
                1e-10);
        Both.agree(
                in -> in[0].select(2, 1)
                        .expand(6, 4, 3)
                        .matmul(in[1].select(1, 2).t()),
                in -> torch.matmul(
                        in[0].select(2, 1).expand(6, 4, 3), in[1].select(1, 2).t()),
                inputs,
                1e-10);
    }

    @Test
    void sumsWithProductsAgree() {
        for (double[] factors : new double[][] {{1, 1}, {0, 2}, {0.5, -1.5}}) {
            double beta = factors[0];
            double alpha = factors[1];
            Scalar b = new Scalar(beta);
            Scalar a = new Scalar(alpha);
            for (int[] shape : new int[][] {{2, 4}, {4}, {2, 1}, {1}, {}}) {
                Both.agree(
                        in -> in[0].addmm(in[1], in[2], beta, alpha),
                        in -> torch.addmm(in[0], in[1], in[2], b, a),
                        List.of(numbers(1, shape), numbers(2, 2, 3), numbers(3, 3, 4)),
                        1e-10);
                Both.agree(
                        in -> in[0].baddbmm(in[1], in[2], beta, alpha),
                        in -> torch.baddbmm(in[0], in[1], in[2], b, a),
                        List.of(numbers(1, shape), numbers(2, 5, 2, 3), numbers(3, 5, 3, 4)),
                        1e-10);
                Both.agree(
                        in -> in[0].addbmm(in[1], in[2], beta, alpha),
                        in -> torch.addbmm(in[0], in[1], in[2], b, a),
                        List.of(numbers(1, shape), numbers(2, 5, 2, 3), numbers(3, 5, 3, 4)),
                        1e-10);
                Both.agree(
                        in -> in[0].addr(in[1], in[2], beta, alpha),
                        in -> torch.addr(in[0], in[1], in[2], b, a),
                        List.of(numbers(1, shape), numbers(2, 2), numbers(3, 4)),
                        1e-10);
            }
            for (int[] shape : new int[][] {{2}, {1}, {}}) {
                Both.agree(
                        in -> in[0].addmv(in[1], in[2], beta, alpha),
                        in -> torch.addmv(in[0], in[1], in[2], b, a),
                        List.of(numbers(1, shape), numbers(2, 2, 3), numbers(3, 3)),
                        1e-10);
            }
        }
    }

    @Test
    void aBetaOfZeroDoesNotLookAtTheInput() {
        Tensor nan = Tensor.of(new double[] {Double.NaN}, 1);
        Tensor product = numbers(1, 2, 3).mm(numbers(2, 3, 4));
        assertThat(nan.addmm(numbers(1, 2, 3), numbers(2, 3, 4), 0, 1).toDoubleArray())
                .isEqualTo(product.toDoubleArray());
    }

    @Test
    void wholeNumbersAreMultipliedExactly() {
        for (DType dtype : new DType[] {DType.UINT8, DType.INT8, DType.INT16, DType.INT32, DType.INT64}) {
            Tensor a = numbers(1, 2, 3).mul(20.0).to(DType.INT64).to(dtype);
            Tensor b = numbers(2, 3, 4).mul(20.0).to(DType.INT64).to(dtype);
            Tensor c = numbers(3, 4).mul(20.0).to(DType.INT64).to(dtype);
            try (PointerScope scope = new PointerScope()) {
                Agree.exact(
                        "addmm " + dtype,
                        c.addmm(a, b, 2, 3),
                        torch.addmm(Torch.of(c), Torch.of(a), Torch.of(b), new Scalar(2), new Scalar(3)));
                Agree.exact("dot " + dtype, c.dot(c), torch.dot(Torch.of(c), Torch.of(c)));
                Agree.exact("trace " + dtype, a.trace(), torch.trace(Torch.of(a)));
                Agree.exact("kron " + dtype, a.kron(b), torch.kron(Torch.of(a), Torch.of(b)));
            }
            assertThatThrownBy(() -> c.addmm(a, b, 0.5, 1)).isInstanceOf(ArclightException.class);
        }
    }

    @Test
    void chainsAgree() {
        List<Tensor> chain = List.of(numbers(1, 10, 3), numbers(2, 3, 8), numbers(3, 8, 2), numbers(4, 2, 5));
        Both.agree(
                in -> TensorProducts.multiDot(Arrays.asList(in)),
                in -> torch.linalg_multi_dot(new TensorVector(in)),
                chain,
                1e-10);
        Both.agree(in -> TensorProducts.chainMatmul(in), in -> torch.chain_matmul(new TensorVector(in)), chain, 1e-10);
        Both.agree(
                in -> TensorProducts.multiDot(Arrays.asList(in)),
                in -> torch.linalg_multi_dot(new TensorVector(in)),
                List.of(numbers(1, 3), numbers(2, 3, 8), numbers(3, 8)),
                1e-10);
        assertThatThrownBy(() -> TensorProducts.multiDot(List.of(numbers(1, 3))))
                .isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> TensorProducts.multiDot(List.of(numbers(1, 2, 3), numbers(2, 2, 3))))
                .isInstanceOf(ShapeException.class);
    }

    @Test
    void tensordotAgrees() {
        Tensor a = numbers(1, 2, 3, 4);
        Tensor b = numbers(2, 4, 3, 5);
        Both.agree(
                in -> in[0].tensordot(in[1], new int[] {1, 2}, new int[] {1, 0}),
                in -> torch.tensordot(in[0], in[1], new long[] {1, 2}, 1, 0),
                List.of(a, b),
                1e-10);
        Both.agree(
                in -> in[0].tensordot(in[1], 1),
                in -> torch.tensordot(in[0], in[1], new long[] {2}, 0),
                List.of(a, b),
                1e-10);
        Both.agree(
                in -> in[0].tensordot(in[1], 0),
                in -> torch.tensordot(in[0], in[1], new long[] {}),
                List.of(numbers(1, 2), numbers(2, 3)),
                1e-10);
        Both.agree(
                in -> in[0].tensordot(in[1], new int[] {1}, new int[] {-1}),
                in -> torch.tensordot(in[0], in[1], new long[] {1}, -1),
                List.of(a, numbers(2, 5, 1)),
                1e-10);
        assertThatThrownBy(() -> a.tensordot(b, new int[] {0}, new int[] {0})).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> a.tensordot(b, new int[] {1, 1}, new int[] {1, 1}))
                .isInstanceOf(ShapeException.class);
    }

    @Test
    void powersTracesAndVectorProductsAgree() {
        for (int n : new int[] {1, 2, 3, 7}) {
            Both.agree(
                    in -> in[0].matrixPower(n), in -> torch.matrix_power(in[0], n), List.of(numbers(1, 2, 3, 3)), 1e-9);
        }
        assertThat(numbers(1, 2, 2, 2).matrixPower(0).toDoubleArray()).containsExactly(1, 0, 0, 1, 1, 0, 0, 1);
        assertThatThrownBy(() -> numbers(1, 2, 3).matrixPower(2)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> numbers(1, 3, 3).matrixPower(-1)).isInstanceOf(ArclightException.class);
        // Not taller than wide: there libtorch's gradient goes on past the diagonal.
        for (int[] shape : new int[][] {{3, 3}, {2, 4}, {0, 3}, {1, 1}}) {
            Both.agree(in -> in[0].trace(), in -> torch.trace(in[0]), List.of(numbers(1, shape)), 1e-10);
        }
        Both.agree(
                in -> in[0].cross(in[1]),
                in -> torch.linalg_cross(in[0], in[1]),
                List.of(numbers(1, 4, 3), numbers(2, 1, 3)),
                1e-10);
        Both.agree(
                in -> in[0].cross(in[1], 0),
                in -> torch.linalg_cross(in[0], in[1], 0),
                List.of(numbers(1, 3, 2), numbers(2, 3, 2)),
                1e-10);
        assertThatThrownBy(() -> numbers(1, 2).cross(numbers(2, 2))).isInstanceOf(ShapeException.class);
    }

    @Test
    void statisticsOfObservationsAgree() {
        Tensor x = numbers(1, 3, 7);
        Tensor times = Tensor.of(new long[] {1, 2, 0, 3, 1, 1, 2}, 7);
        Tensor weights = numbers(2, 7).abs();
        for (int correction : new int[] {0, 1, 2}) {
            Both.agree(
                    in -> in[0].cov(correction, times, in[1].detach()),
                    in -> torch.cov(
                            in[0], correction, new TensorOptional(Torch.of(times)), new TensorOptional(in[1].detach())),
                    List.of(x, weights),
                    1e-9);
        }
        Both.agree(in -> in[0].corrcoef(), in -> torch.corrcoef(in[0]), List.of(x), 1e-9);
        for (double p : new double[] {0.5, 1, 2, 3, Double.POSITIVE_INFINITY}) {
            Both.agree(
                    in -> in[0].cdist(in[1], p),
                    in -> torch.cdist(in[0], in[1], p, new org.bytedeco.pytorch.LongOptional()),
                    List.of(numbers(1, 2, 4, 3), numbers(2, 2, 5, 3)),
                    1e-9);
        }
        Both.agree(
                in -> in[0].cdist(in[1]),
                in -> torch.cdist(in[0], in[1]),
                List.of(numbers(1, 40, 3), numbers(2, 5, 3)),
                1e-7);
        for (double ord : new double[] {1, -1, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            Both.agree(
                    in -> in[0].matrixNorm(ord, -2, -1, false),
                    in -> torch.linalg_matrix_norm(in[0], new Scalar(ord)),
                    List.of(numbers(1, 2, 4, 3)),
                    1e-9);
        }
        Both.agree(
                in -> in[0].trapezoid(in[1], 1),
                in -> torch.trapezoid(in[0], in[1], 1),
                List.of(numbers(1, 2, 5), numbers(2, 5)),
                1e-9);
        Both.agree(
                in -> in[0].varMean().var().add(in[0].stdMean().mean()),
                in -> torch.var(in[0]).add(in[0].mean()),
                List.of(x),
                1e-9);
    }

    @Test
    void histogramsCountsAndPlacesAgree() {
        Tensor x = numbers(1, 50);
        Tensor weights = numbers(2, 50).abs();
        try (PointerScope scope = new PointerScope()) {
            org.bytedeco.pytorch.Tensor y = Torch.of(x);
            for (boolean density : new boolean[] {false, true}) {
                var ours = x.histogram(6, -0.3, 0.4, weights, density);
                var theirs =
                        torch.histogram(y, 6, new double[] {-0.3, 0.4}, new TensorOptional(Torch.of(weights)), density);
                Agree.close("hist", ours.hist(), theirs.get0(), 1e-12, false);
                Agree.close("edges", ours.binEdges(), theirs.get1(), 1e-12, false);
                Tensor edges = Tensor.of(new double[] {-0.5, -0.1, 0, 0.25, 0.5}, 5);
                Agree.close(
                        "hist of edges",
                        x.histogram(edges, null, density).hist(),
                        torch.histogram(y, Torch.of(edges), new TensorOptional(), density)
                                .get0(),
                        1e-12,
                        false);
            }
            Agree.close(
                    "hist of all",
                    x.histogram(4).hist(),
                    torch.histogram(
                                    y,
                                    4,
                                    new org.bytedeco.pytorch.DoubleArrayRefOptional(),
                                    new TensorOptional(),
                                    false)
                            .get0(),
                    0,
                    false);
            Tensor counted = Tensor.of(new long[] {0, 3, 3, 1, 7}, 5);
            Agree.exact(
                    "bincount",
                    counted.bincount(null, 10),
                    torch.bincount(Torch.of(counted), new TensorOptional(), 10));
            Agree.close(
                    "bincount of weights",
                    counted.bincount(weights.narrow(0, 0, 5), 0),
                    torch.bincount(Torch.of(counted), new TensorOptional(Torch.of(weights.narrow(0, 0, 5))), 0),
                    1e-12,
                    false);
            Tensor boundaries = Tensor.of(new double[] {-0.25, 0, 0, 0.25}, 4);
            for (boolean right : new boolean[] {false, true}) {
                Agree.exact(
                        "bucketize",
                        x.bucketize(boundaries, true, right),
                        torch.bucketize(y, Torch.of(boundaries), true, right));
            }
            Tensor values = Tensor.of(new double[] {2, 1, 2, 3, 2, 1}, 2, 3);
            Agree.exact(
                    "unique",
                    values.unique(true, true, true).counts(),
                    torch.unique_dim(Torch.of(values.reshape(6)), 0, true, true, true)
                            .get2());
        }
        assertThatThrownBy(() -> Tensor.of(new long[] {-1}, 1).bincount()).isInstanceOf(ArclightException.class);
        assertThatThrownBy(() -> x.histc(0, 0, 1)).isInstanceOf(ArclightException.class);
        assertThatThrownBy(() -> x.histc(3, 1, 0)).isInstanceOf(ArclightException.class);
        assertThatThrownBy(() -> x.quantile(1.5)).isInstanceOf(ArclightException.class);
    }

    @Test
    void longerRunsAreOrderedAsLibtorchOrdersThem() {
        for (DType dtype : new DType[] {
            DType.FLOAT32, DType.FLOAT64, DType.INT64, DType.INT32, DType.INT16, DType.UINT8, DType.BFLOAT16
        }) {
            for (int n : new int[] {47, 48, 300, 5000, 70000}) {
                Tensor x = Tensor.rand(Generator.seeded(n), n)
                        .sub(0.5)
                        .mul(200.0)
                        .to(DType.INT64)
                        .to(dtype);
                try (PointerScope scope = new PointerScope()) {
                    org.bytedeco.pytorch.Tensor y = Torch.of(x);
                    String what = dtype + " " + n;
                    for (boolean descending : new boolean[] {false, true}) {
                        Agree.exact(
                                "argsort " + what,
                                x.argsort(0, descending),
                                torch.sort(y, new org.bytedeco.pytorch.BoolOptional(true), 0, descending)
                                        .get1());
                        for (int k : new int[] {1, 5, n / 2, n}) {
                            var ours = x.topk(k, 0, descending, true);
                            Agree.exact(
                                    "topk " + what,
                                    ours.values().to(DType.INT64),
                                    torch.topk(y, k, 0, descending, true).get0());
                            // Equal elements stay in their order.
                            assertThat(ours.indices().toLongArray())
                                    .isEqualTo(x.argsort(0, descending)
                                            .narrow(0, 0, k)
                                            .toLongArray());
                        }
                    }
                    Agree.exact("median " + what, x.median().to(DType.INT64), torch.median(y));
                    for (int k : new int[] {1, n / 3, n}) {
                        Agree.exact(
                                "kthvalue " + what,
                                x.kthvalue(k).values().to(DType.INT64),
                                torch.kthvalue(y, k).get0());
                    }
                }
            }
        }
    }

    /** Agrees with gradients, or is refused by both. */
    private static void compare(String name, Ours ours, Theirs theirs, Tensor a, Tensor b) {
        String what = name + " of " + a.shape() + " and " + b.shape();
        if (refusedThere(theirs, a, b)) {
            assertThatThrownBy(() -> ours.run(a, b)).as(what).isInstanceOf(ArclightException.class);
            return;
        }
        try {
            Both.agree(in -> ours.run(in[0], in[1]), in -> theirs.run(in[0], in[1]), List.of(a, b), 1e-9);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(what + ": " + e.getMessage(), e);
        }
    }

    private static boolean refusedThere(Theirs theirs, Tensor a, Tensor b) {
        try (PointerScope scope = new PointerScope()) {
            return Attempt.theirs(() -> theirs.run(Torch.of(a), Torch.of(b))).refused();
        }
    }

    private static Tensor numbers(int seed, int... shape) {
        return Tensor.rand(Generator.seeded(seed), shape).to(DType.FLOAT64).sub(0.5);
    }
}
