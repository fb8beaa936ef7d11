package dev.arclight.tensor;

import dev.arclight.op.Dispatch;
import dev.arclight.op.KthValue;
import dev.arclight.op.Median;
import dev.arclight.op.Mode;
import dev.arclight.op.Overall;
import dev.arclight.op.SearchSorted;
import dev.arclight.op.Sort;
import dev.arclight.op.TopK;
import org.jspecify.annotations.Nullable;

/**
 * Elements in order. NaN counts as the largest; equal elements stay in their order, and where one of them is picked it is the
 * first unless stated otherwise.
 */
public sealed interface TensorOrder extends TensorBase permits Tensor {
    /**
     * What occurs, without repetition.
     *
     * @param values ascending, or in order of appearance for consecutive ones
     * @param inverse which of {@code values} each element is, int64
     * @param counts how often each occurs, int64
     */
    record Unique(Tensor values, Tensor inverse, Tensor counts) {}

    /** How many elements (or how much weight) lie between neighbouring edges. */
    record Histogram(Tensor hist, Tensor binEdges) {}

    /** The elements of the last dimension in ascending order, and where they lay. */
    default ValuesAndIndices sort() {
        return sort(-1, false);
    }

    default ValuesAndIndices sort(int dim) {
        return sort(dim, false);
    }

    /** The elements of a dimension in order, and where they lay. */
    default ValuesAndIndices sort(int dim, boolean descending) {
        return Reductions.pick(new Sort(dim, descending), self(), dim);
    }

    /** As {@link #sort(int, boolean)}; sorting is stable whether or not that is asked for. */
    default ValuesAndIndices sort(int dim, boolean descending, boolean stable) {
        return sort(dim, descending);
    }

    /** Where the elements of the last dimension lay, in ascending order, int64. */
    default Tensor argsort() {
        return argsort(-1, false);
    }

    default Tensor argsort(int dim) {
        return argsort(dim, false);
    }

    default Tensor argsort(int dim, boolean descending) {
        return sort(dim, descending).indices();
    }

    default Tensor argsort(int dim, boolean descending, boolean stable) {
        return argsort(dim, descending);
    }

    /** The elements of the first dimension in ascending order. */
    default Tensor msort() {
        return sort(0).values();
    }

    /** The {@code k} largest elements of the last dimension, descending, and where they lie. */
    default ValuesAndIndices topk(int k) {
        return topk(k, -1, true, true);
    }

    default ValuesAndIndices topk(int k, int dim) {
        return topk(k, dim, true, true);
    }

    /**
     * The {@code k} largest or smallest elements of a dimension and where they lie, in order whether or not that is asked for.
     *
     * @throws ShapeException if the dimension is shorter
     * @throws DTypeException for bool
     */
    default ValuesAndIndices topk(int k, int dim, boolean largest, boolean sorted) {
        return Reductions.pick(new TopK(k, dim, largest), self(), dim);
    }

    /** The {@code k}-th smallest elements of the last dimension, from 1, and where they lie. */
    default ValuesAndIndices kthvalue(int k) {
        return kthvalue(k, -1, false);
    }

    /**
     * The {@code k}-th smallest elements of a dimension, from 1, and where they lie.
     *
     * @throws ShapeException if there is no such element
     */
    default ValuesAndIndices kthvalue(int k, int dim, boolean keepDim) {
        return Reductions.pick(new KthValue(k, dim, keepDim), self(), dim);
    }

    /** The middle of all elements, the lower of two; NaN if there is one or no element. */
    default Tensor median() {
        return Dispatch.run(new Overall(Overall.Pick.MEDIAN), self());
    }

    default ValuesAndIndices median(int dim) {
        return median(dim, false);
    }

    /** The middle elements of a dimension, the lower of two, and where they lie; a NaN is the result. */
    default ValuesAndIndices median(int dim, boolean keepDim) {
        return Reductions.pick(new Median(dim, keepDim, false), self(), dim);
    }

    /** As {@link #median()} of the elements that are not NaN. */
    default Tensor nanmedian() {
        return Dispatch.run(new Overall(Overall.Pick.NANMEDIAN), self());
    }

    default ValuesAndIndices nanmedian(int dim) {
        return nanmedian(dim, false);
    }

    /** As {@link #median(int, boolean)} of the elements that are not NaN. */
    default ValuesAndIndices nanmedian(int dim, boolean keepDim) {
        return Reductions.pick(new Median(dim, keepDim, true), self(), dim);
    }

    /** The most frequent elements of the last dimension. */
    default ValuesAndIndices mode() {
        return mode(-1, false);
    }

    /** The most frequent elements of a dimension, the smallest of equally frequent ones, and where they lie last. */
    default ValuesAndIndices mode(int dim, boolean keepDim) {
        return Reductions.pick(new Mode(dim, keepDim), self(), dim);
    }

