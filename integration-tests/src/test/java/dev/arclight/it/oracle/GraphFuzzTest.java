package dev.arclight.it.oracle;

import dev.arclight.op.Amax;
import dev.arclight.op.Cat;
import dev.arclight.op.Dispatch;
import dev.arclight.op.Expand;
import dev.arclight.op.Gelu;
import dev.arclight.op.IndexSelect;
import dev.arclight.op.LogSoftmax;
import dev.arclight.op.Matmul;
import dev.arclight.op.Op;
import dev.arclight.op.Permute;
import dev.arclight.op.Slice;
import dev.arclight.op.Softmax;
import dev.arclight.op.Sum;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random expressions over random shapes, views of views among them: result and gradients of all leaves agree with
 * libtorch in float64. A failure prints the seed and the expression, from which it can be repeated.
 */
class GraphFuzzTest {
    private static final int GRAPHS = 350;
    private static final int[][] SHAPES = {{}, {3}, {1}, {2, 3}, {3, 1}, {3, 3}, {2, 1, 3}, {0, 3}};

    /** One step: an op, or a composite of that name, on earlier results. */
    private record Step(String name, Op op, Dims arguments) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void randomGraphsAgree(long seed) {
        for (int graph = 0; graph < GRAPHS; graph++) {
            Generator generator = Generator.seeded(seed, graph);
            List<Tensor> leaves = leaves(generator);
            List<Step> steps = plan(leaves, generator);
            try {
                Both.agree(in -> ours(in, steps), in -> theirs(in, steps), leaves, 1e-9);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "seed " + seed + ", graph " + graph + ": leaves "
                                + leaves.stream().map(Tensor::shape).toList() + ", steps " + steps + ": "
                                + e.getMessage(),
                        e);
            }
        }
    }

    private static List<Tensor> leaves(Generator generator) {
        List<Tensor> leaves = new ArrayList<>();
        int count = 1 + generator.nextInt(3);
        for (int i = 0; i < count; i++) {
            // Empty tensors are rarer than others.
            int[] shape = SHAPES[generator.nextInt(generator.nextInt(4) == 0 ? SHAPES.length : SHAPES.length - 1)];
            leaves.add(Tensor.randn(generator, shape).to(DType.FLOAT64));
        }
        return leaves;
    }

    /** Draws steps, trying each on the values so far; what does not fit their shapes is drawn again. */
    private static List<Step> plan(List<Tensor> leaves, Generator generator) {
        List<Tensor> values = new ArrayList<>(leaves);
        List<Step> steps = new ArrayList<>();
        int wanted = 3 + generator.nextInt(8);
        while (steps.size() < wanted) {
            int first = generator.nextInt(values.size());
            int second = generator.nextInt(values.size());
            Step step = draw(values.get(first), first, second, generator);
            Tensor value = attempt(step, values);
            if (value != null && value.numel() <= 200) {
                values.add(value);
                steps.add(step);
            }
        }
        return steps;
    }

    /** The step's value, or null where its operands do not fit its op, which the draw did not know. */
    private static @Nullable Tensor attempt(Step step, List<Tensor> values) {
        try {
            return ours(step, values);
        } catch (ShapeException misfit) {
            return null;
        }
    }

    private static Step draw(Tensor value, int first, int second, Generator generator) {
        int rank = value.rank();
        int dim = rank == 0 ? 0 : generator.nextInt(rank);
        boolean keep = generator.nextInt(2) == 0;
        Dims one = Dims.of(first);
        Dims two = Dims.of(first, second);
        return switch (generator.nextInt(22)) {
            case 0 -> new Step("add", dev.arclight.op.Add.OP, two);
            case 1 -> new Step("sub", dev.arclight.op.Sub.OP, two);
            case 2 -> new Step("mul", dev.arclight.op.Mul.OP, two);
            case 3 -> new Step("maximum", dev.arclight.op.Maximum.OP, two);
            case 4 -> new Step("minimum", dev.arclight.op.Minimum.OP, two);
            case 5 -> composite("guardedDiv", two);
            case 6 -> composite("where", two);
            case 7 -> new Step("tanh", dev.arclight.op.Tanh.OP, one);
            case 8 -> new Step("sigmoid", dev.arclight.op.Sigmoid.OP, one);
            case 9 -> new Step("sin", dev.arclight.op.Sin.OP, one);
            case 10 -> new Step("relu", dev.arclight.op.Relu.OP, one);
            case 11 -> new Step("gelu", Gelu.OP, one);
            case 12 -> composite("expOfTanh", one);
            case 13 -> composite("logOfSquare", one);
            case 14 -> new Step("sum", new Sum(rank == 0 ? Dims.of() : Dims.of(dim), keep), one);
            case 15 -> new Step("amax", new Amax(rank == 0 ? Dims.of() : Dims.of(dim), keep), one);
            case 16 ->
                keep ? new Step("softmax", new Softmax(dim), one) : new Step("logSoftmax", new LogSoftmax(dim), one);
            case 17 -> new Step("permute", new Permute(Dims.of(order(rank, generator))), one);
            case 18 -> keep ? composite("flatten", one) : new Step("expand", new Expand(stretched(value.shape())), one);
            case 19 -> new Step("slice", slice(value, dim, generator), one);
            case 20 -> new Step("matmul", Matmul.OP, two);
            default -> keep ? new Step("cat", new Cat(dim), Dims.of(first, first, second)) : composite("pick", one);
        };
    }

    private static Step composite(String name, Dims arguments) {
        // Add stands in where a composite has no op of its own.
        return new Step(name, dev.arclight.op.Add.OP, arguments);
    }

    private static int[] order(int rank, Generator generator) {
        return generator.permutation(rank);
    }

    private static Shape stretched(Shape shape) {
        int[] extents = new int[shape.rank() + 1];
        extents[0] = 2;
        for (int i = 0; i < shape.rank(); i++) {
            extents[i + 1] = shape.dim(i) == 1 ? 3 : shape.dim(i);
        }
        return Shape.of(extents);
    }

    private static Op slice(Tensor value, int dim, Generator generator) {
        int extent = value.rank() == 0 ? 0 : value.size(dim);
        int start = generator.nextInt(extent + 1);
        int end = start + generator.nextInt(extent - start + 1);
        return new Slice(dim, start, end, 1 + generator.nextInt(2));
    }

    private static Tensor ours(Tensor[] leaves, List<Step> steps) {
        List<Tensor> values = new ArrayList<>(List.of(leaves));
        steps.forEach(step -> values.add(ours(step, values)));
        Tensor total = Tensor.of(new double[] {0});
        for (Tensor value : values) {
            total = total.add(value.mul(0.5).sin().sum());
        }
        return total;
    }

    private static Tensor ours(Step step, List<Tensor> values) {
        Tensor[] in = new Tensor[step.arguments().count()];
        for (int i = 0; i < in.length; i++) {
            in[i] = values.get(step.arguments().get(i));
        }
        return switch (step.name()) {
            case "guardedDiv" -> in[0].div(in[1].mul(in[1]).add(1.0));
            case "where" -> Tensor.where(in[0].gt(in[1]), in[0], in[1].neg());
            // Not a view: libtorch's elementwise results keep their operand's strides, Arclight's are contiguous.
            case "flatten" -> in[0].reshape(-1);
            case "expOfTanh" -> in[0].tanh().exp();
            case "logOfSquare" -> in[0].mul(in[0]).add(0.1).log();
            case "pick" -> Dispatch.run(new IndexSelect(0), in[0], pick(in[0]));
            default -> Dispatch.run(step.op(), in);
        };
    }

    private static org.bytedeco.pytorch.Tensor theirs(org.bytedeco.pytorch.Tensor[] leaves, List<Step> steps) {
        List<org.bytedeco.pytorch.Tensor> values = new ArrayList<>(List.of(leaves));
        steps.forEach(step -> values.add(theirs(step, values)));
        org.bytedeco.pytorch.Tensor total = Torch.of(Tensor.of(new double[] {0}));
        for (org.bytedeco.pytorch.Tensor value : values) {
            total = total.add(torch.sin(value.mul(new Scalar(0.5))).sum());
        }
        return total;
    }

    private static org.bytedeco.pytorch.Tensor theirs(Step step, List<org.bytedeco.pytorch.Tensor> values) {
        org.bytedeco.pytorch.Tensor[] in =
                new org.bytedeco.pytorch.Tensor[step.arguments().count()];
        for (int i = 0; i < in.length; i++) {
            in[i] = values.get(step.arguments().get(i));
        }
        return switch (step.name()) {
            case "guardedDiv" -> in[0].div(in[1].mul(in[1]).add(new Scalar(1.0)));
            case "where" -> torch.where(in[0].gt(in[1]), in[0], in[1].neg());
            case "flatten" -> in[0].reshape(-1);
            case "expOfTanh" -> torch.exp(torch.tanh(in[0]));
            case "logOfSquare" -> torch.log(in[0].mul(in[0]).add(new Scalar(0.1)));
            case "pick" -> torch.index_select(in[0], 0, Torch.of(pick(Torch.shape(in[0]))));
            default -> TorchOps.run(step.op(), in)[0];
        };
    }

    private static Tensor pick(Tensor value) {
        return pick(value.shape());
    }

    /** The last, the first and again the last row. */
    private static Tensor pick(Shape shape) {
        if (shape.rank() == 0 || shape.dim(0) == 0) {
            throw new ShapeException("nothing to pick from " + shape);
        }
        long last = shape.dim(0) - 1L;
        return Tensor.of(new long[] {last, 0, last}, 3);
    }
}
