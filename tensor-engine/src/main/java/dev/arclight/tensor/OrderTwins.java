package dev.arclight.tensor;

import org.jspecify.annotations.Nullable;

/** Static twins of {@link TensorOrder}, for {@link Tensors}. */
abstract class OrderTwins extends ScanTwins {
    OrderTwins() {}

    /** {@link Tensor#sort} of {@code input}. */
    public static ValuesAndIndices sort(Tensor input) {
        return input.sort();
    }

    /** {@link Tensor#sort} of {@code input}. */
    public static ValuesAndIndices sort(Tensor input, int dim) {
        return input.sort(dim);
    }

    /** {@link Tensor#sort} of {@code input}. */
    public static ValuesAndIndices sort(Tensor input, int dim, boolean descending) {
        return input.sort(dim, descending);
    }

    /** {@link Tensor#sort} of {@code input}. */
    public static ValuesAndIndices sort(Tensor input, int dim, boolean descending, boolean stable) {
        return input.sort(dim, descending, stable);
    }

    /** {@link Tensor#argsort} of {@code input}. */
    public static Tensor argsort(Tensor input) {
        return input.argsort();
    }

    /** {@link Tensor#argsort} of {@code input}. */
    public static Tensor argsort(Tensor input, int dim) {
        return input.argsort(dim);
    }

    /** {@link Tensor#argsort} of {@code input}. */
    public static Tensor argsort(Tensor input, int dim, boolean descending) {
        return input.argsort(dim, descending);
    }

    /** {@link Tensor#argsort} of {@code input}. */
    public static Tensor argsort(Tensor input, int dim, boolean descending, boolean stable) {
        return input.argsort(dim, descending, stable);
    }

    /** {@link Tensor#msort} of {@code input}. */
    public static Tensor msort(Tensor input) {
        return input.msort();
    }

    /** {@link Tensor#topk} of {@code input}. */
    public static ValuesAndIndices topk(Tensor input, int k) {
        return input.topk(k);
    }

    /** {@link Tensor#topk} of {@code input}. */
    public static ValuesAndIndices topk(Tensor input, int k, int dim) {
        return input.topk(k, dim);
    }

    /** {@link Tensor#topk} of {@code input}. */
    public static ValuesAndIndices topk(Tensor input, int k, int dim, boolean largest, boolean sorted) {
        return input.topk(k, dim, largest, sorted);
    }

    /** {@link Tensor#kthvalue} of {@code input}. */
    public static ValuesAndIndices kthvalue(Tensor input, int k) {
        return input.kthvalue(k);
    }

    /** {@link Tensor#kthvalue} of {@code input}. */
    public static ValuesAndIndices kthvalue(Tensor input, int k, int dim, boolean keepDim) {
        return input.kthvalue(k, dim, keepDim);
    }

    /** {@link Tensor#median} of {@code input}. */
    public static Tensor median(Tensor input) {
        return input.median();
    }

    /** {@link Tensor#median} of {@code input}. */
    public static ValuesAndIndices median(Tensor input, int dim) {
        return input.median(dim);
    }

    /** {@link Tensor#median} of {@code input}. */
    public static ValuesAndIndices median(Tensor input, int dim, boolean keepDim) {
        return input.median(dim, keepDim);
    }

    /** {@link Tensor#nanmedian} of {@code input}. */
    public static Tensor nanmedian(Tensor input) {
        return input.nanmedian();
    }

    /** {@link Tensor#nanmedian} of {@code input}. */
    public static ValuesAndIndices nanmedian(Tensor input, int dim) {
        return input.nanmedian(dim);
    }

    /** {@link Tensor#nanmedian} of {@code input}. */
    public static ValuesAndIndices nanmedian(Tensor input, int dim, boolean keepDim) {
        return input.nanmedian(dim, keepDim);
    }

    /** {@link Tensor#mode} of {@code input}. */
    public static ValuesAndIndices mode(Tensor input) {
        return input.mode();
    }

    /** {@link Tensor#mode} of {@code input}. */
    public static ValuesAndIndices mode(Tensor input, int dim, boolean keepDim) {
        return input.mode(dim, keepDim);
    }

