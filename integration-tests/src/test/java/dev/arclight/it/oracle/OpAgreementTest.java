package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.autograd.Autograd;
import dev.arclight.op.BinaryOp;
import dev.arclight.op.Digamma;
import dev.arclight.op.Dispatch;
import dev.arclight.op.Hardsigmoid;
import dev.arclight.op.Lerp;
import dev.arclight.op.Op;
import dev.arclight.op.Ops;
import dev.arclight.op.Polygamma;
import dev.arclight.op.Sample;
import dev.arclight.op.SampleInputs;
import dev.arclight.op.Sinc;
import dev.arclight.op.TernaryOp;
import dev.arclight.op.UnaryOp;
import dev.arclight.op.ViewOp;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every op of the catalog, sample by sample, against libtorch; the truth for floats is libtorch's float64. */
@SuppressWarnings("try") // Scopes are there to be closed.
class OpAgreementTest {
    /** Different numbers for each sample. */
    private static final int SEEDS = 3;

    /** What libtorch computes and Arclight leaves to a conversion. */
    private static final Set<String> ONLY_LIBTORCH = Set.of(
            // Only pow of floats runs it.
            "cube bool",
            // What is composed for int8 weights has a truth in float64.
            "embeddingByte float64",
            "gruDynamic float64",
            "linearDynamic float64",
            "lstmDynamic float64",
            // Here TorchOps composes where, which takes anything.
            "prelu bool",
            "prelu uint8",
            "prelu int8",
            "prelu int16",
            "prelu int32",
            "prelu int64",
            // libtorch cuts the mean off.
            "avgPool2d int64",
            "avgPool2dBackward int64",
            // Here TorchOps composes scatter_add, which takes anything.
            "maxPool2dBackward bool",
            "maxPool2dBackward uint8",
            "maxPool2dBackward int8",
            "maxPool2dBackward int16",
            "maxPool2dBackward int32",
            "maxPool2dBackward int64");

    /** What Arclight computes and libtorch refuses. */
    private static final Set<String> ONLY_ARCLIGHT = Set.of("searchSorted bool");

    /** Whose results libtorch has in 16 bits, but not their gradients. */
    private static final Set<String> NO_HALF_GRADIENT = Set.of("i1", "logCumsumExp");

    /**
     * Where it depends on the sample what libtorch takes: by which of its convolutions it picks, and as it converts weights
     * to float64, which Arclight's method does before the op.
     */
    private static final Set<String> BY_SAMPLE =
            Set.of("bincount", "conv2d", "conv2dBackwardInput", "conv2dBackwardWeight");

    /** Of whose results TorchOps composes more than libtorch's own function gives; those have no gradient here. */
    private static final Set<String> ONE_GRADIENT = Set.of("crossEntropy", "scaledDotProductAttention");

    @Test
    void everyOpHasACounterpart() {
        assertThat(Ops.all().stream()
                        .map(Ops.Entry::type)
                        .filter(type -> !TorchOps.knows(type))
                        .map(Class::getSimpleName))
                .isEmpty();
    }

    @TestFactory
    Stream<DynamicContainer> everyOpAgreesWithLibtorch() {
        return Ops.all().stream()
                .map(entry -> DynamicContainer.dynamicContainer(
                        entry.type().getSimpleName(),
                        entry.samples().get().stream().flatMap(OpAgreementTest::cases)));
    }

    private static Stream<DynamicTest> cases(Sample sample) {
        String what = describe(sample);
        return Stream.of(
                DynamicTest.dynamicTest(what + " in float16", () -> half(sample, DType.FLOAT16)),
                DynamicTest.dynamicTest(what + " in bfloat16", () -> half(sample, DType.BFLOAT16)),
                DynamicTest.dynamicTest(what + " in float32", () -> floating(sample, DType.FLOAT32, 1e-5)),
                DynamicTest.dynamicTest(
                        what + " in float64", () -> floating(sample, DType.FLOAT64, float64Tolerance(sample.op()))),
                DynamicTest.dynamicTest(what + " in integers", () -> integers(sample)));
    }

    @Test
    void theDtypesThatAreTakenAreThoseOfLibtorchButForTheseExceptions() {
        Set<String> onlyLibtorch = new TreeSet<>();
        Set<String> onlyArclight = new TreeSet<>();
        for (Ops.Entry entry : Ops.all()) {
            Sample sample = entry.samples().get().get(0);
            for (DType dtype : DType.values()) {
                Tensor[] inputs = SampleInputs.of(sample, dtype, 1);
                boolean ours = takes(sample.op(), inputs);
                boolean theirs = libtorchTakes(sample.op(), inputs);
                if (theirs && !ours) {
                    onlyLibtorch.add(sample.op().name() + " " + dtype);
                } else if (ours && !theirs) {
                    onlyArclight.add(sample.op().name() + " " + dtype);
                }
            }
        }
        assertThat(onlyLibtorch).as("only in libtorch").isEqualTo(new TreeSet<>(ONLY_LIBTORCH));
        assertThat(onlyArclight).as("only in Arclight").isEqualTo(new TreeSet<>(ONLY_ARCLIGHT));
    }

