package dev.arclight.amp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.nn.CrossEntropyLoss;
import dev.arclight.nn.Linear;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.optim.SGD;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Scopes are there to be closed.
final class GradScalerTest {
    private final Tensor weight = Tensor.of(new float[] {1, 2, 3, 4, 5}, 5).requiresGrad_(true);
    private final SGD optimizer = new SGD(List.of(weight), 1);

    private void backward(GradScaler scaler, double factor) {
        optimizer.zeroGrad();
        scaler.scale(weight.mul(factor).sum()).backward();
    }

    @Test
    void stepIsTheOneWithoutScale() {
        GradScaler scaler = new GradScaler();
        backward(scaler, 0.25);
        assertThat(java.util.Objects.requireNonNull(weight.grad()).item(0)).isEqualTo(0.25 * 65536);
        assertThat(scaler.step(optimizer)).isTrue();
        assertThat(weight.item(0)).isEqualTo(0.75);
        assertThat(weight.item(4)).isEqualTo(4.75);
    }

    @Test
    void stepWithAGradientThatIsNotFiniteIsLeftOutAndTheScaleShrinks() {
        for (double bad : new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN}) {
            for (int at = 0; at < 5; at++) {
                GradScaler scaler = new GradScaler();
                backward(scaler, 1);
                java.util.Objects.requireNonNull(weight.grad()).select(0, at).fill_(bad);
                assertThat(scaler.step(optimizer)).isFalse();
                scaler.update();
                assertThat(weight.item(1)).isEqualTo(2);
                assertThat(scaler.getScale()).isEqualTo(32768);
            }
        }
    }

    @Test
    void scaleGrowsAfterGoodStepsInARowAndNeverToInfinity() {
        GradScaler scaler =
                new GradScaler(GradScaler.Options.DEFAULT.withGrowthInterval(2).withInitScale(0x1p126));
        double[] scales = new double[6];
        for (int i = 0; i < scales.length; i++) {
            backward(scaler, 0x1p-127);
            scaler.step(optimizer);
            scaler.update();
            scales[i] = scaler.getScale();
        }
        assertThat(scales).containsExactly(0x1p126, 0x1p127, 0x1p127, 0x1p127, 0x1p127, 0x1p127);
    }

    @Test
    void badStepStartsTheCountAnew() {
        GradScaler scaler = new GradScaler(GradScaler.Options.DEFAULT.withGrowthInterval(2));
        double[] factors = {1, Double.NaN, 1, 1};
        double[] scales = new double[4];
        for (int i = 0; i < 4; i++) {
            backward(scaler, factors[i]);
            scaler.step(optimizer);
            scaler.update();
            scales[i] = scaler.getScale();
        }
        assertThat(scales).containsExactly(65536, 32768, 32768, 65536);
    }

    @Test
    void unscaledGradientsCanBeLookedAtBeforeTheStep() {
        GradScaler scaler = new GradScaler();
        backward(scaler, 0.5);
        scaler.unscale_(optimizer);
        assertThat(java.util.Objects.requireNonNull(weight.grad()).item(2)).isEqualTo(0.5);
        assertThatThrownBy(() -> scaler.unscale_(optimizer)).hasMessageContaining("already called");
        scaler.step(optimizer);
        assertThat(weight.item(2)).isEqualTo(2.5);
        assertThatThrownBy(() -> scaler.unscale_(optimizer)).hasMessageContaining("after step()");
        assertThatThrownBy(() -> scaler.step(optimizer)).hasMessageContaining("already called");
        scaler.update();
        assertThat(scaler.getGrowthTracker()).isEqualTo(1);
    }

    @Test
    void oneBadOptimizerOfTwoShrinksTheScaleAndTheOtherSteps() {
        Tensor other = Tensor.ones(3).requiresGrad_(true);
        SGD second = new SGD(List.of(other), 1);
        GradScaler scaler = new GradScaler();
        backward(scaler, Double.NaN);
        scaler.scale(other.sum()).backward();
        assertThat(scaler.step(optimizer)).isFalse();
        assertThat(scaler.step(second)).isTrue();
        scaler.update();
        assertThat(other.item(0)).isEqualTo(0);
        assertThat(scaler.getScale()).isEqualTo(32768);
    }

    @Test
    void callsOutOfOrderAreErrors() {
        GradScaler scaler = new GradScaler();
        assertThatThrownBy(() -> scaler.step(optimizer))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("no loss was scaled");
        scaler.scale(weight.sum());
        assertThatThrownBy(() -> scaler.step(optimizer))
                .hasMessageContaining("no parameter of the optimizer has a gradient");
        GradScaler fresh = new GradScaler();
        fresh.scale(weight.sum());
        assertThatThrownBy(fresh::update).hasMessageContaining("no gradients were looked at");
        assertThatThrownBy(() -> new GradScaler(GradScaler.Options.DEFAULT.withBackoffFactor(1)))
                .hasMessageContaining("backoffFactor");
    }

    @Test
    void float16ParametersAreRefused() {
        Tensor half = Tensor.ones(3).to(DType.FLOAT16).requiresGrad_(true);
        half.setGrad(Tensor.ones(3).to(DType.FLOAT16));
        GradScaler scaler = new GradScaler();
        scaler.scale(weight.sum());
        assertThatThrownBy(() -> scaler.unscale_(new SGD(List.of(half), 1)))
                .isInstanceOfAny(DTypeException.class, ArclightException.class);
    }

    @Test
    void stateGoesOnWhereItWas() {
        GradScaler scaler = new GradScaler(GradScaler.Options.DEFAULT.withGrowthInterval(3));
        backward(scaler, 1);
        scaler.step(optimizer);
        scaler.update();
        GradScaler fresh = new GradScaler();
        fresh.loadStateDict(scaler.stateDict());
        assertThat(fresh.stateDict()).isEqualTo(scaler.stateDict()).containsEntry("_growth_tracker", 1L);
        assertThatThrownBy(() -> fresh.loadStateDict(Map.of()))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("empty");
    }

    @Test
    void scalerThatIsOffDoesNothing() {
        GradScaler scaler = new GradScaler(GradScaler.Options.DEFAULT.withEnabled(false));
        backward(scaler, 1);
        assertThat(scaler.step(optimizer)).isTrue();
        scaler.update();
        assertThat(weight.item(0)).isEqualTo(0);
        assertThat(scaler.getScale()).isEqualTo(1);
        assertThat(scaler.stateDict()).isEmpty();
    }

    @Test
    void mixedPrecisionTrainsAsWellAsFloat32() {
        double plain = accuracyAfterTraining(null);
        assertThat(plain).isGreaterThan(0.95);
        assertThat(accuracyAfterTraining(DType.FLOAT16)).isGreaterThan(plain - 0.02);
        assertThat(accuracyAfterTraining(DType.BFLOAT16)).isGreaterThan(plain - 0.02);
    }

    private static double accuracyAfterTraining(@org.jspecify.annotations.Nullable DType dtype) {
        Generator.manualSeed(7);
        Tensor x = Tensor.randn(400, 8);
        Tensor target = x.matmul(Tensor.randn(8, 4)).argmax(1);
        Sequential model = new Sequential(new Linear(8, 32), new ReLU(), new Linear(32, 4));
        SGD sgd = new SGD(model.parameters(), 0.5);
        CrossEntropyLoss criterion = new CrossEntropyLoss();
        GradScaler scaler = new GradScaler();
        Autocast.Options options =
                new Autocast.Options(dtype == null ? DType.BFLOAT16 : dtype).withEnabled(dtype != null);
        for (int i = 0; i < 150; i++) {
            sgd.zeroGrad();
            Tensor loss;
            try (Autocast scope = Autocast.open(options)) {
                loss = criterion.call(model.call(x), target);
            }
            scaler.scale(loss).backward();
            scaler.step(sgd);
            scaler.update();
        }
        return model.call(x).argmax(1).eq(target).to(DType.FLOAT32).mean().item();
    }
}
