package dev.arclight.it.oracle;

import dev.arclight.nn.Functional;
import dev.arclight.op.Reduction;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** The grammar of random graphs: for tensors at hand, a step that fits their shapes. */
final class GraphSteps {
    /**
     * One step here and there.
     *
     * @param text what it is, with its settings
     * @param arguments which earlier values it takes
     */
    record Step(String text, Dims arguments, Both.Ours ours, Both.Theirs theirs) {
        @Override
        public String toString() {
            return text + arguments;
        }

        /** Its name without settings. */
        String kind() {
            return text.replaceAll("[-\\[\\]0-9:, ]+.*", "");
        }

        /** Whether a result near 0 would have a slope of any size. */
        boolean needsDistance() {
            return text.startsWith("std") || text.startsWith("norm");
        }
    }

    /** Draws a step's settings; null where the shapes do not fit. */
    @FunctionalInterface
    private interface Rule {
        @Nullable
        Step draw(GraphSteps at);
    }

    private static final List<Rule> RULES = new ArrayList<>();

    private final List<Tensor> values;
    private final Generator generator;
    private final int first;
    private final int second;
    private final int third;
    private final Tensor x;
    private final Tensor y;
    private final int rank;

    /** A dimension of the first value, if it has any. */
    private final int dim;

    private final boolean coin;

    private GraphSteps(List<Tensor> values, Generator generator) {
        this.values = values;
        this.generator = generator;
        this.first = generator.nextInt(values.size());
        this.second = generator.nextInt(values.size());
        this.third = generator.nextInt(values.size());
        this.x = values.get(first);
        this.y = values.get(second);
        this.rank = x.rank();
        this.dim = rank == 0 ? 0 : generator.nextInt(rank);
        this.coin = generator.nextInt(2) == 0;
    }

    /** A step for some of these values, or null if what was drawn does not fit them. */
    static @Nullable Step draw(List<Tensor> values, Generator generator) {
        return RULES.get(generator.nextInt(RULES.size())).draw(new GraphSteps(values, generator));
    }

    static {
        arithmetic();
        functions();
        reductions();
        scans();
        rows();
        products();
        views();
        joins();
        indexing();
        windows();
    }

    private static Scalar number(double value) {
        return new Scalar(value);
    }

    private Step one(String text, Both.Ours ours, Both.Theirs theirs) {
        return new Step(text, Dims.of(first), ours, theirs);
    }

    private Step two(String text, Both.Ours ours, Both.Theirs theirs) {
        return new Step(text, Dims.of(first, second), ours, theirs);
    }

    private Step three(String text, Both.Ours ours, Both.Theirs theirs) {
        return new Step(text, Dims.of(first, second, third), ours, theirs);
    }

    private boolean broadcasts() {
        return broadcast(x, y);
    }

    private static boolean broadcast(Tensor a, Tensor b) {
        for (int i = 1; i <= Math.min(a.rank(), b.rank()); i++) {
            if (a.size(-i) != b.size(-i) && a.size(-i) != 1 && b.size(-i) != 1) {
                return false;
            }
        }
        return true;
    }

    private int extent() {
        return x.size(dim);
    }

    private static void binary(String name, Both.Ours ours, Both.Theirs theirs) {
        RULES.add(at -> at.broadcasts() ? at.two(name, ours, theirs) : null);
    }

    private static void unary(
            String name, UnaryOperator<Tensor> ours, UnaryOperator<org.bytedeco.pytorch.Tensor> theirs) {
        RULES.add(at -> at.one(name, in -> ours.apply(in[0]), in -> theirs.apply(in[0])));
    }

    /** A step along a dimension that holds an element. */
    private static void along(String name, Along ours, TheirAlong theirs) {
        RULES.add(at -> {
            int dim = at.dim;
            return at.rank == 0 || at.extent() == 0
                    ? null
                    : at.one(name + " " + dim, in -> ours.run(in[0], dim), in -> theirs.run(in[0], dim));
        });
    }

