package dev.arclight.autograd;

import static dev.arclight.autograd.LeafTensors.grad;
import static dev.arclight.autograd.LeafTensors.gradOf;
import static dev.arclight.autograd.LeafTensors.leaf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.lang.ref.WeakReference;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Backward passes: which nodes they visit, in which order, and what they refuse. */
@SuppressWarnings("try") // Scopes are there to be closed.
class AutogradTest {
    @Test
    void aChainOfAHundredThousandNodesGoesBackward() {
        Tensor x = leaf(1);
        Tensor y = x;
        for (int i = 0; i < 100_000; i++) {
            y = y.add(0.5);
        }
        y.sum().backward();
        assertThat(grad(x)).containsExactly(1);
    }

    @Test
    void aChainOfAMillionNodesGoesBackwardAndIsForgotten() {
        Tensor x = leaf(1);
        for (int round = 0; round < 3; round++) {
            Tensor y = x;
            for (int i = 0; i < 1_000_000; i++) {
                y = y.add(0.5);
            }
            y.sum().backward();
        }
        assertThat(grad(x)).containsExactly(3);
        WeakReference<Node> chain = new WeakReference<>(x.add(0.5).add(0.5).gradFn());
        assertThat(isCollected(chain)).isTrue();
    }

    @Test
    void backwardOfSeveralTensorsAddsTheirGradients() {
        Tensor x = leaf(2, 3);
        Tensor y = x.mul(x);
        Autograd.backward(
                List.of(y, x.sum()),
                java.util.Arrays.asList(Tensor.of(new double[] {1, 10}, 2), null),
                false,
                false,
                null);
        assertThat(grad(x)).containsExactly(5, 61);
    }

    @Test
    void backwardCollectsIntoTheGivenInputsAlone() {
        Tensor a = leaf(2);
        Tensor b = leaf(3);
        Tensor y = a.mul(b);
        y.mul(2.0).sum().backward(null, true, false, List.of(b, y));
        assertThat(a.grad()).isNull();
        assertThat(grad(b)).containsExactly(4);
        assertThat(grad(y)).containsExactly(2);
        assertThatThrownBy(() -> y.sum().backward(null, true, false, List.of()))
                .isInstanceOf(AutogradException.class)
                .hasMessageContaining("no inputs");
    }

    @Test
    void whatNoWantedGradientNeedsIsNotComputed() {
        Tensor a = leaf(2);
        Tensor b = leaf(3);
        Tensor left = a.exp();
        left.registerHook(grad -> {
            throw new AssertionError("the gradient of a is not wanted");
        });
        List<Tensor> grads = Autograd.grad(List.of(left.mul(b).sum()), List.of(b));
        assertThat(grads.get(0).item()).isEqualTo(Math.exp(2));
    }

    @Test
    void aSecondPassOverWhatSavedNothingIsFine() {
        Tensor x = leaf(2);
        Tensor y = x.add(x).sum();
        y.backward();
        y.backward();
        assertThat(grad(x)).containsExactly(4);
    }

    @Test
    void aWalkMayStartWithinAnother() {
        Tensor x = leaf(2);
        Tensor y = x.mul(x);
        y.registerHook(grad -> {
            Tensor inner = leaf(3);
            try (GradMode.Scope scope = GradMode.enableGrad()) {
                inner.mul(inner).sum().backward();
            }
            return grad.mul(gradOf(inner));
        });
        y.sum().backward();
        assertThat(grad(x)).containsExactly(24);
    }

    private static boolean isCollected(WeakReference<?> reference) {
        for (int i = 0; i < 50 && reference.get() != null; i++) {
            System.gc();
        }
        return reference.get() == null;
    }

    @Test
    void gradientsOfSeveralPassesAddUp() {
        Tensor x = leaf(2, 3);
        x.mul(x).sum().backward();
        x.mul(x).sum().backward();
        assertThat(grad(x)).containsExactly(8, 12);
    }

    @Test
    void aTensorUsedTwiceGetsBothGradients() {
        Tensor x = leaf(2, 3);
        Tensor y = x.mul(3.0);
        y.mul(x).add(y).sum().backward();
        assertThat(grad(x)).containsExactly(15, 21);
    }

