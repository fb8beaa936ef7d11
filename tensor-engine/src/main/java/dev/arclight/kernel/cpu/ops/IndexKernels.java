package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.BoundCall;
import dev.arclight.op.AdvancedIndex;
import dev.arclight.op.Gather;
import dev.arclight.op.IndexAdd;
import dev.arclight.op.IndexCopy;
import dev.arclight.op.IndexPut;
import dev.arclight.op.IndexSelect;
import dev.arclight.op.NonzeroStatic;
import dev.arclight.op.Op;
import dev.arclight.op.Scatter;
import dev.arclight.op.ScatterAdd;
import dev.arclight.op.ScatterReduce;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Ops that move or add elements by index. Indices are checked before anything is written; what meets at one place is added
 * in index order, so results do not depend on threads.
 */
final class IndexKernels {
    private static final Adds.Fold PRODUCT = new Adds.Fold((a, b) -> a * b, (a, b) -> a * b);
    private static final Adds.Fold LARGEST = new Adds.Fold(Math::max, Math::max);
    private static final Adds.Fold SMALLEST = new Adds.Fold(Math::min, Math::min);

    /** Indices of a row from which on it pays to begin, check and write a result row by row. */
    private static final int LONG_ROW = 64;

    private IndexKernels() {}

    static void gather(Op op, Tensor[] inputs, Tensor[] outputs) {
        Tensor in = inputs[0];
        Tensor out = outputs[0];
        if (out.numel() == 0) {
            return;
        }
        int axis = in.shape().axis(((Gather) op).dim());
        int extent = in.size(axis);
        Tensor index = Copies.contiguous(Copies.as(DType.INT64, inputs[1]));
        AxisRows rows = AxisRows.of(in, axis, out);
        Object from = in.storage().array();
        Object to = out.storage().array();
        long[] positions = index.storage().longs();
        int start = index.offset();
        int stride = in.stride(axis);
        rows.forEach((i, whole, part) -> {
            // Checked on the way: the result is not yet anybody's.
            int n = rows.length;
            if (Moves.gather(from, whole, stride, rows.wholeStep, positions, start + i, extent, to, part, n) < n) {
                Picks.checked("gather", index, axis, extent);
            }
        });
    }

    static void scatter(Op op, Tensor[] inputs, Tensor[] outputs) {
        scattered("scatter", ((Scatter) op).dim(), inputs, outputs[0], IndexKernels::move);
    }

    static void scatterAdd(Op op, Tensor[] inputs, Tensor[] outputs) {
        scattered("scatterAdd", ((ScatterAdd) op).dim(), inputs, outputs[0], Adds::scatter);
    }

    static void scatterReduce(Op op, Tensor[] inputs, Tensor[] outputs) {
        ScatterReduce reduce = (ScatterReduce) op;
        Tensor out = outputs[0];
        DType dtype = out.dtype();
        Row row = switch (reduce.reduction()) {
            case SUM, MEAN -> Adds::scatter;
            case PROD -> folding(dtype == DType.BOOL ? SMALLEST : PRODUCT);
            case AMAX -> folding(LARGEST);
            case AMIN -> folding(SMALLEST);
        };
        Tensor base = inputs[0];
        if (!reduce.includeSelf()) {
            Tensor neutral = neutral(reduce.reduction(), dtype);
            Tensor repeated = Tensor.alias(neutral, inputs[1].shape(), new int[inputs[1].rank()], neutral.offset());
            Tensor[] cleared = {inputs[0], inputs[1], repeated};
            scattered("scatterReduce", reduce.dim(), cleared, out, IndexKernels::move);
            base = out;
        }
        Tensor[] rest = {base, inputs[1], inputs[2]};
        scattered("scatterReduce", reduce.dim(), rest, out, row);
        if (reduce.reduction() == ScatterReduce.Reduction.MEAN) {
            divideByCount(reduce, inputs[1], out);
        }
    }

