package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.autograd.Autograd;
import dev.arclight.autograd.GradMode;
import dev.arclight.autograd.InferenceMode;
import dev.arclight.autograd.Node;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rules of autograd, rather than its numbers: what is refused, what is kept, what is a leaf, as in libtorch. */
@SuppressWarnings("try") // Scopes are there to be closed.
class AutogradAgreementTest {
    private static final double[] NUMBERS = {0.3, 0.7, 1.1, 0.4};

    /** The same steps here and there; what they do not refuse they describe in words, which must agree. */
    private record Story(String name, Telling<Tensor> ours, Telling<org.bytedeco.pytorch.Tensor> theirs) {}

    @FunctionalInterface
    private interface Telling<T> {
        String tell(T leaf, T other, T plain);
    }

    private static Story story(String name, Telling<Tensor> ours, Telling<org.bytedeco.pytorch.Tensor> theirs) {
        return new Story(name, ours, theirs);
    }

    @TestFactory
    Stream<DynamicTest> storiesAgree() {
        return stories().stream()
                .map(story -> DynamicTest.dynamicTest(story.name, () -> {
                    try (PointerScope scope = new PointerScope()) {
                        assertThat(told(Attempt.ours(() -> story.ours.tell(leaf(), leaf(), leaf().detach()))))
                                .isEqualTo(told(Attempt.theirs(() -> story.theirs.tell(
                                        theirs(leaf()),
                                        theirs(leaf()),
                                        theirs(leaf()).requires_grad_(false)))));
                    }
                }));
    }

    private static String told(Attempt.Outcome<String> telling) {
        return telling.refused() ? "refused" : telling.get();
    }