    /**
     * In 16 bits a result is computed in float32 and rounded once: it is off by half a step of the dtype, {@code eps / 2},
     * and by what float32 is off. A gradient may start from a result that was rounded already, as that of tanh does, and
     * be rounded twice more on the way.
     */
    private static void half(Sample sample, DType dtype) {
        if (bothTake(sample, SampleInputs.of(sample, dtype, 0), dtype)) {
            double eps = dtype == DType.FLOAT16 ? 0x1p-10 : 0x1p-7;
            floating(sample, dtype, eps / 2 * 1.01, eps * 1.51);
        }
    }

    /** How near libtorch itself comes to the truth: its sixth is a float, and its trigamma has nine digits. */
    private static double float64Tolerance(Op op) {
        return op instanceof Hardsigmoid ? 1e-7 : op instanceof Digamma || op instanceof Polygamma ? 1e-8 : 1e-10;
    }

    /** A slope cancels where it is 0: judged by the largest element. */
    private static boolean isGradient(Op op) {
        return op.getClass().getSimpleName().endsWith("Backward");
    }

    private static void floating(Sample sample, DType dtype, double tolerance) {
        floating(sample, dtype, tolerance, tolerance);
    }

    private static void floating(Sample sample, DType dtype, double tolerance, double gradientTolerance) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Tensor[] inputs = SampleInputs.of(sample, dtype, seed);
            if (!bothTake(sample, inputs, dtype)) {
                // Operations on bits and divisors.
                return;
            }
            forward(sample, inputs, tolerance);
            if (fits(sample, strided(inputs))) {
                forward(sample, strided(inputs), tolerance);
            }
            if (sample.op().differentiable()
                    && Arrays.stream(inputs).anyMatch(in -> in.dtype().isFloating())) {
                backward(sample, inputs, gradientTolerance);
                if (fits(sample, strided(inputs))) {
                    backward(sample, strided(inputs), gradientTolerance);
                }
            }
        }
    }

    private static void forward(Sample sample, Tensor[] inputs, double tolerance) {
        try (PointerScope scope = new PointerScope()) {
            Tensor[] actual = Dispatch.runAll(sample.op(), inputs);
            org.bytedeco.pytorch.Tensor[] own = TorchOps.run(sample.op(), carried(inputs));
            org.bytedeco.pytorch.Tensor[] truth = TorchOps.run(sample.op(), carried(widened(inputs)));
            // Each element of these depends on one element of each input, so each is judged by itself.
            // But where it cancels, and in 16 bits, whose smallest numbers have fewer digits.
            boolean elementwise = !(sample.op() instanceof Lerp)
                    && inputs[0].dtype().bytes() != 2
                    && (sample.op() instanceof UnaryOp
                            || sample.op() instanceof BinaryOp && !isGradient(sample.op())
                            || sample.op() instanceof TernaryOp);
            // What follows libtorch's outputs is there for the op's own gradient.
            for (int i = 0; i < own.length; i++) {
                Agree.sameType("output " + i, actual[i], own[i]);
                if (actual[i].dtype().isFloating()) {
                    // Below the smallest normal number, steps are those at it.
                    double scale = Math.max(
                            elementwise ? 0 : Agree.largest(truth[i]),
                            actual[i].dtype().finfo().tiny());
                    Agree.close("output " + i, actual[i], truth[i], tolerance, scale);
                } else {
                    Agree.exact("output " + i, actual[i], own[i]);
                }
            }
        }
    }

    private static void backward(Sample sample, Tensor[] inputs, double tolerance) {
        try (PointerScope scope = new PointerScope()) {
            Tensor[] ours = inputs.clone();
            for (int i = 0; i < ours.length; i++) {
                if (ours[i].dtype().isFloating()) {
                    ours[i] = Tensor.alias(ours[i], ours[i].shape(), ours[i].strides(), ours[i].offset())
                            .requiresGrad(true);
                }
            }
            Tensor[] all = Dispatch.runAll(sample.op(), ours);
            int[] wanted = floatingInputs(ours);
            List<Tensor> results = new ArrayList<>();
            List<@Nullable Tensor> seeds = new ArrayList<>();
            boolean[] differentiable = differentiable(sample, widened(inputs), wanted);
            for (int i = 0; i < differentiable.length; i++) {
                if (differentiable[i]) {
                    results.add(all[i]);
                    seeds.add(weights(all[i], 11 + i));
                }
            }
            List<@Nullable Tensor> grads = Autograd.grad(
                    results, Arrays.stream(wanted).mapToObj(i -> ours[i]).toList(), seeds, false, false, true, false);
            TensorVector expected = gradients(sample, widened(inputs), seeds, wanted);
            @Nullable
            TensorVector own = results.get(0).dtype().isHalf() ? ownGradients(sample, inputs, seeds, wanted) : null;
            for (int i = 0; i < wanted.length; i++) {
                org.bytedeco.pytorch.Tensor reference = expected.get(i);
                Tensor grad = grads.get(i);
                String what = "gradient of input " + wanted[i];
                if (!reference.defined()) {
                    assertThat(grad == null
                                    || Arrays.stream(grad.toDoubleArray()).allMatch(v -> v == 0))
                            .as("%s is nothing", what)
                            .isTrue();
                } else if (grad == null) {
                    assertThat(Torch.doubles(reference)).as(what).containsOnly(0.0);
                } else {
                    assertThat(grad.dtype()).as("%s: dtype", what).isEqualTo(ours[wanted[i]].dtype());
                    double allowed = own == null ? tolerance : Math.max(tolerance, 2 * worst(own.get(i), reference));
                    double scale = Math.max(
                            Agree.largest(reference), grad.dtype().finfo().tiny());
                    Agree.close(what, grad, reference, allowed, scale);
                }
            }
        }
    }

    /** Which results have a gradient in libtorch; others, and what follows them here, are there for the op's own. */
    private static boolean[] differentiable(Sample sample, Tensor[] inputs, int[] wanted) {
        if (ONE_GRADIENT.contains(sample.op().name())) {
            return new boolean[] {true};
        }
        org.bytedeco.pytorch.Tensor[] leaves = carried(inputs);
        for (int i : wanted) {
            leaves[i] = leaves[i].requires_grad_(true);
        }
        org.bytedeco.pytorch.Tensor[] results = TorchOps.run(sample.op(), leaves);
        boolean[] differentiable = new boolean[results.length];
        for (int i = 0; i < results.length; i++) {
            differentiable[i] = results[i].requires_grad();
        }
        return differentiable;
    }

    /** Libtorch's gradients of all results that have one, for these inputs. */
    private static TensorVector gradients(Sample sample, Tensor[] inputs, List<@Nullable Tensor> seeds, int[] wanted) {
        org.bytedeco.pytorch.Tensor[] leaves = carried(inputs);
        for (int i : wanted) {
            leaves[i] = leaves[i].requires_grad_(true);
        }
        org.bytedeco.pytorch.Tensor[] all = TorchOps.run(sample.op(), leaves);
        TensorVector results = new TensorVector();
        TensorVector starts = new TensorVector();
        int next = 0;
        for (org.bytedeco.pytorch.Tensor result : all) {
            if (result.requires_grad() && next < seeds.size()) {
                results.push_back(result);
                starts.push_back(
                        Torch.of(Objects.requireNonNull(seeds.get(next++)).to(DType.FLOAT64))
                                .to(result.scalar_type()));
            }
        }
        assertThat(next).as("results that require a gradient").isEqualTo(seeds.size());
        return torch.grad(
                results,
                new TensorVector(
                        Arrays.stream(wanted).mapToObj(i -> leaves[i]).toArray(org.bytedeco.pytorch.Tensor[]::new)),
                starts,
                new BoolOptional(false),
                false,
                true);
    }

    /** As {@link #gradients}, where libtorch has them in 16 bits; it computes some results there but not their gradients. */
    private static @Nullable TensorVector ownGradients(
            Sample sample, Tensor[] inputs, List<@Nullable Tensor> seeds, int[] wanted) {
        Attempt.Outcome<TensorVector> own = Attempt.theirs(() -> gradients(sample, inputs, seeds, wanted));
        if (own.refused()) {
            assertThat(NO_HALF_GRADIENT)
                    .as("16-bit gradients that libtorch refuses: %s", own.reason())
                    .contains(sample.op().name());
        }
        return own.value();
    }

    /** How far libtorch's own 16-bit gradient is off, relative to the largest element. */
    private static double worst(org.bytedeco.pytorch.Tensor own, org.bytedeco.pytorch.Tensor truth) {
        double[] o = Torch.doubles(own);
        double[] t = Torch.doubles(truth);
        double worst = 0;
        for (int i = 0; i < t.length; i++) {
            worst = Math.max(worst, Math.abs(o[i] - t[i]));
        }
        return worst / Math.max(Agree.largest(truth), Double.MIN_NORMAL);
    }

    private static void integers(Sample sample) {
        for (DType dtype : DType.values()) {
            Tensor[] inputs = SampleInputs.of(sample, dtype, 7);
            // Of sinc, whole numbers give rounding errors alone.
            if (dtype.isFloating() || sample.op() instanceof Sinc || !bothTake(sample, inputs, dtype)) {
                continue;
            }
            try (PointerScope scope = new PointerScope()) {
                Tensor[] actual =
                        Dispatch.runAll(sample.op(), fits(sample, strided(inputs)) ? strided(inputs) : inputs);
                org.bytedeco.pytorch.Tensor[] expected = TorchOps.run(sample.op(), carried(inputs));
                for (int i = 0; i < actual.length; i++) {
                    String what = dtype + ", output " + i;
                    Agree.sameType(what, actual[i], expected[i]);
                    if (actual[i].dtype().isFloating()) {
                        Agree.close(what, actual[i], expected[i], 1e-5, false);
                    } else {
                        Agree.exact(what, actual[i], expected[i]);
                    }
                }
            }
        }
    }

    /**
     * Whether there is something to compare.
     *
     * @throws AssertionError if one side alone takes the dtype, and it is no exception that has a name
     */
    private static boolean bothTake(Sample sample, Tensor[] inputs, DType dtype) {
        boolean ours = takes(sample.op(), inputs);
        boolean theirs = libtorchTakes(sample.op(), inputs);
        String name = sample.op().name() + " " + dtype;
        // Of no numbers libtorch computes in any dtype.
        boolean empty = Arrays.stream(inputs).anyMatch(in -> in.numel() == 0);
        if (empty || BY_SAMPLE.contains(sample.op().name())) {
            return ours && theirs;
        }
        if (ours && !theirs) {
            assertThat(ONLY_ARCLIGHT).as("only Arclight takes this").contains(name);
        } else if (theirs && !ours) {
            assertThat(ONLY_LIBTORCH).as("only libtorch takes this").contains(name);
        }
        return ours && theirs;
    }

    private static boolean takes(Op op, Tensor[] inputs) {
        try {
            op.infer(Arrays.stream(inputs).map(Tensor::type).toArray(TensorType[]::new));
            return true;
        } catch (DTypeException refused) {
            return false;
        }
    }

    private static boolean libtorchTakes(Op op, Tensor[] inputs) {
        try (PointerScope scope = new PointerScope()) {
            return !Attempt.theirs(() -> TorchOps.run(op, carried(inputs))).refused();
        }
    }

    private static org.bytedeco.pytorch.Tensor[] carried(Tensor[] inputs) {
        return Arrays.stream(inputs).map(Torch::of).toArray(org.bytedeco.pytorch.Tensor[]::new);
    }

    private static Tensor[] widened(Tensor[] inputs) {
        return Arrays.stream(inputs)
                .map(in -> in.dtype().isFloating() ? in.to(DType.FLOAT64) : in)
                .toArray(Tensor[]::new);
    }

    /** The same numbers as every second element of larger arrays, dimensions stored in opposite order. */
    private static Tensor[] strided(Tensor[] inputs) {
        return Arrays.stream(inputs)
                .map(in -> {
                    int rank = in.rank();
                    int[] stored = new int[rank];
                    int[] reverse = new int[rank];
                    for (int i = 0; i < rank; i++) {
                        stored[i] = in.size(rank - 1 - i) * (i == rank - 1 ? 2 : 1);
                        reverse[i] = rank - 1 - i;
                    }
                    Tensor memory = Tensor.zeros(in.dtype(), stored).fill_(1);
                    Tensor view = rank == 0
                            ? memory
                            : memory.slice(-1, 0, Math.max(0, stored[rank - 1] - 1), 2)
                                    .permute(reverse);
                    return view.copy_(in);
                })
                .toArray(Tensor[]::new);
    }

    /** A view cannot be had of every layout; there libtorch refuses too. */
    private static boolean fits(Sample sample, Tensor[] inputs) {
        return !(sample.op() instanceof ViewOp view) || view.fits(inputs[0]);
    }

    private static int[] floatingInputs(Tensor[] inputs) {
        return java.util.stream.IntStream.range(0, inputs.length)
                .filter(i -> inputs[i].dtype().isFloating())
                .toArray();
    }

    private static Tensor weights(Tensor result, int seed) {
        Generator generator = Generator.seeded(seed);
        float[] values = new float[result.numel()];
        for (int i = 0; i < values.length; i++) {
            values[i] = generator.nextFloat() * 2 - 1;
        }
        return Tensor.of(values, result.shape().toArray()).to(result.dtype());
    }

    private static String describe(Sample sample) {
        return sample.op() + " of "
                + sample.inputs().stream()
                        .map(input -> input.domain().name().toLowerCase(Locale.ROOT) + input.shape())
                        .collect(Collectors.joining(", "));
    }
}