    @Test
    void gradientsOfADiamondAreComputedOnceForEachNode() {
        // Each level doubles the paths: 2^200 of them, 200 nodes.
        Tensor x = leaf(1);
        Tensor y = x;
        for (int i = 0; i < 200; i++) {
            y = y.mul(0.5).add(y.mul(0.5));
        }
        y.sum().backward();
        assertThat(grad(x)).containsExactly(1);
    }

    @Test
    void aSecondPassWithoutRetainGraphSaysWhatToDo() {
        Tensor x = leaf(2);
        Tensor y = x.mul(x).sum();
        y.backward();
        assertThatThrownBy(y::backward)
                .isInstanceOf(AutogradException.class)
                .hasMessageContaining("retainGraph = true");
    }

    @Test
    void aRetainedGraphGoesBackwardTwice() {
        Tensor x = leaf(2);
        Tensor y = x.mul(x).sum();
        Autograd.backward(y, null, true, false);
        y.backward();
        assertThat(grad(x)).containsExactly(8);
    }

    @Test
    void broadcastDimensionsAreSummedAway() {
        Tensor row = leaf(1, 2, 3);
        Tensor column = Tensor.of(new double[] {10, 20}, 2, 1).requiresGrad(true);
        Tensor scalar = Tensor.of(new double[] {2}).requiresGrad(true);
        row.mul(column).mul(scalar).sum().backward();
        assertThat(grad(row)).containsExactly(60, 60, 60);
        assertThat(gradOf(column).shape()).isEqualTo(column.shape());
        assertThat(grad(column)).containsExactly(12, 12);
        assertThat(gradOf(scalar).rank()).isZero();
        assertThat(grad(scalar)).containsExactly(180);
    }

    @Test
    void aBroadcastEmptyTensorGivesZeros() {
        Tensor row = leaf(1, 2, 3);
        row.add(Tensor.zeros(DType.FLOAT64, 0, 3)).sum().backward();
        assertThat(grad(row)).containsExactly(0, 0, 0);
    }

    @Test
    void promotedInputsGetGradientsOfTheirOwnDtype() {
        Tensor narrow = Tensor.of(new float[] {1, 2}, 2).requiresGrad(true);
        Tensor wide = leaf(3, 4);
        narrow.mul(wide).sum().backward();
        assertThat(gradOf(narrow).dtype()).isEqualTo(DType.FLOAT32);
        assertThat(grad(narrow)).containsExactly(3, 4);
        assertThat(gradOf(wide).dtype()).isEqualTo(DType.FLOAT64);
    }

    @Test
    void backwardOfManyElementsAsksForAGradient() {
        Tensor y = leaf(1, 2).mul(2.0);
        assertThatThrownBy(y::backward)
                .isInstanceOf(AutogradException.class)
                .hasMessageContaining("[2]")
                .hasMessageContaining("sum()");
    }

    @Test
    void aGradientOfAnotherShapeIsRefused() {
        Tensor y = leaf(1, 2).mul(2.0);
        assertThatThrownBy(() -> y.backward(Tensor.of(new double[] {1}, 1)))
                .isInstanceOf(AutogradException.class)
                .hasMessageContaining("float64[1]");
    }

    @Test
    void gradientsFlowThroughEveryView() {
        Tensor x = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3).requiresGrad(true);
        Tensor y = x.t().select(0, 1).narrow(0, 1, 1).unsqueeze(0).expand(3, 1).reshape(3);
        y.mul(Tensor.of(new double[] {1, 10, 100}, 3)).sum().backward();
        assertThat(grad(x)).containsExactly(0, 0, 0, 0, 111, 0);
    }

    @Test
    void theSamePassGivesTheSameBits() {
        double[][] grads = new double[2][];
        for (int i = 0; i < 2; i++) {
            Tensor x = leaf(0.1, 0.7, -1.3);
            Tensor y = x.tanh().mul(x.exp()).add(x.sigmoid());
            y.matmul(y.mul(x)).add(y.sum()).backward();
            grads[i] = grad(x);
        }
        assertThat(grads[0]).isEqualTo(grads[1]);
    }
}