    private static List<Story> stories() {
        List<Story> stories = new ArrayList<>();
        stories.add(story(
                "a leaf changed in place",
                (x, y, c) -> describe(x.mul_(2.0)),
                (x, y, c) -> describe(x.mul_(new Scalar(2.0)))));
        stories.add(story(
                "a view of a leaf changed in place",
                (x, y, c) -> describe(x.view(4).mul_(2.0)),
                (x, y, c) -> describe(x.view(4).mul_(new Scalar(2.0)))));
        stories.add(story(
                "a leaf changed without grad",
                (x, y, c) -> {
                    try (GradMode.Scope scope = GradMode.noGrad()) {
                        return describe(x.mul_(2.0));
                    }
                },
                (x, y, c) -> {
                    try (NoGradGuard guard = new NoGradGuard()) {
                        return describe(x.mul_(new Scalar(2.0)));
                    }
                }));
        stories.add(story(
                "a plain tensor multiplied in place by a leaf",
                (x, y, c) -> describe(c.mul_(x)),
                (x, y, c) -> describe(c.mul_(x))));
        stories.add(story(
                "a view made without grad changed outside",
                (x, y, c) -> {
                    Tensor view;
                    try (GradMode.Scope scope = GradMode.noGrad()) {
                        view = c.view(4);
                    }
                    return describe(view.mul_(x.view(4)));
                },
                (x, y, c) -> {
                    org.bytedeco.pytorch.Tensor view;
                    try (NoGradGuard guard = new NoGradGuard()) {
                        view = c.view(4);
                    }
                    return describe(view.mul_(x.view(4)));
                }));
        stories.add(story(
                "an expanded tensor changed in place",
                (x, y, c) -> describe(c.select(0, 0).expand(3, 2).add_(1.0)),
                (x, y, c) -> describe(c.select(0, 0).expand(3, 2).add_(new Scalar(1.0)))));
        stories.add(story(
                "two passes over a product",
                (x, y, c) -> {
                    Tensor z = x.mul(x).sum();
                    z.backward();
                    z.backward();
                    return grad(x);
                },
                (x, y, c) -> {
                    org.bytedeco.pytorch.Tensor z = x.mul(x).sum();
                    z.backward();
                    z.backward();
                    return grad(x);
                }));
        stories.add(story(
                "two passes over a sum",
                (x, y, c) -> {
                    Tensor z = x.add(x).sum();
                    z.backward();
                    z.backward();
                    return grad(x);
                },
                (x, y, c) -> {
                    org.bytedeco.pytorch.Tensor z = x.add(x).sum();
                    z.backward();
                    z.backward();
                    return grad(x);
                }));
        stories.add(story(
                "a pass over a kept graph",
                (x, y, c) -> {
                    Tensor z = x.mul(x).sum();
                    z.backward(null, true, false);
                    z.backward();
                    return grad(x);
                },
                (x, y, c) -> {
                    org.bytedeco.pytorch.Tensor z = x.mul(x).sum();
                    backward(z, null, true, false);
                    z.backward();
                    return grad(x);
                }));
        stories.add(story(
                "a pass without a gradient from several elements",
                (x, y, c) -> {
                    x.mul(2.0).backward();
                    return grad(x);
                },
                (x, y, c) -> {
                    x.mul(new Scalar(2.0)).backward();
                    return grad(x);
                }));
        stories.add(story(
                "a pass from a tensor without history",
                (x, y, c) -> {
                    c.sum().backward();
                    return "done";
                },
                (x, y, c) -> {
                    c.sum().backward();
                    return "done";
                }));
        stories.add(story(
                "a pass from a leaf",
                (x, y, c) -> {
                    x.backward(c);
                    return grad(x);
                },
                (x, y, c) -> {
                    backward(x, c, false, false);
                    return grad(x);
                }));
        stories.add(story(
                "a gradient of another dtype",
                (x, y, c) -> {
                    x.mul(2.0).backward(c.to(DType.FLOAT32).fill_(3));
                    return grad(x);
                },
                (x, y, c) -> {
                    backward(
                            x.mul(new Scalar(2.0)), c.to(torch.ScalarType.Float).fill_(new Scalar(3)), false, false);
                    return grad(x);
                }));
        stories.add(story(
                "the gradient of an input that is not used",
                (x, y, c) -> Autograd.grad(List.of(x.sum()), List.of(y)).toString(),
                (x, y, c) -> torch.grad(new TensorVector(x.sum()), new TensorVector(y))
                        .toString()));
        stories.add(story(
                "the gradient of an input that requires none",
                (x, y, c) -> Autograd.grad(List.of(x.mul(c).sum()), List.of(c)).toString(),
                (x, y, c) -> torch.grad(new TensorVector(x.mul(c).sum()), new TensorVector(c))
                        .toString()));
        stories.add(story(
                "a result that is to require no gradient",
                (x, y, c) -> describe(x.mul(2.0).requiresGrad_(false)),
                (x, y, c) -> describe(x.mul(new Scalar(2.0)).requires_grad_(false))));
        stories.add(story(
                "a result that is to require one",
                (x, y, c) -> describe(x.mul(2.0).requiresGrad_()),
                (x, y, c) -> describe(x.mul(new Scalar(2.0)).requires_grad_(true))));
        stories.add(story(
                "whole numbers that are to require one",
                (x, y, c) -> describe(c.to(DType.INT64).requiresGrad_()),
                (x, y, c) -> describe(c.to(torch.ScalarType.Long).requires_grad_(true))));
        stories.add(story(
                "a result detached in place",
                (x, y, c) -> describe(x.mul(2.0).detach_()),
                (x, y, c) -> describe(x.mul(new Scalar(2.0)).detach_())));
        stories.add(story(
                "a leaf detached in place", (x, y, c) -> describe(x.detach_()), (x, y, c) -> describe(x.detach_())));
        stories.add(story(
                "a view detached in place",
                (x, y, c) -> describe(x.view(4).detach_()),
                (x, y, c) -> describe(x.view(4).detach_())));
        stories.add(story(
                "a kept gradient of a result",
                (x, y, c) -> {
                    Tensor z = x.mul(2.0);
                    z.retainGrad();
                    z.mul(z).sum().backward();
                    return grad(z) + grad(x);
                },
                (x, y, c) -> {
                    org.bytedeco.pytorch.Tensor z = x.mul(new Scalar(2.0));
                    z.retain_grad();
                    z.mul(z).sum().backward();
                    return grad(z) + grad(x);
                }));
        stories.add(story(
                "a kept gradient of a result that is changed in place afterwards",
                (x, y, c) -> {
                    Tensor z = x.mul(2.0);
                    z.retainGrad();
                    z.mul_(3.0);
                    z.sum().backward();
                    return grad(z) + grad(x);
                },
                (x, y, c) -> {
                    org.bytedeco.pytorch.Tensor z = x.mul(new Scalar(2.0));
                    z.retain_grad();
                    z.mul_(new Scalar(3.0));
                    z.sum().backward();
                    return grad(z) + grad(x);
                }));
        stories.add(story(
                "a kept gradient of a tensor without history",
                (x, y, c) -> {
                    c.retainGrad();
                    return "done";
                },
                (x, y, c) -> {
                    c.retain_grad();
                    return "done";
                }));
        stories.add(story(
                "collecting in place into a gradient that somebody holds",
                (x, y, c) -> {
                    x.sum().backward();
                    Tensor held = Objects.requireNonNull(x.grad());
                    x.sum().backward();
                    return List.of(held.sum().item()).toString();
                },
                (x, y, c) -> {
                    x.sum().backward();
                    org.bytedeco.pytorch.Tensor held = x.grad();
                    x.sum().backward();
                    return List.of(held.sum().item_double()).toString();
                }));
        stories.add(story(
                "an inference tensor in a sum",
                (x, y, c) -> describe(x.add(inference())),
                (x, y, c) -> describe(x.add(theirInference()))));
        stories.add(story(
                "an inference tensor in a product",
                (x, y, c) -> describe(x.mul(inference())),
                (x, y, c) -> describe(x.mul(theirInference()))));
        stories.add(story(
                "an inference tensor changed outside",
                (x, y, c) -> describe(inference().mul_(2.0)),
                (x, y, c) -> describe(theirInference().mul_(new Scalar(2.0)))));
        stories.add(story(
                "an inference tensor that is to require a gradient outside",
                (x, y, c) -> describe(inference().requiresGrad_()),
                (x, y, c) -> describe(theirInference().requires_grad_(true))));
        stories.add(story(
                "which results of inference tensors are such",
                (x, y, c) -> {
                    Tensor i = inference();
                    return List.of(
                                    i.isInference(),
                                    i.view(4).isInference(),
                                    i.add(i).isInference(),
                                    i.clone().isInference(),
                                    i.detach().isInference())
                            .toString();
                },
                (x, y, c) -> {
                    org.bytedeco.pytorch.Tensor i = theirInference();
                    return List.of(
                                    i.is_inference(),
                                    i.view(4).is_inference(),
                                    i.add(i).is_inference(),
                                    i.clone().is_inference(),
                                    i.detach().is_inference())
                            .toString();
                }));
        stories.add(story(
                "operations on normal tensors in inference mode",
                (x, y, c) -> {
                    try (InferenceMode.Scope scope = InferenceMode.enable()) {
                        return describe(x.mul(x))
                                + x.mul(x).isInference()
                                + x.view(4).isInference()
                                + describe(c.mul_(x));
                    }
                },
                (x, y, c) -> {
                    try (org.bytedeco.pytorch.InferenceMode scope = new org.bytedeco.pytorch.InferenceMode(true)) {
                        return describe(x.mul(x))
                                + x.mul(x).is_inference()
                                + x.view(4).is_inference()
                                + describe(c.mul_(x));
                    }
                }));
        stories.add(story(
                "a saved tensor changed in inference mode",
                (x, y, c) -> {
                    Tensor z = x.mul(1.0);
                    Tensor square = z.mul(z).sum();
                    try (InferenceMode.Scope scope = InferenceMode.enable()) {
                        z.mul_(2.0);
                    }
                    square.backward();
                    return grad(x);
                },
                (x, y, c) -> {
                    org.bytedeco.pytorch.Tensor z = x.mul(new Scalar(1.0));
                    org.bytedeco.pytorch.Tensor square = z.mul(z).sum();
                    try (org.bytedeco.pytorch.InferenceMode scope = new org.bytedeco.pytorch.InferenceMode(true)) {
                        z.mul_(new Scalar(2.0));
                    }
                    square.backward();
                    return grad(x);
                }));
        return stories;
    }

