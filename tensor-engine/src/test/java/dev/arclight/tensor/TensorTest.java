package dev.arclight.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TensorTest {
    @Test
    void aTensorSharesTheArrayItWasMadeOf() {
        float[] data = {1, 2, 3, 4};
        Tensor x = Tensor.of(data, 2, 2);
        data[3] = 9;
        assertThat(x.item(1, 1)).isEqualTo(9);
    }

    @Test
    void anArrayOfTheWrongLengthIsRefused() {
        assertThatThrownBy(() -> Tensor.of(new float[5], 2, 2))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("5 elements")
                .hasMessageContaining("[2, 2]");
    }

    @Test
    void bytesAreReadByTheirDtype() {
        assertThat(Tensor.ofBytes(new byte[] {-1}, DType.INT8, 1).item()).isEqualTo(-1);
        assertThat(Tensor.ofBytes(new byte[] {-1}, DType.UINT8, 1).item()).isEqualTo(255);
        assertThatThrownBy(() -> Tensor.ofBytes(new byte[4], DType.INT32, 1)).isInstanceOf(DTypeException.class);
    }

    @Test
    void indicesCountFromTheEndAndAreChecked() {
        Tensor x = Tensor.arange(0, 6).view(2, 3);
        assertThat(x.item(-1, -1)).isEqualTo(5);
        assertThatThrownBy(() -> x.item(2, 0))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("index 2");
        assertThatThrownBy(() -> x.item(0)).isInstanceOf(ShapeException.class);
    }

    @Test
    void itemAsksForOneElement() {
        assertThat(Tensor.ones(1, 1).item()).isEqualTo(1);
        assertThatThrownBy(() -> Tensor.ones(2).item())
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("[2]");
    }

    @Test
    void viewsShareMemoryAndCopiesDoNot() {
        Tensor x = Tensor.zeros(2, 3);
        x.view(3, 2).fill_(1);
        assertThat(x.toFloatArray()).containsOnly(1);
        x.copy().fill_(7);
        assertThat(x.toFloatArray()).containsOnly(1);
        assertThat(x.contiguous()).isSameAs(x);
    }

    @Test
    void aViewThatStridesForbidSaysToReshape() {
        Tensor x = Tensor.arange(0, 6).view(2, 3).t();
        assertThatThrownBy(() -> x.view(6)).isInstanceOf(ShapeException.class).hasMessageContaining("reshape");
        assertThat(x.reshape(6).toLongArray()).containsExactly(0, 3, 1, 4, 2, 5);
    }

    @Test
    void oneExtentOfAViewMayBeLeftOut() {
        assertThat(Tensor.zeros(2, 6).view(4, -1).shape()).isEqualTo(Shape.of(4, 3));
        assertThatThrownBy(() -> Tensor.zeros(2, 6).view(-1, -1)).hasMessageContaining("only one");
        assertThatThrownBy(() -> Tensor.zeros(2, 6).view(5, -1)).hasMessageContaining("12 elements");
        assertThatThrownBy(() -> Tensor.zeros(2, 6).view(5, 2)).isInstanceOf(ShapeException.class);
    }

    @Test
    void slicesFollowPythonsRules() {
        Tensor x = Tensor.arange(0, 10);
        assertThat(x.slice(0, 2, 8, 3).toLongArray()).containsExactly(2, 5);
        assertThat(x.slice(0, -3, 100, 1).toLongArray()).containsExactly(7, 8, 9);
        assertThat(x.slice(0, 5, 2, 1).numel()).isZero();
        assertThat(x.narrow(0, -2, 2).toLongArray()).containsExactly(8, 9);
        assertThatThrownBy(() -> x.narrow(0, 8, 3)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> x.select(0, 10)).hasMessageContaining("index 10");
    }

    @Test
    void expandRepeatsWithoutMemory() {
        Tensor x = Tensor.arange(0, 3).expand(2, -1);
        assertThat(x.strides()).containsExactly(0, 1);
        assertThat(x.toLongArray()).containsExactly(0, 1, 2, 0, 1, 2);
        assertThatThrownBy(() -> Tensor.zeros(3).expand(4)).isInstanceOf(ShapeException.class);
    }

    @Test
    void flattenJoinsARangeOfDimensions() {
        Tensor x = Tensor.zeros(2, 3, 4, 5);
        assertThat(x.flatten(1, -1).shape()).isEqualTo(Shape.of(2, 60));
        assertThat(x.flatten(1, 2).shape()).isEqualTo(Shape.of(2, 12, 5));
        assertThat(Tensor.scalar(1).flatten(0, -1).shape()).isEqualTo(Shape.of(1));
    }

    @Test
    void squeezeAndUnsqueezeAreOpposites() {
        Tensor x = Tensor.zeros(2, 3);
        assertThat(x.unsqueeze(-1).shape()).isEqualTo(Shape.of(2, 3, 1));
        assertThat(x.unsqueeze(0).squeeze(0).shape()).isEqualTo(x.shape());
        assertThat(x.squeeze(0)).isSameAs(x);
        assertThatThrownBy(() -> x.unsqueeze(4)).isInstanceOf(ShapeException.class);
    }

    @Test
    void matmulTakesVectorsMatricesAndBatches() {
        Tensor v = Tensor.of(new float[] {1, 2, 3}, 3);
        Tensor m = Tensor.of(new float[] {1, 0, 0, 1, 1, 1}, 3, 2);
        assertThat(v.matmul(v).item()).isEqualTo(14);
        assertThat(v.matmul(v).rank()).isZero();
        assertThat(v.matmul(m).toFloatArray()).containsExactly(4, 5);
        assertThat(m.t().matmul(v).toFloatArray()).containsExactly(4, 5);
        assertThat(Tensor.ones(5, 4, 3).matmul(m).shape()).isEqualTo(Shape.of(5, 4, 2));
        assertThat(Tensor.ones(5, 1, 4, 3).matmul(Tensor.ones(6, 3, 2)).shape()).isEqualTo(Shape.of(5, 6, 4, 2));
        assertThat(Tensor.ones(5, 4, 3).matmul(v).toFloatArray()).containsOnly(6);
        assertThatThrownBy(() -> v.matmul(m.t()))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("matmul");
    }

    @Test
    void meanIsTheSumOverTheCount() {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
        assertThat(x.mean().item()).isEqualTo(3.5);
        assertThat(x.mean(1).toFloatArray()).containsExactly(2, 5);
        assertThat(Tensor.zeros(0).mean().item()).isNaN();
        assertThatThrownBy(() -> Tensor.arange(0, 3).mean()).isInstanceOf(DTypeException.class);
    }

    @Test
    void largestOfNothingIsAnError() {
        assertThatThrownBy(() -> Tensor.zeros(0).max())
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("max: shape [0]");
        assertThatThrownBy(() -> Tensor.zeros(2, 0).argmax(1)).isInstanceOf(ShapeException.class);
    }

    @Test
    void integersDivideTruly() {
        Tensor x = Tensor.of(new int[] {1, 2}, 2);
        assertThat(x.div(2.0).toFloatArray()).containsExactly(0.5f, 1f);
        assertThat(x.div(x.mul(2.0)).dtype()).isEqualTo(DType.FLOAT32);
    }

    @Test
    void inPlaceOperationsKeepDtypeAndMemory() {
        Tensor x = Tensor.of(new int[] {1, 2}, 2);
        assertThat(x.add_(Tensor.number(3))).isSameAs(x);
        assertThat(x.toLongArray()).containsExactly(4, 5);
        assertThatThrownBy(() -> x.div_(x)).isInstanceOf(DTypeException.class).hasMessageContaining("div_");
        assertThatThrownBy(() -> x.add_(Tensor.zeros(DType.INT32, 3, 2)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("add_");
    }

    @Test
    void inPlaceOperationsReadOverlappingMemoryBeforeTheyWrite() {
        Tensor x = Tensor.arange(0, 4).view(2, 2);
        x.add_(x.t());
        assertThat(x.toLongArray()).containsExactly(0, 3, 3, 6);
        Tensor y = Tensor.arange(0, 5);
        y.narrow(0, 1, 4).copy_(y.narrow(0, 0, 4));
        assertThat(y.toLongArray()).containsExactly(0, 0, 1, 2, 3);
    }

    @Test
    void conversionsTruncateTowardZero() {
        Tensor x = Tensor.of(new float[] {-1.7f, 0.2f, 2.9f}, 3);
        assertThat(x.to(DType.INT32).toLongArray()).containsExactly(-1, 0, 2);
        assertThat(x.to(DType.BOOL).toLongArray()).containsExactly(1, 1, 1);
        assertThat(x.to(DType.FLOAT32)).isSameAs(x);
    }

    @Test
    void stackAndCatJoinTensors() {
        Tensor a = Tensor.arange(0, 2);
        Tensor b = Tensor.arange(2, 4);
        assertThat(Tensor.stack(List.of(a, b), 1).toLongArray()).containsExactly(0, 2, 1, 3);
        assertThat(Tensor.cat(List.of(a, b), 0).toLongArray()).containsExactly(0, 1, 2, 3);
        assertThatThrownBy(() -> Tensor.cat(List.of(a, b.view(2, 1)), 0)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Tensor.cat(List.of(), 0)).isInstanceOf(ShapeException.class);
    }

    @Test
    void indicesOutOfRangeAreNamed() {
        Tensor x = Tensor.zeros(3, 2);
        assertThatThrownBy(() -> x.indexSelect(0, Tensor.of(new long[] {0, 3}, 2)))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("index 3 at place 1");
        assertThatThrownBy(() -> x.gather(0, Tensor.of(new long[] {-1}, 1, 1))).hasMessageContaining("index -1");
        assertThatThrownBy(() -> x.gather(0, Tensor.zeros(1, 1))).isInstanceOf(DTypeException.class);
    }

    @Test
    void theSameSeedGivesTheSameNumbers() {
        assertThat(Tensor.randn(Generator.seeded(5), 3, 4).toFloatArray())
                .isEqualTo(Tensor.randn(Generator.seeded(5), 3, 4).toFloatArray())
                .isNotEqualTo(Tensor.randn(Generator.seeded(6), 3, 4).toFloatArray());
    }

    @Test
    void uniformNumbersFillTheIntervalEvenly() {
        float[] values = Tensor.rand(Generator.seeded(1), 100_000).toFloatArray();
        int[] counts = new int[10];
        for (float value : values) {
            assertThat(value).isBetween(0f, Math.nextDown(1f));
            counts[(int) (value * 10)]++;
        }
        for (int count : counts) {
            // Six standard deviations of a fair count.
            assertThat(count).isBetween(10_000 - 570, 10_000 + 570);
        }
    }

    @Test
    void gaussianNumbersHaveMeanZeroAndDeviationOne() {
        double[] values = Tensor.randn(Generator.seeded(2), 100_000).toDoubleArray();
        double sum = 0;
        double squares = 0;
        for (double value : values) {
            sum += value;
            squares += value * value;
        }
        assertThat(Math.abs(sum / values.length)).isLessThan(0.02);
        assertThat(Math.abs(squares / values.length - 1)).isLessThan(0.03);
    }
}