    /** {@link Tensor#unique} of {@code input}. */
    public static Tensor unique(Tensor input) {
        return input.unique();
    }

    /** {@link Tensor#unique} of {@code input}. */
    public static TensorOrder.Unique unique(Tensor input, boolean sorted, boolean returnInverse, boolean returnCounts) {
        return input.unique(sorted, returnInverse, returnCounts);
    }

    /** {@link Tensor#unique} of {@code input}. */
    public static TensorOrder.Unique unique(
            Tensor input, boolean sorted, boolean returnInverse, boolean returnCounts, int dim) {
        return input.unique(sorted, returnInverse, returnCounts, dim);
    }

    /** {@link Tensor#uniqueConsecutive} of {@code input}. */
    public static Tensor uniqueConsecutive(Tensor input) {
        return input.uniqueConsecutive();
    }

    /** {@link Tensor#uniqueConsecutive} of {@code input}. */
    public static TensorOrder.Unique uniqueConsecutive(Tensor input, boolean returnInverse, boolean returnCounts) {
        return input.uniqueConsecutive(returnInverse, returnCounts);
    }

    /** {@link Tensor#uniqueConsecutive} of {@code input}. */
    public static TensorOrder.Unique uniqueConsecutive(
            Tensor input, boolean returnInverse, boolean returnCounts, int dim) {
        return input.uniqueConsecutive(returnInverse, returnCounts, dim);
    }

    /** {@link Tensor#bincount} of {@code input}. */
    public static Tensor bincount(Tensor input) {
        return input.bincount();
    }

    /** {@link Tensor#bincount} of {@code input}. */
    public static Tensor bincount(Tensor input, @Nullable Tensor weights, int minlength) {
        return input.bincount(weights, minlength);
    }

    /** {@link Tensor#histc} of {@code input}. */
    public static Tensor histc(Tensor input) {
        return input.histc();
    }

    /** {@link Tensor#histc} of {@code input}. */
    public static Tensor histc(Tensor input, int bins, double min, double max) {
        return input.histc(bins, min, max);
    }

    /** {@link Tensor#histogram} of {@code input}. */
    public static TensorOrder.Histogram histogram(Tensor input, int bins) {
        return input.histogram(bins);
    }

    /** {@link Tensor#histogram} of {@code input}. */
    public static TensorOrder.Histogram histogram(
            Tensor input, int bins, double min, double max, @Nullable Tensor weight, boolean density) {
        return input.histogram(bins, min, max, weight, density);
    }

    /** {@link Tensor#histogram} of {@code input}. */
    public static TensorOrder.Histogram histogram(Tensor input, Tensor bins, @Nullable Tensor weight, boolean density) {
        return input.histogram(bins, weight, density);
    }

    /** {@link Tensor#searchsorted} of {@code input}. */
    public static Tensor searchsorted(Tensor input, Tensor values) {
        return input.searchsorted(values);
    }

    /** {@link Tensor#searchsorted} of {@code input}. */
    public static Tensor searchsorted(Tensor input, Tensor values, boolean outInt32, boolean right) {
        return input.searchsorted(values, outInt32, right);
    }

    /** {@link Tensor#searchsorted} of {@code input}. */
    public static Tensor searchsorted(Tensor input, Tensor values, boolean outInt32, boolean right, Tensor sorter) {
        return input.searchsorted(values, outInt32, right, sorter);
    }

    /** {@link Tensor#searchsorted} of {@code input}. */
    public static Tensor searchsorted(Tensor input, double value, boolean outInt32, boolean right) {
        return input.searchsorted(value, outInt32, right);
    }

    /** {@link Tensor#bucketize} of {@code input}. */
    public static Tensor bucketize(Tensor input, Tensor boundaries) {
        return input.bucketize(boundaries);
    }

    /** {@link Tensor#bucketize} of {@code input}. */
    public static Tensor bucketize(Tensor input, Tensor boundaries, boolean outInt32, boolean right) {
        return input.bucketize(boundaries, outInt32, right);
    }
}