    /** Changes the input, then the result, of an operation in place before the pass: the same ones must be refused. */
    @TestFactory
    Stream<DynamicTest> whatIsSavedAgrees() {
        record Saving(String name, UnaryOperator<Tensor> ours, UnaryOperator<org.bytedeco.pytorch.Tensor> theirs) {}
        Tensor factor = Tensor.of(new double[] {1, 2, 3, 4}, 2, 2);
        return Stream.of(
                        new Saving("exp", Tensor::exp, org.bytedeco.pytorch.Tensor::exp),
                        new Saving("log", Tensor::log, org.bytedeco.pytorch.Tensor::log),
                        new Saving("sin", Tensor::sin, org.bytedeco.pytorch.Tensor::sin),
                        new Saving("cos", Tensor::cos, org.bytedeco.pytorch.Tensor::cos),
                        new Saving("tanh", Tensor::tanh, org.bytedeco.pytorch.Tensor::tanh),
                        new Saving("sigmoid", Tensor::sigmoid, org.bytedeco.pytorch.Tensor::sigmoid),
                        new Saving("sqrt", Tensor::sqrt, org.bytedeco.pytorch.Tensor::sqrt),
                        new Saving("relu", Tensor::relu, org.bytedeco.pytorch.Tensor::relu),
                        new Saving("abs", Tensor::abs, org.bytedeco.pytorch.Tensor::abs),
                        new Saving("neg", Tensor::neg, org.bytedeco.pytorch.Tensor::neg),
                        new Saving("erf", Tensor::erf, org.bytedeco.pytorch.Tensor::erf),
                        new Saving("add", x -> x.add(factor), x -> x.add(Torch.of(factor))),
                        new Saving("mul", x -> x.mul(factor), x -> x.mul(Torch.of(factor))),
                        new Saving("mul by itself", x -> x.mul(x), x -> x.mul(x)),
                        new Saving("div", x -> x.div(factor), x -> x.div(Torch.of(factor))),
                        new Saving(
                                "div of a constant",
                                factor::div,
                                x -> Torch.of(factor).div(x)),
                        new Saving("matmul", x -> x.matmul(factor), x -> x.matmul(Torch.of(factor))),
                        new Saving(
                                "matmul of a constant",
                                factor::matmul,
                                x -> Torch.of(factor).matmul(x)),
                        new Saving("sum", x -> x.sum(Dims.of(0), false), x -> x.sum(0)),
                        new Saving("pow", x -> x.pow(3.0), x -> x.pow(new Scalar(3.0))),
                        new Saving("maximum", x -> x.maximum(factor), x -> torch.maximum(x, Torch.of(factor))))
                .flatMap(saving -> Stream.of(true, false)
                        .map(input -> DynamicTest.dynamicTest(
                                saving.name + (input ? ", its input" : ", its result") + " changed in place", () -> {
                                    try (PointerScope scope = new PointerScope()) {
                                        assertThat(told(Attempt.ours(() -> {
                                                    Tensor x = leaf();
                                                    Tensor y = x.mul(1.0);
                                                    Tensor z = saving.ours.apply(y);
                                                    (input ? y : z).detach().add_(1.0);
                                                    z.backward(Tensor.ones(
                                                            z.dtype(), z.shape().toArray()));
                                                    return "done";
                                                })))
                                                .isEqualTo(told(Attempt.theirs(() -> {
                                                    org.bytedeco.pytorch.Tensor x = theirs(leaf());
                                                    org.bytedeco.pytorch.Tensor y = x.mul(new Scalar(1.0));
                                                    org.bytedeco.pytorch.Tensor z = saving.theirs.apply(y);
                                                    (input ? y : z).detach().add_(new Scalar(1.0));
                                                    backward(z, torch.ones_like(z), false, false);
                                                    return "done";
                                                })));
                                    }
                                })));
    }

