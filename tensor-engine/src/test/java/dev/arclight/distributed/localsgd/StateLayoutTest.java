package dev.arclight.distributed.localsgd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.nn.BatchNorm1d;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Module;
import dev.arclight.nn.Sequential;
import dev.arclight.optim.Adam;
import dev.arclight.optim.Optimizer;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class StateLayoutTest {
    private static final long[] NO_OTHERS = {};

    private static final class CallersException extends ArclightException {
        private static final long serialVersionUID = 1L;

        CallersException(String message) {
            super(message);
        }
    }

    /** Running statistics lie between its parameters. */
    private static Sequential network() {
        return new Sequential(new Linear(2, 3), new BatchNorm1d(3), new Linear(3, 1));
    }

    private static void learn(Module network, Optimizer optimizer) {
        network.forward(Tensor.randn(4, 2)).sum().backward();
        optimizer.step();
        optimizer.zeroGrad();
    }

    private static List<Float> floats(List<Tensor> tensors) {
        List<Float> all = new ArrayList<>();
        for (Tensor tensor : tensors) {
            for (float value : tensor.toFloatArray()) {
                all.add(value);
            }
        }
        return all;
    }

    private static List<Float> floats(float... values) {
        return floats(List.of(Tensor.of(values, values.length)));
    }

    @Test
    void anotherNetworkIsTheSameOnceItsStateIsWritten() {
        Generator.manualSeed(1);
        Module network = network();
        Adam adam = new Adam(network.parameters());
        learn(network, adam);
        learn(network, adam);
        long[] others = {9};
        StateLayout layout = StateLayout.parametersFirst(network, Optional.of(adam), others, CallersException::new);

        Module twin = network();
        Adam twinAdam = new Adam(twin.parameters());
        long[] twinOthers = {0};
        StateLayout.parametersFirst(twin, Optional.of(twinAdam), twinOthers, CallersException::new)
                .write(layout.values(), layout.counts());

        assertThat(floats(twin.parameters())).isEqualTo(floats(network.parameters()));
        assertThat(floats(twin.buffers())).isEqualTo(floats(network.buffers()));
        assertThat(floats(twinAdam.stateTensors())).isEqualTo(floats(adam.stateTensors()));
        assertThat(twinAdam.steps()).containsOnly(2);
        assertThat(twinOthers).containsExactly(9);
        Tensor rows = Tensor.randn(4, 2);
        Generator.manualSeed(2);
        learn(network, adam);
        Generator.manualSeed(2);
        learn(twin, twinAdam);
        assertThat(twin.forward(rows).toFloatArray())
                .isEqualTo(network.forward(rows).toFloatArray());
    }

    @Test
    void parametersAreTheFirstValuesIfAskedFor() {
        Module network = network();
        StateLayout layout = StateLayout.parametersFirst(network, Optional.empty(), NO_OTHERS, CallersException::new);

        assertThat(layout.parameterValues()).isEqualTo(19);
        assertThat(floats(layout.values()).subList(0, 19)).isEqualTo(floats(network.parameters()));
        assertThat(layout.values()).hasSize(25).endsWith(0, 0, 0, 1, 1, 1);
    }

    @Test
    void tensorsLieAsTheyWereRegisteredOtherwise() {
        Module network = network();
        StateLayout layout = StateLayout.asRegistered(network, Optional.empty(), CallersException::new);
        List<Tensor> averaged = network.stateDict().values().stream()
                .filter(tensor -> tensor.dtype() == DType.FLOAT32)
                .toList();

        assertThat(floats(layout.values())).isEqualTo(floats(averaged));
        assertThat(layout.values()[15]).isZero();
        assertThat(layout.values()[18]).isOne();
    }

    @Test
    void countsAreThoseOfTheNetworkThenOthersThenTheSteps() {
        Module network = network();
        Adam adam = new Adam(network.parameters());
        learn(network, adam);
        long[] others = {5, 6};
        StateLayout layout = StateLayout.parametersFirst(network, Optional.of(adam), others, CallersException::new);

        assertThat(layout.counts()).containsExactly(1, 5, 6, 1, 1, 1, 1, 1, 1);
    }

    @Test
    void anOptimizerAloneHasWhatItRemembers() {
        Module network = network();
        Adam adam = new Adam(network.parameters());
        learn(network, adam);
        StateLayout layout = StateLayout.of(adam, CallersException::new);

        assertThat(floats(layout.values())).isEqualTo(floats(adam.stateTensors()));
        assertThat(layout.counts()).isEqualTo(adam.steps());
    }

    @Test
    void aPartThatHasNoMeanIsTheCallersError() {
        Module wide = network().to(DType.FLOAT64);

        assertThatThrownBy(() -> StateLayout.asRegistered(wide, Optional.empty(), CallersException::new))
                .isInstanceOf(CallersException.class)
                .hasMessage(
                        "the network's '0.weight' is float64[3, 2], expected contiguous float32, which can be averaged,"
                                + " or int64, which counts; use layers of float32");
    }

    @Test
    void theStateOfAnotherNetworkIsTheCallersError() {
        StateLayout layout = StateLayout.asRegistered(network(), Optional.empty(), CallersException::new);

        assertThatThrownBy(() -> layout.write(new float[26], new long[1]))
                .isInstanceOf(CallersException.class)
                .hasMessageStartingWith(
                        "the state holds 26 values and 1 counts, and this network and optimizer have 25 and 1");
    }
}