    @FunctionalInterface
    private interface Along {
        Tensor run(Tensor x, int dim);
    }

    @FunctionalInterface
    private interface TheirAlong {
        org.bytedeco.pytorch.Tensor run(org.bytedeco.pytorch.Tensor x, int dim);
    }

    private static void arithmetic() {
        binary("add", in -> in[0].add(in[1]), in -> in[0].add(in[1]));
        binary("sub", in -> in[0].sub(in[1]), in -> in[0].sub(in[1]));
        binary("mul", in -> in[0].mul(in[1]), in -> in[0].mul(in[1]));
        binary("maximum", in -> in[0].maximum(in[1]), in -> torch.maximum(in[0], in[1]));
        binary("minimum", in -> in[0].minimum(in[1]), in -> torch.minimum(in[0], in[1]));
        binary(
                "guarded div",
                in -> in[0].div(in[1].mul(in[1]).add(1.0)),
                in -> in[0].div(in[1].mul(in[1]).add(number(1))));
        binary(
                "where",
                in -> Tensor.where(in[0].gt(in[1]), in[0], in[1].neg()),
                in -> torch.where(in[0].gt(in[1]), in[0], in[1].neg()));
        binary("hypot", in -> in[0].hypot(in[1].add(3.0)), in -> torch.hypot(in[0], in[1].add(number(3))));
        binary(
                "atan2",
                in -> in[0].atan2(in[1].mul(in[1]).add(0.5)),
                in -> torch.atan2(in[0], in[1].mul(in[1]).add(number(0.5))));
        binary("logaddexp", in -> in[0].logaddexp(in[1]), in -> torch.logaddexp(in[0], in[1]));
        binary(
                "maskedFill",
                in -> in[0].maskedFill(in[0].gt(0.25), 0.5).add(in[1]),
                in -> in[0].masked_fill(in[0].gt(number(0.25)), number(0.5)).add(in[1]));
        RULES.add(at ->
                at.broadcasts() && broadcast(at.x, at.values.get(at.third)) && broadcast(at.y, at.values.get(at.third))
                        ? at.coin
                                ? at.three(
                                        "addcmul",
                                        in -> in[0].addcmul(in[1], in[2], 0.5),
                                        in -> torch.addcmul(in[0], in[1], in[2], number(0.5)))
                                : at.three(
                                        "lerp",
                                        in -> in[0].lerp(in[1], in[2].sigmoid()),
                                        in -> torch.lerp(in[0], in[1], torch.sigmoid(in[2])))
                        : null);
        RULES.add(at -> at.x.shape().equals(at.y.shape()) && at.x.numel() > 0
                ? at.coin
                        ? at.two(
                                "mseLoss",
                                in -> Functional.mseLoss(in[0], in[1], Reduction.MEAN),
                                in -> torch.mse_loss(in[0], in[1]))
                        : at.two(
                                "smoothL1Loss",
                                in -> Functional.smoothL1Loss(in[0], in[1], Reduction.NONE, 1),
                                in -> torch.smooth_l1_loss(in[0], in[1], 0, 1))
                : null);
    }

