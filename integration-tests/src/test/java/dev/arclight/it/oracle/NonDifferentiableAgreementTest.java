package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.autograd.Autograd;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.StringViewOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Operations that have no slope, on tensors that require gradients: whether the result requires one, and what a walk back
 * finds or refuses, as in libtorch.
 */
@SuppressWarnings("try") // Scopes are there to be closed.
class NonDifferentiableAgreementTest {
    private static final double[] FIRST = {1, -2, 0, 4, 2.5};
    private static final double[] SECOND = {2, -2, 3, 0.5, 2.5};

    /** What libtorch gets wrong: it does not notice that these change their tensor, and lets the gradient through. */
    private static final Set<String> PASSES_THERE = Set.of("logicalNot_", "logicalAnd_", "logicalOr_", "logicalXor_");

    @FunctionalInterface
    private interface Form<T> {
        T run(T x, T y);
    }

    private record Case(String name, Form<Tensor> ours, Form<org.bytedeco.pytorch.Tensor> theirs) {}

    /** The gradients of both operands; null where nothing flows or, if all is null, where libtorch or Arclight refuses. */
    private record Outcome(boolean requiresGrad, double @Nullable [] @Nullable [] gradients) {}

    private static final Case[] CASES = {
        new Case("eq_", Tensor::eq_, (x, y) -> x.eq_(y)),
        new Case("eq_ number", (x, y) -> x.eq_(2.0), (x, y) -> x.eq_(new Scalar(2.0))),
        new Case("ne_", Tensor::ne_, (x, y) -> x.ne_(y)),
        new Case("lt_", Tensor::lt_, (x, y) -> x.lt_(y)),
        new Case("le_", Tensor::le_, (x, y) -> x.le_(y)),
        new Case("gt_", Tensor::gt_, (x, y) -> x.gt_(y)),
        new Case("gt_ number", (x, y) -> x.gt_(2.0), (x, y) -> x.gt_(new Scalar(2.0))),
        new Case("ge_", Tensor::ge_, (x, y) -> x.ge_(y)),
        new Case("eq_ of a view", (x, y) -> eq(x, y), (x, y) -> eq(x, y)),
        new Case(
                "eq_ on a plain tensor",
                (x, y) -> x.detach().eq_(y),
                (x, y) -> x.detach().eq_(y)),
        new Case("sign_", (x, y) -> x.sign_(), (x, y) -> x.sign_()),
        new Case("ceil_", (x, y) -> x.ceil_(), (x, y) -> x.ceil_()),
        new Case("round_", (x, y) -> x.round_(), (x, y) -> x.round_()),
        new Case("logicalNot_", (x, y) -> x.logicalNot_(), (x, y) -> x.logical_not_()),
        new Case("logicalAnd_", Tensor::logicalAnd_, (x, y) -> x.logical_and_(y)),
        new Case("logicalOr_", Tensor::logicalOr_, (x, y) -> x.logical_or_(y)),
        new Case("logicalXor_", Tensor::logicalXor_, (x, y) -> x.logical_xor_(y)),
        new Case("div floor", (x, y) -> x.div(y, "floor"), (x, y) -> x.div(y, mode("floor"))),
        new Case("div_ floor", (x, y) -> x.div_(y, "floor"), (x, y) -> x.div_(y, mode("floor"))),
        new Case("div_ trunc", (x, y) -> x.div_(y, "trunc"), (x, y) -> x.div_(y, mode("trunc"))),
        new Case("floorDivide", Tensor::floorDivide, (x, y) -> x.floor_divide(y)),
        new Case("floorDivide_", Tensor::floorDivide_, (x, y) -> x.floor_divide_(y)),
        new Case("floorDivide_ number", (x, y) -> x.floorDivide_(2.0), (x, y) -> x.floor_divide_(new Scalar(2.0))),
        new Case(
                "floorDivide on a plain tensor",
                (x, y) -> x.detach().floorDivide(y),
                (x, y) -> x.detach().floor_divide(y)),
        new Case("heaviside", Tensor::heaviside, (x, y) -> x.heaviside(y)),
        new Case("heaviside_", Tensor::heaviside_, (x, y) -> x.heaviside_(y)),
        new Case("nextafter", Tensor::nextafter, (x, y) -> x.nextafter(y)),
        new Case("nextafter_", Tensor::nextafter_, (x, y) -> x.nextafter_(y)),
        new Case(
                "nextafter_ on a plain tensor",
                (x, y) -> x.detach().nextafter_(y),
                (x, y) -> x.detach().nextafter_(y)),
        new Case("histc", (x, y) -> x.histc(), (x, y) -> torch.histc(x)),
        new Case(
                "bincount with weights",
                (x, y) -> Tensor.of(new long[] {0, 1, 1, 0, 2}, 5).bincount(y, 0),
                (x, y) -> torch.bincount(Torch.of(Tensor.of(new long[] {0, 1, 1, 0, 2}, 5)), new TensorOptional(y), 0)),
        new Case(
                "unique", (x, y) -> x.unique(), (x, y) -> torch.unique_dim(x, 0).get0()),
        new Case(
                "uniqueConsecutive",
                (x, y) -> x.uniqueConsecutive(),
                (x, y) -> torch.unique_consecutive(x).get0()),
        new Case("eq", Tensor::eq, (x, y) -> x.eq(y)),
        new Case("logicalAnd", Tensor::logicalAnd, (x, y) -> x.logical_and(y)),
        new Case("isnan", (x, y) -> x.isnan(), (x, y) -> x.isnan()),
        new Case("signbit", (x, y) -> x.signbit(), (x, y) -> x.signbit()),
        new Case("argmax", (x, y) -> x.argmax(), (x, y) -> x.argmax()),
        new Case("argsort", (x, y) -> x.argsort(), (x, y) -> x.argsort()),
        new Case("countNonzero", (x, y) -> x.countNonzero(), (x, y) -> torch.count_nonzero(x)),
        new Case("searchsorted", (x, y) -> x.msort().searchsorted(y), (x, y) -> torch.searchsorted(torch.msort(x), y)),
        new Case("isin", (x, y) -> x.isin(y), (x, y) -> torch.isin(x, y)),
    };

