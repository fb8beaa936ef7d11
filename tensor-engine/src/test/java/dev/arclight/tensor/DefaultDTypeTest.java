package dev.arclight.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.nn.BatchNorm1d;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Sequential;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DefaultDTypeTest {
    @AfterEach
    void back() {
        DType.setDefault(DType.FLOAT32);
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT64", "FLOAT16", "BFLOAT16", "FLOAT32"})
    void whatIsMadeWithoutADtypeHasTheDefault(DType dtype) {
        Tensors.setDefaultDtype(dtype);
        assertThat(Tensors.getDefaultDtype()).isEqualTo(dtype);
        assertThat(List.of(
                        Tensor.zeros(2),
                        Tensor.ones(2),
                        Tensor.full(0.5, 2),
                        Tensor.empty(2),
                        Tensor.eye(2),
                        Tensor.eye(2, 3),
                        Tensor.scalar(1),
                        Tensor.rand(2),
                        Tensor.rand(Generator.seeded(1), 2),
                        Tensor.randn(2),
                        Tensor.randn(Generator.seeded(1), 2),
                        Tensor.normal(0, 1, 2),
                        Tensor.arange(3.0),
                        Tensor.arange(1.0, 3.0),
                        Tensor.arange(1.0, 3.0, 0.5),
                        Tensor.linspace(0, 1, 3),
                        Tensor.logspace(0, 1, 3),
                        Tensor.hannWindow(4, true),
                        Tensor.hammingWindow(4, true),
                        Tensor.blackmanWindow(4, true),
                        Tensor.bartlettWindow(4, true),
                        Tensor.kaiserWindow(4, true),
                        Tensor.kaiserWindow(1, true),
                        Tensor.tensor(List.of())))
                .allSatisfy(tensor -> assertThat(tensor.dtype()).isEqualTo(dtype));
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT64", "FLOAT16", "FLOAT32"})
    void whatFloatingOperationsMakeOfWholeNumbersHasTheDefault(DType dtype) {
        DType.setDefault(dtype);
        Tensor whole = Tensor.arange(1, 4);
        assertThat(List.of(
                        whole.add(0.5),
                        whole.mul(2.0),
                        whole.div(whole),
                        whole.div(2L),
                        whole.sqrt(),
                        whole.sigmoid(),
                        whole.atan2(whole),
                        Tensor.where(whole.gt(1), 0.5, 1.5)))
                .allSatisfy(tensor -> assertThat(tensor.dtype()).isEqualTo(dtype));
        assertThat(whole.sqrt().toDoubleArray()[2])
                .isEqualTo(Tensor.full(Math.sqrt(3)).item());
        assertThat(Tensors.resultType(whole, 0.5)).isEqualTo(dtype);
        assertThat(Tensors.resultType(whole, 1)).isEqualTo(DType.INT64);
    }

    @Test
    void javaArraysAndTensorsThatHaveADtypeKeepIt() {
        DType.setDefault(DType.FLOAT64);
        assertThat(Tensor.of(new float[] {1}, 1).dtype()).isEqualTo(DType.FLOAT32);
        assertThat(Tensor.tensor(1.5f).dtype()).isEqualTo(DType.FLOAT32);
        assertThat(Tensor.of(new float[] {1}, 1).add(0.5).dtype()).isEqualTo(DType.FLOAT32);
        assertThat(Tensor.arange(3).dtype()).isEqualTo(DType.INT64);
        assertThat(Tensor.zerosLike(Tensor.of(new float[] {1}, 1)).dtype()).isEqualTo(DType.FLOAT32);
    }

    @Test
    void aNetworkIsMadeInTheDefaultAndLearnsInIt() {
        DType.setDefault(DType.FLOAT64);
        Sequential net = new Sequential(new Linear(3, 4), new BatchNorm1d(4), new Linear(4, 1));
        assertThat(net.parameters())
                .allSatisfy(parameter -> assertThat(parameter.dtype()).isEqualTo(DType.FLOAT64));
        net.forward(Tensor.randn(5, 3)).mul(2).sum().backward();
        assertThat(net.parameters().get(0).grad())
                .satisfies(grad -> assertThat(grad.dtype()).isEqualTo(DType.FLOAT64));
    }

    @Test
    void theDefaultPrintsWithoutItsName() {
        DType.setDefault(DType.FLOAT64);
        assertThat(Tensor.ones(2)).hasToString("tensor([1., 1.])");
        assertThat(Tensor.ones(DType.FLOAT32, 2)).hasToString("tensor([1., 1.], dtype=torch.float32)");
    }

    @Test
    void onlyFloatingDtypesCanBeTheDefault() {
        assertThatThrownBy(() -> DType.setDefault(DType.INT64))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("int64");
        assertThat(DType.getDefault()).isEqualTo(DType.FLOAT32);
    }
}