    private static void functions() {
        unary("tanh", Tensor::tanh, torch::tanh);
        unary("sigmoid", Tensor::sigmoid, torch::sigmoid);
        unary("sin", Tensor::sin, torch::sin);
        unary("cos", Tensor::cos, torch::cos);
        unary("atan", Tensor::atan, torch::atan);
        unary("erf", Tensor::erf, torch::erf);
        unary("abs", Tensor::abs, torch::abs);
        unary("relu", Tensor::relu, torch::relu);
        unary("gelu", Functional::gelu, torch::gelu);
        unary("silu", Functional::silu, torch::silu);
        unary("mish", Functional::mish, torch::mish);
        unary("elu", Functional::elu, torch::elu);
        unary("selu", Functional::selu, torch::selu);
        unary("softplus", Functional::softplus, torch::softplus);
        unary("hardtanh", Functional::hardtanh, torch::hardtanh);
        unary("hardswish", Functional::hardswish, torch::hardswish);
        unary("leakyRelu", Functional::leakyRelu, torch::leaky_relu);
        unary("logsigmoid", Functional::logsigmoid, torch::log_sigmoid);
        unary("softshrink", x -> Functional.softshrink(x, 0.5), torch::softshrink);
        unary(
                "clamp",
                x -> x.clamp(-0.75, 0.75),
                x -> torch.clamp(x, new ScalarOptional(number(-0.75)), new ScalarOptional(number(0.75))));
        unary("exp of tanh", x -> x.tanh().exp(), x -> torch.exp(torch.tanh(x)));
        unary("expm1 of sin", x -> x.sin().expm1(), x -> torch.expm1(torch.sin(x)));
        unary(
                "log of square",
                x -> x.mul(x).add(0.1).log(),
                x -> torch.log(x.mul(x).add(number(0.1))));
        unary("log1p of square", x -> x.square().log1p(), x -> torch.log1p(torch.square(x)));
        unary(
                "sqrt of square",
                x -> x.square().add(0.2).sqrt(),
                x -> torch.sqrt(torch.square(x).add(number(0.2))));
        unary(
                "rsqrt of square",
                x -> x.square().add(0.5).rsqrt(),
                x -> torch.rsqrt(torch.square(x).add(number(0.5))));
        unary(
                "reciprocal of square",
                x -> x.square().add(0.5).reciprocal(),
                x -> torch.reciprocal(torch.square(x).add(number(0.5))));
        unary(
                "power",
                x -> x.square().add(0.3).pow(1.3),
                x -> torch.pow(torch.square(x).add(number(0.3)), number(1.3)));
    }

    private static void reductions() {
        along("sum", (x, d) -> x.sum(d), (x, d) -> x.sum(d));
        along("mean kept", (x, d) -> x.mean(d, true), (x, d) -> x.mean(new long[] {d}, true, new ScalarTypeOptional()));
        along("amax", (x, d) -> x.amax(d), (x, d) -> torch.amax(x, new long[] {d}, false));
        along("amin kept", (x, d) -> x.amin(Dims.of(d), true), (x, d) -> torch.amin(x, new long[] {d}, true));
        along("max", (x, d) -> x.max(d).values(), (x, d) -> torch.max(x, d).get0());
        along(
                "median",
                (x, d) -> x.median(d).values(),
                (x, d) -> torch.median(x.contiguous(), d).get0());
        along("logsumexp", (x, d) -> x.logsumexp(d), (x, d) -> torch.logsumexp(x, d));
        along("prod of tanh", (x, d) -> x.tanh().prod(d), (x, d) -> torch.prod(torch.tanh(x), d));
        along("norm", (x, d) -> x.norm(2, d), (x, d) -> norm(x, 2, d));
        along(
                "norm of order 3 kept",
                (x, d) -> x.norm(3, Dims.of(d), true),
                (x, d) -> torch.norm(x, new ScalarOptional(number(3)), new long[] {d}, true));
        along("norm of order 1", (x, d) -> x.norm(1, d), (x, d) -> norm(x, 1, d));
        spread("var", (x, d) -> x.var(d), (x, d) -> torch.var(x, new long[] {d}, true, false));
        spread(
                "biased var kept",
                (x, d) -> x.var(Dims.of(d), false, true),
                (x, d) -> torch.var(x, new long[] {d}, false, true));
        spread("std", (x, d) -> x.add(1.0).std(d), (x, d) -> torch.std(x.add(number(1)), new long[] {d}, true, false));
        RULES.add(at -> at.x.numel() == 0
                ? null
                : at.coin
                        ? at.one("mean", in -> in[0].mean(), in -> in[0].mean())
                        : at.one("sum", in -> in[0].sum(), in -> in[0].sum()));
        RULES.add(at -> at.x.numel() == 0
                ? null
                : at.coin
                        ? at.one("max of all", in -> in[0].max(), in -> torch.max(in[0]))
                        : at.one("norm of all", in -> in[0].norm(), in -> torch.norm(in[0])));
    }

