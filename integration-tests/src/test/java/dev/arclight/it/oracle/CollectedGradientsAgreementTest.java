package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.tensor.Tensor;
import java.util.function.BiFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which tensors have a gradient after a backward pass, and which: those of libtorch. */
@SuppressWarnings("try") // Scopes are there to be closed.
class CollectedGradientsAgreementTest {
    private static final Scalar ONE = new Scalar(1.0);
    private static final Scalar TWO = new Scalar(2.0);

    /** Runs the same steps here and there, from a leaf of shape {@code [2, 3]} to the tensor whose gradient is compared. */
    private static void agree(
            BiFunction<Tensor, Tensor, Tensor> ours,
            BiFunction<org.bytedeco.pytorch.Tensor, org.bytedeco.pytorch.Tensor, org.bytedeco.pytorch.Tensor> theirs) {
        try (PointerScope scope = new PointerScope()) {
            Tensor start = Tensor.of(new double[] {0.3, 0.7, 1.1, 0.4, -0.2, 2}, 2, 3);
            Tensor weights = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
            org.bytedeco.pytorch.Tensor expected =
                    theirs.apply(Torch.of(start).requires_grad_(true), Torch.of(weights));
            @Nullable
            Tensor grad = ours.apply(start.requiresGrad(true), weights).grad();
            if (grad == null || !expected.grad().defined()) {
                assertThat(grad == null)
                        .as("nothing is collected")
                        .isEqualTo(!expected.grad().defined());
            } else {
                Agree.close("the gradient", grad, expected.grad(), 1e-12, true);
            }
        }
    }

    @Test
    void aLeafThatStoppedAskingCollectsNothing() {
        agree(
                (x, w) -> {
                    Tensor y = x.mul(2.0);
                    x.requiresGrad(false);
                    y.sum().backward();
                    return x;
                },
                (x, w) -> {
                    org.bytedeco.pytorch.Tensor y = x.mul(TWO);
                    x.requires_grad_(false);
                    y.sum().backward();
                    return x;
                });
    }

    @Test
    void aLeafThatAsksAgainCollects() {
        agree(
                (x, w) -> {
                    Tensor y = x.mul(w);
                    x.requiresGrad(false);
                    x.requiresGrad(true);
                    y.sum().backward();
                    return x;
                },
                (x, w) -> {
                    org.bytedeco.pytorch.Tensor y = x.mul(w);
                    x.requires_grad_(false);
                    x.requires_grad_(true);
                    y.sum().backward();
                    return x;
                });
    }

    @Test
    void aViewThatIsChangedInPlaceKeepsItsGradient() {
        agree(
                (x, w) -> {
                    Tensor h = x.mul(2.0);
                    Tensor v = h.select(0, 0);
                    v.retainGrad();
                    v.add_(1.0).mul_(w.select(0, 1));
                    h.mul(w).sum().backward();
                    return v;
                },
                (x, w) -> {
                    org.bytedeco.pytorch.Tensor h = x.mul(TWO);
                    org.bytedeco.pytorch.Tensor v = h.select(0, 0);
                    v.retain_grad();
                    v.add_(ONE).mul_(w.select(0, 1));
                    h.mul(w).sum().backward();
                    return v;
                });
    }

    @Test
    void aBaseWhoseViewIsChangedInPlaceKeepsItsGradient() {
        agree(
                (x, w) -> {
                    Tensor h = x.mul(2.0);
                    h.retainGrad();
                    h.select(0, 0).mul_(2.0);
                    h.mul(w).sum().backward();
                    return h;
                },
                (x, w) -> {
                    org.bytedeco.pytorch.Tensor h = x.mul(TWO);
                    h.retain_grad();
                    h.select(0, 0).mul_(TWO);
                    h.mul(w).sum().backward();
                    return h;
                });
    }

    @Test
    void aViewKeepsItsGradientWhenAnotherOfTheSameMemoryIsChanged() {
        agree(
                (x, w) -> {
                    Tensor h = x.mul(2.0);
                    Tensor v = h.select(0, 0);
                    v.retainGrad();
                    h.mul_(2.0);
                    v.add(h).mul(w).sum().backward();
                    return v;
                },
                (x, w) -> {
                    org.bytedeco.pytorch.Tensor h = x.mul(TWO);
                    org.bytedeco.pytorch.Tensor v = h.select(0, 0);
                    v.retain_grad();
                    h.mul_(TWO);
                    v.add(h).mul(w).sum().backward();
                    return v;
                });
    }

    @Test
    void aViewOfAViewKeepsItsGradient() {
        agree(
                (x, w) -> {
                    Tensor h = x.mul(2.0);
                    Tensor v = h.t().select(0, 1);
                    v.retainGrad();
                    v.mul_(3.0);
                    h.mul(w).sum().add(v.sum()).backward();
                    return v;
                },
                (x, w) -> {
                    org.bytedeco.pytorch.Tensor h = x.mul(TWO);
                    org.bytedeco.pytorch.Tensor v = h.t().select(0, 1);
                    v.retain_grad();
                    v.mul_(new Scalar(3.0));
                    h.mul(w).sum().add(v.sum()).backward();
                    return v;
                });
    }
}
