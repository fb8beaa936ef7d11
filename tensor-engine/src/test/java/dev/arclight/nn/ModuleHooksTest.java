package dev.arclight.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.autograd.RemovableHandle;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ModuleHooksTest {
    private final Linear first = new Linear(3, 4);
    private final Linear second = new Linear(4, 2);
    private final Sequential net = new Sequential(first, new ReLU(), second);
    private final Tensor x = Tensor.randn(Generator.seeded(1), 5, 3);

    @Test
    void aForwardHookSeesWhatALayerWithinGives() {
        List<@Nullable Tensor> features = new ArrayList<>();
        RemovableHandle handle = first.registerForwardHook((module, inputs, outputs) -> {
            assertThat(module).isSameAs(first);
            assertThat(inputs).containsExactly(x);
            features.add(outputs[0]);
            return null;
        });
        net.call(x);
        assertThat(features).hasSize(1);
        assertThat(Objects.requireNonNull(features.get(0)).toFloatArray())
                .isEqualTo(first.forward(x).toFloatArray());
        handle.remove();
        net.call(x);
        assertThat(features).hasSize(1);
    }

    @Test
    void hooksOfAReluBeforeAPoolingSeeWhatStandsThereAndInThatOrder() {
        ReLU relu = new ReLU();
        MaxPool2d pool = new MaxPool2d(2);
        Sequential layers = new Sequential(relu, pool);
        List<String> seen = new ArrayList<>();
        List<RemovableHandle> handles = new ArrayList<>();
        for (Module layer : layers) {
            handles.add(layer.registerForwardHook((module, inputs, outputs) -> {
                seen.add(module.getClass().getSimpleName() + of(outputs[0]).shape());
                return null;
            }));
        }
        Tensor image = Tensor.randn(Generator.seeded(2), 1, 1, 4, 6);
        Tensor hooked = layers.call(image);
        assertThat(seen).containsExactly("ReLU[1, 1, 4, 6]", "MaxPool2d[1, 1, 2, 3]");
        handles.forEach(RemovableHandle::remove);
        assertThat(layers.call(image).toFloatArray()).isEqualTo(hooked.toFloatArray());
        relu.registerForwardHook(
                (module, inputs, outputs) -> new Tensor[] {of(outputs[0]).neg()});
        assertThat(layers.call(image).max().item()).isLessThanOrEqualTo(0);
    }

    @Test
    void hooksMayReplaceInputAndOutput() {
        float[] expected = net.forward(x.mul(2)).mul(10).toFloatArray();
        net.registerForwardPreHook(
                (module, inputs) -> new Tensor[] {of(inputs[0]).mul(2)});
        net.registerForwardHook(
                (module, inputs, outputs) -> new Tensor[] {of(outputs[0]).mul(10)});
        assertThat(net.call(x).toFloatArray()).isEqualTo(expected);
    }

    @Test
    void aHookThatReturnsAnotherNumberOfTensorsIsAnError() {
        net.registerForwardHook((module, inputs, outputs) -> new Tensor[] {x, x});
        assertThatThrownBy(() -> net.call(x))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("returned 2 tensors, expected 1");
    }

    @Test
    void aBackwardHookSeesTheGradientsOfInputAndOutput() {
        List<Tensor> seen = new ArrayList<>();
        second.registerFullBackwardHook((module, gradInputs, gradOutputs) -> {
            seen.add(of(gradInputs[0]));
            seen.add(of(gradOutputs[0]));
            return null;
        });
        net.call(x).sum().backward();
        assertThat(seen.get(1).toFloatArray()).containsOnly(1);
        assertThat(seen.get(0).toFloatArray())
                .isEqualTo(Tensor.ones(5, 2).matmul(second.weight().detach()).toFloatArray());
    }

    @Test
    void aBackwardHookSeesWhatFlowsThroughItsModuleAndNotThroughOthersOfTheSameInput() {
        List<@Nullable Tensor> seen = new ArrayList<>();
        first.registerFullBackwardHook((module, gradInputs, gradOutputs) -> {
            seen.add(gradInputs[0]);
            return null;
        });
        Tensor input = x.clone().requiresGrad(true);
        first.call(input).sum().add(input.mul(100).sum()).backward();
        assertThat(of(seen.get(0)).toFloatArray())
                .isEqualTo(Tensor.ones(5, 4).matmul(first.weight().detach()).toFloatArray());
    }

    @Test
    void aBackwardHookMayReplaceTheGradientThatFlowsOn() {
        second.registerFullBackwardHook((module, gradInputs, gradOutputs) ->
                new Tensor[] {of(gradInputs[0]).mul(0)});
        net.call(x).sum().backward();
        assertThat(of(first.weight().grad()).toFloatArray()).containsOnly(0);
        assertThat(of(second.weight().grad()).abs().sum().item()).isPositive();
    }

    @Test
    void aBackwardPreHookMayReplaceTheGradientThatFlowsIn() {
        second.registerFullBackwardPreHook(
                (module, gradOutputs) -> new Tensor[] {of(gradOutputs[0]).mul(3)});
        List<@Nullable Tensor> seen = new ArrayList<>();
        second.registerFullBackwardHook((module, gradInputs, gradOutputs) -> {
            seen.add(gradOutputs[0]);
            return null;
        });
        net.call(x).sum().backward();
        assertThat(of(second.bias().grad()).toFloatArray()).containsOnly(15);
        assertThat(of(seen.get(0)).toFloatArray()).containsOnly(3);
    }

    @Test
    void anInputWithoutAGradientIsNullToABackwardHook() {
        List<Boolean> absent = new ArrayList<>();
        first.registerFullBackwardHook((module, gradInputs, gradOutputs) -> {
            absent.add(gradInputs[0] == null && gradOutputs[0] != null);
            return null;
        });
        net.call(x).sum().backward();
        assertThat(absent).containsExactly(true);
    }

    @Test
    void hooksOfAttentionSeeAllItsTensors() {
        MultiheadAttention attention = new MultiheadAttention(4, 2);
        Tensor query = Tensor.randn(Generator.seeded(2), 3, 1, 4).requiresGrad(true);
        Tensor key = Tensor.randn(Generator.seeded(3), 5, 1, 4);
        MultiheadAttention.Output plain = attention.forward(query, key, key);
        List<String> seen = new ArrayList<>();
        attention.registerForwardPreHook((module, inputs) -> {
            seen.add("before " + inputs.length);
            return null;
        });
        attention.registerForwardHook((module, inputs, outputs) -> {
            seen.add("after " + of(outputs[0]).shape() + of(outputs[1]).shape());
            return null;
        });
        attention.registerFullBackwardHook((module, gradInputs, gradOutputs) -> {
            seen.add("backward " + of(gradInputs[0]).shape() + gradInputs[1] + gradInputs[2]
                    + of(gradOutputs[0]).shape() + gradOutputs[1]);
            return null;
        });
        MultiheadAttention.Output output = attention.call(query, key, key);
        assertThat(output.output().toFloatArray()).isEqualTo(plain.output().toFloatArray());
        output.output().sum().backward();
        assertThat(seen)
                .containsExactly("before 3", "after [3, 1, 4][1, 3, 5]", "backward [3, 1, 4]nullnull[3, 1, 4]null");
    }

    @Test
    void anAbsentMaskIsNullToAHookWhichMayGiveOne() {
        MultiheadAttention attention = new MultiheadAttention(4, 2);
        Tensor sequence = Tensor.randn(Generator.seeded(2), 3, 1, 4);
        Tensor mask = Tensor.ones(3, 3).triu(1).toBool();
        attention.registerForwardPreHook((module, inputs) -> {
            @Nullable Tensor[] masked = inputs.clone();
            assertThat(masked[4]).isNull();
            masked[4] = mask;
            return masked;
        });
        Tensor expected = attention
                .forward(sequence, sequence, sequence, null, true, mask, true, false)
                .output();
        assertThat(attention
                        .call(sequence, sequence, sequence, null, true, null, true, false)
                        .output()
                        .toFloatArray())
                .isEqualTo(expected.toFloatArray());
    }

    @Test
    void hooksOfRecurrentLayersSeeStates() {
        LSTM lstm = new LSTM(3, 4);
        Tensor h0 = Tensor.ones(1, 2, 4);
        Tensor c0 = Tensor.ones(1, 2, 4);
        Tensor steps = Tensor.randn(Generator.seeded(4), 5, 2, 3);
        lstm.registerForwardHook((module, inputs, outputs) -> new Tensor[] {
            of(outputs[0]), of(outputs[1]).add(of(inputs[1])), of(outputs[2]).add(of(inputs[2]))
        });
        LSTM.Output plain = lstm.forward(steps, h0, c0);
        LSTM.Output hooked = lstm.call(steps, h0, c0);
        assertThat(hooked.hidden().toFloatArray())
                .isEqualTo(plain.hidden().add(1).toFloatArray());
        assertThat(hooked.cell().toFloatArray()).isEqualTo(plain.cell().add(1).toFloatArray());
    }

    @Test
    void hooksOfAPackedRunSeeItsRows() {
        GRU gru = new GRU(3, 4);
        PackedSequence packed = RnnUtils.packPaddedSequence(Tensor.ones(4, 2, 3), new long[] {4, 2}, false, true);
        gru.registerForwardPreHook(
                (module, inputs) -> new @Nullable Tensor[] {of(inputs[0]).mul(2), inputs[1]});
        float[] expected = gru.forward(
                        RnnUtils.packPaddedSequence(Tensor.full(2.0, 4, 2, 3), new long[] {4, 2}, false, true), null)
                .output()
                .data()
                .toFloatArray();
        assertThat(gru.call(packed, null).output().data().toFloatArray()).isEqualTo(expected);
    }

    @Test
    void layersMadeOfLayersCallTheirParts() {
        Transformer transformer = new Transformer(4, 2, 1, 1, TransformerOptions.defaults());
        transformer.eval();
        List<String> called = new ArrayList<>();
        transformer
                .namedModules()
                .forEach((name, module) -> module.registerForwardHook((self, inputs, outputs) -> {
                    called.add(name);
                    return null;
                }));
        transformer.call(Tensor.ones(3, 1, 4), Tensor.ones(2, 1, 4));
        List<String> expected = new ArrayList<>(transformer.namedModules().keySet());
        expected.removeAll(List.of("encoder.layers", "decoder.layers"));
        assertThat(called).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void everyLossRunsItsHooks() {
        MSELoss loss = new MSELoss();
        loss.registerForwardHook(
                (module, inputs, outputs) -> new Tensor[] {of(outputs[0]).add(inputs.length)});
        assertThat(loss.call(Tensor.ones(3), Tensor.ones(3)).item()).isEqualTo(2);
        TripletMarginLoss triplet = new TripletMarginLoss();
        triplet.registerForwardHook((module, inputs, outputs) -> new Tensor[] {Tensor.scalar(inputs.length)});
        assertThat(triplet.call(x, x, x).item()).isEqualTo(3);
        assertThatThrownBy(() -> loss.forward(x, x, x))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("not one of three");
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

    private static Tensor of(@Nullable Tensor tensor) {
        return Objects.requireNonNull(tensor);
    }
}
