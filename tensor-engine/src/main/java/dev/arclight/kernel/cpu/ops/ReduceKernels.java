package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.cpu.Counts;
import dev.arclight.kernel.cpu.DoubleFolds;
import dev.arclight.kernel.cpu.Extremes;
import dev.arclight.kernel.cpu.FloatFolds;
import dev.arclight.kernel.cpu.Fold;
import dev.arclight.kernel.cpu.LongFolds;
import dev.arclight.op.All;
import dev.arclight.op.Amax;
import dev.arclight.op.Any;
import dev.arclight.op.ExtremeBackward;
import dev.arclight.op.Norm;
import dev.arclight.op.Op;
import dev.arclight.op.ReduceOp;
import dev.arclight.op.Std;
import dev.arclight.op.Var;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;

/**
 * Reductions. Neighbouring folded dimensions are one stage {@code [outer, n, width] → [outer, width]}, from the last to the
 * first; what cannot be folded in stages has its dimensions brought together first. A large input whose folded dimensions
 * lie evenly in another order is folded in that order; otherwise it is copied if its rows do not lie side by side.
 */
final class ReduceKernels {
    private static final Folds SUM = new Folds(FloatFolds.SUM, DoubleFolds::sum, LongFolds::sum, true, true);
    private static final Folds PRODUCT =
            new Folds(FloatFolds.PRODUCT, DoubleFolds::product, LongFolds::product, false, false);
    private static final Folds MAX = new Folds(FloatFolds::max, DoubleFolds::max, LongFolds::max, true, false);
    private static final Folds MIN = new Folds(FloatFolds::min, DoubleFolds::min, LongFolds::min, true, false);
    private static final Folds LOG_SUM_EXP = new Folds(FloatFolds::logSumExp, DoubleFolds::logSumExp);

    /** Below this the call for a row costs more than its elements: 10,000 rows of 100 took 3 times as long as 100 of 10,000. */
    private static final int SHORT_ROW = 256;

    /**
     * One fold for each dtype that is computed in.
     *
     * @param free whether they give the same bits for any width
     * @param spread whether they take single elements of any distance
     */
    private record Folds(
            Fold<float[], float[]> floats,
            Fold<double[], double[]> doubles,
            Fold<long[], long[]> longs,
            boolean free,
            boolean spread) {
        Folds(Fold<float[], float[]> floats, Fold<double[], double[]> doubles) {
            this(floats, doubles, LongFolds::sum, false, false);
        }
    }

    private ReduceKernels() {}

    static void sum(Op op, Tensor[] inputs, Tensor[] outputs) {
        inStages((ReduceOp) op, inputs[0], outputs[0], SUM);
    }

    static void multiply(Op op, Tensor[] inputs, Tensor[] outputs) {
        inStages((ReduceOp) op, inputs[0], outputs[0], PRODUCT);
    }

    static void extreme(Op op, Tensor[] inputs, Tensor[] outputs) {
        inStages((ReduceOp) op, inputs[0], outputs[0], op instanceof Amax ? MAX : MIN);
    }

    /** The largest or smallest of all elements. */
    static void extreme(boolean largest, Tensor input, Tensor output) {
        inStages(new Amax(Dims.of(), false), input, output, largest ? MAX : MIN);
    }

