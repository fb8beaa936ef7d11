package dev.arclight.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.arclight.nn.BatchNorm1d;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Sequential;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class AveragedModelTest {
    private static void fill(Linear model, double value) {
        model.parameters().forEach(parameter -> parameter.detach().fill_(value));
    }

    @Test
    void thePlainMeanIsOfAllWeightsAlike() {
        Linear model = new Linear(2, 1);
        AveragedModel averaged = new AveragedModel(model, new Linear(2, 1));
        for (double value : new double[] {1, 2, 6}) {
            fill(model, value);
            averaged.updateParameters(model);
        }
        assertThat(averaged.averagedCount()).isEqualTo(3);
        assertThat(averaged.module().parameters().get(0).toFloatArray()).containsOnly(3);
        assertThat(averaged.forward(Tensor.ones(1, 2)).item()).isEqualTo(9);
        assertThat(averaged.stateDict()).containsOnlyKeys("module.weight", "module.bias", "n_averaged");
    }

    @Test
    void aMovingAverageForgets() {
        Linear model = new Linear(2, 1);
        AveragedModel averaged = new AveragedModel(model, new Linear(2, 1), AveragedModel.ema(0.75));
        for (double value : new double[] {4, 8}) {
            fill(model, value);
            averaged.updateParameters(model);
        }
        assertThat(averaged.module().parameters().get(0).toFloatArray()).containsOnly(5);
    }

    @Test
    void statisticsOfBatchNormsAreTheMeansOverAllBatches() {
        Sequential model = new Sequential(new BatchNorm1d(3));
        Tensor one = Tensor.randn(Generator.seeded(1), 8, 3);
        Tensor other = Tensor.randn(Generator.seeded(2), 8, 3).add(2);
        model.eval();
        AveragedModel.updateBn(List.of(one, other), model);
        BatchNorm1d norm = (BatchNorm1d) model.get(0);
        double[] mean = one.mean(0).add(other.mean(0)).div(2).toDoubleArray();
        double[] variance = one.var(0).add(other.var(0)).div(2).toDoubleArray();
        for (int i = 0; i < 3; i++) {
            assertThat(norm.getBuffer("running_mean").toDoubleArray()[i]).isCloseTo(mean[i], within(1e-6));
            assertThat(norm.getBuffer("running_var").toDoubleArray()[i]).isCloseTo(variance[i], within(1e-6));
        }
        assertThat(norm.getBuffer("num_batches_tracked").item()).isEqualTo(2);
        assertThat(model.isTraining()).isFalse();
    }

    @Test
    void aCopyOfAnotherKindIsRefused() {
        Linear model = new Linear(2, 1);
        assertThatThrownBy(() -> new AveragedModel(model, new Linear(3, 1))).isInstanceOf(ArclightException.class);
        assertThatThrownBy(() -> new AveragedModel(model, model))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("the model itself");
        assertThatThrownBy(() -> AveragedModel.ema(1.5))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("decay");
    }
}