    private static org.bytedeco.pytorch.Tensor norm(org.bytedeco.pytorch.Tensor x, double p, int dim) {
        return torch.norm(x, new ScalarOptional(number(p)), new long[] {dim}, false);
    }

    /** A step along a dimension of two elements or more. */
    private static void spread(String name, Along ours, TheirAlong theirs) {
        RULES.add(at -> {
            int dim = at.dim;
            return at.rank == 0 || at.extent() < 2
                    ? null
                    : at.one(name + " " + dim, in -> ours.run(in[0], dim), in -> theirs.run(in[0], dim));
        });
    }

    private static void scans() {
        along("cumsum", Tensor::cumsum, (x, d) -> torch.cumsum(x, d));
        along("cumprod of tanh", (x, d) -> x.tanh().cumprod(d), (x, d) -> torch.cumprod(torch.tanh(x), d));
        along(
                "cummax",
                (x, d) -> x.cummax(d).values(),
                (x, d) -> torch.cummax(x, d).get0());
        along("logcumsumexp", Tensor::logcumsumexp, (x, d) -> torch.logcumsumexp(x, d));
        along(
                "sort",
                (x, d) -> x.sort(d).values(),
                (x, d) -> torch.sort(x, d, false).get0());
        along(
                "topk",
                (x, d) -> x.topk(1, d).values(),
                (x, d) -> torch.topk(x, 1, d, true, true).get0());
        spread(
                "diff",
                (x, d) -> x.diff(1, d),
                (x, d) -> torch.diff(x, 1, d, new TensorOptional(), new TensorOptional()));
    }

    private static void rows() {
        along("softmax", Tensor::softmax, (x, d) -> torch.softmax(x, d));
        along("logSoftmax", Tensor::logSoftmax, (x, d) -> torch.log_softmax(x, d));
        along("normalize", (x, d) -> Functional.normalize(x.add(2.0), d), (x, d) -> {
            org.bytedeco.pytorch.Tensor shifted = x.add(number(2));
            return shifted.div(torch.norm(shifted, new ScalarOptional(number(2)), new long[] {d}, true));
        });
        RULES.add(at -> {
            if (at.rank == 0 || at.x.size(-1) < 2) {
                return null;
            }
            int n = at.x.size(-1);
            return at.coin
                    ? at.one(
                            "layerNorm",
                            in -> Functional.layerNorm(in[0], new int[] {n}, null, null, 0.1),
                            in -> torch.layer_norm(
                                    in[0], Torch.list(n), new TensorOptional(), new TensorOptional(), 0.1, false))
                    : at.one(
                            "rmsNorm",
                            in -> Functional.rmsNorm(in[0], new int[] {n}, null, 0.1),
                            in -> torch.rms_norm(
                                    in[0],
                                    Torch.list(n),
                                    new TensorOptional(),
                                    new org.bytedeco.pytorch.DoubleOptional(0.1)));
        });
        RULES.add(at -> {
            if (at.rank == 0 || at.extent() == 0 || at.extent() % 2 != 0) {
                return null;
            }
            int dim = at.dim;
            return at.one("glu " + dim, in -> Functional.glu(in[0], dim), in -> torch.glu(in[0], dim));
        });
        RULES.add(at -> {
            if (at.rank != 2 || at.x.numel() == 0) {
                return null;
            }
            Tensor classes = at.indices(at.x.size(1), at.x.size(0));
            return at.one(
                    "crossEntropy",
                    in -> Functional.crossEntropy(in[0], classes),
                    in -> torch.cross_entropy_loss(in[0], Torch.of(classes)));
        });
    }

