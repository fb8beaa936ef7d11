package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.autograd.Autograd;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;

/** Calls of a tensor's methods here and in libtorch, in float64: tests that compare their results and gradients. */
@SuppressWarnings("try") // Scopes are there to be closed.
abstract class MethodCalls {
    /** A computation here; its results, all compared. */
    @FunctionalInterface
    interface Ours {
        List<Tensor> run(Tensor[] inputs);
    }

    /** The same in libtorch. */
    @FunctionalInterface
    interface Theirs {
        TensorVector run(org.bytedeco.pytorch.Tensor[] inputs);
    }

    private final List<DynamicTest> tests = new ArrayList<>();

    /** What {@link #one}, {@link #many} and {@link #plain} have added. */
    final Stream<DynamicTest> added() {
        return tests.stream();
    }

    /** Checks that both refuse. */
    static void refused(Runnable ours, Runnable theirs) {
        assertThatThrownBy(ours::run).isInstanceOf(ArclightException.class);
        try (PointerScope scope = new PointerScope()) {
            assertThatThrownBy(theirs::run).isExactlyInstanceOf(RuntimeException.class);
        }
    }

    /** A result of libtorch's. */
    @FunctionalInterface
    interface Call {
        org.bytedeco.pytorch.Tensor run();
    }

    /** Compares a result without its gradient, which libtorch does not have. */
    final void plain(String name, Tensor actual, Call expected) {
        tests.add(DynamicTest.dynamicTest(name, () -> {
            try (PointerScope scope = new PointerScope()) {
                Agree.close(name, actual, expected.run(), 1e-12, true);
            }
        }));
    }

    /** A computation here with one result. */
    @FunctionalInterface
    interface Single {
        Tensor run(Tensor[] inputs);
    }

    /** The same in libtorch. */
    @FunctionalInterface
    interface TheirSingle {
        org.bytedeco.pytorch.Tensor run(org.bytedeco.pytorch.Tensor[] inputs);
    }

    /** Adds a test of a method with one result. */
    final void one(String name, Single ours, TheirSingle theirs, Tensor... inputs) {
        many(name, in -> List.of(ours.run(in)), in -> new TensorVector(theirs.run(in)), inputs);
    }

    /** Adds a test of a method with several results: values and gradients. */
    final void many(String name, Ours ours, Theirs theirs, Tensor... inputs) {
        tests.add(DynamicTest.dynamicTest(name, () -> compare(ours, theirs, inputs)));
    }

    private static void compare(Ours ours, Theirs theirs, Tensor... inputs) {
        try (PointerScope scope = new PointerScope()) {
            Tensor[] mine = new Tensor[inputs.length];
            org.bytedeco.pytorch.Tensor[] yours = new org.bytedeco.pytorch.Tensor[inputs.length];
            for (int i = 0; i < inputs.length; i++) {
                boolean floating = inputs[i].dtype().isFloating();
                mine[i] = floating ? inputs[i].clone().requiresGrad(true) : inputs[i];
                yours[i] = floating ? Torch.of(inputs[i]).requires_grad_(true) : Torch.of(inputs[i]);
            }
            List<Tensor> actual = ours.run(mine);
            TensorVector expected = theirs.run(yours);
            assertThat(actual).hasSize((int) expected.size());
            Tensor total = Tensor.zeros(DType.FLOAT64);
            org.bytedeco.pytorch.Tensor theirTotal = Torch.of(total);
            for (int i = 0; i < actual.size(); i++) {
                Agree.sameType("result " + i, actual.get(i), expected.get(i));
                Agree.close("result " + i, actual.get(i), expected.get(i), 1e-12, true);
                if (actual.get(i).dtype().isFloating()) {
                    Tensor weights = numbers(actual.get(i).shape().toArray());
                    total = total.add(actual.get(i).mul(weights).sum());
                    theirTotal = theirTotal.add(
                            expected.get(i).mul(Torch.of(weights)).sum());
                }
            }
            Tensor[] leaves = Arrays.stream(mine).filter(Tensor::requiresGrad).toArray(Tensor[]::new);
            assertThat(total.requiresGrad()).as("requires a gradient").isEqualTo(theirTotal.requires_grad());
            if (!total.requiresGrad()) {
                return;
            }
            @Nullable Tensor[] grads = Autograd.grad(total, leaves, null, false, false);
            TensorVector references = torch.grad(
                    new TensorVector(theirTotal),
                    new TensorVector(Arrays.stream(yours)
                            .filter(org.bytedeco.pytorch.Tensor::requires_grad)
                            .toArray(org.bytedeco.pytorch.Tensor[]::new)),
                    new TensorVector(),
                    new BoolOptional(false),
                    false,
                    true);
            for (int i = 0; i < leaves.length; i++) {
                Tensor grad = grads[i];
                Tensor known = grad == null ? Tensor.zerosLike(leaves[i]) : grad;
                if (references.get(i).defined()) {
                    Agree.close("gradient " + i, known, references.get(i), 1e-12, false);
                } else {
                    assertThat(known.toDoubleArray()).containsOnly(new double[known.numel()]);
                }
            }
        }
    }

    /** Different float64 numbers, the same for the same shape; none is 0. */
    static Tensor numbers(int... shape) {
        Generator generator = Generator.seeded(31, Arrays.hashCode(shape));
        double[] values = new double[(int) Shape.of(shape).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = 0.25 + generator.nextFloat();
        }
        return Tensor.of(values, shape);
    }
}
