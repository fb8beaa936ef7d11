package dev.arclight.kernel.cpu.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.autograd.Autograd;
import dev.arclight.kernel.cpu.Epilogue;
import dev.arclight.kernel.cpu.EpilogueActivation;
import dev.arclight.kernel.cpu.FloatFunction;
import dev.arclight.kernel.cpu.Gemm;
import dev.arclight.kernel.cpu.PackedB;
import dev.arclight.nn.Conv2d;
import dev.arclight.nn.CrossEntropyLoss;
import dev.arclight.nn.Flatten;
import dev.arclight.nn.Functional;
import dev.arclight.nn.LSTM;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Module;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.optim.SGD;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.NumThreads;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same bits on one, two and four threads, for work that is large enough to be cut. */
@SuppressWarnings("try") // Scopes are there to be closed.
final class ThreadCountTest {
    private static Tensor random(int... shape) {
        return Tensor.randn(Generator.seeded(shape.length + shape[0]), shape);
    }

    private static void sameBits(Supplier<List<Tensor>> work) {
        List<Tensor> alone = on(1, work);
        for (int threads : new int[] {2, 4}) {
            List<Tensor> together = on(threads, work);
            for (int i = 0; i < alone.size(); i++) {
                // The first element that differs.
                assertThat(Arrays.mismatch(bits(together.get(i)), bits(alone.get(i))))
                        .as("result %d on %d threads", i, threads)
                        .isEqualTo(-1);
            }
        }
    }

    private static List<Tensor> on(int threads, Supplier<List<Tensor>> work) {
        try (NumThreads.Scope scope = NumThreads.of(threads)) {
            return work.get();
        }
    }

    private static long[] bits(Tensor tensor) {
        if (!tensor.dtype().isFloating()) {
            return tensor.to(DType.INT64).toLongArray();
        }
        // Wider floats tell all narrower ones apart, but for what a NaN carries.
        return Arrays.stream(tensor.detach().to(DType.FLOAT64).toDoubleArray())
                .mapToLong(Double::doubleToRawLongBits)
                .toArray();
    }

    @ParameterizedTest
    @CsvSource({"1,9000,1000", "40,700,600", "700,40,600", "333,517,129", "3000,13,400", "2,4100,2051", "260,260,260"})
    void products(int m, int n, int k) {
        Tensor a = random(m, k);
        Tensor b = random(k, n);
        Tensor turned = random(n, k);
        float[] bias = random(Math.max(m, n)).toFloatArray();
        PackedB packed = PackedB.pack(k, n, b.storage().floats(), 0, n, 1);
        float[] x = a.storage().floats();
        sameBits(() -> {
            float[] rows = new float[m * n];
            float[] columns = new float[m * n];
            float[] activated = new float[m * n];
            Gemm.sgemm(m, x, 0, k, 1, packed, rows, 0, n, false, Epilogue.rowBias(bias, 0, EpilogueActivation.RELU));
            Gemm.sgemm(
                    m,
                    n,
                    k,
                    x,
                    0,
                    k,
                    1,
                    turned.storage().floats(),
                    0,
                    1,
                    k,
                    columns,
                    0,
                    n,
                    true,
                    Epilogue.columnBias(bias, 0, EpilogueActivation.NONE));
            Epilogue gelu =
                    Epilogue.columnBias(bias, 0, EpilogueActivation.NONE).followedBy(FloatFunction.GELU);
            Gemm.sgemm(m, x, 0, k, 1, packed, activated, 0, n, false, gelu);
            return List.of(
                    a.matmul(b),
                    a.matmul(turned.t()),
                    Tensor.of(rows, m, n),
                    Tensor.of(columns, m, n),
                    Tensor.of(activated, m, n),
                    a.to(DType.FLOAT64).matmul(b.to(DType.FLOAT64)));
        });
    }

    @Test
    void productsOfManyMatrices() {
        Tensor a = random(6, 2, 100, 90);
        Tensor b = random(6, 1, 90, 110);
        sameBits(() -> List.of(a.matmul(b)));
    }

    @ParameterizedTest
    @CsvSource({"6,1,1", "3,2,1", "5,1,2"})
    void convolutionsAndTheirGradients(int batch, int stride, int groups) {
        Tensor x = random(batch, 32, 28, 28).requiresGrad(true);
        Tensor w = random(64, 32 / groups, 3, 3).requiresGrad(true);
        Tensor bias = random(64).requiresGrad(true);
        sameBits(() -> {
            Tensor y = Functional.conv2d(
                    x, w, bias, new int[] {stride, stride}, new int[] {1, 1}, new int[] {1, 1}, groups);
            Tensor[] grads =
                    Autograd.grad(y, new Tensor[] {x, w, bias}, random(y.shape().toArray()), false, false);
            return Stream.concat(Stream.of(y), Stream.of(grads)).toList();
        });
    }