    private static void products() {
        RULES.add(at -> {
            boolean fits = at.rank > 0
                    && at.y.rank() > 0
                    && at.x.size(-1) == at.y.size(at.y.rank() == 1 ? 0 : -2)
                    && (at.rank < 3 || at.y.rank() < 3);
            return fits ? at.two("matmul", in -> in[0].matmul(in[1]), in -> in[0].matmul(in[1])) : null;
        });
        RULES.add(at -> at.rank > 0 && at.y.rank() == 2 && at.x.size(-1) == at.y.size(1)
                ? at.two("linear", in -> Functional.linear(in[0], in[1], null), in -> torch.linear(in[0], in[1]))
                : null);
        RULES.add(at -> at.rank == 1 && at.y.rank() == 1
                ? at.coin
                        ? at.two("outer", in -> in[0].outer(in[1]), in -> torch.outer(in[0], in[1]))
                        : at.two("kron", in -> in[0].kron(in[1]), in -> torch.kron(in[0], in[1]))
                : null);
        RULES.add(at -> at.rank == 2 && at.y.rank() == 2 && at.x.size(1) == at.y.size(1)
                ? at.coin
                        ? at.two(
                                "einsum",
                                in -> Tensor.einsum("ij,kj->ki", in[0], in[1]),
                                in -> torch.einsum("ij,kj->ki", new TensorVector(in[0], in[1])))
                        : at.x.numel() == 0 || at.y.numel() == 0
                                ? null
                                : at.two(
                                        "attention",
                                        in -> Functional.scaledDotProductAttention(in[0], in[1], in[1]),
                                        in -> torch.scaled_dot_product_attention(in[0], in[1], in[1]))
                : null);
        RULES.add(at -> at.rank == 3
                ? at.one("bmm", in -> in[0].bmm(in[0].mT()), in -> torch.bmm(in[0], in[0].transpose(1, 2)))
                : null);
        RULES.add(at ->
                at.rank == 2 && at.y.rank() == 2 && at.x.numel() > 0 && at.x.size(1) == at.y.size(1) && at.y.numel() > 0
                        ? at.two(
                                "cdist",
                                in -> in[0].cdist(in[1].add(5.0)),
                                in -> torch.cdist(in[0], in[1].add(number(5))))
                        : null);
    }

