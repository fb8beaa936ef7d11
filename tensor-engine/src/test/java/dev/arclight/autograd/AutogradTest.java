package dev.arclight.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

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
    void aGradientNobodyElseHoldsIsTakenAndAddedToWithoutACopy() {
        int n = 1_000_000;
        // In float64, whose loops have no vectors that would count while they are interpreted.
        Tensor x = Tensor.ones(DType.FLOAT64, n).requiresGrad(true);
        Tensor w = Tensor.full(DType.FLOAT64, 3.0, n);
        for (int pass = 1; pass <= 2; pass++) {
            Tensor y = x.mul(w);
            long before = allocated();
            y.backward(w);
            // The product alone: neither the leaf's first gradient nor the sum of two needs memory of its own.
            assertThat(allocated() - before).isBetween(8L * n, 8L * n + 100_000);
            assertThat(gradOf(x).item(n - 1)).isEqualTo(9 * pass);
        }
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
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
    void aGradientOfAnotherFloatingDtypeIsConverted() {
        Tensor x = leaf(2);
        x.mul(2.0).backward(Tensor.of(new float[] {3}, 1));
        assertThat(grad(x)).containsExactly(6);
        assertThat(gradOf(x).dtype()).isEqualTo(DType.FLOAT64);
    }

    @Test
    void backwardOfALeafCollectsTheGradientGiven() {
        Tensor x = leaf(2, 3);
        Tensor given = Tensor.of(new double[] {5, 6}, 2);
        x.backward(given);
        x.backward(given);
        assertThat(grad(x)).containsExactly(10, 12);
        assertThat(given.toDoubleArray()).containsExactly(5, 6);
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

    @Test
    void threadsMayAddToTheSameLeaf() throws InterruptedException {
        Tensor x = leaf(1);
        Thread[] threads = new Thread[4];
        for (int t = 0; t < threads.length; t++) {
            threads[t] = new Thread(() -> {
                for (int i = 0; i < 500; i++) {
                    x.mul(2.0).sum().backward();
                }
            });
            threads[t].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(grad(x)).containsExactly(4000);
    }

    @Test
    void aGradientThatIsSetMustFit() {
        Tensor x = leaf(1, 2);
        x.setGrad(Tensor.of(new double[] {3, 4}, 2));
        x.mul(1.0).sum().backward();
        assertThat(grad(x)).containsExactly(4, 5);
        assertThatThrownBy(() -> x.setGrad(Tensor.of(new double[] {3}, 1)))
                .isInstanceOf(AutogradException.class)
                .hasMessageContaining("float64[1]");
        assertThatThrownBy(() -> x.setGrad(x)).isInstanceOf(AutogradException.class);
    }

    @Test
    void aFrozenLeafKeepsWhatItCollected() {
        Tensor x = leaf(1, 2);
        x.mul(3.0).sum().backward();
        x.requiresGrad_(false);
        assertThat(x.requiresGrad()).isFalse();
        assertThat(x.mul(2.0).requiresGrad()).isFalse();
        assertThat(grad(x)).containsExactly(3, 3);
        x.requiresGrad_();
        x.mul(2.0).sum().backward();
        assertThat(grad(x)).containsExactly(5, 5);
    }

    @Test
    void aTensorThatAsksForNoGradientMayBeGivenOne() {
        Tensor x = Tensor.of(new double[] {1, 2}, 2);
        x.setGrad(Tensor.of(new double[] {3, 4}, 2));
        assertThat(x.requiresGrad()).isFalse();
        assertThat(grad(x)).containsExactly(3, 4);
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
    void nothingIsRecordedUnderNoGrad() {
        Tensor x = leaf(2);
        Tensor y;
        try (GradMode.Scope scope = GradMode.noGrad()) {
            y = x.mul(x);
        }
        assertThat(y.requiresGrad()).isFalse();
        assertThatThrownBy(() -> y.sum().backward())
                .isInstanceOf(AutogradException.class)
                .hasMessageContaining("does not require a gradient");
    }

    @Test
    void gradModesNest() {
        try (GradMode.Scope outer = GradMode.noGrad()) {
            try (GradMode.Scope inner = GradMode.enableGrad()) {
                assertThat(GradMode.isEnabled()).isTrue();
            }
            assertThat(GradMode.isEnabled()).isFalse();
        }
        assertThat(GradMode.isEnabled()).isTrue();
    }

    @Test
    void gradModeBelongsToItsThread() throws InterruptedException {
        boolean[] enabled = new boolean[1];
        try (GradMode.Scope scope = GradMode.noGrad()) {
            Thread other = new Thread(() -> enabled[0] = GradMode.isEnabled());
            other.start();
            other.join();
        }
        assertThat(enabled[0]).isTrue();
    }

    @Test
    void nothingFlowsThroughADetachedTensor() {
        Tensor x = leaf(2, 3);
        x.mul(x.detach()).sum().backward();
        assertThat(grad(x)).containsExactly(2, 3);
    }

    @Test
    void aDetachedTensorSharesMemory() {
        Tensor x = leaf(2, 3);
        x.detach().fill_(7);
        assertThat(x.toDoubleArray()).containsExactly(7, 7);
    }

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
    void gradientsOfTwoLeavesDoNotShareMemory() {
        Tensor a = leaf(1, 2);
        Tensor b = leaf(3, 4);
        a.add(b).sum().backward();
        gradOf(a).mul_(10.0);
        assertThat(grad(b)).containsExactly(1, 1);
    }

    @Test
    void gradientsDoNotShareTheMemoryOfTheGradientGiven() {
        Tensor a = leaf(1, 2);
        Tensor given = Tensor.of(new double[] {5, 6}, 2);
        a.add(0.0).backward(given);
        given.fill_(0);
        assertThat(grad(a)).containsExactly(5, 6);
    }

    @Test
    void gradientsThroughViewsDoNotShareMemory() {
        Tensor a = leaf(1, 2);
        Tensor b = leaf(3, 4);
        a.view(2, 1).add(b.view(2, 1)).backward(Tensor.of(new double[] {1, 1}, 2, 1));
        gradOf(a).mul_(10.0);
        assertThat(grad(b)).containsExactly(1, 1);
    }

    @Test
    void accumulatingAddsInPlaceAsPyTorchDoes() {
        Tensor a = leaf(1, 2);
        a.mul(2.0).sum().backward();
        Tensor first = gradOf(a);
        a.mul(2.0).sum().backward();
        assertThat(first).isSameAs(gradOf(a));
        assertThat(grad(a)).containsExactly(4, 4);
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
    void integersCannotRequireAGradient() {
        assertThatThrownBy(() -> Tensor.arange(0, 3).requiresGrad(true)).hasMessageContaining("int64");
    }

    @Test
    void aResultCannotBeMadeALeaf() {
        Tensor y = leaf(1).mul(2.0);
        assertThat(y.requiresGrad_().requiresGrad()).isTrue();
        assertThatThrownBy(() -> y.requiresGrad(false))
                .isInstanceOf(AutogradException.class)
                .hasMessageContaining("detach()");
    }

    @Test
    void gradientsFlowThroughEveryView() {
        Tensor x = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3).requiresGrad(true);
        Tensor y = x.t().select(0, 1).narrow(0, 1, 1).unsqueeze(0).expand(3, 1).reshape(3);
        y.mul(Tensor.of(new double[] {1, 10, 100}, 3)).sum().backward();
        assertThat(grad(x)).containsExactly(0, 0, 0, 0, 111, 0);
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

    @Test
    void stridedGradientsAreCollectedContiguously() {
        Tensor x = Tensor.of(new double[] {1, 2, 3, 4}, 2, 2).requiresGrad(true);
        x.sum(Dims.of(0), true).sum().backward();
        assertThat(gradOf(x).isContiguous()).isTrue();
        assertThat(grad(x)).containsExactly(1, 1, 1, 1);
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

    @Test
    void gradcheckFindsAWrongGradientAndSaysWhere() {
        Tensor x = leaf(0.5, 1.5).requiresGrad(true);
        // detach hides half of the derivative of the square.
        assertThatThrownBy(() ->
                        Gradcheck.gradcheck(in -> in.get(0).mul(in.get(0).detach()), List.of(x)))
                .isInstanceOf(GradcheckException.class)
                .hasMessageContaining("element 0 of result 0 by element 0 of input 0 is 0.5")
                .hasMessageContaining("central differences give 0.99999");
    }

    @Test
    void gradgradcheckFindsAWrongSecondGradient() {
        Tensor x = leaf(0.5, 1.5);
        assertThatThrownBy(() -> Gradcheck.gradgradcheck(
                        in -> in.get(0).mul(in.get(0)).mul(in.get(0).detach()), List.of(x)))
                .isInstanceOf(GradcheckException.class)
                .hasMessageContaining("gradgradcheck");
    }

    @Test
    void gradcheckAsksForFloat64() {
        Tensor x = Tensor.of(new float[] {1}, 1).requiresGrad(true);
        assertThatThrownBy(() -> Gradcheck.gradcheck(in -> in.get(0).exp(), List.of(x)))
                .isInstanceOf(GradcheckException.class)
                .hasMessageContaining("float32");
    }

    @Test
    void gradcheckTakesStridedInputsAndSeveralOfThem() {
        Tensor memory = Tensor.of(new double[] {0.1, 0.2, 0.3, 0.4, 0.5, 0.6}, 2, 3);
        Tensor a = Tensor.alias(memory.t(), memory.t().shape(), memory.t().strides(), 0)
                .requiresGrad(true);
        Tensor b = leaf(0.7, -0.2);
        Gradcheck.gradcheck(in -> in.get(0).matmul(in.get(1)).sin(), List.of(a, b));
        Gradcheck.gradgradcheck(in -> in.get(0).matmul(in.get(1)).sin(), List.of(a, b));
    }

    private static Tensor leaf(double... values) {
        return Tensor.of(values, values.length).requiresGrad(true);
    }

    private static Tensor gradOf(Tensor leaf) {
        return Objects.requireNonNull(leaf.grad(), "the leaf has no gradient");
    }

    private static double[] grad(Tensor leaf) {
        return gradOf(leaf).toDoubleArray();
    }
}
