package dev.arclight.it.oracle;

import dev.arclight.autograd.Autograd;
import dev.arclight.op.BinaryOp;
import dev.arclight.op.Dispatch;
import dev.arclight.op.I1;
import dev.arclight.op.Op;
import dev.arclight.op.Ops;
import dev.arclight.op.Sample;
import dev.arclight.op.SampleInputs;
import dev.arclight.op.TernaryOp;
import dev.arclight.op.UnaryOp;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Where a gradient that arrives is infinite or NaN, what goes on is what goes on in libtorch: 0 past a mask, not NaN. */
@SuppressWarnings("try") // Scopes are there to be closed.
class InfiniteGradientsAgreementTest {
    private static final double[] VALUES = {-2, -1, -0.5, 0.0, 0.5, 1, Double.NaN, 3};

    /** So many elements that libtorch computes them in vectors, which it takes NaN in otherwise than in what is left. */
    private static final int LEAST = 64;

    private static final double[] GRADIENTS = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN};

    /** What differs for a reason. */
    private static final Set<String> EXCEPT = Set.of(
            // libtorch refuses what is no probability.
            "binaryCrossEntropy",
            // TorchOps composes these, and the composition's own gradients take away infinities from infinities.
            "groupNorm",
            "mishBackward",
            "prelu",
            "recurrence",
            "siluBackward",
            // libtorch multiplies by its mask here itself.
            "amax",
            "amin",
            "eluBackward",
            // The convolution of which this is the gradient lays zeros between the elements.
            "conv2dBackwardWeight",
            // libtorch loses a NaN.
            "logCumsumExp");

    @TestFactory
    Stream<DynamicTest> ofEveryOp() {
        return Ops.all().stream()
                .filter(entry -> {
                    Op op = entry.samples().get().get(0).op();
                    return op.differentiable() && !EXCEPT.contains(op.name());
                })
                .map(entry -> DynamicTest.dynamicTest(
                        entry.type().getSimpleName(),
                        () -> entry.samples().get().forEach(InfiniteGradientsAgreementTest::agree)));
    }

    @Test
    void ofPrelu() {
        for (double g : GRADIENTS) {
            agree(
                    in -> dev.arclight.nn.Functional.prelu(in[0], in[1]),
                    in -> torch.prelu(in[0], in[1]),
                    new Tensor[] {repeated(0, LEAST), Tensor.of(new double[] {0.25}, 1)},
                    g);
        }
    }

    private static void agree(Sample sample) {
        Op op = sample.op();
        int count = op instanceof UnaryOp ? 1 : op instanceof BinaryOp ? 2 : op instanceof TernaryOp ? 3 : 0;
        for (double g : GRADIENTS) {
            Tensor[] inputs = SampleInputs.of(sample, DType.FLOAT64, 3);
            if (count > 0) {
                int n = Math.max(LEAST, (int) Math.pow(VALUES.length, count));
                inputs = IntStream.range(0, count).mapToObj(i -> repeated(i, n)).toArray(Tensor[]::new);
                if (op instanceof I1) {
                    // libtorch takes the slope at NaN for that at zero.
                    inputs[0] = inputs[0].nanToNum();
                }
            }
            agree(in -> Dispatch.run(op, in), in -> TorchOps.run(op, in)[0], inputs, g);
        }
    }

    /** All values for input {@code i} of all combinations. */
    private static Tensor repeated(int i, int n) {
        int step = (int) Math.pow(VALUES.length, i);
        double[] values = new double[n];
        for (int e = 0; e < n; e++) {
            values[e] = VALUES[e / step % VALUES.length];
        }
        return Tensor.of(values, n);
    }

    private static void agree(Both.Ours ours, Both.Theirs theirs, Tensor[] inputs, double g) {
        try (PointerScope scope = new PointerScope()) {
            List<Tensor> wanted = new ArrayList<>();
            org.bytedeco.pytorch.Tensor[] yours = new org.bytedeco.pytorch.Tensor[inputs.length];
            List<org.bytedeco.pytorch.Tensor> leaves = new ArrayList<>();
            for (int i = 0; i < inputs.length; i++) {
                yours[i] = Torch.of(inputs[i]);
                if (inputs[i].dtype().isFloating()) {
                    wanted.add(inputs[i].requiresGrad(true));
                    yours[i] = yours[i].requires_grad_(true);
                    leaves.add(yours[i]);
                }
            }
            Tensor result = ours.run(inputs);
            Tensor seed = Tensor.fullLike(result, g);
            @Nullable Tensor[] grads = Autograd.grad(result, wanted.toArray(Tensor[]::new), seed, false, false);
            TensorVector expected = torch.grad(
                    new TensorVector(theirs.run(yours)),
                    new TensorVector(leaves.toArray(org.bytedeco.pytorch.Tensor[]::new)),
                    new TensorVector(Torch.of(seed)),
                    new BoolOptional(false),
                    false,
                    true);
            for (int i = 0; i < grads.length; i++) {
                Tensor grad = grads[i] == null ? Tensor.zerosLike(wanted.get(i)) : grads[i];
                double[] actual = grad.toDoubleArray();
                double[] reference =
                        expected.get(i).defined() ? Torch.doubles(expected.get(i)) : new double[actual.length];
                for (int e = 0; e < actual.length; e++) {
                    if (actual[e] != reference[e] && !(Double.isNaN(actual[e]) && Double.isNaN(reference[e]))) {
                        throw new AssertionError("gradient " + i + " for " + g + " at " + at(inputs, e) + " is "
                                + actual[e] + ", libtorch gives " + reference[e]);
                    }
                }
            }
        }
    }

    private static String at(Tensor[] inputs, int e) {
        return Arrays.stream(inputs)
                .map(in -> e < in.numel() ? String.valueOf(in.detach().toDoubleArray()[e]) : "none")
                .toList()
                .toString();
    }
}
