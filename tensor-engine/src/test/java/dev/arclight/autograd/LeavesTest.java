package dev.arclight.autograd;

import static dev.arclight.autograd.LeafTensors.grad;
import static dev.arclight.autograd.LeafTensors.gradOf;
import static dev.arclight.autograd.LeafTensors.leaf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Tensor;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** What a leaf collects, and whose memory that is. */
class LeavesTest {
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
    void stridedGradientsAreCollectedContiguously() {
        Tensor x = Tensor.of(new double[] {1, 2, 3, 4}, 2, 2).requiresGrad(true);
        x.sum(Dims.of(0), true).sum().backward();
        assertThat(gradOf(x).isContiguous()).isTrue();
        assertThat(grad(x)).containsExactly(1, 1, 1, 1);
    }
}
