package dev.arclight.autograd;

import static dev.arclight.autograd.LeafTensors.grad;
import static dev.arclight.autograd.LeafTensors.gradOf;
import static dev.arclight.autograd.LeafTensors.leaf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Gradients that are returned instead of collected, and gradients of gradients. */
class GradTest {
    @Test
    void gradOfSeveralOutputsAddsTheirGradients() {
        Tensor x = leaf(2);
        List<Tensor> grads = Autograd.grad(List.of(x.mul(3.0), x.mul(x)), List.of(x));
        assertThat(grads.get(0).toDoubleArray()).containsExactly(7);
    }

    @Test
    void anUnusedInputIsAnErrorUnlessAllowed() {
        Tensor x = leaf(2);
        Tensor other = leaf(1, 2);
        Tensor y = x.mul(2.0).sum();
        assertThatThrownBy(() -> Autograd.grad(List.of(y), List.of(x, other), null, true, false, false, false))
                .isInstanceOf(AutogradException.class)
                .hasMessageContaining("input 1")
                .hasMessageContaining("allowUnused");
        assertThat(Autograd.grad(List.of(y), List.of(x, other), null, true, false, true, false)
                        .get(1))
                .isNull();
        Tensor zeros =
                Objects.requireNonNull(Autograd.grad(List.of(y), List.of(x, other), null, true, false, false, true)
                        .get(1));
        assertThat(zeros.toDoubleArray()).containsExactly(0, 0);
    }

    @Test
    void aGradientAskedForIsNotChangedByTheRestOfTheWalk() {
        Tensor x = leaf(1, 2);
        Tensor y = x.mul(2.0);
        Tensor view = y.view(2, 1);
        List<Tensor> grads =
                Autograd.grad(List.of(view.mul(3.0).sum().add(y.mul(5.0).sum())), List.of(view, y, x));
        assertThat(grads.get(0).toDoubleArray()).containsExactly(3, 3);
        assertThat(grads.get(1).toDoubleArray()).containsExactly(8, 8);
        assertThat(grads.get(2).toDoubleArray()).containsExactly(16, 16);
    }

    @Test
    void theGradientOfAGradientIsRight() {
        Tensor x = leaf(2, -3);
        Tensor cube = x.mul(x).mul(x).sum();
        Tensor first = Objects.requireNonNull(Autograd.grad(cube, new Tensor[] {x}, null, true, true)[0]);
        assertThat(first.toDoubleArray()).containsExactly(12, 27);
        Tensor second = Objects.requireNonNull(Autograd.grad(first.sum(), new Tensor[] {x}, null, true, true)[0]);
        assertThat(second.toDoubleArray()).containsExactly(12, -18);
        second.sum().backward();
        assertThat(grad(x)).containsExactly(6, 6);
    }

    @Test
    void backwardWithCreateGraphLeavesGradientsThatCanBeDifferentiated() {
        Tensor x = leaf(3);
        Autograd.backward(x.mul(x).mul(x).sum(), null, false, true);
        Tensor first = gradOf(x);
        assertThat(first.requiresGrad()).isTrue();
        x.setGrad(null);
        first.sum().backward();
        assertThat(grad(x)).containsExactly(18);
    }

    @Test
    void gradLeavesTheLeavesAsTheyWere() {
        Tensor x = leaf(3);
        @Nullable Tensor[] grads = Autograd.grad(x.mul(x).sum(), new Tensor[] {x}, null, false, false);
        assertThat(Objects.requireNonNull(grads[0]).toDoubleArray()).containsExactly(6);
        assertThat(x.grad()).isNull();
    }

    @Test
    void gradFindsTheGradientOfAnIntermediateResult() {
        Tensor x = leaf(3);
        Tensor y = x.mul(2.0);
        @Nullable Tensor[] grads = Autograd.grad(y.mul(y).sum(), new Tensor[] {y, x}, null, false, false);
        assertThat(Objects.requireNonNull(grads[0]).toDoubleArray()).containsExactly(12);
        assertThat(Objects.requireNonNull(grads[1]).toDoubleArray()).containsExactly(24);
    }

    @Test
    void gradIsNullWhereTheOutputDoesNotDependOnTheInput() {
        Tensor x = leaf(3);
        Tensor other = leaf(4);
        assertThat(Autograd.grad(x.mul(2.0).sum(), new Tensor[] {other}, null, false, false)[0])
                .isNull();
    }

    @Test
    void gradFindsTheGradientOfEachPartOfATensorUsedTwiceAsTarget() {
        Tensor x = leaf(3);
        @Nullable Tensor[] grads = Autograd.grad(x.mul(x).sum(), new Tensor[] {x, x}, null, false, false);
        assertThat(Objects.requireNonNull(grads[0]).toDoubleArray()).containsExactly(6);
        assertThat(Objects.requireNonNull(grads[1]).toDoubleArray()).containsExactly(6);
    }
}
