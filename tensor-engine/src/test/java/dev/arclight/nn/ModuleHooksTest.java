package dev.arclight.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.autograd.RemovableHandle;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ModuleHooksTest {
    private final Linear first = new Linear(3, 4);
    private final Linear second = new Linear(4, 2);
    private final Sequential net = new Sequential(first, new ReLU(), second);
    private final Tensor x = Tensor.randn(Generator.seeded(1), 5, 3);

    @Test
    void aForwardHookSeesWhatALayerWithinGives() {
        List<Tensor> features = new ArrayList<>();
        RemovableHandle handle = first.registerForwardHook((module, input, output) -> {
            assertThat(module).isSameAs(first);
            features.add(output);
            return null;
        });
        net.call(x);
        assertThat(features).hasSize(1);
        assertThat(features.get(0).toFloatArray()).isEqualTo(first.forward(x).toFloatArray());
        handle.remove();
        net.call(x);
        assertThat(features).hasSize(1);
    }

    @Test
    void hooksMayReplaceInputAndOutput() {
        float[] expected = net.forward(x.mul(2)).mul(10).toFloatArray();
        net.registerForwardPreHook((module, input) -> input.mul(2));
        net.registerForwardHook((module, input, output) -> output.mul(10));
        assertThat(net.call(x).toFloatArray()).isEqualTo(expected);
    }

    @Test
    void aBackwardHookSeesTheGradientsOfInputAndOutput() {
        List<Tensor> seen = new ArrayList<>();
        second.registerFullBackwardHook((module, gradInput, gradOutput) -> {
            seen.add(Objects.requireNonNull(gradInput));
            seen.add(gradOutput);
            return null;
        });
        net.call(x).sum().backward();
        assertThat(seen.get(1).toFloatArray()).containsOnly(1);
        assertThat(seen.get(0).toFloatArray())
                .isEqualTo(Tensor.ones(5, 2).matmul(second.weight().detach()).toFloatArray());
    }

    @Test
    void aBackwardHookMayReplaceTheGradientThatFlowsOn() {
        second.registerFullBackwardHook((module, gradInput, gradOutput) -> gradInput == null ? null : gradInput.mul(0));
        net.call(x).sum().backward();
        assertThat(Objects.requireNonNull(first.weight().grad()).toFloatArray()).containsOnly(0);
        assertThat(Objects.requireNonNull(second.weight().grad()).abs().sum().item())
                .isPositive();
    }

    @Test
    void anInputWithoutAGradientIsNullToABackwardHook() {
        List<Boolean> absent = new ArrayList<>();
        first.registerFullBackwardHook((module, gradInput, gradOutput) -> {
            absent.add(gradInput == null);
            return null;
        });
        net.call(x).sum().backward();
        assertThat(absent).containsExactly(true);
    }

    @Test
    void aModuleChangesItsDtypeInPlace() {
        Tensor weight = first.weight();
        float[] before = weight.toFloatArray();
        net.toDouble();
        assertThat(first.weight()).isSameAs(weight);
        assertThat(weight.dtype()).isEqualTo(DType.FLOAT64);
        assertThat(weight.toFloatArray()).isEqualTo(before);
        assertThat(weight.requiresGrad()).isTrue();
        net.forward(x.toDouble()).sum().backward();
        assertThat(Objects.requireNonNull(weight.grad()).dtype()).isEqualTo(DType.FLOAT64);
        net.toHalf();
        assertThat(weight.grad()).isNull();
        assertThat(weight.dtype()).isEqualTo(DType.FLOAT16);
        assertThatThrownBy(() -> net.to(DType.INT8)).isInstanceOf(DTypeException.class);
    }
}
