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
    void limitsAreThoseOfTheFormats() {
        assertThat(DType.FLOAT16.finfo().max()).isEqualTo(Half.fromFloat16((short) 0x7bff));
        assertThat(DType.FLOAT16.finfo().tiny()).isEqualTo(Half.fromFloat16((short) 0x0400));
        assertThat(1 + DType.FLOAT16.finfo().eps()).isEqualTo(Half.fromFloat16((short) 0x3c01));
        assertThat(DType.BFLOAT16.finfo().max()).isEqualTo(Half.fromBfloat16((short) 0x7f7f));
        assertThat(DType.BFLOAT16.finfo().tiny()).isEqualTo(Half.fromBfloat16((short) 0x0080));
        assertThat(1 + DType.BFLOAT16.finfo().eps()).isEqualTo(Half.fromBfloat16((short) 0x3f81));
        assertThat(1 + DType.FLOAT32.finfo().eps()).isEqualTo(Math.nextUp(1f));
        for (DType dtype : DType.values()) {
            if (dtype.isFloating()) {
                assertThat(dtype.finfo().bits()).isEqualTo(8 * dtype.bytes());
                assertThat(dtype.finfo().min()).isEqualTo(-dtype.finfo().max());
                assertThatThrownBy(dtype::iinfo)
                        .isInstanceOf(DTypeException.class)
                        .hasMessageContaining("finfo");
            } else {
                assertThatThrownBy(dtype::finfo)
                        .isInstanceOf(DTypeException.class)
                        .hasMessageContaining("iinfo");
            }
        }
        assertThat(DType.UINT8.iinfo()).isEqualTo(new IntegerInfo(8, 0, 255));
        assertThat(DType.INT16.iinfo()).isEqualTo(new IntegerInfo(16, -32768, 32767));
        assertThatThrownBy(DType.BOOL::iinfo).isInstanceOf(DTypeException.class);
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
    void theTwoHalfTypesMeetInFloat32() {
        assertThat(DType.promote(DType.FLOAT16, DType.BFLOAT16)).isEqualTo(DType.FLOAT32);
        assertThat(DType.promote(DType.INT64, DType.BFLOAT16)).isEqualTo(DType.BFLOAT16);
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
