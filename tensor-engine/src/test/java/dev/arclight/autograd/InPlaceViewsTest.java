package dev.arclight.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Scopes are there to be closed.
class InPlaceViewsTest {
    @Test
    void changingAViewChangesTheHistoryOfItsBase() {
        Tensor x = leaf(1, 2, 3, 4);
        Tensor base = x.mul(1.0);
        base.select(0, 1).mul_(5.0);
        assertThat(base.gradFn()).hasToString("<CopySlices>");
        base.sum().backward();
        assertThat(grad(x)).containsExactly(1, 1, 5, 5);
    }

    @Test
    void changingAViewChangesTheHistoryOfOtherViews() {
        Tensor x = leaf(1, 2, 3, 4);
        Tensor base = x.mul(1.0);
        Tensor row = base.select(0, 0);
        Tensor column = base.select(1, 0);
        row.mul_(5.0);
        column.sum().backward();
        assertThat(grad(x)).containsExactly(5, 0, 1, 0);
    }

    @Test
    void aTensorThatTookNoPartInGradientsDoesOnceItIsWrittenInto() {
        Tensor x = leaf(1, 2, 3, 4);
        Tensor buffer = Tensor.zeros(DType.FLOAT64, 2, 2);
        Tensor view = buffer.select(0, 1);
        view.copy_(x.select(0, 0));
        assertThat(buffer.requiresGrad()).isTrue();
        assertThat(view.isLeaf()).isFalse();
        buffer.mul(buffer).sum().backward();
        assertThat(grad(x)).containsExactly(2, 4, 0, 0);
    }

    @Test
    void stepsOfALoopMayWriteIntoOneBuffer() {
        Tensor x = Tensor.of(new double[] {2}, 1).requiresGrad(true);
        Tensor buffer = Tensor.zeros(DType.FLOAT64, 50, 1);
        Tensor state = x;
        for (int step = 0; step < 50; step++) {
            state = state.mul(1.01);
            buffer.select(0, step).copy_(state);
        }
        buffer.sum().backward();
        double expected = 0;
        for (int step = 1; step <= 50; step++) {
            expected += Math.pow(1.01, step);
        }
        assertThat(grad(x)[0]).isCloseTo(expected, org.assertj.core.data.Offset.offset(1e-9));
    }

    @Test
    void secondDerivativesFlowThroughAChangedView() {
        Tensor x = leaf(0.3, -0.7, 1.1, 0.4);
        assertThat(Gradcheck.gradgradcheck(
                        in -> {
                            Tensor base = in.get(0).mul(in.get(0));
                            Tensor view = base.t().narrow(0, 1, 1);
                            view.mul_(in.get(0).select(0, 0).view(1, 2));
                            base.select(1, 0).mul_(view.select(0, 0));
                            return base.sin();
                        },
                        List.of(x)))
                .isTrue();
    }

    @Test
    void aViewOfALeafCannotBeChanged() {
        Tensor x = leaf(1, 2, 3, 4);
        assertThatThrownBy(() -> x.select(0, 0).mul_(2.0))
                .isInstanceOf(AutogradException.class)
                .hasMessageContaining("view of a leaf");
    }

    @Test
    void aViewMadeUnderNoGradCannotBeChangedOutside() {
        Tensor base = leaf(1, 2, 3, 4).mul(1.0);
        Tensor view;
        try (GradMode.Scope scope = GradMode.noGrad()) {
            view = base.select(0, 0);
        }
        assertThatThrownBy(() -> view.mul_(leaf(1, 1, 1, 1).select(0, 0)))
                .isInstanceOf(AutogradException.class)
                .hasMessageContaining("noGrad");
    }

    @Test
    void anExpandedTensorCannotBeChanged() {
        Tensor x = Tensor.zeros(1, 3).expand(2, 3);
        assertThatThrownBy(() -> x.add_(1.0))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("dimension 0")
                .hasMessageContaining("clone()");
    }

    @Test
    void aDetachedTensorGoesItsOwnWay() {
        Tensor x = leaf(1, 2, 3, 4);
        Tensor y = x.mul(3.0);
        Tensor detached = y.detach();
        assertThat(detached.isView()).isFalse();
        detached.copy_(Tensor.ones(DType.FLOAT64, 2, 2));
        y.sum().backward();
        assertThat(grad(x)).containsExactly(3, 3, 3, 3);
        assertThat(y.toDoubleArray()).containsExactly(1, 1, 1, 1);
    }

    @Test
    void detachingInPlaceMakesALeaf() {
        Tensor y = leaf(1, 2, 3, 4).mul(2.0);
        y.detach_();
        assertThat(y.requiresGrad()).isFalse();
        assertThat(y.isLeaf()).isTrue();
        Tensor view = y.view(4);
        assertThatThrownBy(view::detach_).isInstanceOf(AutogradException.class).hasMessageContaining("view");
    }

    @Test
    void detachGivesATensorOfItsOwnEvenWhereThereIsNoHistory() {
        Tensor x = Tensor.zeros(2);
        x.detach().requiresGrad(true);
        assertThat(x.requiresGrad()).isFalse();
    }

    @Test
    void whatIsNotSavedMayChange() {
        Tensor x = leaf(1, 2, 3, 4);
        Tensor factor = Tensor.ones(DType.FLOAT64, 2, 2);
        Tensor y = x.mul(1.0);
        Tensor product = y.mul(factor);
        y.add_(1.0);
        product.sum().backward();
        assertThat(grad(x)).containsExactly(1, 1, 1, 1);
    }

    @Test
    void changingOnePartOfWhatWasSavedIsAnErrorThatNamesEverything() {
        Tensor y = leaf(1, 2, 3, 4).exp();
        Tensor z = y.mul(y).sum();
        y.detach().select(0, 0).fill_(9);
        assertThatThrownBy(z::backward)
                .isInstanceOf(AutogradException.class)
                .hasMessageContaining("backward of mul")
                .hasMessageContaining("float64[2, 2]")
                .hasMessageContaining("output 0 of ExpBackward0")
                .hasMessageContaining("version 1, expected 0");
    }

    private static Tensor leaf(double... values) {
        return Tensor.of(values, 2, 2).requiresGrad(true);
    }

    private static double[] grad(Tensor leaf) {
        return Objects.requireNonNull(leaf.grad(), "no gradient").toDoubleArray();
    }
}
