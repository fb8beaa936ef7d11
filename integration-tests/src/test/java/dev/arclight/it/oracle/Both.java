package dev.arclight.it.oracle;

import dev.arclight.autograd.Autograd;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** Runs the same computation here and in libtorch, in float64 there, and compares results and all gradients. */
@SuppressWarnings("try") // Scopes are there to be closed.
final class Both {
    /** A computation here. */
    @FunctionalInterface
    interface Ours {
        Tensor run(Tensor[] inputs);
    }

    /** The same in libtorch. */
    @FunctionalInterface
    interface Theirs {
        org.bytedeco.pytorch.Tensor run(org.bytedeco.pytorch.Tensor[] inputs);
    }

    private Both() {}

    /**
     * @param inputs those that are floating get gradients; leaves, such as a module's parameters, are used themselves
     * @param tolerance relative to the largest element of the result, and of all gradients
     * @throws AssertionError naming the result or gradient that differs
     */
    static void agree(Ours ours, Theirs theirs, List<Tensor> inputs, double tolerance) {
        agree(ours, theirs, inputs, tolerance, 1);
    }

    /** {@link #agree} with a tolerance relative to each element or a hundredth of the largest, for short sums. */
    static void agreeClosely(Ours ours, Theirs theirs, List<Tensor> inputs, double tolerance) {
        agree(ours, theirs, inputs, tolerance, 0.01);
    }

    /** {@link #agree} with a tolerance relative to each element, for what nothing cancels in. */
    static void agreeElementwise(Ours ours, Theirs theirs, List<Tensor> inputs, double tolerance) {
        agree(ours, theirs, inputs, tolerance, 0);
    }

    private static void agree(Ours ours, Theirs theirs, List<Tensor> inputs, double tolerance, double share) {
        try (PointerScope scope = new PointerScope()) {
            int n = inputs.size();
            Tensor[] mine = new Tensor[n];
            org.bytedeco.pytorch.Tensor[] yours = new org.bytedeco.pytorch.Tensor[n];
            for (int i = 0; i < n; i++) {
                boolean floating = inputs.get(i).dtype().isFloating();
                mine[i] = floating && !inputs.get(i).requiresGrad()
                        ? inputs.get(i).copy().requiresGrad(true)
                        : inputs.get(i);
                yours[i] = Torch.of(floating ? inputs.get(i).detach().to(DType.FLOAT64) : inputs.get(i));
                if (floating) {
                    yours[i] = yours[i].requires_grad_(true);
                }
            }
            Tensor result = ours.run(mine);
            org.bytedeco.pytorch.Tensor expected = theirs.run(yours);
            Agree.close("result", result, expected, tolerance, share * Agree.largest(expected));
            int[] wanted = java.util.stream.IntStream.range(0, n)
                    .filter(i -> mine[i].dtype().isFloating())
                    .toArray();
            Tensor seed = random(result);
            @Nullable
            Tensor[] grads = Autograd.grad(
                    result, Arrays.stream(wanted).mapToObj(i -> mine[i]).toArray(Tensor[]::new), seed, false, false);
            TensorVector references = torch.grad(
                    new TensorVector(expected),
                    new TensorVector(
                            Arrays.stream(wanted).mapToObj(i -> yours[i]).toArray(org.bytedeco.pytorch.Tensor[]::new)),
                    new TensorVector(Torch.of(seed.to(DType.FLOAT64))),
                    new BoolOptional(false),
                    false,
                    true);
            double scale = 0;
            for (int i = 0; i < wanted.length; i++) {
                scale = references.get(i).defined() ? Math.max(scale, share * Agree.largest(references.get(i))) : scale;
            }
            for (int i = 0; i < wanted.length; i++) {
                Tensor grad = grads[i];
                org.bytedeco.pytorch.Tensor reference = references.get(i);
                String what = "gradient of input " + wanted[i];
                if (grad != null && reference.defined()) {
                    Agree.close(what, grad, reference, tolerance, scale);
                } else if (grad != null) {
                    Agree.close(what, grad, torch.zeros_like(yours[wanted[i]]), tolerance, scale);
                } else if (reference.defined()) {
                    Agree.close(what, Tensor.zerosLike(inputs.get(wanted[i])), reference, tolerance, scale);
                }
            }
        }
    }

    private static Tensor random(Tensor result) {
        Generator generator = Generator.seeded(13);
        float[] values = new float[result.numel()];
        for (int i = 0; i < values.length; i++) {
            values[i] = generator.nextFloat() * 2 - 1;
        }
        return Tensor.of(values, result.shape().toArray()).to(result.dtype());
    }
}
