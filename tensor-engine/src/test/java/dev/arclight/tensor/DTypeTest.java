package dev.arclight.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DTypeTest {
    @Test
    void namesArePyTorchsAndLeadBack() {
        for (DType dtype : DType.values()) {
            assertThat(DType.of(dtype.toString())).isEqualTo(dtype);
        }
        assertThat(DType.FLOAT32).hasToString("float32");
        assertThatThrownBy(() -> DType.of("float8"))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("float8")
                .hasMessageContaining("float32");
    }

    @Test
    void promotionIsSymmetricAndIdempotent() {
        for (DType a : DType.values()) {
            assertThat(DType.promote(a, a)).isEqualTo(a);
            for (DType b : DType.values()) {
                assertThat(DType.promote(a, b)).isEqualTo(DType.promote(b, a));
            }
        }
    }

    @Test
    void aHigherKindWinsWhateverItsWidth() {
        assertThat(DType.promote(DType.INT64, DType.FLOAT32)).isEqualTo(DType.FLOAT32);
        assertThat(DType.promote(DType.BOOL, DType.UINT8)).isEqualTo(DType.UINT8);
        assertThat(DType.promote(DType.FLOAT32, DType.FLOAT64)).isEqualTo(DType.FLOAT64);
        assertThat(DType.promote(DType.INT8, DType.INT32)).isEqualTo(DType.INT32);
    }

    @Test
    void signedAndUnsignedBytesMeetInAWiderInteger() {
        assertThat(DType.promote(DType.UINT8, DType.INT8)).isEqualTo(DType.INT16);
    }

    @Test
    void numbersGiveWayToTensorsOfTheirKind() {
        assertThat(Tensor.ones(2).add(1.5).dtype()).isEqualTo(DType.FLOAT32);
        assertThat(Tensor.ones(DType.FLOAT64, 2).mul(0.1).item(0)).isEqualTo(0.1);
        assertThat(Tensor.ones(DType.INT32, 2).add(1.5).dtype()).isEqualTo(DType.FLOAT32);
        assertThat(Tensor.ones(DType.INT8, 2).add(Tensor.number(3)).dtype()).isEqualTo(DType.INT8);
        assertThat(Tensor.ones(DType.BOOL, 2).add(Tensor.number(3)).dtype()).isEqualTo(DType.INT64);
    }

    @Test
    void scalarsGiveWayToTensorsWithDimensionsOfTheirKind() {
        Tensor wideScalar = Tensor.of(new double[] {2});
        assertThat(Tensor.ones(2).mul(wideScalar).dtype()).isEqualTo(DType.FLOAT32);
        assertThat(Tensor.ones(DType.INT32, 2).mul(wideScalar).dtype()).isEqualTo(DType.FLOAT64);
    }
}