    private static Tensor neutral(ScatterReduce.Reduction reduction, DType dtype) {
        double infinity = Double.POSITIVE_INFINITY;
        Tensor value = switch (reduction) {
            case SUM, MEAN -> Tensor.number(0L);
            case PROD -> Tensor.number(1L);
            case AMAX -> dtype.isFloating() ? Tensor.number(-infinity) : Tensor.number(least(dtype));
            case AMIN -> dtype.isFloating() ? Tensor.number(infinity) : Tensor.number(-1L - least(dtype));
        };
        if (dtype == DType.UINT8 && reduction == ScatterReduce.Reduction.AMIN) {
            value = Tensor.number(255L);
        } else if (dtype == DType.BOOL && reduction == ScatterReduce.Reduction.AMIN) {
            value = Tensor.number(1L);
        }
        return Copies.as(dtype, value);
    }

    private static long least(DType dtype) {
        return dtype == DType.UINT8 || dtype == DType.BOOL ? 0 : -1L << (8 * dtype.bytes() - 1);
    }

    private static void divideByCount(ScatterReduce reduce, Tensor index, Tensor out) {
        Tensor count = Tensor.zeros(DType.INT64, out.shape().toArray());
        if (reduce.includeSelf()) {
            Copies.copy(Tensor.number(1L), count);
        }
        Tensor one = Tensor.number(1L);
        Tensor ones = Tensor.alias(one, index.shape(), new int[index.rank()], one.offset());
        scattered("scatterReduce", reduce.dim(), new Tensor[] {count, index, ones}, count, Adds::scatter);
        long[] n = count.storage().longs();
        Tensor values = Copies.contiguous(out);
        int start = values.offset();
        switch (out.dtype()) {
            case FLOAT32 -> {
                float[] y = values.storage().floats();
                for (int i = 0; i < n.length; i++) {
                    y[start + i] /= Math.max(1, n[i]);
                }
            }
            case FLOAT64 -> {
                double[] y = values.storage().doubles();
                for (int i = 0; i < n.length; i++) {
                    y[start + i] /= Math.max(1, n[i]);
                }
            }
            case FLOAT16, BFLOAT16 -> throw Halves.unwidened(out.dtype());
            case INT64, INT32, INT16, INT8, UINT8, BOOL -> {
                Tensor wide = Copies.contiguous(Copies.as(DType.INT64, values));
                Tensor quotient = Tensor.uninitialized(DType.INT64, out.shape());
                long[] x = wide.storage().longs();
                long[] y = quotient.storage().longs();
                for (int i = 0; i < n.length; i++) {
                    y[i] = Math.floorDiv(x[wide.offset() + i], Math.max(1, n[i]));
                }
                values = quotient;
            }
        }
        if (values != out) {
            Copies.copy(values, out);
        }
    }

    /** What happens to a row of a scatter. */
    @FunctionalInterface
    private interface Row {
        void run(
                DType dtype,
                Object from,
                int f,
                int gap,
                long[] index,
                int i0,
                Object to,
                int t,
                int stride,
                int step,
                int n);
    }

    private static Row folding(Adds.Fold fold) {
        return (dtype, from, f, gap, index, i0, to, t, stride, step, n) ->
                Adds.fold(fold, dtype, from, f, gap, index, i0, to, t, stride, step, n);
    }

    private static void move(
            DType dtype,
            Object from,
            int f,
            int gap,
            long[] index,
            int i0,
            Object to,
            int t,
            int stride,
            int step,
            int n) {
        Moves.scatter(from, f, gap, index, i0, to, t, stride, step, n);
    }

    private static void scattered(String op, int dim, Tensor[] inputs, Tensor out, Row row) {
        Tensor indices = inputs[1];
        int axis = out.shape().axis(dim);
        int extent = out.size(axis);
        if (indices.numel() == 0) {
            start(inputs[0], out);
            return;
        }
        Tensor source = inputs[2];
        Tensor part = Tensor.alias(source, indices.shape(), source.strides(), source.offset());
        AxisRows rows = AxisRows.of(out, axis, part);
        DType dtype = out.dtype();
        Object from = part.storage().array();
        Object to = out.storage().array();
        int stride = out.stride(axis);
        int n = rows.length;
        // Where the axis is short, loops go along another dimension, to another place of the result in each step.
        boolean along = rows.wholeStep == 0 && n >= LONG_ROW;
        if (inputs[0] != out && along && isRowByRow(inputs[0], indices, axis, out)) {
            // The result is not yet anybody's: a row is begun, checked and written while it is in the first cache.
            Tensor index = Copies.contiguous(Copies.as(DType.INT64, indices));
            long[] positions = index.storage().longs();
            Tensor base = inputs[0];
            Object begun = base.storage().array();
            int each = base.isContiguous() ? 1 : 0;
            rows.forEach((i, whole, at) -> {
                if (Moves.inside(positions, index.offset() + i, extent, n) < n) {
                    Picks.checked(op, index, axis, extent);
                }
                int place = base.offset() + (whole - out.offset()) * each;
                Planes.copy(begun, place, each, 0, to, whole, 1, 0, extent, 1);
                row.run(dtype, from, at, rows.partStep, positions, index.offset() + i, to, whole, stride, 0, n);
            });
            return;
        }
        Tensor index = Picks.checked(op, indices, axis, extent);
        start(inputs[0], out);
        long[] positions = index.storage().longs();
        rows.forEach((i, whole, at) -> row.run(
                dtype, from, at, rows.partStep, positions, index.offset() + i, to, whole, stride, rows.wholeStep, n));
    }

