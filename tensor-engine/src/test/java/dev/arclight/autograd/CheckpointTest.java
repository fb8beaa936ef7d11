package dev.arclight.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.nn.Functional;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Scopes are there to be closed.
class CheckpointTest {
    private static Tensor block(Tensor x, Tensor w) {
        return x.mul(w).sin().exp().mul(x).tanh();
    }

    @Test
    void gradientsAreThoseWithoutACheckpointBitForBit() {
        Tensor x = leaf(0.3, -0.7);
        Tensor w = leaf(1.5, 2.5);
        block(block(x, w), w).sum().backward();
        double[] dx = grad(x);
        double[] dw = grad(w);
        x.setGrad(null);
        w.setGrad(null);
        Tensor y = Checkpoint.checkpoint(in -> block(in[0], w), x);
        Checkpoint.checkpoint(in -> block(in[0], in[1]), y, w).sum().backward();
        assertThat(grad(x)).containsExactly(dx);
        assertThat(grad(w)).containsExactly(dw);
    }

    @Test
    void nothingInsideIsKept() {
        Tensor x = leaf(0.3, -0.7);
        Tensor w = leaf(1.5, 2.5);
        int[] kept = new int[1];
        int[] runs = new int[1];
        Tensor y;
        try (SavedTensorsHooks scope = SavedTensorsHooks.open(
                tensor -> {
                    kept[0]++;
                    return tensor;
                },
                content -> (Tensor) content)) {
            y = Checkpoint.checkpoint(
                    in -> {
                        runs[0]++;
                        return block(in[0], w);
                    },
                    x);
        }
        // The input of the segment alone.
        assertThat(kept[0]).isEqualTo(1);
        y.sum().backward();
        assertThat(runs[0]).isEqualTo(2);
    }

    @Test
    void theSecondRunStopsOnceEverythingSavedIsThere() {
        Tensor x = leaf(0.3, -0.7);
        List<String> trail = new ArrayList<>();
        Checkpoint.checkpoint(
                        in -> {
                            trail.add("begin");
                            Tensor y = in[0].sin();
                            trail.add("end");
                            return y.add(1.0);
                        },
                        x)
                .sum()
                .backward();
        assertThat(trail).containsExactly("begin", "end", "begin");
    }

    @Test
    void randomNumbersAreDrawnAgainAsTheyWere() {
        Tensor x = Tensor.ones(64).requiresGrad(true);
        Generator.manualSeed(5);
        Functional.dropout(x.mul(2.0), 0.5, true).mul(x).sum().backward();
        float[] expected = Objects.requireNonNull(x.grad()).toFloatArray();
        float next = Generator.current().nextFloat();
        x.setGrad(null);
        Generator.manualSeed(5);
        Tensor y = Checkpoint.checkpoint(
                in -> Functional.dropout(in[0].mul(2.0), 0.5, true).mul(in[0]), x);
        assertThat(Generator.current().nextFloat()).isEqualTo(next);
        float after = Generator.current().nextFloat();
        Generator.manualSeed(5);
        for (int i = 0; i < 3; i++) {
            Generator.current().nextFloat();
        }
        y.sum().backward();
        assertThat(Objects.requireNonNull(x.grad()).toFloatArray()).isEqualTo(expected);
        assertThat(after).isNotEqualTo(next);
    }

    @Test
    void theGeneratorIsWhereItWasAfterBackward() {
        Tensor x = Tensor.ones(8).requiresGrad(true);
        Tensor y =
                Checkpoint.checkpoint(in -> Functional.dropout(in[0], 0.5, true).exp(), x);
        Generator.manualSeed(9);
        float expected = Generator.current().nextFloat();
        Generator.manualSeed(9);
        y.sum().backward();
        assertThat(Generator.current().nextFloat()).isEqualTo(expected);
    }

    @Test
    void inputsNeedNotRequireGradients() {
        Tensor x = Tensor.of(new double[] {0.3, -0.7}, 2);
        Tensor w = leaf(1.5, 2.5);
        Tensor index = Tensor.of(new long[] {1, 0}, 2);
        Checkpoint.checkpoint(in -> block(in[0], w).indexSelect(0, in[1]).narrow(0, 0, 1), x, index)
                .sum()
                .backward();
        assertThat(grad(w)[0]).isZero();
        assertThat(grad(w)[1]).isNotZero();
    }