    /** The different elements, ascending; every NaN is different from every other. */
    default Tensor unique() {
        return Sets.unique(self(), false).values();
    }

    /** The different elements, ascending, and, whether asked for or not, which of them each is and how often they occur. */
    default Unique unique(boolean sorted, boolean returnInverse, boolean returnCounts) {
        return Sets.unique(self(), false);
    }

    /** As {@link #unique(boolean, boolean, boolean)} of the slices along a dimension, in lexicographic order. */
    default Unique unique(boolean sorted, boolean returnInverse, boolean returnCounts, int dim) {
        return Sets.unique(self(), dim, false);
    }

    /** The elements that differ from the one before them in row-major order. */
    default Tensor uniqueConsecutive() {
        return Sets.unique(self(), true).values();
    }

    default Unique uniqueConsecutive(boolean returnInverse, boolean returnCounts) {
        return Sets.unique(self(), true);
    }

    /** As {@link #uniqueConsecutive(boolean, boolean)} of the slices along a dimension. */
    default Unique uniqueConsecutive(boolean returnInverse, boolean returnCounts, int dim) {
        return Sets.unique(self(), dim, true);
    }

    /** How often each of 0, 1, … occurs, up to the largest element. */
    default Tensor bincount() {
        return bincount(null, 0);
    }

    /**
     * How often each of 0, 1, … occurs, up to the largest element or {@code minlength - 1}.
     *
     * @param weights how much each element counts, or null: then the result is int64
     * @throws ArclightException if an element is negative
     */
    default Tensor bincount(@Nullable Tensor weights, int minlength) {
        return Sets.bincount(self(), weights, minlength);
    }

    /** How many elements fall into each of 100 equal parts between the smallest and the largest. */
    default Tensor histc() {
        return histc(100, 0, 0);
    }

    /** How many elements fall into each of {@code bins} equal parts of [min, max]; of what there is, if both are equal. */
    default Tensor histc(int bins, double min, double max) {
        return Sets.histc(self(), bins, min, max);
    }

    /** As {@link #histogram(int, double, double, Tensor, boolean)} between the smallest and the largest element. */
    default Histogram histogram(int bins) {
        return Sets.histogram(self(), bins, null, false);
    }

    /**
     * How many elements lie between neighbours of {@code bins + 1} equally distant edges.
     *
     * @param weight how much each element counts, or null
     * @param density divide by the total and the widths, so that the integral is 1
     */
    default Histogram histogram(int bins, double min, double max, @Nullable Tensor weight, boolean density) {
        return Sets.histogram(self(), Sets.edges(self().dtype(), bins, min, max), weight, density);
    }

    /** As {@link #histogram(int, double, double, Tensor, boolean)} for ascending edges. */
    default Histogram histogram(Tensor bins, @Nullable Tensor weight, boolean density) {
        return Sets.histogram(self(), bins, weight, density);
    }

    /** Where in this ascending sequence each of {@code values} would go, before what equals it, int64. */
    default Tensor searchsorted(Tensor values) {
        return searchsorted(values, false, false);
    }

    /**
     * Where in this ascending sequence, or in its rows, each of {@code values} would go.
     *
     * @param outInt32 int32 rather than int64
     * @param right behind what equals it
     */
    default Tensor searchsorted(Tensor values, boolean outInt32, boolean right) {
        DType common = TensorType.promote(type(), values.type());
        return Dispatch.run(
                new SearchSorted(right, outInt32 ? DType.INT32 : DType.INT64), self().to(common), values.to(common));
    }

    /** As {@link #searchsorted(Tensor, boolean, boolean)}, where {@code sorter} says in which order this is ascending. */
    default Tensor searchsorted(Tensor values, boolean outInt32, boolean right, Tensor sorter) {
        return self().gather(-1, sorter).searchsorted(values, outInt32, right);
    }

    /** Where in this ascending sequence a number would go. */
    default Tensor searchsorted(double value, boolean outInt32, boolean right) {
        Tensor sequence = Reductions.wideEnough(self(), value);
        return sequence.searchsorted(Tensor.number(value).to(sequence.dtype()), outInt32, right);
    }

    /** Which of the parts between ascending {@code boundaries} each element lies in, at the left end of equals. */
    default Tensor bucketize(Tensor boundaries) {
        return bucketize(boundaries, false, false);
    }

    default Tensor bucketize(Tensor boundaries, boolean outInt32, boolean right) {
        if (boundaries.rank() != 1) {
            throw new ShapeException(
                    "bucketize: boundaries have shape " + boundaries.shape() + ", expected one dimension");
        }
        return boundaries.searchsorted(self(), outInt32, right);
    }
}
