package dev.arclight.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PropertiesOfTensorsTest {
    private final Tensor x =
            Tensor.arange(DType.INT16, 0L, 24L, 1L).view(2, 3, 4).select(1, 1);

    @Test
    void aTensorSaysItsSizeByPyTorchsNames() {
        assertThat(x.dim()).isEqualTo(2);
        assertThat(x.ndimension()).isEqualTo(2);
        assertThat(x.nelement()).isEqualTo(8);
        assertThat(x.elementSize()).isEqualTo(2);
        assertThat(x.itemsize()).isEqualTo(2);
        assertThat(x.nbytes()).isEqualTo(16);
        assertThat(x.storageOffset()).isEqualTo(4);
        assertThat(x.isSameSize(Tensor.zeros(2, 4))).isTrue();
        assertThat(Tensors.isSameSize(x, Tensor.zeros(4, 2))).isFalse();
        assertThat(Tensors.numel(x)).isEqualTo(8);
    }

    @Test
    void aTensorSaysItsKind() {
        assertThat(x.isFloatingPoint()).isFalse();
        assertThat(x.isSigned()).isTrue();
        assertThat(Tensor.zeros(DType.UINT8, 1).isSigned()).isFalse();
        assertThat(Tensor.zeros(DType.BOOL, 1).isSigned()).isFalse();
        assertThat(Tensors.isFloatingPoint(Tensor.zeros(DType.BFLOAT16, 1))).isTrue();
        assertThat(Tensors.isNonzero(Tensor.scalar(-0.0))).isFalse();
        assertThat(Tensor.scalar(Double.NaN).isNonzero()).isTrue();
        assertThatThrownBy(x::isNonzero).isInstanceOf(ShapeException.class);
    }

    @Test
    void dataSharesMemoryWithoutAHistoryAndItsChangesAreCounted() {
        Tensor weight = Tensor.ones(2).requiresGrad(true);
        int before = weight.version();
        weight.data().mul_(3);
        assertThat(weight.toFloatArray()).containsExactly(3, 3);
        assertThat(weight.data().requiresGrad()).isFalse();
        assertThat(weight.version()).isEqualTo(before + 1);
    }

    @Test
    void dtypesConvertWithinTheirKindAndUpwards() {
        assertThat(Tensors.canCast(DType.FLOAT64, DType.FLOAT16)).isTrue();
        assertThat(Tensors.canCast(DType.FLOAT32, DType.INT64)).isFalse();
        assertThat(Tensors.canCast(DType.INT64, DType.FLOAT16)).isTrue();
        assertThat(Tensors.canCast(DType.INT64, DType.BOOL)).isFalse();
        assertThat(Tensors.canCast(DType.BOOL, DType.UINT8)).isTrue();
        assertThat(Tensors.promoteTypes(DType.INT32, DType.FLOAT16)).isEqualTo(DType.FLOAT16);
        assertThat(Tensors.resultType(x, Tensor.ones(1))).isEqualTo(DType.FLOAT32);
        assertThat(Tensors.finfo(DType.FLOAT32).eps()).isEqualTo(Math.ulp(1f));
        assertThat(Tensors.iinfo(DType.INT8).max()).isEqualTo(127);
    }

    @Test
    void shapesBroadcastTogether() {
        assertThat(Tensors.broadcastShapes(new int[] {2, 1}, new int[] {3}, new int[] {1, 1, 1}))
                .isEqualTo(Shape.of(1, 2, 3));
        assertThatThrownBy(() -> Tensors.broadcastShapes(new int[] {2}, new int[] {3}))
                .isInstanceOf(ShapeException.class);
    }

    @Test
    void aTensorComesApartIntoMantissasAndExponents() {
        double[] values = {0, -1, 3, 0x1p-149, 0x1.8p127, -0.0, 1e-320, Double.MIN_VALUE, Double.MAX_VALUE};
        for (DType dtype : new DType[] {DType.FLOAT64, DType.FLOAT32, DType.FLOAT16}) {
            Tensor whole = Tensor.of(values, values.length).to(dtype);
            MantissaAndExponent parts = whole.frexp();
            double[] mantissas = parts.mantissa().toDoubleArray();
            int[] exponents = parts.exponent().toIntArray();
            for (int i = 0; i < values.length; i++) {
                double value = whole.item(i);
                if (value == 0 || Double.isInfinite(value)) {
                    assertThat(mantissas[i]).isEqualTo(value);
                    assertThat(exponents[i]).isZero();
                } else {
                    assertThat(Math.abs(mantissas[i])).isBetween(0.5, Math.nextDown(1.0));
                    assertThat(Math.scalb(mantissas[i], exponents[i])).isEqualTo(value);
                }
            }
            assertThat(parts.exponent().dtype()).isEqualTo(DType.INT32);
            assertThat(parts.mantissa().dtype()).isEqualTo(dtype);
        }
        assertThat(Tensor.scalar(Double.NaN).frexp().mantissa().item()).isNaN();
        assertThatThrownBy(() -> x.frexp()).isInstanceOf(DTypeException.class);
    }
}