    private static void views() {
        RULES.add(at -> {
            int[] order = at.generator.permutation(at.rank);
            return at.one(
                    "permute " + Dims.of(order), in -> in[0].permute(order), in -> in[0].permute(Torch.longs(order)));
        });
        RULES.add(at -> {
            int other = at.rank == 0 ? 0 : at.generator.nextInt(at.rank);
            return at.rank == 0
                    ? null
                    : at.one(
                            "transpose " + at.dim + " " + other,
                            in -> in[0].transpose(at.dim, other),
                            in -> in[0].transpose(at.dim, other));
        });
        RULES.add(at -> {
            int[] extents = new int[at.rank + 1];
            extents[0] = 2;
            for (int i = 0; i < at.rank; i++) {
                extents[i + 1] = at.x.size(i) == 1 ? 3 : at.x.size(i);
            }
            return at.one(
                    "expand " + Dims.of(extents),
                    in -> in[0].expand(extents),
                    in -> in[0].expand(Torch.longs(extents)));
        });
        // Not view: libtorch's elementwise results keep their operand's strides, Arclight's are contiguous.
        unary("flatten", x -> x.reshape(-1), x -> x.reshape(-1));
        RULES.add(at -> at.rank == 0 || at.extent() == 0 ? null : at.part());
        RULES.add(at -> at.rank == 0 || at.extent() == 0 ? null : at.stepped());
        RULES.add(at -> {
            int index = at.rank == 0 || at.extent() == 0 ? -1 : at.generator.nextInt(at.extent());
            return index < 0
                    ? null
                    : at.one(
                            "select " + at.dim + " " + index,
                            in -> in[0].select(at.dim, index),
                            in -> in[0].select(at.dim, index));
        });
        RULES.add(at -> {
            if (at.rank < 2) {
                return null;
            }
            int other = (at.dim + 1) % at.rank;
            int offset = at.generator.nextInt(3) - 1;
            return at.one(
                    "diagonal " + offset + " " + at.dim + " " + other,
                    in -> in[0].diagonal(offset, at.dim, other),
                    in -> torch.diagonal(in[0], offset, at.dim, other));
        });
        RULES.add(at -> {
            if (at.rank == 0 || at.extent() == 0) {
                return null;
            }
            int size = 1 + at.generator.nextInt(at.extent());
            int step = 1 + at.generator.nextInt(2);
            return at.one(
                    "unfold " + at.dim + " " + size + " " + step,
                    in -> in[0].unfold(at.dim, size, step),
                    in -> in[0].unfold(at.dim, size, step));
        });
        RULES.add(at -> at.rank == 0
                ? null
                : at.one("flip " + at.dim, in -> in[0].flip(at.dim), in -> torch.flip(in[0], at.dim)));
        RULES.add(at -> {
            int shift = at.generator.nextInt(7) - 3;
            return at.rank == 0
                    ? null
                    : at.one(
                            "roll " + shift + " " + at.dim,
                            in -> in[0].roll(shift, at.dim),
                            in -> torch.roll(in[0], new long[] {shift}, at.dim));
        });
        RULES.add(at -> {
            int place = at.generator.nextInt(at.rank + 1);
            return at.one("unsqueeze " + place, in -> in[0].unsqueeze(place), in -> in[0].unsqueeze(place));
        });
        unary("squeeze", x -> x.squeeze(), x -> x.squeeze());
        RULES.add(at -> at.rank != 2 ? null : at.one("t", in -> in[0].t(), in -> in[0].t()));
        RULES.add(at -> at.rank < 2
                ? null
                : at.coin
                        ? at.one("tril", in -> in[0].tril(), in -> torch.tril(in[0]))
                        : at.one("triu 1", in -> in[0].triu(1), in -> torch.triu(in[0], 1)));
        RULES.add(at -> at.rank == 0 || at.extent() < 2
                ? null
                : at.one(
                        "chunk " + at.dim,
                        in -> in[0].chunk(2, at.dim).get(1),
                        in -> torch.chunk(in[0], 2, at.dim).get(1)));
        RULES.add(at ->
                at.rank == 0 ? null : at.one("diagEmbed", in -> in[0].diagEmbed(), in -> torch.diag_embed(in[0])));
    }

    private Step part() {
        int start = generator.nextInt(extent());
        int length = 1 + generator.nextInt(extent() - start);
        return one(
                "narrow " + dim + " " + start + " " + length,
                in -> in[0].narrow(dim, start, length),
                in -> in[0].narrow(dim, start, length));
    }

    private Step stepped() {
        int start = generator.nextInt(extent());
        int end = start + generator.nextInt(extent() - start + 1);
        int step = 1 + generator.nextInt(2);
        return one(
                "slice " + dim + " " + start + ":" + end + ":" + step,
                in -> in[0].slice(dim, start, end, step),
                in -> torch.slice(in[0], dim, new LongOptional(start), new LongOptional(end), step));
    }

    private static void joins() {
        RULES.add(at -> at.rank == 0 || !at.sameBut(at.dim)
                ? null
                : at.two(
                        "cat " + at.dim,
                        in -> Tensor.cat(List.of(in[0], in[1], in[0]), at.dim),
                        in -> torch.cat(new TensorVector(in[0], in[1], in[0]), at.dim)));
        RULES.add(at -> at.x.shape().equals(at.y.shape())
                ? at.two(
                        "stack " + at.dim,
                        in -> Tensor.stack(List.of(in[0], in[1]), at.dim),
                        in -> torch.stack(new TensorVector(in[0], in[1]), at.dim))
                : null);
        RULES.add(at -> {
            int[] repeats = new int[at.rank + 1];
            Arrays.setAll(repeats, i -> 1 + at.generator.nextInt(2));
            return at.one(
                    "repeat " + Dims.of(repeats),
                    in -> in[0].repeat(repeats),
                    in -> in[0].repeat(Torch.longs(repeats)));
        });
        RULES.add(at -> at.rank == 0
                ? null
                : at.one(
                        "repeatInterleave " + at.dim,
                        in -> in[0].repeatInterleave(2, at.dim),
                        in -> torch.repeat_interleave(in[0], 2, new LongOptional(at.dim), new LongOptional())));
        RULES.add(at -> at.rank == 0
                ? null
                : at.one(
                        "pad",
                        in -> in[0].pad(1, 2),
                        in -> torch.constant_pad_nd(in[0], new long[] {1, 2}, number(0))));
    }