    @Test
    void secondDerivativesThroughViewsChangedInPlaceAgree() {
        try (PointerScope scope = new PointerScope()) {
            Tensor x = leaf();
            Tensor base = x.mul(x);
            base.t().select(0, 1).mul_(x.select(0, 0));
            base.narrow(0, 0, 1).add_(x.narrow(0, 1, 1));
            Tensor first =
                    Objects.requireNonNull(Autograd.grad(base.sin().sum(), new Tensor[] {x}, null, true, true)[0]);
            first.mul(first).sum().backward();

            org.bytedeco.pytorch.Tensor theirX = theirs(leaf());
            org.bytedeco.pytorch.Tensor theirBase = theirX.mul(theirX);
            theirBase.t().select(0, 1).mul_(theirX.select(0, 0));
            theirBase.narrow(0, 0, 1).add_(theirX.narrow(0, 1, 1));
            org.bytedeco.pytorch.Tensor theirFirst = torch.grad(
                            new TensorVector(theirBase.sin().sum()),
                            new TensorVector(theirX),
                            new TensorVector(),
                            new BoolOptional(true),
                            true,
                            false)
                    .get(0);
            theirFirst.mul(theirFirst).sum().backward();

            Agree.close("first", first, theirFirst, 1e-12, false);
            Agree.close("second", Objects.requireNonNull(x.grad()), theirX.grad(), 1e-12, false);
        }
    }

