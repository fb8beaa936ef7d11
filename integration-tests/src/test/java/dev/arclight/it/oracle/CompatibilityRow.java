package dev.arclight.it.oracle;

import dev.arclight.autograd.Autograd;
import dev.arclight.op.BinaryOp;
import dev.arclight.op.CompareOp;
import dev.arclight.op.Dispatch;
import dev.arclight.op.Lerp;
import dev.arclight.op.Op;
import dev.arclight.op.Sample;
import dev.arclight.op.SampleInputs;
import dev.arclight.op.TernaryOp;
import dev.arclight.op.TestOp;
import dev.arclight.op.UnaryOp;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * One function of PyTorch: what it is called there and here, and calls whose results and gradients are compared.
 *
 * @param pytorch its name there
 * @param arclight its spelling here
 * @param calls what is run
 */
@SuppressWarnings("try") // Scopes are there to be closed.
record CompatibilityRow(String pytorch, String arclight, List<Call> calls) {
    /** Single results are allowed this, relative to the largest; a table's bar, not a single op's. */
    private static final double FLOAT32 = 1e-5;

    /** Sums and products of many. */
    private static final double FLOAT32_FOLDED = 1e-4;

    private static final double FLOAT64 = 1e-10;

    /** Where libtorch itself computes float64 through a constant or series of float32's precision. */
    private static final Set<String> ROUGH_THERE = Set.of("torch.digamma", "F.hardsigmoid");

    private static final double ROUGH = 1e-6;

    /**
     * The same call here and there.
     *
     * @param method whether this is what a user calls: it refuses what an op trusts its methods not to ask for
     * @param inputs in float64; floating ones are converted to each dtype that is compared
     */
    record Call(boolean method, Both.Ours ours, Both.Theirs theirs, List<Tensor> inputs) {}

    /** The worst differences, relative to the largest number of each result; NaN where there are no floating results. */
    record Difference(double float32, double float64) {
        Difference max(Difference other) {
            return new Difference(worse(float32, other.float32), worse(float64, other.float64));
        }

        private static double worse(double a, double b) {
            return Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.max(a, b);
        }
    }

    static CompatibilityRow of(String pytorch, String arclight, Both.Ours ours, Both.Theirs theirs, Tensor... inputs) {
        return new CompatibilityRow(pytorch, arclight, List.of(new Call(true, ours, theirs, List.of(inputs))));
    }

    /** The samples of an op of the catalog. */
    static CompatibilityRow of(String pytorch, String arclight, List<Sample> samples) {
        List<Call> calls = new ArrayList<>();
        for (Sample sample : samples) {
            Tensor[] inputs = SampleInputs.of(sample, DType.FLOAT64, 5);
            if (!takes(sample, inputs)) {
                inputs = SampleInputs.of(sample, DType.INT64, 5);
            }
            Op op = sample.op();
            boolean elementwise = op instanceof UnaryOp
                    || op instanceof BinaryOp
                    || op instanceof TernaryOp && !(op instanceof Lerp)
                    || op instanceof TestOp
                    || op instanceof CompareOp;
            calls.add(new Call(
                    elementwise,
                    in -> Dispatch.run(sample.op(), in),
                    in -> TorchOps.run(sample.op(), in)[0],
                    List.of(inputs)));
        }
        return new CompatibilityRow(pytorch, arclight, calls);
    }

    private static boolean takes(Sample sample, Tensor[] inputs) {
        try {
            sample.op().infer(Arrays.stream(inputs).map(Tensor::type).toArray(dev.arclight.tensor.TensorType[]::new));
            return true;
        } catch (DTypeException refused) {
            return false;
        }
    }

    /** This row with the calls of another. */
    CompatibilityRow and(CompatibilityRow other) {
        List<Call> all = new ArrayList<>(calls);
        all.addAll(other.calls);
        return new CompatibilityRow(pytorch, arclight, all);
    }

    /** @throws AssertionError if a result or gradient differs by more than its dtype allows */
    Difference measure() {
        Difference worst = new Difference(Double.NaN, Double.NaN);
        for (Call call : calls) {
            double single = measure(call, DType.FLOAT32, FLOAT32_FOLDED);
            worst = worst.max(new Difference(single, measure(call, DType.FLOAT64, allowed64())));
        }
        return worst;
    }

    /** Whether differences this large may stand in the table. */
    boolean holds(Difference difference, boolean folds) {
        double allowed = folds ? FLOAT32_FOLDED : FLOAT32;
        return !(difference.float32 > allowed) && !(difference.float64 > allowed64());
    }

    private double allowed64() {
        return ROUGH_THERE.contains(pytorch) ? ROUGH : FLOAT64;
    }