    private boolean sameBut(int axis) {
        if (y.rank() != rank) {
            return false;
        }
        for (int i = 0; i < rank; i++) {
            if (i != axis && x.size(i) != y.size(i)) {
                return false;
            }
        }
        return true;
    }

    private Tensor indices(int bound, int... shape) {
        long[] numbers = new long[(int) dev.arclight.tensor.Shape.of(shape).size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = generator.nextInt(bound);
        }
        return Tensor.of(numbers, shape);
    }

    private static void indexing() {
        indexed(
                "indexSelect",
                (in, index, dim) -> in[0].indexSelect(dim, index),
                (in, index, dim) -> torch.index_select(in[0], dim, index));
        RULES.add(at -> {
            if (at.rank == 0 || at.extent() == 0) {
                return null;
            }
            Tensor index = at.indices(at.extent(), at.x.shape().with(at.dim, 2).toArray());
            return at.one(
                    "gather " + at.dim,
                    in -> in[0].gather(at.dim, index),
                    in -> torch.gather(in[0], at.dim, Torch.of(index)));
        });
        RULES.add(at -> {
            if (at.rank == 0 || at.extent() == 0 || !at.x.shape().equals(at.y.shape())) {
                return null;
            }
            Tensor index = at.indices(at.extent(), at.x.shape().toArray());
            return at.coin
                    ? at.two(
                            "scatterAdd " + at.dim,
                            in -> in[0].scatterAdd(at.dim, index, in[1]),
                            in -> torch.scatter_add(in[0], at.dim, Torch.of(index), in[1]))
                    : at.two(
                            "scatterReduce mean " + at.dim,
                            in -> in[0].scatterReduce(
                                    at.dim, index, in[1], dev.arclight.op.ScatterReduce.Reduction.MEAN),
                            in -> torch.scatter_reduce(in[0], at.dim, Torch.of(index), in[1], "mean"));
        });
        RULES.add(at -> {
            if (at.rank == 0 || at.extent() == 0 || !at.x.shape().equals(at.y.shape())) {
                return null;
            }
            // Each place once: of several values for one place libtorch leaves open which stays.
            long[] order = Arrays.stream(at.generator.permutation(at.extent()))
                    .asLongStream()
                    .toArray();
            Tensor rows = Tensor.of(order, order.length);
            return at.coin
                    ? at.two(
                            "indexCopy " + at.dim,
                            in -> in[0].indexCopy(at.dim, rows, in[1]).add(in[0]),
                            in -> torch.index_copy(in[0], at.dim, Torch.of(rows), in[1])
                                    .add(in[0]))
                    : at.two(
                            "indexAdd " + at.dim,
                            in -> in[0].indexAdd(at.dim, rows, in[1], 0.5),
                            in -> torch.index_add(in[0], at.dim, Torch.of(rows), in[1], number(0.5)));
        });
        RULES.add(at -> {
            if (at.rank != 2 || at.x.size(0) == 0) {
                return null;
            }
            Tensor index = at.indices(at.x.size(0), 2, 2);
            return at.one(
                    "embedding",
                    in -> Functional.embedding(index, in[0]),
                    in -> torch.embedding(in[0], Torch.of(index)));
        });
        RULES.add(at -> {
            if (at.x.numel() == 0) {
                return null;
            }
            Tensor index = at.indices(at.x.numel(), 3);
            return at.one("take", in -> in[0].take(index), in -> torch.take(in[0], Torch.of(index)));
        });
        RULES.add(at -> {
            if (at.rank == 0) {
                return null;
            }
            Tensor mask = at.indices(2, at.x.shape().toArray()).to(DType.BOOL);
            return at.one(
                    "maskedSelect", in -> in[0].maskedSelect(mask), in -> torch.masked_select(in[0], Torch.of(mask)));
        });
    }

