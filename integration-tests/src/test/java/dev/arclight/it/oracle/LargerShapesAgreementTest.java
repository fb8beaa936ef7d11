package dev.arclight.it.oracle;

import dev.arclight.nn.Functional;
import dev.arclight.op.Conv2dGeometry;
import dev.arclight.op.Dispatch;
import dev.arclight.op.LogSoftmax;
import dev.arclight.op.Matmul;
import dev.arclight.op.Op;
import dev.arclight.op.Softmax;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.List;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Shapes of real networks, where blocking, packing and long sums matter: float32 within 1e-5 of libtorch's float64. */
class LargerShapesAgreementTest {
    private static final double FLOAT32 = 1e-5;

    @ParameterizedTest
    @CsvSource({"64, 784, 128", "1, 768, 768", "32, 768, 10", "129, 513, 67", "300, 3, 300", "2, 3000, 2"})
    void matrixProductsAgree(int m, int k, int n) {
        Both.agree(
                in -> Dispatch.run(Matmul.OP, in),
                in -> torch.matmul(in[0], in[1]),
                List.of(random(1, m, k), random(2, k, n)),
                FLOAT32);
        Both.agree(
                in -> in[0].matmul(in[1].t()),
                in -> torch.matmul(in[0], in[1].t()),
                List.of(random(3, m, k), random(4, n, k)),
                FLOAT32);
    }

    @Test
    void batchesOfMatricesAgree() {
        Both.agree(
                in -> in[0].matmul(in[1].transpose(-2, -1)),
                in -> torch.matmul(in[0], in[1].transpose(-2, -1)),
                List.of(random(1, 2, 4, 37, 64), random(2, 4, 37, 64)),
                FLOAT32);
    }

    @ParameterizedTest
    @CsvSource({
        "8, 1, 28, 32, 3, 1",
        "4, 32, 14, 64, 3, 1",
        "2, 3, 33, 16, 7, 3",
        "2, 64, 7, 8, 1, 0",
        "2, 300, 7, 70, 3, 1"
    })
    void convolutionsAgree(int batch, int channels, int size, int out, int kernel, int padding) {
        Both.agree(
                in -> Functional.conv2d(in[0], in[1], in[2], Conv2dGeometry.of(1, padding)),
                in -> torch.conv2d(
                        in[0],
                        in[1],
                        new TensorOptional(in[2]),
                        new long[] {1, 1},
                        new long[] {padding, padding},
                        new long[] {1, 1},
                        1),
                List.of(
                        random(1, batch, channels, size, size),
                        random(2, out, channels, kernel, kernel),
                        random(3, out)),
                FLOAT32);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void sumsAndLargestAgreeOverEveryDimension(int dim) {
        Both.agree(
                in -> in[0].sum(Dims.of(dim), false),
                in -> torch.sum(
                        in[0],
                        new org.bytedeco.pytorch.LongArrayRefOptional(Torch.list(dim)),
                        false,
                        new org.bytedeco.pytorch.ScalarTypeOptional()),
                List.of(random(1, 50, 61, 70)),
                FLOAT32);
        Both.agree(
                in -> in[0].amax(Dims.of(dim), true),
                in -> torch.amax(in[0], new long[] {dim}, true),
                List.of(random(2, 50, 61, 70)),
                FLOAT32);
    }

    @Test
    void aSumOfAMillionEqualNumbersDoesNotDrift() {
        Tensor tenths = Tensor.full(0.1, 1 << 20);
        Both.agree(in -> in[0].sum(), in -> torch.sum(in[0]), List.of(tenths), 1e-6);
    }

    @ParameterizedTest
    @CsvSource({"64, 1000, 1", "1000, 64, 0", "3, 5000, -1"})
    void softmaxAgrees(int rows, int columns, int dim) {
        for (Op op : new Op[] {new Softmax(dim), new LogSoftmax(dim)}) {
            Both.agree(
                    in -> Dispatch.run(op, in),
                    in -> TorchOps.run(op, in)[0],
                    List.of(random(1, rows, columns)),
                    FLOAT32);
        }
    }

    private static Tensor random(long seed, int... shape) {
        return Tensor.randn(Generator.seeded(seed), shape);
    }
}