    @TestFactory
    Stream<DynamicTest> gradientsAgree() {
        return Arrays.stream(CASES).map(each -> DynamicTest.dynamicTest(each.name, () -> compare(each)));
    }

    private static void compare(Case each) {
        Outcome ours = ours(each);
        Outcome theirs = theirs(each);
        assertThat(ours.requiresGrad).as("requires a gradient").isEqualTo(theirs.requiresGrad);
        assertThat(ours.gradients == null).as("backward is refused").isEqualTo(theirs.gradients == null);
        if (ours.gradients == null || theirs.gradients == null) {
            return;
        }
        double[] zeros = new double[FIRST.length];
        for (int i = 0; i < 2; i++) {
            double[] expected = PASSES_THERE.contains(each.name) ? zeros : theirs.gradients[i];
            double[] found = ours.gradients[i] == null && expected != null ? zeros : ours.gradients[i];
            assertThat(found == null ? zeros : found)
                    .as("gradient of operand %s", i)
                    .isEqualTo(expected == null ? zeros : expected);
        }
    }

    private static Outcome ours(Case each) {
        Tensor x = Tensor.of(FIRST, 5).requiresGrad(true);
        Tensor y = Tensor.of(SECOND, 5).requiresGrad(true);
        Tensor result = each.ours.run(x.mul(1.0), y.mul(1.0));
        @Nullable
        Tensor @Nullable [] grads = result.requiresGrad()
                ? Attempt.ours(() -> Autograd.grad(
                                result.mul(3.0), new Tensor[] {x, y}, Tensor.onesLike(result), false, false))
                        .value()
                : null;
        if (grads == null) {
            return new Outcome(result.requiresGrad(), null);
        }
        double @Nullable [][] numbers = new double @Nullable [2][];
        for (int i = 0; i < 2; i++) {
            Tensor grad = grads[i];
            numbers[i] = grad == null ? null : grad.add(0.0).toDoubleArray();
        }
        return new Outcome(result.requiresGrad(), numbers);
    }

    private static Outcome theirs(Case each) {
        try (PointerScope scope = new PointerScope()) {
            org.bytedeco.pytorch.Tensor x = Torch.of(Tensor.of(FIRST, 5)).requires_grad_(true);
            org.bytedeco.pytorch.Tensor y = Torch.of(Tensor.of(SECOND, 5)).requires_grad_(true);
            org.bytedeco.pytorch.Tensor result = each.theirs.run(x.mul(new Scalar(1.0)), y.mul(new Scalar(1.0)));
            @Nullable
            TensorVector grads = result.requires_grad()
                    ? Attempt.theirs(() -> torch.grad(
                                    new TensorVector(result.mul(new Scalar(3.0))),
                                    new TensorVector(x, y),
                                    new TensorVector(torch.ones_like(result)),
                                    new BoolOptional(false),
                                    false,
                                    true))
                            .value()
                    : null;
            if (grads == null) {
                return new Outcome(result.requires_grad(), null);
            }
            double @Nullable [][] numbers = new double @Nullable [2][];
            for (int i = 0; i < 2; i++) {
                numbers[i] = grads.get(i).defined() ? Torch.doubles(grads.get(i).add(new Scalar(0.0))) : null;
            }
            return new Outcome(result.requires_grad(), numbers);
        }
    }

    private static Tensor eq(Tensor x, Tensor y) {
        x.narrow(0, 1, 3).eq_(y.narrow(0, 1, 3));
        return x;
    }

    private static org.bytedeco.pytorch.Tensor eq(org.bytedeco.pytorch.Tensor x, org.bytedeco.pytorch.Tensor y) {
        x.narrow(0, 1, 3).eq_(y.narrow(0, 1, 3));
        return x;
    }

    /** The mode by name, whose characters live as long as the open scope. */
    private static StringViewOptional mode(String name) {
        return new StringViewOptional(new BytePointer(name));
    }
}
