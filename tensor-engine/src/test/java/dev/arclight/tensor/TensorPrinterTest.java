package dev.arclight.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Expected texts are what Python's PyTorch prints; {@link PrintedTensorsTest} has hundreds more of them. */
class TensorPrinterTest {
    @Test
    void scalarsAndVectors() {
        assertThat(Tensor.scalar(2.5)).hasToString("tensor(2.5000)");
        assertThat(Tensor.of(new float[] {1, 2, 3}, 3)).hasToString("tensor([1., 2., 3.])");
        assertThat(Tensor.of(new float[] {0.5f, -1.25f}, 2)).hasToString("tensor([ 0.5000, -1.2500])");
        assertThat(Tensor.arange(0, 3)).hasToString("tensor([0, 1, 2])");
    }

    @Test
    void matricesAlignTheirColumns() {
        assertThat(Tensor.of(new float[] {1, -20, 3, 4}, 2, 2))
                .hasToString("tensor([[  1., -20.],\n        [  3.,   4.]])");
    }

    @Test
    void blocksAreSetApartByAnEmptyLine() {
        assertThat(Tensor.of(new long[] {1, 2, 3, 4}, 2, 1, 2)).hasToString("tensor([[[1, 2]],\n\n        [[3, 4]]])");
    }

    @Test
    void dtypesThatDoNotShowThemselvesAreNamed() {
        assertThat(Tensor.of(new double[] {1}, 1)).hasToString("tensor([1.], dtype=torch.float64)");
        assertThat(Tensor.of(new int[] {7}, 1)).hasToString("tensor([7], dtype=torch.int32)");
        assertThat(Tensor.ofBytes(new byte[] {-1}, DType.UINT8, 1)).hasToString("tensor([255], dtype=torch.uint8)");
        assertThat(Tensor.ofBytes(new byte[] {1, 0}, DType.BOOL, 2)).hasToString("tensor([ True, False])");
    }

    @Test
    void emptyTensorsTellTheirShape() {
        assertThat(Tensor.zeros(0)).hasToString("tensor([])");
        assertThat(Tensor.zeros(2, 0)).hasToString("tensor([], size=(2, 0))");
        assertThat(Tensor.zeros(DType.INT64, 0)).hasToString("tensor([], dtype=torch.int64)");
    }

    @Test
    void largeAndSmallNumbersTogetherAreWrittenWithExponents() {
        assertThat(Tensor.of(new float[] {1e-5f, 1}, 2)).hasToString("tensor([1.0000e-05, 1.0000e+00])");
        assertThat(Tensor.of(new float[] {1e9f, 0.5f}, 2)).hasToString("tensor([1.0000e+09, 5.0000e-01])");
        assertThat(Tensor.of(new float[] {1e9f}, 1)).hasToString("tensor([1.0000e+09])");
        assertThat(Tensor.of(new float[] {100000}, 1)).hasToString("tensor([100000.])");
        assertThat(Tensor.of(new float[] {1, 2000}, 2)).hasToString("tensor([1.0000e+00, 2.0000e+03])");
        assertThat(Tensor.of(new float[] {0, 2000}, 2)).hasToString("tensor([   0., 2000.])");
    }

    @Test
    void nanAndInfinityStandBesideNumbers() {
        assertThat(Tensor.of(new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1}, 4))
                .hasToString("tensor([nan, inf, -inf, 1.])");
        assertThat(Tensor.of(new float[] {Float.NaN, 0.5f}, 2)).hasToString("tensor([   nan, 0.5000])");
    }

    @Test
    void theMiddleOfLargeTensorsIsLeftOut() {
        assertThat(Tensor.arange(0, 2000)).hasToString("tensor([   0,    1,    2,  ..., 1997, 1998, 1999])");
        assertThat(Tensor.zeros(1001, 2).toString())
                .startsWith("tensor([[0., 0.],\n        [0., 0.],\n        [0., 0.],\n        ...,\n        [0., 0.],")
                .endsWith("[0., 0.]])");
    }

    @Test
    void longRowsBreakIntoLines() {
        assertThat(Tensor.arange(0, 30))
                .hasToString("tensor([ 0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14, 15, 16, 17,\n"
                        + "        18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29])");
    }

    @Test
    void viewsPrintWhatTheyShow() {
        assertThat(Tensor.of(new float[] {1, 2, 3, 4}, 2, 2).t()).hasToString("tensor([[1., 3.],\n        [2., 4.]])");
    }

    @Test
    void gradientsShow() {
        Tensor x = Tensor.of(new float[] {1}, 1).requiresGrad(true);
        assertThat(x).hasToString("tensor([1.], requires_grad=True)");
        assertThat(x.mul(2.0)).hasToString("tensor([2.], grad_fn=<MulBackward0>)");
    }

    @Test
    void exponentsCanBeForcedAndForbidden() {
        Tensor x = Tensor.of(new float[] {1.5f, -2}, 2);
        assertThat(x.toString(PrintOptions.DEFAULT.withSciMode(true))).isEqualTo("tensor([ 1.5000e+00, -2.0000e+00])");
        Tensor y = Tensor.of(new float[] {1e-5f, 2000}, 2);
        assertThat(y.toString(PrintOptions.DEFAULT.withSciMode(false))).isEqualTo("tensor([   0.0000, 2000.0000])");
        Tensor whole = Tensor.of(new float[] {1, 2000}, 2);
        assertThat(whole.toString(PrintOptions.DEFAULT.withSciMode(false))).isEqualTo("tensor([   1., 2000.])");
        assertThat(Tensor.zeros(2).toString(PrintOptions.DEFAULT.withSciMode(true)))
                .isEqualTo("tensor([0., 0.])");
    }

    @Test
    void allOfALongDimensionCanBeLeftOut() {
        PrintOptions options = PrintOptions.DEFAULT.withThreshold(3).withEdgeItems(0);
        assertThat(Tensor.arange(5).toString(options)).isEqualTo("tensor([...])");
        assertThat(Tensor.zeros(2, 5).toString(options)).isEqualTo("tensor([...])");
        assertThat(Tensor.arange(5).toString(options.withEdgeItems(Integer.MAX_VALUE)))
                .isEqualTo("tensor([0, 1, 2, 3, 4])");
    }

    @Test
    void stridesDoNotShow() {
        Tensor x = Tensor.arange(12).view(3, 4).t().slice(0, 1, 4, 2);
        assertThat(x).hasToString(x.clone().toString());
        assertThat(Tensor.scalar(2).expand(2, 2)).hasToString("tensor([[2., 2.],\n        [2., 2.]])");
    }

    @Test
    void negativeOptionsAreRefused() {
        assertThatThrownBy(() -> PrintOptions.DEFAULT.withPrecision(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("precision");
    }

    @Test
    void wholeNumbersBeyondDoublePrecisionAreExact() {
        assertThat(Tensor.of(new long[] {(1L << 53) + 1}, 1)).hasToString("tensor([9007199254740993])");
        assertThat(Tensor.of(new long[] {Long.MAX_VALUE}).itemLong()).isEqualTo(Long.MAX_VALUE);
    }
}