    @FunctionalInterface
    private interface Indexed {
        Tensor run(Tensor[] in, Tensor index, int dim);
    }

    @FunctionalInterface
    private interface TheirIndexed {
        org.bytedeco.pytorch.Tensor run(org.bytedeco.pytorch.Tensor[] in, org.bytedeco.pytorch.Tensor index, int dim);
    }

    private static void indexed(String name, Indexed ours, TheirIndexed theirs) {
        RULES.add(at -> {
            if (at.rank == 0 || at.extent() == 0) {
                return null;
            }
            Tensor index = at.indices(at.extent(), 1 + at.generator.nextInt(4));
            return at.one(
                    name + " " + at.dim + " " + Arrays.toString(index.toLongArray()),
                    in -> ours.run(in, index, at.dim),
                    in -> theirs.run(in, Torch.of(index), at.dim));
        });
    }

    /** Convolutions and pools of what has a few rows and columns. */
    private static void windows() {
        RULES.add(at -> {
            if (at.x.numel() < 3 || at.y.numel() < 2) {
                return null;
            }
            return at.two(
                    "conv1d",
                    in -> Functional.conv1d(
                            in[0].reshape(1, 1, -1), in[1].reshape(1, 1, -1).narrow(2, 0, 2), null),
                    in -> torch.conv1d(
                            in[0].reshape(1, 1, -1), in[1].reshape(1, 1, -1).narrow(2, 0, 2)));
        });
        RULES.add(at -> {
            boolean fits = at.rank == 2
                    && at.y.rank() == 2
                    && at.x.numel() > 0
                    && at.y.numel() > 0
                    && at.y.size(0) <= at.x.size(0)
                    && at.y.size(1) <= at.x.size(1);
            return !fits
                    ? null
                    : at.two(
                            "conv2d",
                            in -> Functional.conv2d(
                                    in[0].unsqueeze(0).unsqueeze(0),
                                    in[1].unsqueeze(0).unsqueeze(0),
                                    null),
                            in -> torch.conv2d(
                                    in[0].unsqueeze(0).unsqueeze(0),
                                    in[1].unsqueeze(0).unsqueeze(0)));
        });
        RULES.add(at -> {
            boolean fits = at.rank >= 2 && at.x.numel() > 0 && at.x.size(-1) > 1 && at.x.size(-2) > 1;
            if (!fits) {
                return null;
            }
            int h = at.x.size(-2);
            int w = at.x.size(-1);
            return at.coin
                    ? at.one(
                            "maxPool2d",
                            in -> Functional.maxPool2d(in[0].reshape(1, -1, h, w), 2, 1),
                            in -> torch.max_pool2d(
                                    in[0].reshape(1, -1, h, w),
                                    Torch.list(2),
                                    Torch.list(1),
                                    Torch.list(0),
                                    Torch.list(1),
                                    false))
                    : at.one(
                            "avgPool2d",
                            in -> Functional.avgPool2d(in[0].reshape(1, -1, h, w), 2),
                            in -> torch.avg_pool2d(
                                    in[0].reshape(1, -1, h, w),
                                    Torch.list(2),
                                    Torch.list(2),
                                    Torch.list(0),
                                    false,
                                    true,
                                    new LongOptional()));
        });
        RULES.add(at -> at.rank > 0 && at.x.numel() > 0
                ? at.one(
                        "adaptiveAvgPool1d",
                        in -> Functional.adaptiveAvgPool1d(in[0].reshape(1, 1, -1), 2),
                        in -> torch.adaptive_avg_pool1d(in[0].reshape(1, 1, -1), 2))
                : null);
    }
}
