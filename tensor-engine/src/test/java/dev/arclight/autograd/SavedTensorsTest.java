package dev.arclight.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Scopes are there to be closed.
class SavedTensorsTest {
    @Test
    void whatIsSavedGoesThroughTheHooks() {
        Tensor x = leaf(1.0009765625, 2);
        List<Tensor> packed = new ArrayList<>();
        Tensor y;
        try (SavedTensorsHooks scope = SavedTensorsHooks.open(
                tensor -> {
                    packed.add(tensor);
                    return tensor.to(DType.BFLOAT16);
                },
                content -> ((Tensor) content).to(DType.FLOAT64))) {
            y = x.mul(x).sum();
        }
        assertThat(packed).hasSize(2).noneMatch(Tensor::requiresGrad);
        y.backward();
        // bfloat16 has dropped the fraction.
        assertThat(grad(x)).containsExactly(2, 4);
    }

    @Test
    void theInnermostScopeCounts() {
        Tensor x = leaf(3);
        int[] calls = new int[2];
        try (SavedTensorsHooks outer = counting(calls, 0)) {
            x.mul(x);
            try (SavedTensorsHooks inner = counting(calls, 1)) {
                x.mul(x);
            }
            x.exp();
        }
        x.mul(x);
        assertThat(calls).containsExactly(3, 2);
    }

    @Test
    void secondDerivativesFlowThroughUnpackedTensors() {
        assertThat(Gradcheck.gradgradcheck(
                        in -> {
                            try (SavedTensorsHooks scope =
                                    SavedTensorsHooks.open(Tensor::clone, content -> (Tensor) content)) {
                                return in.get(0).mul(in.get(0)).tanh().mul(in.get(0));
                            }
                        },
                        List.of(leaf(0.3, -0.6))))
                .isTrue();
    }

    @Test
    void aPackHookMustNotChangeItsArgument() {
        Tensor x = leaf(3);
        try (SavedTensorsHooks scope = SavedTensorsHooks.open(t -> t.mul_(2.0), content -> (Tensor) content)) {
            assertThatThrownBy(() -> x.mul(x))
                    .isInstanceOf(AutogradException.class)
                    .hasMessageContaining("in place");
        }
    }

    @Test
    void hooksCanBeForbidden() {
        try (SavedTensorsHooks scope = SavedTensorsHooks.disable("no hooks in here")) {
            assertThatThrownBy(() -> SavedTensorsHooks.open(t -> t, content -> (Tensor) content))
                    .isInstanceOf(AutogradException.class)
                    .hasMessage("no hooks in here");
            Tensor x = leaf(3);
            Tensor y = x.mul(x).sum();
            y.backward();
            assertThat(grad(x)).containsExactly(6);
        }
    }

    @Test
    void savedTensorsAreFreedAsTheWalkPassesThem() {
        Tensor x = leaf(0.5);
        List<SavedTensor.Packed> alive = new ArrayList<>();
        Tensor y = x;
        try (SavedTensorsHooks scope = SavedTensorsHooks.open(
                tensor -> new SavedTensorsTest.Kept(tensor, alive), content -> ((Kept) content).tensor)) {
            for (int i = 0; i < 100; i++) {
                y = y.sin();
            }
        }
        assertThat(alive).hasSize(100);
        List<Integer> seen = new ArrayList<>();
        Node node = Objects.requireNonNull(y.gradFn());
        while (node != null && !node.nextFunctions().isEmpty()) {
            node.registerPreHook(grads -> {
                seen.add(alive.size());
                return null;
            });
            node = node.nextFunctions().get(0).function();
        }
        y.sum().backward();
        assertThat(seen)
                .hasSize(100)
                .isSortedAccordingTo((a, b) -> b - a)
                .startsWith(100)
                .endsWith(1);
        assertThat(alive).isEmpty();
    }

    @Test
    void onlyWhatAWantedGradientNeedsIsSaved() {
        Tensor x = leaf(3);
        Tensor constant = Tensor.of(new double[] {5}, 1);
        List<Tensor> packed = new ArrayList<>();
        try (SavedTensorsHooks scope = SavedTensorsHooks.open(
                tensor -> {
                    packed.add(tensor);
                    return tensor;
                },
                content -> (Tensor) content)) {
            x.mul(constant);
            x.div(constant);
        }
        assertThat(packed).hasSize(2).allMatch(tensor -> tensor.storage() == constant.storage());
    }

    @Test
    void aGraphThatIsKeptUnpacksAgain() {
        Tensor x = leaf(3);
        int[] calls = new int[1];
        Tensor y;
        try (SavedTensorsHooks scope = counting(calls, 0)) {
            y = x.mul(x).sum();
        }
        Autograd.backward(y, null, true, false);
        y.backward();
        assertThat(grad(x)).containsExactly(12);
    }

    private static SavedTensorsHooks counting(int[] calls, int index) {
        return SavedTensorsHooks.open(
                tensor -> {
                    calls[index]++;
                    return tensor;
                },
                content -> (Tensor) content);
    }

    /** Leaves a list when nobody needs it any more. */
    private static final class Kept implements SavedTensor.Packed {
        private final Tensor tensor;
        private final List<SavedTensor.Packed> alive;

        Kept(Tensor tensor, List<SavedTensor.Packed> alive) {
            this.tensor = tensor;
            this.alive = alive;
            alive.add(this);
        }

        @Override
        public void freed() {
            alive.remove(this);
        }
    }

    private static Tensor leaf(double... values) {
        return Tensor.of(values, values.length).requiresGrad(true);
    }

    private static double[] grad(Tensor leaf) {
        return Objects.requireNonNull(leaf.grad(), "no gradient").toDoubleArray();
    }
}
