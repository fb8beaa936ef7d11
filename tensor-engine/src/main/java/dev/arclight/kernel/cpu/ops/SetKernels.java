package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.cpu.RadixSort;
import dev.arclight.op.Bincount;
import dev.arclight.op.Distinct;
import dev.arclight.op.Histc;
import dev.arclight.op.Op;
import dev.arclight.op.SearchSorted;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;

/** Ops that count and look up: distinct rows, histograms, places in ascending sequences. */
final class SetKernels {
    private SetKernels() {}

    static void distinct(Op op, Tensor[] inputs, Tensor[] outputs) {
        int n = inputs[0].size(0);
        boolean single = inputs[0].size(1) == 1;
        Runs run = Runs.of(inputs[0], new Along(1, single ? n : 0, 1));
        Rows rows = new Rows(single ? Tensor.uninitialized(DType.INT64, Shape.of(0, 1)) : inputs[0]);
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        if (!((Distinct) op).consecutive()) {
            if (single) {
                run.order(0, false, n, order);
            } else {
                order = rows.sorted();
            }
        }
        long[] examples = outputs[0].storage().longs();
        long[] inverse = outputs[1].storage().longs();
        long[] counts = outputs[2].storage().longs();
        int found = -1;
        for (int i = 0; i < n; i++) {
            if (i == 0 || !(single ? run.same(0, order[i - 1], order[i]) : rows.same(order[i - 1], order[i]))) {
                found++;
                examples[found] = order[i];
                counts[found] = 0;
            }
            inverse[order[i]] = found;
            counts[found]++;
        }
        for (int i = found + 1; i < n; i++) {
            examples[i] = 0;
            counts[i] = 0;
        }
        outputs[3].storage().longs()[outputs[3].offset()] = found + 1;
    }

    /** Rows of keys that can be compared; a NaN equals nothing, itself included. */
    private static final class Rows {
        final int n;
        private final int width;
        private final boolean floating;
        private final long[] keys;

        Rows(Tensor input) {
            this.n = input.size(0);
            this.width = input.size(1);
            this.floating = input.dtype().isFloating();
            Tensor wide = Copies.contiguous(Copies.as(floating ? DType.FLOAT64 : DType.INT64, input));
            this.keys = new long[n * width];
            for (int i = 0; i < keys.length; i++) {
                keys[i] = floating
                        ? RadixSort.key(wide.storage().doubles()[wide.offset() + i])
                        : RadixSort.key(wide.storage().longs()[wide.offset() + i]);
            }
        }

        boolean same(int a, int b) {
            for (int j = 0; j < width; j++) {
                long key = keys[a * width + j];
                if (key != keys[b * width + j] || floating && key == -1) {
                    return false;
                }
            }
            return true;
        }

        /** The rows in ascending order, equal ones in theirs. */
        int[] sorted() {
            int[] order = new int[n];
            for (int i = 0; i < n; i++) {
                order[i] = i;
            }
            merge(order, order.clone(), 0, n);
            return order;
        }

        /** Sorts {@code to} from {@code start} to {@code end}; {@code from} holds the same. */
        private void merge(int[] to, int[] from, int start, int end) {
            if (end - start < 2) {
                return;
            }
            int middle = (start + end) >>> 1;
            merge(from, to, start, middle);
            merge(from, to, middle, end);
            int a = start;
            int b = middle;
            for (int i = start; i < end; i++) {
                boolean left = b == end || a < middle && compare(from[a], from[b]) <= 0;
                to[i] = left ? from[a++] : from[b++];
            }
        }

        private int compare(int a, int b) {
            for (int j = 0; j < width; j++) {
                int order = Long.compareUnsigned(keys[a * width + j], keys[b * width + j]);
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        }
    }

    static void searchSorted(Op op, Tensor[] inputs, Tensor[] outputs) {
        SearchSorted search = (SearchSorted) op;
        boolean floating = inputs[0].dtype().isFloating();
        DType wide = floating ? DType.FLOAT64 : DType.INT64;
        Tensor sequence = Copies.contiguous(Copies.as(wide, inputs[0]));
        Tensor values = Copies.contiguous(Copies.as(wide, inputs[1]));
        int n = sequence.size(-1);
        int perRow = sequence.rank() == 1 || values.rank() == 0 ? values.numel() : values.size(-1);
        Tensor found = Tensor.uninitialized(DType.INT64, values.shape());
        long[] places = found.storage().longs();
        for (int i = 0; i < values.numel(); i++) {
            int first = sequence.offset() + i / Math.max(perRow, 1) * n;
            places[found.offset() + i] = floating
                    ? search(
                            sequence.storage().doubles(),
                            first,
                            n,
                            values.storage().doubles()[values.offset() + i],
                            search.right())
                    : search(
                            sequence.storage().longs(),
                            first,
                            n,
                            values.storage().longs()[values.offset() + i],
                            search.right());
        }
        Copies.copy(found, outputs[0]);
    }

    private static int search(double[] sequence, int first, int n, double value, boolean right) {
        int low = 0;
        int high = n;
        while (low < high) {
            int middle = (low + high) >>> 1;
            double x = sequence[first + middle];
            // Asked so that NaN goes to the end.
            if (right ? x > value : x >= value) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private static int search(long[] sequence, int first, int n, long value, boolean right) {
        int low = 0;
        int high = n;
        while (low < high) {
            int middle = (low + high) >>> 1;
            long x = sequence[first + middle];
            if (right ? x > value : x >= value) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    static void bincount(Op op, Tensor[] inputs, Tensor[] outputs) {
        int length = ((Bincount) op).length();
        Tensor plain = Copies.contiguous(Copies.as(DType.INT64, inputs[0]));
        long[] x = plain.storage().longs();
        int offset = plain.offset();
        int n = plain.numel();
        for (int i = 0; i < n; i++) {
            if (x[offset + i] < 0 || x[offset + i] >= length) {
                throw new ArclightException(
                        "bincount: element " + i + " is " + x[offset + i] + ", expected 0 to " + (length - 1));
            }
        }
        if (inputs.length == 1) {
            long[] counts = outputs[0].storage().longs();
            java.util.Arrays.fill(counts, 0, length, 0);
            for (int i = 0; i < n; i++) {
                counts[(int) x[offset + i]]++;
            }
            return;
        }
        Tensor weights = Copies.contiguous(Copies.as(DType.FLOAT64, inputs[1]));
        double[] w = weights.storage().doubles();
        double[] sums = new double[length];
        for (int i = 0; i < n; i++) {
            sums[(int) x[offset + i]] += w[weights.offset() + i];
        }
        Copies.copy(Tensor.of(sums, length), outputs[0]);
    }

    static void histc(Op op, Tensor[] inputs, Tensor[] outputs) {
        Histc histogram = (Histc) op;
        int bins = histogram.bins();
        double min = histogram.min();
        double max = histogram.max();
        double[] counts = new double[bins];
        Tensor plain = Copies.contiguous(Copies.as(DType.FLOAT64, inputs[0]));
        double[] x = plain.storage().doubles();
        for (int i = plain.offset(); i < plain.offset() + plain.numel(); i++) {
            if (x[i] >= min && x[i] <= max) {
                int bin = (int) ((x[i] - min) * bins / (max - min));
                counts[Math.min(bin, bins - 1)]++;
            }
        }
        Copies.copy(Tensor.of(counts, bins), outputs[0]);
    }
}