    /** Whether indices replace places in every row of a contiguous result, and what it begins with lies so or is one number. */
    private static boolean isRowByRow(Tensor base, Tensor indices, int axis, Tensor out) {
        if (axis != out.rank() - 1 || !out.isContiguous()) {
            return false;
        }
        for (int d = 0; d < axis; d++) {
            if (indices.size(d) != out.size(d)) {
                return false;
            }
        }
        return base.isContiguous() || Arrays.stream(base.strides()).allMatch(step -> step == 0);
    }

    /** Adds {@code source} to {@code out} where {@code index}, of the same shape, replaces its place along an axis. */
    static void addAlong(String op, Tensor out, int axis, Tensor index, Tensor source) {
        scattered(op, axis, new Tensor[] {out, index, source}, out, Adds::scatter);
    }

    /** What an op that overwrites some elements begins with; see {@link dev.arclight.op.Overwriting}. */
    static void start(Tensor input, Tensor out) {
        if (input != out) {
            Copies.copy(input, out);
        }
    }

    static void indexSelect(Op op, Tensor[] inputs, Tensor[] outputs) {
        Tensor in = inputs[0];
        int axis = in.shape().axis(((IndexSelect) op).dim());
        take(Picks.of("indexSelect", in, Dims.of(axis), axis, false, inputs[1]), in, outputs[0]);
    }

    static void advancedIndex(Op op, Tensor[] inputs, Tensor[] outputs) {
        Tensor in = inputs[0];
        AdvancedIndex index = (AdvancedIndex) op;
        Tensor[] indices = Arrays.copyOfRange(inputs, 1, inputs.length);
        take(Picks.of(index.name(), in, index.dims(), index.position(), true, indices), in, outputs[0]);
    }

    private static void take(Picks picks, Tensor in, Tensor out) {
        Object from = in.storage().array();
        Object to = out.storage().array();
        int gap = picks.inner.length * picks.length;
        int next = out.offset();
        if (out.numel() == 0) {
            return;
        }
        for (int outer : picks.outer) {
            for (int r = 0; r < picks.inner.length; r++) {
                Moves.take(
                        from,
                        outer + picks.inner[r],
                        picks.step,
                        picks.places,
                        to,
                        next + r * picks.length,
                        gap,
                        picks.length);
            }
            next += picks.places.length * gap;
        }
    }

    static void indexPut(Op op, Tensor[] inputs, Tensor[] outputs) {
        IndexPut put = (IndexPut) op;
        AdvancedIndex index = new AdvancedIndex(put.dims());
        Tensor out = outputs[0];
        Tensor[] indices = Arrays.copyOfRange(inputs, 2, inputs.length);
        Picks picks = Picks.of(put.name(), out, put.dims(), index.position(), true, indices);
        Tensor value = inputs[1];
        if (value.numel() != 1) {
            value = Picks.broadcast(value, index.picked(out.shape(), indices));
        }
        put(picks, inputs[0], value, put.accumulate(), out);
    }

    static void indexAdd(Op op, Tensor[] inputs, Tensor[] outputs) {
        Tensor out = outputs[0];
        int axis = out.shape().axis(((IndexAdd) op).dim());
        put(Picks.of("indexAdd", out, Dims.of(axis), axis, false, inputs[1]), inputs[0], inputs[2], true, out);
    }

