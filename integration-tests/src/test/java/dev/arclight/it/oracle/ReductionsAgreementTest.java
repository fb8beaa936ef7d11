package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.autograd.Autograd;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.LongArrayRefOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every reduction, running result and order over dimensions, with and without keeping them, in every dtype, over ties, NaN,
 * infinities, zeros and nothing, for contiguous and other layouts: the results, dtypes, errors and gradients are libtorch's.
 */
@SuppressWarnings("try") // Scopes are there to be closed.
class ReductionsAgreementTest {
    private interface Ours extends Function<Tensor, Tensor> {}

    private interface Theirs extends Function<org.bytedeco.pytorch.Tensor, org.bytedeco.pytorch.Tensor> {}

    /** Where gradients are compared. */
    private enum Gradients {
        NOWHERE,
        /** Where no elements are equal; with ties, libtorch picks any. */
        WITHOUT_TIES,
        /** Where all is finite: there libtorch divides by what is not, and Arclight does not. */
        FINITE,
        EVERYWHERE;

        boolean at(Content content) {
            return switch (this) {
                case NOWHERE -> false;
                case WITHOUT_TIES -> content == Content.RANDOM;
                case FINITE -> content.compareTo(Content.NAN) < 0;
                case EVERYWHERE -> true;
            };
        }
    }

    /** A computation here and there, along some dimensions. */
    private record Case(String name, Gradients gradients, boolean nan, Ours ours, Theirs theirs, int... dims) {
        Case(String name, boolean gradients, Ours ours, Theirs theirs, int... dims) {
            this(name, gradients ? Gradients.EVERYWHERE : Gradients.NOWHERE, true, ours, theirs, dims);
        }

        Case(String name, Gradients gradients, Ours ours, Theirs theirs, int... dims) {
            this(name, gradients, true, ours, theirs, dims);
        }

        /** Whether every dtype is tried: one case of each kind is enough, for libtorch takes long to refuse one. */
        boolean sweep() {
            return (dims.length == 0 || dims[0] == 0) && !name.endsWith("kept");
        }

        /** Whether a shape of that rank has the dimensions; a scalar has one. */
        boolean dimsFit(int rank) {
            int count = Math.max(rank, 1);
            return Arrays.stream(dims).allMatch(dim -> dim >= -count && dim < count);
        }
    }

    /** What Arclight reduces and libtorch refuses for a dtype. */
    private static final Set<String> LACKING_THERE = Set.of();

    private static final int[][] SHAPES = {{2, 3, 4}, {}, {17}, {0}, {2, 3}, {3, 0, 2}, {4, 1, 33}};

    /** Where numbers come from. */
    private enum Content {
        RANDOM,
        TIES,
        ZEROS,
        CONSTANT,
        NAN,
        INFINITE
    }

