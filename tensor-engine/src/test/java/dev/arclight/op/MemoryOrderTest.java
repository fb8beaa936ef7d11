package dev.arclight.op;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import org.junit.jupiter.api.Test;

class MemoryOrderTest {
    private static final Tensor X = Tensor.randn(Generator.seeded(1), 3, 4, 5);

    @Test
    void aFunctionOfATransposedTensorLiesAsItDoes() {
        Tensor turned = X.permute(2, 0, 1);
        Tensor result = turned.exp();
        assertThat(result.strides()).isEqualTo(turned.strides());
        assertThat(result.toFloatArray()).isEqualTo(turned.contiguous().exp().toFloatArray());
    }

    @Test
    void theFirstOperandThatTellsTwoDimensionsApartDecides() {
        Tensor repeated = X.narrow(0, 0, 1).expand(3, 4, 5);
        Tensor turned = X.permute(0, 2, 1).contiguous().permute(0, 2, 1);
        assertThat(repeated.add(turned).strides()).isEqualTo(new int[] {20, 5, 1});
        assertThat(turned.add(repeated).strides()).isEqualTo(turned.strides());
        assertThat(turned.add(repeated).toFloatArray())
                .isEqualTo(turned.contiguous().add(repeated.contiguous()).toFloatArray());
    }

    @Test
    void broadcastOperandsAreReadInTheOrderOfTheResult() {
        Tensor turned = X.permute(2, 1, 0);
        Tensor row = Tensor.randn(Generator.seeded(2), 3);
        Tensor column = Tensor.randn(Generator.seeded(3), 4, 1);
        Tensor plain = turned.contiguous();
        assertThat(turned.mul(row).sub(column).gt(0.5).strides()).isEqualTo(turned.strides());
        assertThat(turned.mul(row).toFloatArray()).isEqualTo(plain.mul(row).toFloatArray());
        assertThat(column.sub(turned).toFloatArray())
                .isEqualTo(column.sub(plain).toFloatArray());
    }

    @Test
    void copiesAndConversionsKeepTheOrderAndContiguousDoesNot() {
        Tensor turned = X.permute(1, 2, 0);
        assertThat(turned.clone().strides()).isEqualTo(turned.strides());
        assertThat(turned.to(DType.FLOAT64).strides()).isEqualTo(turned.strides());
        assertThat(turned.contiguous().isContiguous()).isTrue();
        assertThat(turned.clone().toFloatArray()).isEqualTo(turned.contiguous().toFloatArray());
    }

    @Test
    void gapsAreClosed() {
        Tensor sliced = X.slice(2, 0, 5, 2).permute(2, 1, 0);
        assertThat(sliced.neg().strides()).isEqualTo(new int[] {1, 3, 12});
    }

    @Test
    void gradientsOfLeavesAreRowMajor() {
        Tensor leaf = X.detach().clone().requiresGrad(true);
        leaf.permute(2, 1, 0).exp().mul(Tensor.ones(5, 4, 3)).sum().backward();
        Tensor grad = leaf.grad();
        assertThat(grad).isNotNull();
        assertThat(grad.isContiguous()).isTrue();
        assertThat(grad.toFloatArray()).isEqualTo(X.exp().toFloatArray());
    }
}