    static void extremeBackward(Op op, Tensor[] inputs, Tensor[] outputs) {
        ExtremeBackward backward = (ExtremeBackward) op;
        // What lies across its rows is better turned once than read three times.
        Tensor x = Spans.of(inputs[1].shape(), inputs[1]).step(0) > 1 ? Copies.contiguous(inputs[1]) : inputs[1];
        Tensor out = outputs[0];
        Tensor extreme = Tensor.uninitialized(x.dtype(), inputs[0].shape());
        inStages(backward.reduction(), x, extreme, backward.largest() ? MAX : MIN);
        Tensor shares = Tensor.zeros(x.dtype(), inputs[0].shape().toArray());
        // Shares first count the elements that are the extreme, then hold what each of them gets.
        Spans counted = Spans.of(x.shape(), shares, extreme, x);
        Spans written = Spans.of(x.shape(), out, extreme, x, shares);
        Tensor grad = Copies.contiguous(inputs[0]);
        boolean nan = backward.nan();
        if (x.dtype() == DType.FLOAT32) {
            float[] s = shares.storage().floats();
            float[] e = extreme.storage().floats();
            float[] g = grad.storage().floats();
            float[] in = x.storage().floats();
            float[] y = out.storage().floats();
            counted.forEach(at -> Extremes.count(
                    in, at[2], counted.step(2), e, at[1], s, at[0], counted.step(0), counted.length(), nan));
            for (int i = 0; i < shares.numel(); i++) {
                // Where a NaN is the extreme and equals nothing, nothing is shared among nobody, as in PyTorch.
                s[i] = s[i] == 0 ? Float.NaN : g[grad.offset() + i] / s[i];
            }
            written.forEach(at -> Extremes.share(
                    in, at[2], written.step(2), e, at[1], s, at[3], written.step(3), y, at[0], written.length(), nan));
        } else {
            double[] s = shares.storage().doubles();
            double[] e = extreme.storage().doubles();
            double[] g = grad.storage().doubles();
            double[] in = x.storage().doubles();
            double[] y = out.storage().doubles();
            counted.forEach(at -> Extremes.count(
                    in, at[2], counted.step(2), e, at[1], s, at[0], counted.step(0), counted.length(), nan));
            for (int i = 0; i < shares.numel(); i++) {
                s[i] = s[i] == 0 ? Double.NaN : g[grad.offset() + i] / s[i];
            }
            written.forEach(at -> Extremes.share(
                    in, at[2], written.step(2), e, at[1], s, at[3], written.step(3), y, at[0], written.length(), nan));
        }
    }

    static void logSumExp(Op op, Tensor[] inputs, Tensor[] outputs) {
        inStages((ReduceOp) op, inputs[0], outputs[0], LOG_SUM_EXP);
    }

    static void variance(Op op, Tensor[] inputs, Tensor[] outputs) {
        boolean root = op instanceof Std;
        double correction = root ? ((Std) op).correction() : ((Var) op).correction();
        atOnce(
                (ReduceOp) op,
                inputs[0],
                outputs[0],
                new Folds(FloatFolds.variance(correction, root), DoubleFolds.variance(correction, root)));
    }

    static void norm(Op op, Tensor[] inputs, Tensor[] outputs) {
        atOnce((ReduceOp) op, inputs[0], outputs[0], norms(((Norm) op).p()));
    }

    private static Folds norms(double p) {
        if (p == 2) {
            return new Folds(FloatFolds::norm2, DoubleFolds::norm2);
        }
        if (p == 1) {
            return new Folds(FloatFolds::norm1, DoubleFolds::norm1);
        }
        if (p == 0) {
            return new Folds(FloatFolds::norm0, DoubleFolds::norm0);
        }
        if (p == Double.POSITIVE_INFINITY) {
            return new Folds(FloatFolds::normMax, DoubleFolds::normMax);
        }
        if (p == Double.NEGATIVE_INFINITY) {
            return new Folds(FloatFolds::normMin, DoubleFolds::normMin);
        }
        return new Folds(FloatFolds.norm(p), DoubleFolds.norm(p));
    }

    /** {@link All} and {@link Any}. */
    static void truth(Op op, Tensor[] inputs, Tensor[] outputs) {
        boolean any = op instanceof Any;
        Stage stage = Stage.of((ReduceOp) op, inputs[0], true);
        byte[] out = outputs[0].storage().bytes();
        int at = outputs[0].offset();
        if (stage.array() instanceof float[] x) {
            stage.run(x, Counts.floats(any), out, at);
        } else if (stage.array() instanceof double[] x) {
            stage.run(x, Counts.doubles(any), out, at);
        } else if (stage.array() instanceof long[] x) {
            stage.run(x, Counts.longs(any), out, at);
        } else if (stage.array() instanceof int[] x) {
            stage.run(x, Counts.ints(any), out, at);
        } else if (stage.array() instanceof short[] x) {
            stage.run(x, Counts.shorts(any), out, at);
        } else if (stage.array() instanceof byte[] x) {
            stage.run(x, Counts.bytes(any), out, at);
        }
    }