    @ParameterizedTest
    @CsvSource({"false,1", "true,1", "false,2"})
    void attentionAndItsGradients(boolean causal, int groups) {
        Tensor q = random(2, 6, 200, 32).requiresGrad(true);
        Tensor k = random(2, 6 / groups, 220, 32).requiresGrad(true);
        Tensor v = random(2, 6 / groups, 220, 48).requiresGrad(true);
        Tensor mask = causal ? null : random(6, 1, 220);
        sameBits(() -> {
            Tensor y = Functional.scaledDotProductAttention(q, k, v, mask, 0, causal, null, groups > 1);
            Tensor[] grads =
                    Autograd.grad(y, new Tensor[] {q, k, v}, random(y.shape().toArray()), false, false);
            return Stream.concat(Stream.of(y), Stream.of(grads)).toList();
        });
    }

    @Test
    void elementwiseOperations() {
        Tensor a = random(700, 900);
        Tensor row = random(900);
        Tensor column = random(700, 1);
        Tensor many = random(1_000_003);
        sameBits(() -> List.of(
                many.exp(),
                many.tanh(),
                many.relu(),
                a.add(row),
                a.mul(column),
                a.t().add(1.5),
                row.sub(a),
                a.lerp(row, column),
                a.gt(row),
                a.isnan(),
                Tensor.where(a.gt(0), a, row),
                a.to(DType.FLOAT64).exp(),
                a.to(DType.FLOAT16).mul(row.to(DType.FLOAT16)).to(DType.FLOAT32),
                a.to(DType.INT64).add(3)));
    }

    @Test
    void elementwiseOperationsInPlace() {
        Tensor a = random(1000, 700);
        sameBits(() -> {
            Tensor changed = a.copy();
            changed.narrow(1, 3, 690).mul_(2);
            changed.t().add_(random(1000));
            changed.exp_();
            return List.of(changed);
        });
    }

    @Test
    void rowsOfSoftmaxAndNorms() {
        Tensor x = random(301, 7, 300).requiresGrad(true);
        Tensor weight = random(300).requiresGrad(true);
        Tensor bias = random(300).requiresGrad(true);
        sameBits(() -> {
            List<Tensor> results = new ArrayList<>();
            for (int dim : new int[] {-1, 1, 0}) {
                for (Tensor y : List.of(x.softmax(dim), x.logSoftmax(dim))) {
                    results.add(y);
                    results.add(Autograd.grad(y, new Tensor[] {x}, random(301, 7, 300), false, false)[0]);
                }
            }
            Tensor y = Functional.layerNorm(x, new int[] {300}, weight, bias, 1e-5);
            results.add(y);
            results.addAll(
                    List.of(Autograd.grad(y, new Tensor[] {x, weight, bias}, random(301, 7, 300), false, false)));
            return results;
        });
    }

    @Test
    void rowsBelowAFewOuterSlices() {
        Tensor x = random(1, 3, 500, 200);
        Tensor weight = random(500, 200);
        sameBits(() -> List.of(
                x.softmax(-1), x.logSoftmax(2), Functional.layerNorm(x, new int[] {500, 200}, weight, weight, 1e-5)));
    }

    @Test
    void reductions() {
        Tensor a = random(900, 1100);
        sameBits(() -> List.of(a.sum(), a.sum(0), a.sum(1), a.mean(), a.var(1), a.amax(0), a.norm()));
    }

    @Test
    void trainingSteps() {
        sameBits(() -> {
            Sequential network = new Sequential(
                    new Conv2d(3, 32, 3),
                    new ReLU(),
                    new Flatten(),
                    new Linear(32 * 22 * 22, 120),
                    new ReLU(),
                    new Linear(120, 10));
            fill(network);
            SGD optimizer = new SGD(network.parameters(), 0.01);
            CrossEntropyLoss loss = new CrossEntropyLoss();
            Tensor x = random(12, 3, 24, 24);
            Tensor labels = Tensor.of(new long[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1}, 12);
            for (int step = 0; step < 3; step++) {
                optimizer.zeroGrad();
                loss.forward(network.forward(x), labels).backward();
                optimizer.step();
            }
            return network.parameters();
        });
    }

    @Test
    void recurrentTrainingSteps() {
        sameBits(() -> {
            LSTM lstm = new LSTM(128, 192);
            fill(lstm);
            SGD optimizer = new SGD(lstm.parameters(), 0.01);
            Tensor x = random(5, 64, 128);
            for (int step = 0; step < 2; step++) {
                optimizer.zeroGrad();
                lstm.forward(x).square().sum().backward();
                optimizer.step();
            }
            return lstm.parameters();
        });
    }

    /** The same weights every time. */
    private static void fill(Module module) {
        for (Tensor parameter : module.parameters()) {
            parameter.detach().copy_(random(parameter.shape().toArray()).mul(0.05));
        }
    }
}