    @TestFactory
    Stream<DynamicTest> reductionsAgree() {
        return cases().stream().map(each -> DynamicTest.dynamicTest(each.name, () -> agree(each)));
    }

    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        whole(cases);
        for (int[] dims : new int[][] {{}, {0}, {-1}, {1}, {0, -1}, {1, 2}}) {
            for (boolean keep : new boolean[] {false, true}) {
                overDims(cases, dims, keep);
            }
        }
        for (int dim : new int[] {0, -1, 1, -2}) {
            for (boolean keep : new boolean[] {false, true}) {
                overDim(cases, dim, keep);
            }
            along(cases, dim);
        }
        return cases;
    }

    private static void whole(List<Case> cases) {
        cases.add(new Case("sum", true, x -> x.sum(), x -> x.sum()));
        cases.add(new Case(
                "sum as float64",
                true,
                x -> x.sum(DType.FLOAT64),
                x -> torch.sum(x, new ScalarTypeOptional(torch.ScalarType.Double))));
        cases.add(new Case(
                "sum as int32",
                Gradients.NOWHERE,
                false,
                x -> x.sum(DType.INT32),
                x -> torch.sum(x, new ScalarTypeOptional(torch.ScalarType.Int))));
        cases.add(new Case("nansum", true, x -> x.nansum(), torch::nansum));
        cases.add(new Case("mean", true, x -> x.mean(), x -> x.mean()));
        cases.add(new Case("nanmean", Gradients.FINITE, x -> x.nanmean(), torch::nanmean));
        cases.add(new Case("prod", true, x -> x.prod(), torch::prod));
        cases.add(new Case(
                "prod as float64",
                true,
                x -> x.prod(DType.FLOAT64),
                x -> torch.prod(x, new ScalarTypeOptional(torch.ScalarType.Double))));
        cases.add(new Case("max", true, x -> x.max(), torch::max));
        cases.add(new Case("min", true, x -> x.min(), torch::min));
        cases.add(new Case("argmax", false, x -> x.argmax(), torch::argmax));
        cases.add(new Case("argmin", false, x -> x.argmin(), torch::argmin));
        cases.add(new Case("all", false, x -> x.all(), torch::all));
        cases.add(new Case("any", false, x -> x.any(), torch::any));
        cases.add(new Case("countNonzero", false, x -> x.countNonzero(), torch::count_nonzero));
        cases.add(new Case("var", true, x -> x.var(), torch::var));
        cases.add(new Case("var, biased", true, x -> x.var(false), x -> torch.var(x, false)));
        cases.add(new Case("std", true, x -> x.std(), torch::std));
        cases.add(new Case("std, biased", true, x -> x.std(false), x -> torch.std(x, false)));
        cases.add(new Case("norm", true, x -> x.norm(), torch::norm));
        cases.add(new Case("median", true, x -> x.median(), torch::median));
        cases.add(new Case("nanmedian", true, x -> x.nanmedian(), torch::nanmedian));
        cases.add(new Case(
                "unique",
                false,
                x -> x.unique(),
                x -> torch.unique_consecutive(torch.sort(x.reshape(-1)).get0()).get0()));
        cases.add(new Case(
                "unique consecutive",
                false,
                x -> x.uniqueConsecutive(),
                x -> torch.unique_consecutive(x).get0()));
        cases.add(new Case(
                "unique consecutive inverse",
                false,
                x -> x.uniqueConsecutive(true, true).inverse(),
                x -> torch.unique_consecutive(x, true, true, new LongOptional()).get1()));
        cases.add(new Case(
                "unique consecutive counts",
                false,
                x -> x.uniqueConsecutive(true, true).counts(),
                x -> torch.unique_consecutive(x, true, true, new LongOptional()).get2()));
        cases.add(new Case("msort", Gradients.WITHOUT_TIES, Tensor::msort, torch::msort));
        cases.add(new Case("cov", true, Tensor::cov, torch::cov));
        cases.add(new Case("corrcoef", true, Tensor::corrcoef, torch::corrcoef));
        cases.add(new Case("bincount", false, Tensor::bincount, torch::bincount));
        cases.add(new Case(
                "histc", false, x -> x.histc(7, -1, 2), x -> torch.histc(x, 7, new Scalar(-1), new Scalar(2))));
        cases.add(new Case(
                "histc of what there is",
                false,
                x -> x.histc(5, 0, 0),
                x -> torch.histc(x, 5, new Scalar(0), new Scalar(0))));
        for (double q : new double[] {0, 0.25, 0.5, 0.9, 1}) {
            cases.add(new Case("quantile " + q, Gradients.WITHOUT_TIES, x -> x.quantile(q), x -> torch.quantile(x, q)));
            cases.add(new Case(
                    "nanquantile " + q, Gradients.WITHOUT_TIES, x -> x.nanquantile(q), x -> torch.nanquantile(x, q)));
        }
    }

    private static void overDims(List<Case> cases, int[] dims, boolean keep) {
        Dims d = Dims.of(dims);
        String over = " over " + d + (keep ? " kept" : "");
        cases.add(new Case(
                "sum" + over,
                true,
                x -> x.sum(d, keep),
                x -> torch.sum(x, optional(dims), keep, new ScalarTypeOptional()),
                dims));
        cases.add(new Case(
                "nansum" + over,
                true,
                x -> x.nansum(d, keep),
                x -> torch.nansum(x, optional(dims), keep, new ScalarTypeOptional()),
                dims));
        cases.add(new Case(
                "mean" + over,
                true,
                x -> x.mean(d, keep),
                x -> torch.mean(x, optional(dims), keep, new ScalarTypeOptional()),
                dims));
        cases.add(new Case(
                "nanmean" + over,
                Gradients.FINITE,
                x -> x.nanmean(d, keep),
                x -> torch.nanmean(x, optional(dims), keep, new ScalarTypeOptional()),
                dims));
        cases.add(
                new Case("amax" + over, true, x -> x.amax(d, keep), x -> torch.amax(x, Torch.list(dims), keep), dims));
        cases.add(
                new Case("amin" + over, true, x -> x.amin(d, keep), x -> torch.amin(x, Torch.list(dims), keep), dims));
        cases.add(new Case(
                "logsumexp" + over,
                true,
                x -> x.logsumexp(d, keep),
                x -> torch.logsumexp(x, all(x, dims), keep),
                dims));
        for (double correction : new double[] {1, 2.5}) {
            ScalarOptional less = new ScalarOptional(new Scalar(correction));
            cases.add(new Case(
                    "var less " + correction + over,
                    dims.length > 0,
                    x -> x.var(d, correction, keep),
                    x -> torch.var(x, optional(dims), less, keep),
                    dims));
            cases.add(new Case(
                    "std less " + correction + over,
                    dims.length > 0,
                    x -> x.std(d, correction, keep),
                    x -> torch.std(x, optional(dims), less, keep),
                    dims));
        }
        for (double p : new double[] {0, 1, 2, 3, 0.5, -1, -2, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            cases.add(new Case(
                    "norm " + p + over,
                    true,
                    x -> x.norm(p, d, keep),
                    x -> torch.linalg_vector_norm(x, new Scalar(p), optional(dims), keep, new ScalarTypeOptional()),
                    dims));
        }
        if (dims.length > 0) {
            cases.add(
                    new Case("all" + over, false, x -> x.all(d, keep), x -> torch.all(x, optional(dims), keep), dims));
            cases.add(
                    new Case("any" + over, false, x -> x.any(d, keep), x -> torch.any(x, optional(dims), keep), dims));
            if (!keep) {
                cases.add(new Case(
                        "countNonzero" + over,
                        false,
                        x -> x.countNonzero(dims),
                        x -> torch.count_nonzero(x, Torch.list(dims)),
                        dims));
            }
        }
    }

    private static void overDim(List<Case> cases, int dim, boolean keep) {
        String over = " along " + dim + (keep ? " kept" : "");
        cases.add(new Case(
                "prod" + over,
                true,
                x -> x.prod(dim, keep),
                x -> torch.prod(x, dim, keep, new ScalarTypeOptional()),
                dim));
        cases.add(new Case(
                "max" + over,
                true,
                x -> x.max(dim, keep).values(),
                x -> torch.max(x, dim, keep).get0(),
                dim));
        cases.add(new Case(
                "index of max" + over,
                false,
                x -> x.max(dim, keep).indices(),
                x -> torch.max(x, dim, keep).get1(),
                dim));
        cases.add(new Case(
                "min" + over,
                true,
                x -> x.min(dim, keep).values(),
                x -> torch.min(x, dim, keep).get0(),
                dim));
        cases.add(new Case(
                "index of min" + over,
                false,
                x -> x.min(dim, keep).indices(),
                x -> torch.min(x, dim, keep).get1(),
                dim));
        cases.add(new Case(
                "argmax" + over,
                false,
                x -> x.argmax(dim, keep),
                x -> torch.argmax(x, new LongOptional(dim), keep),
                dim));
        cases.add(new Case(
                "argmin" + over,
                false,
                x -> x.argmin(dim, keep),
                x -> torch.argmin(x, new LongOptional(dim), keep),
                dim));
        cases.add(new Case(
                "aminmax" + over,
                false,
                x -> x.aminmax(dim, keep).max(),
                x -> torch.aminmax(x, new LongOptional(dim), keep).get1(),
                dim));
        cases.add(new Case(
                "median" + over,
                false,
                x -> x.median(dim, keep).values(),
                x -> torch.median(x, dim, keep).get0(),
                dim));
        cases.add(new Case(
                "nanmedian" + over,
                false,
                x -> x.nanmedian(dim, keep).values(),
                x -> torch.nanmedian(x, dim, keep).get0(),
                dim));
        cases.add(new Case(
                "mode" + over,
                Gradients.NOWHERE,
                false,
                x -> x.mode(dim, keep).values(),
                x -> torch.mode(x, dim, keep).get0(),
                dim));
        for (int k : new int[] {1, 3}) {
            cases.add(new Case(
                    k + "-th value" + over,
                    false,
                    x -> x.kthvalue(k, dim, keep).values(),
                    x -> torch.kthvalue(x, k, dim, keep).get0(),
                    dim));
        }
        for (String how : new String[] {"linear", "lower", "higher", "midpoint", "nearest"}) {
            cases.add(new Case(
                    "quantile " + how + over,
                    Gradients.WITHOUT_TIES,
                    x -> x.quantile(0.4, dim, keep, how),
                    x -> torch.quantile(x, 0.4, new LongOptional(dim), keep, how),
                    dim));
            cases.add(new Case(
                    "nanquantiles " + how + over,
                    Gradients.WITHOUT_TIES,
                    x -> x.nanquantile(quantiles(x), dim, keep, how),
                    x -> torch.nanquantile(
                            x,
                            Torch.of(Tensor.of(new double[] {0.1, 0.5, 0.75}, 3))
                                    .to(x.scalar_type()),
                            new LongOptional(dim),
                            keep,
                            how),
                    dim));
        }
    }

    private static Tensor quantiles(Tensor x) {
        return Tensor.of(new double[] {0.1, 0.5, 0.75}, 3).to(x.dtype());
    }

    private static void along(List<Case> cases, int dim) {
        String along = " along " + dim;
        cases.add(new Case("cumsum" + along, true, x -> x.cumsum(dim), x -> torch.cumsum(x, dim), dim));
        cases.add(new Case(
                "cumsum as float64" + along,
                true,
                x -> x.cumsum(dim, DType.FLOAT64),
                x -> torch.cumsum(x, dim, new ScalarTypeOptional(torch.ScalarType.Double)),
                dim));
        cases.add(new Case("cumprod" + along, Gradients.FINITE, x -> x.cumprod(dim), x -> torch.cumprod(x, dim), dim));
        cases.add(new Case(
                "cumprod as int32" + along,
                Gradients.NOWHERE,
                false,
                x -> x.cumprod(dim, DType.INT32),
                x -> torch.cumprod(x, dim, new ScalarTypeOptional(torch.ScalarType.Int)),
                dim));
        cases.add(new Case(
                "cummax" + along,
                true,
                x -> x.cummax(dim).values(),
                x -> torch.cummax(x, dim).get0(),
                dim));
        cases.add(new Case(
                "index of cummax" + along,
                false,
                x -> x.cummax(dim).indices(),
                x -> torch.cummax(x, dim).get1(),
                dim));
        cases.add(new Case(
                "cummin" + along,
                true,
                x -> x.cummin(dim).values(),
                x -> torch.cummin(x, dim).get0(),
                dim));
        cases.add(new Case(
                "index of cummin" + along,
                false,
                x -> x.cummin(dim).indices(),
                x -> torch.cummin(x, dim).get1(),
                dim));
        cases.add(new Case(
                "logcumsumexp" + along,
                Gradients.FINITE,
                x -> x.logcumsumexp(dim),
                x -> torch.logcumsumexp(x, dim),
                dim));
        cases.add(new Case(
                "softmax" + along,
                true,
                x -> x.softmax(dim),
                x -> torch.softmax(x, dim, new ScalarTypeOptional()),
                dim));
        cases.add(new Case(
                "logSoftmax" + along,
                true,
                x -> x.logSoftmax(dim),
                x -> torch.log_softmax(x, dim, new ScalarTypeOptional()),
                dim));
        for (boolean descending : new boolean[] {false, true}) {
            String order = (descending ? ", descending" : "") + along;
            cases.add(new Case(
                    "sort" + order,
                    true,
                    x -> x.sort(dim, descending).values(),
                    x -> torch.sort(x, new BoolOptional(true), dim, descending).get0(),
                    dim));
            cases.add(new Case(
                    "argsort" + order,
                    false,
                    x -> x.argsort(dim, descending),
                    x -> torch.sort(x, new BoolOptional(true), dim, descending).get1(),
                    dim));
            cases.add(new Case(
                    "topk" + order,
                    false,
                    x -> x.topk(2, dim, descending, true).values(),
                    x -> torch.topk(x, 2, dim, descending, true).get0(),
                    dim));
        }
        for (int n : new int[] {0, 1, 2}) {
            cases.add(new Case(
                    n + " times diff" + along,
                    true,
                    x -> x.diff(n, dim),
                    x -> torch.diff(x, n, dim, new TensorOptional(), new TensorOptional()),
                    dim));
        }
        cases.add(new Case(
                "trapezoid" + along,
                true,
                x -> x.trapezoid(0.5, dim),
                x -> torch.trapezoid(x, new Scalar(0.5), dim),
                dim));
        cases.add(new Case(
                "cumulativeTrapezoid" + along,
                true,
                x -> x.cumulativeTrapezoid(0.5, dim),
                x -> torch.cumulative_trapezoid(x, new Scalar(0.5), dim),
                dim));
        cases.add(new Case(
                "renorm" + along,
                Gradients.FINITE,
                x -> x.renorm(2, dim, 1.5),
                x -> torch.renorm(x, new Scalar(2), dim, new Scalar(1.5)),
                dim));
        cases.add(new Case(
                "unique slices" + along,
                Gradients.NOWHERE,
                false,
                x -> x.unique(true, true, true, dim).values(),
                x -> torch.unique_dim(x, dim, true, true, true).get0(),
                dim));
        cases.add(new Case(
                "unique slices' inverse" + along,
                Gradients.NOWHERE,
                false,
                x -> x.unique(true, true, true, dim).inverse(),
                x -> torch.unique_dim(x, dim, true, true, true).get1(),
                dim));
        cases.add(new Case(
                "consecutive slices' counts" + along,
                Gradients.NOWHERE,
                false,
                x -> x.uniqueConsecutive(true, true, dim).counts(),
                x -> torch.unique_consecutive(x, true, true, new LongOptional(dim))
                        .get2(),
                dim));
    }

    private static LongArrayRefOptional optional(int... dims) {
        return new LongArrayRefOptional(Torch.list(dims));
    }

    private static org.bytedeco.pytorch.LongArrayRef all(org.bytedeco.pytorch.Tensor x, int... dims) {
        return dims.length > 0
                ? Torch.list(dims)
                : Torch.list(java.util.stream.IntStream.range(0, (int) x.dim()).toArray());
    }

    /** The first shape that is not empty has all dimensions that cases name: what is refused there is refused everywhere. */
    private static void agree(Case each) {
        Set<DType> refused = EnumSet.noneOf(DType.class);
        for (int[] shape : SHAPES) {
            boolean fits = each.dimsFit(shape.length);
            if (!fits && !Arrays.equals(shape, new int[] {17})) {
                continue;
            }
            for (DType dtype : shape == SHAPES[0] && each.sweep() ? DType.values() : new DType[] {DType.FLOAT32}) {
                if (!refused.contains(dtype)) {
                    Tensor plain = numbers(shape, Content.RANDOM, dtype);
                    if (!agree(dtype + " " + Shape.of(shape), each, plain) && shape == SHAPES[0]) {
                        refused.add(dtype);
                    }
                }
            }
            boolean empty = Shape.of(shape).size() == 0;
            for (Content content : fits && !empty ? Content.values() : new Content[0]) {
                if (!each.nan && content.compareTo(Content.NAN) >= 0) {
                    continue;
                }
                String what = Shape.of(shape) + " " + content;
                Tensor x = numbers(shape, content, DType.FLOAT32);
                agree("float32 " + what, each, x);
                if (each.sweep() && !refused.contains(DType.INT64) && content.compareTo(Content.NAN) < 0) {
                    agree("int64 " + what, each, numbers(shape, content, DType.INT64));
                }
                if (shape.length > 1 && content == Content.TIES) {
                    agree("float32 " + what + ", transposed", each, transposed(x));
                    agree("float32 " + what + ", strided", each, strided(x));
                }
                if (each.gradients.at(content)) {
                    gradients(what, each, numbers(shape, content, DType.FLOAT64));
                }
            }
        }
    }

    /** @return whether libtorch gave an answer */
    private static boolean agree(String what, Case each, Tensor x) {
        try (PointerScope scope = new PointerScope()) {
            org.bytedeco.pytorch.@Nullable Tensor expected = attempt(each, Torch.of(x));
            Attempt.Outcome<Tensor> found = Attempt.ours(() -> each.ours.apply(x));
            if (found.refused()) {
                // Of no whole numbers libtorch's median is a NaN that was made an integer.
                boolean impossible = each.name.contains("median") && x.numel() == 0;
                if (expected != null && !impossible) {
                    throw new AssertionError(
                            what + ": libtorch gives " + Arrays.toString(Torch.doubles(expected)), found.refusal());
                }
                return false;
            }
            Tensor actual = found.get();
            if (expected == null) {
                // Reductions that libtorch lacks for a dtype are no harm; wrong shapes and dimensions are.
                String lacking = each.name.replaceFirst(" (over|along).*", "") + " " + x.dtype();
                assertThat(LACKING_THERE)
                        .as("%s: libtorch refuses, Arclight gives %s", what, actual)
                        .contains(lacking);
                return false;
            }
            Agree.sameType(what, actual, expected);
            if (!actual.dtype().isFloating()) {
                Agree.exact(what, actual, expected);
                return true;
            }
            org.bytedeco.pytorch.@Nullable Tensor truth =
                    x.dtype().isFloating() ? attempt(each, Torch.of(x).to(torch.ScalarType.Double)) : expected;
            double tolerance = switch (x.dtype()) {
                case FLOAT16 -> 0x1p-9;
                case BFLOAT16 -> 0x1p-6;
                case FLOAT64 -> 1e-12;
                default -> 2e-6;
            };
            // What is smaller than the smallest numbers of a dtype is no difference.
            org.bytedeco.pytorch.Tensor reference = truth == null ? expected : truth;
            double scale = Math.max(Agree.largest(reference), x.dtype().isHalf() ? 0x1p-14 : 1e-30);
            Agree.close(what, actual, reference, tolerance, scale);
            return true;
        }
    }

    private static org.bytedeco.pytorch.@Nullable Tensor attempt(Case each, org.bytedeco.pytorch.Tensor x) {
        return Attempt.theirs(() -> each.theirs.apply(x)).value();
    }

    private static void gradients(String what, Case each, Tensor x) {
        try (PointerScope scope = new PointerScope()) {
            org.bytedeco.pytorch.Tensor theirs = Torch.of(x).requires_grad_(true);
            org.bytedeco.pytorch.@Nullable Tensor expected = attempt(each, theirs);
            Tensor ours = x.copy().requiresGrad(true);
            if (expected == null) {
                assertThat(Attempt.ours(() -> each.ours.apply(ours)).refused())
                        .as("%s is refused", what)
                        .isTrue();
                return;
            }
            Tensor actual = each.ours.apply(ours);
            assertThat(actual.requiresGrad()).as("%s requires a gradient", what).isEqualTo(expected.requires_grad());
            if (!actual.requiresGrad()) {
                return;
            }
            Tensor seed =
                    Tensor.rand(Generator.seeded(3), actual.shape().toArray()).to(DType.FLOAT64);
            Tensor grad = Autograd.grad(actual, new Tensor[] {ours}, seed, false, false)[0];
            org.bytedeco.pytorch.Tensor reference = torch.grad(
                            new TensorVector(expected),
                            new TensorVector(theirs),
                            new TensorVector(Torch.of(seed)),
                            new BoolOptional(false),
                            false,
                            true)
                    .get(0);
            Tensor found = grad == null ? Tensor.zeros(DType.FLOAT64, x.shape().toArray()) : grad;
            if (!reference.defined()) {
                assertThat(Arrays.stream(found.toDoubleArray()).allMatch(v -> v == 0))
                        .as("gradient for %s is 0", what)
                        .isTrue();
                return;
            }
            Agree.close("gradient for " + what, found, reference, 1e-9, Math.max(Agree.largest(reference), 1e-6));
        }
    }

    private static Tensor numbers(int[] shape, Content content, DType dtype) {
        int n = (int) Shape.of(shape).size();
        Generator generator = Generator.seeded(n, content.name().hashCode());
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            int small = generator.nextInt(4);
            float real = generator.nextFloat() * 4 - 2;
            values[i] = switch (content) {
                case RANDOM -> dtype.isFloating() ? real : generator.nextInt(7);
                case TIES -> small;
                case ZEROS -> small == 0 ? 0 : real;
                case CONSTANT -> 0;
                case NAN -> small == 0 ? Double.NaN : small;
                case INFINITE -> small == 0 ? Double.NEGATIVE_INFINITY : small == 1 ? Double.POSITIVE_INFINITY : real;
            };
        }
        return Tensor.of(values, shape).to(dtype);
    }

    private static Tensor transposed(Tensor x) {
        int[] reverse = new int[x.rank()];
        for (int i = 0; i < reverse.length; i++) {
            reverse[i] = reverse.length - 1 - i;
        }
        return x.permute(reverse).contiguous().permute(reverse);
    }

    /** The tensor between columns of sevens. */
    private static Tensor strided(Tensor x) {
        Tensor border =
                x.narrow(-1, 0, Math.min(1, x.size(-1))).mul(0.0).add(7.0).to(x.dtype());
        return Tensor.cat(List.of(border, x, border), -1).narrow(-1, border.size(-1), x.size(-1));
    }
}