    private double measure(Call call, DType dtype, double tolerance) {
        try (PointerScope scope = new PointerScope()) {
            int n = call.inputs.size();
            Tensor[] mine = new Tensor[n];
            org.bytedeco.pytorch.Tensor[] yours = new org.bytedeco.pytorch.Tensor[n];
            for (int i = 0; i < n; i++) {
                Tensor input = call.inputs.get(i);
                boolean floating = input.dtype().isFloating();
                mine[i] = floating ? input.to(dtype).clone().requiresGrad(true) : input;
                yours[i] = Torch.of(floating ? mine[i].detach().to(DType.FLOAT64) : input);
                if (floating) {
                    yours[i] = yours[i].requires_grad_(true);
                }
            }
            Tensor result = call.ours.run(mine);
            org.bytedeco.pytorch.Tensor expected = call.theirs.run(yours);
            if (!result.dtype().isFloating()) {
                Agree.exact(pytorch, result, expected);
                return Double.NaN;
            }
            if (dtype == DType.FLOAT64 && result.dtype() == DType.FLOAT32) {
                // A function that makes float32 whatever it is given, as those that create tensors.
                return Double.NaN;
            }
            double worst = difference(pytorch, result, expected, tolerance);
            if (result.requiresGrad() != expected.requires_grad()) {
                throw new AssertionError(
                        pytorch + ": the result " + (result.requiresGrad() ? "requires" : "does not require")
                                + " a gradient; libtorch's is otherwise");
            }
            if (!result.requiresGrad()) {
                return worst;
            }
            int[] wanted = java.util.stream.IntStream.range(0, n)
                    .filter(i -> mine[i].dtype().isFloating())
                    .toArray();
            Tensor seed =
                    Tensor.randn(Generator.seeded(3), result.shape().toArray()).to(result.dtype());
            Attempt.Outcome<@Nullable Tensor[]> walk = Attempt.ours(() -> Autograd.grad(
                    result, Arrays.stream(wanted).mapToObj(i -> mine[i]).toArray(Tensor[]::new), seed, false, false));
            Attempt.Outcome<TensorVector> theirWalk = Attempt.theirs(() -> torch.grad(
                    new TensorVector(expected),
                    new TensorVector(
                            Arrays.stream(wanted).mapToObj(i -> yours[i]).toArray(org.bytedeco.pytorch.Tensor[]::new)),
                    new TensorVector(Torch.of(seed.to(DType.FLOAT64))),
                    new BoolOptional(false),
                    false,
                    true));
            if (walk.refused() && theirWalk.refused()) {
                return worst;
            }
            @Nullable Tensor[] grads = walk.get();
            TensorVector references = theirWalk.get();
            for (int i = 0; i < wanted.length; i++) {
                // Nothing flowed is as good as zeros.
                Tensor grad = grads[i] == null ? Tensor.zerosLike(mine[wanted[i]]) : grads[i];
                org.bytedeco.pytorch.Tensor reference =
                        references.get(i).defined() ? references.get(i) : torch.zeros_like(yours[wanted[i]]);
                String what = pytorch + ", gradient of input " + wanted[i];
                worst = Math.max(worst, difference(what, grad, reference, tolerance));
            }
            return worst;
        }
    }

    private static double difference(
            String what, Tensor actual, org.bytedeco.pytorch.Tensor expected, double tolerance) {
        Agree.close(what, actual, expected, tolerance, false);
        double scale = Agree.largest(expected);
        double[] a = actual.toDoubleArray();
        double[] e = Torch.doubles(expected);
        double worst = 0;
        for (int i = 0; i < e.length; i++) {
            if (Double.isFinite(e[i]) && scale > 0) {
                worst = Math.max(worst, Math.abs(a[i] - e[i]) / scale);
            }
        }
        return worst;
    }

    /**
     * A row of the table.
     *
     * @param errors the number of wrong calls that both libraries refuse
     */
    String line(Difference difference, int errors) {
        boolean exact = Double.isNaN(difference.float32) && Double.isNaN(difference.float64);
        return start()
                + (exact ? "exact | exact |" : number(difference.float32) + " | " + number(difference.float64) + " |")
                + end(errors);
    }

    /** How the committed table must end this row. */
    static String end(int errors) {
        return " " + errors + " |";
    }

    /** What the committed table must say of this row, whatever the numbers of the machine that wrote it. */
    String start() {
        return "| `" + pytorch + "` | `" + arclight + "` | agrees | ";
    }

    private static String number(double difference) {
        return Double.isNaN(difference) ? "–" : String.format(Locale.ROOT, "%.0e", difference);
    }
}
