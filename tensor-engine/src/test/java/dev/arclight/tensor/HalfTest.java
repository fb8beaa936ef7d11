package dev.arclight.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HalfTest {
    @Test
    void everyPatternSurvivesTheWayToFloatAndBack() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            short pattern = (short) bits;
            float sixteen = Half.fromFloat16(pattern);
            float brain = Half.fromBfloat16(pattern);
            if (!Float.isNaN(sixteen)) {
                assertThat(Half.toFloat16(sixteen)).isEqualTo(pattern);
            } else {
                assertThat(Half.fromFloat16(Half.toFloat16(sixteen))).isNaN();
            }
            if (!Float.isNaN(brain)) {
                assertThat(Half.toBfloat16(brain)).isEqualTo(pattern);
            } else {
                assertThat(Half.fromBfloat16(Half.toBfloat16(brain))).isNaN();
            }
        }
    }

    @Test
    void tiesGoToTheEvenNeighbour() {
        assertThat(Half.fromFloat16(Half.toFloat16(2049))).isEqualTo(2048);
        assertThat(Half.fromFloat16(Half.toFloat16(2051))).isEqualTo(2052);
        assertThat(Half.fromFloat16(Half.toFloat16(Math.nextUp(2049f)))).isEqualTo(2050);
        assertThat(Half.fromBfloat16(Half.toBfloat16(257))).isEqualTo(256);
        assertThat(Half.fromBfloat16(Half.toBfloat16(259))).isEqualTo(260);
    }

    @Test
    void whatPassesTheRangeIsInfiniteAndWhatFallsBelowItIsSubnormalOrZero() {
        assertThat(Half.fromFloat16(Half.toFloat16(Math.nextDown(65520f)))).isEqualTo(65504);
        assertThat(Half.fromFloat16(Half.toFloat16(65520f))).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(Half.fromFloat16(Half.toFloat16(-1e30f))).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(Half.toFloat16(0x1.8p-24f)).isEqualTo((short) 2);
        assertThat(Half.toFloat16(-0x1p-25f)).isEqualTo((short) 0x8000);
        assertThat(Half.toFloat16(Math.nextUp(0x1p-25f))).isEqualTo((short) 1);
        assertThat(Half.fromBfloat16(Half.toBfloat16(Float.MAX_VALUE))).isEqualTo(Float.POSITIVE_INFINITY);
    }

    @Test
    void bitsThatDoNotBelongToAHalfTypeAreRefused() {
        assertThatThrownBy(() -> Half.from(DType.INT16, (short) 1))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("int16");
        assertThatThrownBy(() -> Tensor.ofBits(new short[1], DType.FLOAT32, 1))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("float32");
    }

    @Test
    void aTensorOfBitsSharesThem() {
        short[] bits = {0x3c00, (short) 0xc000};
        Tensor x = Tensor.ofBits(bits, DType.FLOAT16, 2);
        assertThat(x.toFloatArray()).containsExactly(1, -2);
        bits[0] = 0x3800;
        assertThat(x.item(0)).isEqualTo(0.5);
        x.mul_(4.0);
        assertThat(bits).containsExactly((short) 0x4000, (short) 0xc800);
    }

    @Test
    void int16TensorsShareTheirArrayAndWrapAround() {
        short[] data = {1, Short.MAX_VALUE};
        Tensor x = Tensor.of(data, 2);
        assertThat(x.dtype()).isEqualTo(DType.INT16);
        x.add_(Tensor.number(1));
        assertThat(data).containsExactly((short) 2, Short.MIN_VALUE);
        assertThat(x.mul(x).toShortArray()).containsExactly((short) 4, (short) 0);
    }

    @Test
    void shortcutsConvertAsTheirNamesSay() {
        Tensor x = Tensor.of(new double[] {-1.5, 3.25, 300}, 3);
        assertThat(x.toHalf().dtype()).isEqualTo(DType.FLOAT16);
        assertThat(x.toBfloat16().dtype()).isEqualTo(DType.BFLOAT16);
        assertThat(x.toFloat().dtype()).isEqualTo(DType.FLOAT32);
        assertThat(x.toFloat().toDouble().dtype()).isEqualTo(DType.FLOAT64);
        assertThat(x.toLong().dtype()).isEqualTo(DType.INT64);
        assertThat(x.toInt().toLongArray()).containsExactly(-1, 3, 300);
        assertThat(x.toShort().dtype()).isEqualTo(DType.INT16);
        assertThat(x.toInt().toByte().toLongArray()).containsExactly(255, 3, 44);
        assertThat(x.toInt().toChar().toLongArray()).containsExactly(-1, 3, 44);
        assertThat(x.toBool().dtype()).isEqualTo(DType.BOOL);
        assertThat(x.typeAs(Tensor.ones(DType.INT16, 1)).dtype()).isEqualTo(DType.INT16);
        assertThat(x.to(Tensor.ones(DType.BFLOAT16, 1)).toDoubleArray()).containsExactly(-1.5, 3.25, 300);
        assertThat(x.toDouble()).isSameAs(x);
    }

    @Test
    void gradientsOfHalfTensorsAreHalf() {
        Tensor x = Tensor.of(new float[] {1, 2, 3}, 3).toHalf().requiresGrad(true);
        x.tanh().sum().backward();
        Tensor grad = x.grad();
        assertThat(grad).isNotNull();
        assertThat(grad.dtype()).isEqualTo(DType.FLOAT16);
    }

    @Test
    void halfTensorsArePrintedWithTheirDtype() {
        assertThat(Tensor.of(new float[] {1, 0.1f}, 2).toHalf())
                .hasToString("tensor([1.0000, 0.1000], dtype=torch.float16)");
        assertThat(Tensor.of(new short[] {1, -2}, 2)).hasToString("tensor([ 1, -2], dtype=torch.int16)");
    }
}