    @Test
    void backwardIntoChosenInputsAgrees() {
        try (PointerScope scope = new PointerScope()) {
            Tensor a = leaf();
            Tensor b = leaf();
            Tensor y = a.mul(b);
            y.exp().sum().backward(null, false, false, List.of(b, y));

            org.bytedeco.pytorch.Tensor theirA = theirs(leaf());
            org.bytedeco.pytorch.Tensor theirB = theirs(leaf());
            org.bytedeco.pytorch.Tensor theirY = theirA.mul(theirB);
            // In C++ a result that is to collect keeps its gradient itself; in Python the call sees to that.
            theirY.retain_grad();
            theirY.exp().sum().backward();

            assertThat(a.grad()).isNull();
            Agree.close("b", Objects.requireNonNull(b.grad()), theirB.grad(), 1e-12, false);
            Agree.close("y", Objects.requireNonNull(y.grad()), theirY.grad(), 1e-12, false);
        }
    }

    @Test
    void namesOfFunctionsAgree() {
        try (PointerScope scope = new PointerScope()) {
            Tensor x = leaf();
            org.bytedeco.pytorch.Tensor y = theirs(leaf());
            assertThat(List.of(
                            name(x.mul(x)),
                            name(x.exp()),
                            name(x.sum()),
                            name(x.view(4)),
                            name(x.permute(1, 0)),
                            name(x.expand(3, 2, 2)),
                            name(x.sigmoid())))
                    .isEqualTo(List.of(
                            name(y.mul(y)),
                            name(y.exp()),
                            name(y.sum()),
                            name(y.view(4)),
                            name(y.permute(1, 0)),
                            name(y.expand(3, 2, 2)),
                            name(y.sigmoid())));
        }
    }

    private static Tensor leaf() {
        return Tensor.of(NUMBERS.clone(), 2, 2).requiresGrad(true);
    }

    private static org.bytedeco.pytorch.Tensor theirs(Tensor tensor) {
        return Torch.of(tensor.detach()).clone().requires_grad_(true);
    }

    private static Tensor inference() {
        try (InferenceMode.Scope scope = InferenceMode.enable()) {
            return leaf().detach();
        }
    }

    private static org.bytedeco.pytorch.Tensor theirInference() {
        try (org.bytedeco.pytorch.InferenceMode scope = new org.bytedeco.pytorch.InferenceMode(true)) {
            return Torch.of(leaf().detach()).clone();
        }
    }

    private static void backward(
            org.bytedeco.pytorch.Tensor root,
            org.bytedeco.pytorch.@org.jspecify.annotations.Nullable Tensor gradient,
            boolean retain,
            boolean create) {
        org.bytedeco.pytorch.Tensor given = gradient == null ? torch.ones_like(root) : gradient;
        root.backward(given, new BoolOptional(retain), create, new TensorArrayRefOptional());
    }

    private static String describe(Tensor tensor) {
        return "requires " + tensor.requiresGrad() + ", leaf " + tensor.isLeaf() + ", function " + name(tensor) + "; ";
    }

    private static String describe(org.bytedeco.pytorch.Tensor tensor) {
        return "requires " + tensor.requires_grad() + ", leaf " + tensor.is_leaf() + ", function " + name(tensor)
                + "; ";
    }

    private static String name(Tensor tensor) {
        Node function = tensor.gradFn();
        return function == null ? "none" : function.name().replaceAll("\\d+$", "");
    }

    /** Without the number of the variant, and the namespace. */
    private static String name(org.bytedeco.pytorch.Tensor tensor) {
        org.bytedeco.pytorch.Node function = tensor.grad_fn();
        return function == null || function.isNull()
                ? "none"
                : function.name().getString().replaceAll("\\d+$", "").replace("torch::autograd::", "");
    }

    private static String grad(Tensor tensor) {
        Tensor grad = tensor.grad();
        return grad == null ? "none" : rounded(grad.toDoubleArray());
    }

    private static String grad(org.bytedeco.pytorch.Tensor tensor) {
        return tensor.grad().defined() ? rounded(Torch.doubles(tensor.grad())) : "none";
    }

    private static String rounded(double[] values) {
        StringBuilder text = new StringBuilder();
        for (double value : values) {
            text.append(Math.round(value * 1e9) / 1e9).append(' ');
        }
        return text.toString();
    }
}
