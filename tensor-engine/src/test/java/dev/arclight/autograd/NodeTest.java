package dev.arclight.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NodeTest {
    @Test
    void aLeafHasNoGradFn() {
        assertThat(leaf(1).gradFn()).isNull();
        assertThat(leaf(1).isLeaf()).isTrue();
    }

    @Test
    void aResultNamesItsFunction() {
        Tensor x = leaf(1, 2);
        assertThat(x.mul(x).gradFn()).hasToString("<MulBackward0>");
        assertThat(x.view(2, 1).gradFn()).hasToString("<ViewBackward0>");
        assertThat(x.mul(x).isLeaf()).isFalse();
    }

    @Test
    void nextFunctionsLeadToWhereGradientsFlow() {
        Tensor x = leaf(1, 2);
        Node node = fn(x.exp().mul(Tensor.of(new double[] {1, 2}, 2)));
        assertThat(node.nextFunctions()).hasSize(2);
        assertThat(node.nextFunctions().get(0)).hasToString("(<ExpBackward0>, 0)");
        assertThat(node.nextFunctions().get(1).function()).isNull();
        Node exp = Objects.requireNonNull(node.nextFunctions().get(0).function());
        assertThat(exp.nextFunctions().get(0)).hasToString("(<AccumulateGrad>, 0)");
    }

    @Test
    void aHookSeesAndReplacesTheGradientOfAResult() {
        Tensor x = leaf(1, 2);
        Tensor y = x.mul(2.0);
        List<double[]> seen = new ArrayList<>();
        y.registerHook(grad -> {
            seen.add(grad.toDoubleArray());
            return grad.mul(10.0);
        });
        y.mul(3.0).sum().backward();
        assertThat(seen).containsExactly(new double[] {3, 3});
        assertThat(grad(x)).containsExactly(60, 60);
    }

    @Test
    void aHookOnALeafRunsBeforeItsGradientIsCollected() {
        Tensor x = leaf(1, 2);
        x.registerHook(grad -> grad.neg());
        x.mul(3.0).sum().backward();
        assertThat(grad(x)).containsExactly(-3, -3);
    }

    @Test
    void hooksRunInTheOrderTheyWereRegisteredOnTheSumOfAllGradients() {
        Tensor x = leaf(1);
        Tensor y = x.mul(1.0);
        List<Double> seen = new ArrayList<>();
        y.registerHook(grad -> {
            seen.add(grad.item());
            return grad.add(1.0);
        });
        y.registerHook(grad -> {
            seen.add(grad.item());
            return null;
        });
        y.mul(2.0).add(y.mul(3.0)).sum().backward();
        assertThat(seen).containsExactly(5.0, 6.0);
        assertThat(grad(x)).containsExactly(6);
    }

    @Test
    void aHookMayNotChangeTheTypeOfAGradient() {
        Tensor x = leaf(1, 2);
        x.registerHook(grad -> grad.to(DType.FLOAT32));
        Tensor y = x.mul(3.0).sum();
        assertThatThrownBy(y::backward)
                .isInstanceOf(AutogradException.class)
                .hasMessageContaining("has changed the type of the gradient from float64 to float32");
    }

    @Test
    void hooksOnAFunctionMustReturnWhatTheyGot() {
        for (UnaryOperator<@Nullable Tensor @Nullable []> wrong : List.<UnaryOperator<@Nullable Tensor @Nullable []>>of(
                grads -> new @Nullable Tensor[0], grads -> new @Nullable Tensor[] {Tensor.ones(DType.FLOAT32)}, grads ->
                        new @Nullable Tensor[] {Tensor.ones(DType.FLOAT64, 5)})) {
            Tensor y = leaf(1, 2).sum();
            RemovableHandle before = fn(y).registerPreHook(wrong);
            assertThatThrownBy(() -> y.backward(null, true, false))
                    .isInstanceOf(AutogradException.class)
                    .hasMessageStartingWith("a hook before SumBackward0 has");
            before.remove();
            fn(y).registerHook((inputGrads, grads) -> wrong.apply(inputGrads));
            assertThatThrownBy(y::backward)
                    .isInstanceOf(AutogradException.class)
                    .hasMessageStartingWith("a hook after SumBackward0 has");
        }
    }

    @Test
    void aRemovedHookIsSilent() {
        Tensor x = leaf(1);
        RemovableHandle handle = x.registerHook(grad -> grad.mul(100.0));
        RemovableHandle other = x.registerHook(grad -> grad.mul(2.0));
        handle.remove();
        handle.remove();
        x.mul(1.0).sum().backward();
        assertThat(grad(x)).containsExactly(2);
        other.close();
        x.mul(1.0).sum().backward();
        assertThat(grad(x)).containsExactly(3);
    }

    @Test
    void aHookThatChangesTheShapeIsAnError() {
        Tensor x = leaf(1, 2);
        x.registerHook(grad -> grad.sum());
        assertThatThrownBy(() -> x.mul(1.0).sum().backward())
                .isInstanceOf(AutogradException.class)
                .hasMessageContaining("AccumulateGrad")
                .hasMessageContaining("[2]");
    }

    @Test
    void aHookNeedsATensorThatGradientsFlowThrough() {
        assertThatThrownBy(() -> Tensor.zeros(2).registerHook(grad -> null)).isInstanceOf(AutogradException.class);
        assertThatThrownBy(() -> Tensor.zeros(2).retainGrad()).isInstanceOf(AutogradException.class);
    }

    @Test
    void hooksSeeGradientsThatAreOnlyAskedFor() {
        Tensor x = leaf(1);
        Tensor y = x.mul(2.0);
        y.registerHook(grad -> grad.mul(5.0));
        assertThat(Autograd.grad(List.of(y.sum()), List.of(y)).get(0).item()).isEqualTo(5);
    }

    @Test
    void aHookThatKeepsTheGradientKeepsItsNumbers() {
        Tensor x = leaf(1, 2);
        List<Tensor> kept = new ArrayList<>();
        x.registerHook(grad -> {
            kept.add(grad);
            return null;
        });
        x.mul(3.0).sum().backward();
        x.mul(3.0).sum().backward();
        assertThat(kept.get(0).toDoubleArray()).containsExactly(3, 3);
        assertThat(grad(x)).containsExactly(6, 6);
    }

    @Test
    void aPostAccumulateHookGetsTheLeafWithItsGradient() {
        Tensor x = leaf(1, 2);
        List<double[]> seen = new ArrayList<>();
        RemovableHandle handle = x.registerPostAccumulateGradHook(leaf -> {
            seen.add(grad(leaf));
            leaf.setGrad(null);
        });
        x.mul(3.0).sum().backward();
        assertThat(seen).containsExactly(new double[] {3, 3});
        assertThat(x.grad()).isNull();
        handle.remove();
        x.mul(3.0).sum().backward();
        assertThat(grad(x)).containsExactly(3, 3);
        assertThatThrownBy(() -> x.mul(1.0).registerPostAccumulateGradHook(leaf -> {}))
                .isInstanceOf(AutogradException.class);
    }

    @Test
    void aHookOnANodeSeesAndReplacesWhatItPassesOn() {
        Tensor x = leaf(2);
        Tensor y = x.mul(x);
        fn(y).registerHook((inputs, results) -> {
            assertThat(Objects.requireNonNull(Objects.requireNonNull(results)[0])
                            .item())
                    .isEqualTo(3);
            @Nullable Tensor[] replaced = Objects.requireNonNull(inputs);
            replaced[0] = Objects.requireNonNull(replaced[0]).mul(10.0);
            return replaced;
        });
        y.mul(3.0).sum().backward();
        assertThat(grad(x)).containsExactly(60 + 6);
    }

    @Test
    void aPreHookOnANodeSeesAndReplacesWhatItGets() {
        Tensor x = leaf(2);
        Tensor y = x.mul(x);
        RemovableHandle handle = fn(y).registerPreHook(grads -> new Tensor[] {
            Objects.requireNonNull(Objects.requireNonNull(grads)[0]).mul(2.0)
        });
        Autograd.backward(y.sum(), null, true, false);
        assertThat(grad(x)).containsExactly(8);
        handle.remove();
        y.sum().backward();
        assertThat(grad(x)).containsExactly(12);
    }

    @Test
    void aResultKeepsItsGradientIfAsked() {
        Tensor x = leaf(2, 3);
        Tensor y = x.mul(2.0);
        y.retainGrad();
        assertThat(y.retainsGrad()).isTrue();
        y.mul(y).sum().backward();
        assertThat(grad(y)).containsExactly(8, 12);
        assertThat(grad(x)).containsExactly(16, 24);
    }

    @Test
    void aKeptGradientIsThatOfTheTensorAsItIsAfterAChangeInPlace() {
        Tensor x = leaf(2);
        Tensor y = x.mul(2.0);
        y.retainGrad();
        y.mul_(3.0);
        y.sum().backward();
        assertThat(grad(y)).containsExactly(1);
        assertThat(grad(x)).containsExactly(6);
    }

    @Test
    void hooksStayWithTheContentBeforeAChangeInPlace() {
        Tensor x = leaf(2);
        Tensor y = x.mul(2.0);
        List<Double> seen = new ArrayList<>();
        y.registerHook(grad -> {
            seen.add(grad.item());
            return null;
        });
        y.mul_(3.0);
        y.sum().backward();
        assertThat(seen).containsExactly(3.0);
    }

    private static Node fn(Tensor tensor) {
        return Objects.requireNonNull(tensor.gradFn());
    }

    private static Tensor leaf(double... values) {
        return Tensor.of(values, values.length).requiresGrad(true);
    }

    private static double[] grad(Tensor leaf) {
        return Objects.requireNonNull(leaf.grad(), "no gradient").toDoubleArray();
    }
}
