package dev.arclight.autograd;

import static dev.arclight.autograd.LeafTensors.grad;
import static dev.arclight.autograd.LeafTensors.leaf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Changes in place while gradients are recorded. */
@SuppressWarnings("try") // Scopes are there to be closed.
class InPlaceTest {
    @Test
    void changingASavedTensorIsAnErrorThatNamesTheOp() {
        Tensor x = leaf(2);
        Tensor y = x.mul(1.0);
        Tensor z = y.mul(y).sum();
        y.detach().add_(1.0);
        assertThatThrownBy(z::backward)
                .isInstanceOf(AutogradException.class)
                .hasMessageContaining("backward of mul")
                .hasMessageContaining("changed in place");
    }

    @Test
    void changingATensorThatWasNotSavedIsFine() {
        Tensor x = leaf(2);
        Tensor y = x.mul(3.0);
        Tensor z = y.add(1.0).sum();
        y.detach().add_(1.0);
        z.backward();
        assertThat(grad(x)).containsExactly(3);
    }

    @Test
    void changingALeafInPlaceIsAnError() {
        Tensor x = leaf(2);
        assertThatThrownBy(() -> x.add_(1.0))
                .isInstanceOf(AutogradException.class)
                .hasMessageContaining("leaf")
                .hasMessageContaining("noGrad");
    }

    @Test
    void aLeafMayBeChangedUnderNoGrad() {
        Tensor x = leaf(2);
        try (GradMode.Scope scope = GradMode.noGrad()) {
            x.sub_(Tensor.scalar(0.5));
        }
        assertThat(x.toDoubleArray()).containsExactly(1.5);
        assertThat(x.requiresGrad()).isTrue();
    }

    @Test
    void inPlaceResultsHaveTheirOwnHistory() {
        Tensor x = leaf(2, 3);
        Tensor y = x.mul(1.0);
        y.mul_(x);
        y.mul_(y.detach().copy());
        y.sum().backward();
        // y = (x·x)·c with c = x² held fixed.
        assertThat(grad(x)).containsExactly(2 * 2 * 4, 2 * 3 * 9);
    }

    @Test
    void aTensorMultipliedByItselfInPlaceHasTheGradientOfItsSquare() {
        Tensor x = leaf(2, 3);
        Tensor y = x.mul(1.0);
        y.mul_(y);
        y.sum().backward();
        assertThat(grad(x)).containsExactly(4, 6);
    }

    @Test
    void aTensorMultipliedInPlaceByAViewOfItselfHasTheRightGradient() {
        Tensor x = Tensor.of(new double[] {1, 2, 3, 4}, 2, 2).requiresGrad(true);
        Tensor y = x.mul(1.0);
        y.mul_(y.t());
        y.sum().backward();
        // Σ x[i][j]·x[j][i]: the derivative is 2·xᵀ.
        assertThat(grad(x)).containsExactly(2, 6, 4, 8);
    }

    @Test
    void whatIsCopiedOverATensorReplacesItsHistory() {
        Tensor x = leaf(2);
        Tensor w = leaf(5);
        Tensor y = x.mul(3.0);
        y.copy_(w);
        y.sum().backward();
        assertThat(x.grad() == null || grad(x)[0] == 0).isTrue();
        assertThat(grad(w)).containsExactly(1);
    }

    @Test
    void writesThroughAViewAreSeenByTheBase() {
        Tensor base = Tensor.zeros(2, 3);
        base.t().select(0, 1).fill_(5);
        assertThat(base.toFloatArray()).containsExactly(0, 5, 0, 0, 5, 0);
        base.view(6).narrow(0, 4, 2).add_(1.0);
        assertThat(base.toFloatArray()).containsExactly(0, 5, 0, 0, 6, 1);
    }

    @Test
    void writesThroughAViewCountAsChangesOfTheBase() {
        Tensor x = leaf(1, 2);
        Tensor y = x.mul(1.0);
        Tensor z = y.mul(y).sum();
        y.detach().narrow(0, 0, 1).fill_(9);
        assertThatThrownBy(z::backward).hasMessageContaining("changed in place");
    }

    @Test
    void aViewTakenBeforeItsBaseWasChangedHasTheWholeHistory() {
        Tensor x = leaf(1, 2);
        Tensor y = x.mul(1.0);
        Tensor view = y.view(2, 1);
        y.mul_(3.0);
        view.sum().backward();
        assertThat(grad(x)).containsExactly(3, 3);
    }

    @Test
    void aViewTakenAfterItsBaseWasChangedHasTheWholeHistory() {
        Tensor x = leaf(1, 2);
        Tensor y = x.mul(1.0);
        y.mul_(3.0);
        y.view(2, 1).sum().backward();
        assertThat(grad(x)).containsExactly(3, 3);
    }
}
