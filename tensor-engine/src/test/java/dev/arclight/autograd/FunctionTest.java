package dev.arclight.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FunctionTest {
    /** x³, with a gradient in operations. */
    private static class Cube extends Function {
        @Override
        public Tensor[] forward(FunctionContext context, Tensor... inputs) {
            context.saveForBackward(inputs[0]);
            return new Tensor[] {inputs[0].mul(inputs[0]).mul(inputs[0])};
        }

        @Override
        public @Nullable Tensor[] backward(FunctionContext context, @Nullable Tensor... grads) {
            Tensor x = Objects.requireNonNull(context.savedTensors()[0]);
            return new Tensor[] {Objects.requireNonNull(grads[0]).mul(x.mul(x)).mul(3.0)};
        }
    }

    private interface Forward extends BiFunction<FunctionContext, Tensor[], Tensor[]> {}

    private interface Backward extends BiFunction<FunctionContext, @Nullable Tensor[], @Nullable Tensor[]> {}

    private static Function function(Forward forward, Backward backward) {
        return new Function() {
            @Override
            public Tensor[] forward(FunctionContext context, Tensor... inputs) {
                return forward.apply(context, inputs);
            }

            @Override
            public @Nullable Tensor[] backward(FunctionContext context, @Nullable Tensor... grads) {
                return backward.apply(context, grads);
            }

            @Override
            protected String name() {
                return "Custom";
            }
        };
    }

    @Test
    void gradientsAreTheFunctionsOwn() {
        Tensor x = leaf(2, -3);
        Tensor y = new Cube().apply(x);
        assertThat(y.gradFn()).hasToString("<CubeBackward>");
        y.sum().backward();
        assertThat(grad(x)).containsExactly(12, 27);
    }

    @Test
    void aBackwardInOperationsHasGradientsOfEveryOrder() {
        assertThat(Gradcheck.gradgradcheck(in -> new Cube().apply(in.get(0)).sin(), List.of(leaf(0.4, -0.9))))
                .isTrue();
    }

    @Test
    void nothingIsRecordedWithoutAnInputThatRequiresAGradient() {
        assertThat(new Cube().apply(Tensor.ones(2)).requiresGrad()).isFalse();
    }

    @Test
    void differentiatingAOnceDifferentiableFunctionTwiceIsAnError() {
        Function once = new Cube() {
            @Override
            protected boolean onceDifferentiable() {
                return true;
            }

            @Override
            protected String name() {
                return "Once";
            }
        };
        Tensor x = leaf(2);
        assertThat(Autograd.grad(List.of(once.apply(x).sum()), List.of(x))
                        .get(0)
                        .item())
                .isEqualTo(12);
        Tensor y = once.apply(x);
        Tensor weight = leaf(1);
        Tensor first = Objects.requireNonNull(Autograd.grad(y, new Tensor[] {x}, weight.mul(1.0), true, true)[0]);
        assertThat(first.requiresGrad()).isTrue();
        assertThatThrownBy(() -> first.sum().backward())
                .isInstanceOf(AutogradException.class)
                .hasMessageContaining("OnceBackward");
    }

    @Test
    void savedResultsAreCheckedAndTakePartInSecondDerivatives() {
        Function exp = function(
                (context, in) -> {
                    Tensor y = in[0].exp();
                    context.saveForBackward(y);
                    return new Tensor[] {y};
                },
                (context, grads) -> new Tensor[] {
                    Objects.requireNonNull(grads[0]).mul(Objects.requireNonNull(context.savedTensors()[0]))
                });
        assertThat(Gradcheck.gradgradcheck(in -> exp.apply(in.get(0)), List.of(leaf(0.4, -0.9))))
                .isTrue();
        Tensor y = exp.apply(leaf(1));
        y.detach().add_(1.0);
        assertThatThrownBy(() -> y.sum().backward()).hasMessageContaining("changed in place");
    }

    @Test
    void savedTensorsAreFreedByTheFirstPass() {
        Tensor y = new Cube().apply(leaf(2)).sum();
        y.backward();
        assertThatThrownBy(y::backward)
                .isInstanceOf(AutogradException.class)
                .hasMessageContaining("Cube")
                .hasMessageContaining("retainGraph");
    }

    @Test
    void severalResultsHaveGradientsZeroWhereNoneFlowed() {
        Function both = function(
                (context, in) -> new Tensor[] {in[0].mul(2.0), in[0].mul(3.0)}, (context, grads) -> new Tensor[] {
                    Objects.requireNonNull(grads[0])
                            .mul(2.0)
                            .add(Objects.requireNonNull(grads[1]).mul(3.0))
                });
        Tensor x = leaf(1, 1);
        both.applyAll(x)[1].sum().backward();
        assertThat(grad(x)).containsExactly(3, 3);
    }

    @Test
    void gradientsThatDidNotFlowAreNullIfAsked() {
        Function both = function(
                (context, in) -> {
                    context.setMaterializeGrads(false);
                    return new Tensor[] {in[0].mul(2.0), in[0].mul(3.0)};
                },
                (context, grads) -> {
                    assertThat(grads[0]).isNull();
                    return new Tensor[] {Objects.requireNonNull(grads[1]).mul(3.0)};
                });
        Tensor x = leaf(1, 1);
        both.applyAll(x)[1].sum().backward();
        assertThat(grad(x)).containsExactly(3, 3);
    }

    @Test
    void aResultMarkedNonDifferentiableRequiresNoGradient() {
        Function f = function(
                (context, in) -> {
                    Tensor rounded = in[0].floor();
                    context.markNonDifferentiable(rounded);
                    return new Tensor[] {rounded, in[0].mul(2.0)};
                },
                (context, grads) ->
                        new Tensor[] {Objects.requireNonNull(grads[1]).mul(2.0)});
        Tensor[] results = f.applyAll(leaf(1.5));
        assertThat(results[0].requiresGrad()).isFalse();
        assertThat(results[1].requiresGrad()).isTrue();
    }

    @Test
    void aDirtyInputGetsTheFunctionsHistory() {
        Function doubled = function(
                (context, in) -> {
                    in[0].mul_(2.0);
                    context.markDirty(in[0]);
                    return new Tensor[] {in[0]};
                },
                (context, grads) ->
                        new Tensor[] {Objects.requireNonNull(grads[0]).mul(2.0)});
        Tensor x = leaf(1, 2);
        Tensor y = x.mul(3.0);
        assertThat(doubled.apply(y)).isSameAs(y);
        y.sum().backward();
        assertThat(grad(x)).containsExactly(6, 6);
        assertThatThrownBy(() -> doubled.apply(leaf(1)))
                .isInstanceOf(AutogradException.class)
                .hasMessageContaining("leaf");
        Tensor base = x.mul(1.0);
        doubled.apply(base.narrow(0, 1, 1));
        assertThat(Autograd.grad(List.of(base.sum()), List.of(x)).get(0).toDoubleArray())
                .containsExactly(1, 2);
    }

    @Test
    void aDirtyTensorMustBeAnInputAndAResult() {
        Function wrong = function(
                (context, in) -> {
                    context.markDirty(in[0]);
                    return new Tensor[] {in[0].mul(2.0)};
                },
                (context, grads) -> grads);
        assertThatThrownBy(() -> wrong.apply(leaf(1).mul(1.0)))
                .isInstanceOf(AutogradException.class)
                .hasMessageContaining("dirty");
    }

    @Test
    void anInputThatIsReturnedIsAnotherTensorWithTheFunctionsHistory() {
        Function identity = function((context, in) -> in.clone(), (context, grads) ->
                new Tensor[] {Objects.requireNonNull(grads[0]).mul(7.0)});
        Tensor x = leaf(1, 2);
        Tensor y = identity.apply(x);
        assertThat(y).isNotSameAs(x);
        assertThat(y.storage()).isSameAs(x.storage());
        assertThatThrownBy(() -> y.mul_(2.0)).isInstanceOf(AutogradException.class);
        y.sum().backward();
        assertThat(grad(x)).containsExactly(7, 7);
    }

    @Test
    void theContextSaysWhichGradientsAreWanted() {
        boolean[] needed = new boolean[2];
        Function product = function(
                (context, in) -> {
                    context.saveForBackward(in);
                    return new Tensor[] {in[0].mul(in[1])};
                },
                (context, grads) -> {
                    needed[0] = context.needsInputGrad(0);
                    needed[1] = context.needsInputGrad(1);
                    Tensor grad = Objects.requireNonNull(grads[0]);
                    return new @Nullable Tensor[] {
                        needed[0] ? grad.mul(Objects.requireNonNull(context.savedTensors()[1])) : null,
                        needed[1] ? grad.mul(Objects.requireNonNull(context.savedTensors()[0])) : null
                    };
                });
        Tensor a = leaf(2);
        Tensor b = leaf(5);
        product.apply(a, Tensor.of(new double[] {5}, 1)).sum().backward();
        assertThat(needed).containsExactly(true, false);
        Tensor y = product.apply(a, b).sum();
        assertThat(Autograd.grad(List.of(y), List.of(b)).get(0).item()).isEqualTo(2);
        assertThat(needed).containsExactly(false, true);
    }

    @Test
    void theContextCarriesOtherThings() {
        Function scale = function(
                (context, in) -> {
                    context.put("factor", 4.0);
                    return new Tensor[] {in[0].mul(4.0)};
                },
                (context, grads) ->
                        new Tensor[] {Objects.requireNonNull(grads[0]).mul(context.get("factor", Double.class))});
        Tensor x = leaf(1);
        scale.apply(x).sum().backward();
        assertThat(grad(x)).containsExactly(4);
    }

    @Test
    void aWrongNumberOfGradientsIsAnErrorThatNamesTheFunction() {
        Function wrong = function((context, in) -> new Tensor[] {in[0].mul(in[1])}, (context, grads) -> grads);
        assertThatThrownBy(() -> wrong.apply(leaf(1), leaf(2)).sum().backward())
                .isInstanceOf(AutogradException.class)
                .hasMessageContaining("CustomBackward")
                .hasMessageContaining("1, expected one for each of the 2 inputs");
    }

    @Test
    void aGradientOfAWrongShapeIsAnErrorThatNamesTheFunction() {
        Function wrong = function((context, in) -> new Tensor[] {in[0].mul(2.0)}, (context, grads) ->
                new Tensor[] {Tensor.of(new double[3], 3)});
        assertThatThrownBy(() -> wrong.apply(leaf(1, 2)).sum().backward())
                .isInstanceOf(AutogradException.class)
                .hasMessageContaining("CustomBackward")
                .hasMessageContaining("[3]")
                .hasMessageContaining("[2]");
    }

    @Test
    void whatBackwardReturnsIsNeverChangedOrTaken() {
        Tensor constant = Tensor.of(new double[] {1, 1}, 2);
        Function f =
                function((context, in) -> new Tensor[] {in[0].mul(1.0)}, (context, grads) -> new Tensor[] {constant});
        Tensor x = leaf(1, 2);
        for (int i = 0; i < 3; i++) {
            f.apply(x).add(f.apply(x)).sum().backward();
        }
        assertThat(grad(x)).containsExactly(6, 6);
        assertThat(constant.toDoubleArray()).containsExactly(1, 1);
    }

    private static Tensor leaf(double... values) {
        return Tensor.of(Arrays.copyOf(values, values.length), values.length).requiresGrad(true);
    }

    private static double[] grad(Tensor leaf) {
        return Objects.requireNonNull(leaf.grad(), "no gradient").toDoubleArray();
    }
}