    static void indexCopy(Op op, Tensor[] inputs, Tensor[] outputs) {
        Tensor out = outputs[0];
        int axis = out.shape().axis(((IndexCopy) op).dim());
        put(Picks.of("indexCopy", out, Dims.of(axis), axis, false, inputs[1]), inputs[0], inputs[2], false, out);
    }

    /**
     * Rows copied into a tensor that stays in its place; null for memory that is read and written, where what is written first
     * would be read, and for an index of other numbers than int64.
     */
    static @Nullable BoundCall boundOver(IndexCopy op, Tensor target, Tensor index, Tensor source) {
        int axis = target.shape().axis(op.dim());
        boolean isApart = index.storage() != target.storage() && source.storage() != target.storage();
        if (!isApart || index.dtype() != DType.INT64 || !index.isContiguous() || source.numel() == 0) {
            return null;
        }
        Shape row = source.shape().with(axis, 1);
        Spans spans = Spans.of(
                row,
                Tensor.alias(target, row, target.strides(), target.offset()),
                Tensor.alias(source, row, source.strides(), source.offset()));
        int[] places = spans.planes(BoundKernels.MOST_SPANS);
        if (places == null) {
            return null;
        }
        Object from = source.storage().array();
        Object to = target.storage().array();
        long[] rows = index.storage().longs();
        int count = index.numel();
        int fromStep = source.stride(axis);
        int toStep = target.stride(axis);
        int n = spans.length();
        return () -> {
            Picks.checked("indexCopy", index, axis, target.size(axis));
            for (int r = 0; r < count; r++) {
                int read = r * fromStep;
                int written = (int) rows[index.offset() + r] * toStep;
                for (int i = 0; i < places.length; i += 2) {
                    Planes.copy(
                            from,
                            places[i + 1] + read,
                            spans.step(1),
                            spans.rowStep(1),
                            to,
                            places[i] + written,
                            spans.step(0),
                            spans.rowStep(0),
                            n,
                            spans.rows());
                }
            }
        };
    }

    /** @param value one element, or as many as are picked */
    private static void put(Picks picks, Tensor self, Tensor value, boolean accumulate, Tensor out) {
        start(self, out);
        int gap = picks.inner.length * picks.length;
        boolean single = value.numel() == 1;
        Tensor plain = Copies.contiguous(value);
        Object from = plain.storage().array();
        Object to = out.storage().array();
        int each = single ? 0 : 1;
        int next = plain.offset();
        for (int outer : picks.outer) {
            for (int r = 0; r < picks.inner.length; r++) {
                int f = next + r * picks.length * each;
                int t = outer + picks.inner[r];
                if (accumulate) {
                    Adds.runs(out.dtype(), from, f, gap * each, each, to, t, picks.step, picks.places, picks.length);
                } else {
                    Moves.put(from, f, gap * each, each, to, t, picks.step, picks.places, picks.length);
                }
            }
            next += picks.places.length * gap * each;
        }
    }

    static void nonzeroStatic(Op op, Tensor[] inputs, Tensor[] outputs) {
        Tensor out = outputs[0];
        Tensor in = Copies.contiguous(inputs[0]);
        long[] y = out.storage().longs();
        int rank = in.rank();
        int[] extents = in.shape().toArray();
        int[] places = new int[out.size(0)];
        int found = Nonzeros.list(in, places);
        for (int i = 0; i < found; i++) {
            int rest = places[i];
            for (int d = rank - 1; d >= 0; d--) {
                y[i * rank + d] = rest % extents[d];
                rest /= extents[d];
            }
        }
        Arrays.fill(y, found * rank, y.length, ((NonzeroStatic) op).fillValue());
    }

    /** Checks the targets of a loss once and returns them; {@code ignoreIndex} stays as it is. */
    static long[] targets(String op, Tensor target, int classes, long ignoreIndex) {
        Tensor plain = Copies.contiguous(Copies.as(DType.INT64, target));
        long[] checked = Arrays.copyOfRange(plain.storage().longs(), plain.offset(), plain.offset() + plain.numel());
        for (int i = 0; i < checked.length; i++) {
            if (checked[i] != ignoreIndex && (checked[i] < 0 || checked[i] >= classes)) {
                throw new ArclightException(op + ": target " + checked[i] + " of example " + i + " is outside [0, "
                        + classes + "); classes are numbered from 0");
            }
        }
        return checked;
    }
}