    static void countNonzero(Op op, Tensor[] inputs, Tensor[] outputs) {
        Stage stage = Stage.of((ReduceOp) op, inputs[0], true);
        long[] out = outputs[0].storage().longs();
        int at = outputs[0].offset();
        if (stage.array() instanceof float[] x) {
            stage.run(x, Counts::floats, out, at);
        } else if (stage.array() instanceof double[] x) {
            stage.run(x, Counts::doubles, out, at);
        } else if (stage.array() instanceof long[] x) {
            stage.run(x, Counts::longs, out, at);
        } else if (stage.array() instanceof int[] x) {
            stage.run(x, Counts::ints, out, at);
        } else if (stage.array() instanceof short[] x) {
            stage.run(x, Counts::shorts, out, at);
        } else if (stage.array() instanceof byte[] x) {
            stage.run(x, Counts::bytes, out, at);
        }
    }

    private static void inStages(ReduceOp op, Tensor input, Tensor out, Folds folds) {
        Dims folded = op.folded(input.shape());
        if (folded.count() == 0) {
            atOnce(op, input, out, folds);
            return;
        }
        Tensor current = Stage.inMemoryOrder(Copies.as(Wide.dtype(out.dtype()), input), folded);
        int count = folded.count();
        boolean fromFirst = rowsAreShort(folded, current.shape());
        for (int done = 0; done < count; ) {
            int first = fromFirst ? done : count - 1 - done;
            int last = first;
            while (fromFirst && last + 1 < count && folded.get(last + 1) == folded.get(last) + 1) {
                last++;
            }
            while (!fromFirst && first > 0 && folded.get(first - 1) == folded.get(first) - 1) {
                first--;
            }
            int[] extents = current.shape().toArray();
            for (int d = folded.get(first); d <= folded.get(last); d++) {
                extents[d] = 1;
            }
            done += last - first + 1;
            boolean end = done == count && out.dtype() == current.dtype();
            Tensor result = end ? out : Tensor.uninitialized(current.dtype(), Shape.of(extents));
            run(new Stage(current, folded.get(first), folded.get(last), folds.free, folds.spread), folds, result);
            current = result;
        }
        if (current != out) {
            Copies.copy(Tensor.alias(current, out.shape(), out.strides(), current.offset()), out);
        }
    }

    /** Whether the innermost run of folded dimensions is at the end and so short that rows are better added to each other first. */
    private static boolean rowsAreShort(Dims folded, Shape shape) {
        int d = folded.count() - 1;
        if (folded.get(d) != shape.rank() - 1) {
            return false;
        }
        int run = shape.dim(folded.get(d));
        while (d > 0 && folded.get(d - 1) == folded.get(d) - 1) {
            d--;
            run *= shape.dim(folded.get(d));
        }
        return d > 0 && run < SHORT_ROW;
    }

    /** All folded dimensions in one stage. */
    private static void atOnce(ReduceOp op, Tensor input, Tensor out, Folds folds) {
        Tensor in = Copies.as(Wide.dtype(out.dtype()), input);
        in = Stage.inMemoryOrder(in, op.folded(in.shape()));
        Tensor result = out.dtype() == in.dtype() ? out : Tensor.uninitialized(in.dtype(), out.shape());
        run(Stage.of(op, in, folds.free), folds, result);
        if (result != out) {
            Copies.copy(result, out);
        }
    }

    private static void run(Stage stage, Folds folds, Tensor out) {
        if (stage.array() instanceof float[] x) {
            stage.run(x, folds.floats, out.storage().floats(), out.offset());
        } else if (stage.array() instanceof double[] x) {
            stage.run(x, folds.doubles, out.storage().doubles(), out.offset());
        } else if (stage.array() instanceof long[] x) {
            stage.run(x, folds.longs, out.storage().longs(), out.offset());
        }
    }

    static int product(int[] extents, int from, int to) {
        int product = 1;
        for (int i = from; i < to; i++) {
            product *= extents[i];
        }
        return product;
    }
}