    @Test
    void checkpointsNest() {
        Tensor x = leaf(0.3, -0.7);
        Tensor w = leaf(1.5, 2.5);
        block(block(x, w), w).sum().backward();
        double[] expected = grad(x);
        x.setGrad(null);
        Checkpoint.checkpoint(
                        in -> Checkpoint.checkpoint(
                                inner -> block(inner[0], w), Checkpoint.checkpoint(inner -> block(inner[0], w), in[0])),
                        x)
                .sum()
                .backward();
        assertThat(grad(x)).containsExactly(expected);
    }

    @Test
    void aGraphThatIsKeptRunsAgain() {
        Tensor x = leaf(0.3, -0.7);
        Tensor y = Checkpoint.checkpoint(in -> block(in[0], in[0]), x).sum();
        Autograd.backward(y, null, true, false);
        double[] once = grad(x).clone();
        y.backward();
        assertThat(grad(x)).containsExactly(2 * once[0], 2 * once[1]);
    }

    @Test
    void secondDerivativesFlowThrough() {
        assertThat(Gradcheck.gradgradcheck(
                        in -> Checkpoint.checkpoint(a -> block(a[0], a[1]), in.get(0), in.get(1)),
                        List.of(leaf(0.3, -0.7), leaf(1.5, 2.5))))
                .isTrue();
    }

    @Test
    void aFunctionThatDoesOtherwiseTheSecondTimeIsAnError() {
        int[] runs = new int[1];
        Tensor y = Checkpoint.checkpoint(
                in -> runs[0]++ == 0 ? in[0].sin() : in[0].narrow(0, 0, 1).sin(), leaf(0.3, -0.7));
        assertThatThrownBy(() -> y.sum().backward())
                .isInstanceOf(AutogradException.class)
                .hasMessageContaining("[2]")
                .hasMessageContaining("[1]");
        Tensor z = Checkpoint.checkpoint(in -> runs[0]++ == 2 ? in[0].sin().exp() : in[0].sin(), leaf(0.3, -0.7));
        assertThatThrownBy(() -> z.sum().backward())
                .isInstanceOf(AutogradException.class)
                .hasMessageContaining("fewer");
    }

    @Test
    void anInputChangedInPlaceIsFound() {
        Tensor x = leaf(0.3, -0.7).mul(1.0);
        Tensor y = Checkpoint.checkpoint(in -> block(in[0], in[0]), x).sum();
        x.detach().add_(1.0);
        assertThatThrownBy(y::backward).hasMessageContaining("changed in place");
    }

    @Test
    void withoutRecordingTheFunctionJustRuns() {
        Tensor x = leaf(0.3, -0.7);
        try (GradMode.Scope scope = GradMode.noGrad()) {
            assertThat(Checkpoint.checkpoint(in -> block(in[0], in[0]), x).requiresGrad())
                    .isFalse();
        }
    }

    @Test
    void aSequenceIsCutIntoSegments() {
        Tensor x = leaf(0.3, -0.7);
        List<UnaryOperator<Tensor>> layers =
                List.of(Tensor::sin, Tensor::exp, Tensor::tanh, t -> t.mul(t), Tensor::cos);
        Tensor plain = x;
        for (UnaryOperator<Tensor> layer : layers) {
            plain = layer.apply(plain);
        }
        plain.sum().backward();
        double[] expected = grad(x);
        for (int segments = 1; segments <= 5; segments++) {
            x.setGrad(null);
            Checkpoint.checkpointSequential(layers, segments, x).sum().backward();
            assertThat(grad(x)).containsExactly(expected);
        }
        assertThatThrownBy(() -> Checkpoint.checkpointSequential(layers, 6, x)).isInstanceOf(AutogradException.class);
    }

    private static Tensor leaf(double... values) {
        return Tensor.of(values, values.length).to(DType.FLOAT64).requiresGrad(true);
    }

    private static double[] grad(Tensor leaf) {
        return Objects.requireNonNull(leaf.grad(), "no gradient").toDoubleArray();
    }
}
