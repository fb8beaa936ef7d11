package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.autograd.AutogradException;
import dev.arclight.autograd.GradMode;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.Test;

/** Tensors that come to look at their own memory in another way: values and gradients are libtorch's, and so are refusals. */
@SuppressWarnings("try") // Scopes are there to be closed.
class InPlaceViewsAgreementTest {
    private static final double FLOAT32 = 1e-5;

    private static final List<Tensor> INPUTS = List.of(random(1, 2, 3), random(2, 6));

    private static void agree(Both.Ours ours, Both.Theirs theirs) {
        Both.agree(ours, theirs, INPUTS, FLOAT32);
    }

    @Test
    void everyLookAgrees() {
        agree(
                in -> in[0].mul(2).t_().mul(in[1].view(3, 2)),
                in -> in[0].mul(new Scalar(2)).t_().mul(in[1].view(3, 2)));
        agree(
                in -> in[0].mul(2).unsqueeze_(0).transpose_(0, 2).squeeze_(-1).exp(),
                in -> in[0].mul(new Scalar(2))
                        .unsqueeze_(0)
                        .transpose_(0, 2)
                        .squeeze_(-1)
                        .exp());
        agree(
                in -> in[0].mul(2).unsqueeze_(1).swapaxes_(0, 1).swapdims_(1, 2).squeeze_(),
                in -> in[0].mul(new Scalar(2))
                        .unsqueeze_(1)
                        .swapaxes_(0, 1)
                        .swapdims_(1, 2)
                        .squeeze_());
        agree(
                in -> in[0].mul(2).asStrided_(new int[] {2, 2}, new int[] {1, 2}, 1),
                in -> in[0].mul(new Scalar(2)).as_strided_(new long[] {2, 2}, new long[] {1, 2}, new LongOptional(1)));
    }

    @Test
    void aChangeInPlaceAfterALookAgrees() {
        agree(
                in -> {
                    Tensor y = in[0].mul(2);
                    y.t_();
                    y.select(0, 1).mul_(in[1].narrow(0, 0, 2));
                    return y.mul(in[1].view(3, 2));
                },
                in -> {
                    org.bytedeco.pytorch.Tensor y = in[0].mul(new Scalar(2));
                    y.t_();
                    y.select(0, 1).mul_(in[1].narrow(0, 0, 2));
                    return y.mul(in[1].view(3, 2));
                });
    }

    @Test
    void aViewFromBeforeALookKeepsItsPlaces() {
        agree(
                in -> {
                    Tensor y = in[0].mul(2);
                    Tensor before = y.view(6);
                    y.t_();
                    before.mul_(in[1]);
                    return y.mul(in[1].view(3, 2)).sum().add(before.sum());
                },
                in -> {
                    org.bytedeco.pytorch.Tensor y = in[0].mul(new Scalar(2));
                    org.bytedeco.pytorch.Tensor before = y.view(6);
                    y.t_();
                    before.mul_(in[1]);
                    return y.mul(in[1].view(3, 2)).sum().add(before.sum());
                });
        agree(
                in -> {
                    Tensor y = in[0].mul(2);
                    Tensor before = y.select(1, 1);
                    y.t_();
                    y.mul_(in[1].view(3, 2));
                    return before.mul(in[1].narrow(0, 0, 2));
                },
                in -> {
                    org.bytedeco.pytorch.Tensor y = in[0].mul(new Scalar(2));
                    org.bytedeco.pytorch.Tensor before = y.select(1, 1);
                    y.t_();
                    y.mul_(in[1].view(3, 2));
                    return before.mul(in[1].narrow(0, 0, 2));
                });
    }

    @Test
    void aViewThatLooksInAnotherWayIsWrittenThroughToItsBase() {
        agree(
                in -> {
                    Tensor y = in[0].mul(2);
                    Tensor view = y.select(0, 1);
                    view.unsqueeze_(1);
                    view.mul_(in[1].narrow(0, 2, 3).view(3, 1));
                    return y.mul(in[1].view(2, 3));
                },
                in -> {
                    org.bytedeco.pytorch.Tensor y = in[0].mul(new Scalar(2));
                    org.bytedeco.pytorch.Tensor view = y.select(0, 1);
                    view.unsqueeze_(1);
                    view.mul_(in[1].narrow(0, 2, 3).view(3, 1));
                    return y.mul(in[1].view(2, 3));
                });
    }

    @Test
    void aTensorSavedBeforeALookIsMissedByBackward() {
        Tensor leaf = random(1, 2, 3).requiresGrad(true);
        Tensor saved = leaf.exp();
        Tensor factor = random(3, 2, 3);
        Tensor product = leaf.mul(factor);
        saved.t_();
        factor.unsqueeze_(0);
        assertThatThrownBy(() -> saved.sum().backward())
                .isInstanceOf(AutogradException.class)
                .hasMessageContaining("changed in place");
        assertThatThrownBy(() -> product.sum().backward())
                .isInstanceOf(AutogradException.class)
                .hasMessageContaining("changed in place");
        try (PointerScope scope = new PointerScope()) {
            org.bytedeco.pytorch.Tensor theirs = Torch.of(leaf.detach()).requires_grad_(true);
            org.bytedeco.pytorch.Tensor result = theirs.exp();
            result.t_();
            assertThatThrownBy(() -> result.sum().backward()).hasMessageContaining("modified by an inplace operation");
        }
    }

    @Test
    void leavesAreRefusedUnlessNothingIsRecorded() {
        Tensor leaf = random(1, 2, 3).requiresGrad(true);
        assertThatThrownBy(leaf::t_).isInstanceOf(AutogradException.class).hasMessageContaining("leaf");
        assertThatThrownBy(() -> leaf.select(0, 0).unsqueeze_(0))
                .isInstanceOf(AutogradException.class)
                .hasMessageContaining("view of a leaf");
        try (GradMode.Scope scope = GradMode.noGrad()) {
            leaf.t_();
        }
        leaf.sum().backward();
        assertThat(Objects.requireNonNull(leaf.grad()).shape().toArray()).containsExactly(3, 2);
    }

    @Test
    void aTensorThatLooksInAnotherWayIsNoViewAndCanBeDetached() {
        Tensor result = random(1, 2, 3).requiresGrad(true).mul(2);
        result.t_();
        assertThat(result.isView()).isFalse();
        result.detach_();
        assertThat(result.requiresGrad()).isFalse();
        result.mul_(2);
        Tensor view = result.select(0, 0);
        view.unsqueeze_(0);
        assertThat(view.isView()).isTrue();
    }

    private static Tensor random(int seed, int... shape) {
        return Tensor.randn(Generator.seeded(seed), shape);
    }
}
