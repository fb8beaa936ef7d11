package dev.arclight.tensor;

import org.jspecify.annotations.Nullable;

/**
 * One entry between the brackets of an index expression. A {@link Tensor} is one too: whole numbers pick positions, a bool
 * or uint8 tensor is a mask over as many dimensions as it has.
 *
 * <pre>{@code
 * x.get(at(0), slice(1, 3), all());      // x[0, 1:3, :]
 * x.get(ellipsis(), newAxis(), at(-1));  // x[..., None, -1]
 * x.get(x.gt(0));                        // x[x > 0]
 * x.get("..., None, ::2, -1");           // the same as text
 * }</pre>
 */
public sealed interface Index permits Index.At, Index.Range, Index.Mark, Tensor {
    /** One position of a dimension, which disappears; negative counts from the end. */
    static Index at(int position) {
        return new At(position);
    }

    /** {@code start:stop}, with Python's rules: negative counts from the end, too far is cut. */
    static Index slice(int start, int stop) {
        return new Range(start, stop, 1);
    }

    /** {@code start:stop:step}. @throws ShapeException if the step is not positive */
    static Index slice(int start, int stop, int step) {
        return new Range(start, stop, step);
    }

    /** {@code start:}. */
    static Index from(int start) {
        return new Range(start, null, 1);
    }

    /** {@code :stop}. */
    static Index to(int stop) {
        return new Range(null, stop, 1);
    }

    /** {@code ::step}. @throws ShapeException if the step is not positive */
    static Index every(int step) {
        return new Range(null, null, step);
    }

    /** {@code :}, a whole dimension. */
    static Index all() {
        return new Range(null, null, 1);
    }

    /** {@code ...}, as many whole dimensions as the other entries leave. */
    static Index ellipsis() {
        return Mark.ELLIPSIS;
    }

    /** {@code None}, a new dimension of extent 1. */
    static Index newAxis() {
        return Mark.NEW_AXIS;
    }

    /** A list of positions of a dimension; negative ones count from the end. */
    static Index positions(long... positions) {
        return Tensor.of(positions.clone(), positions.length);
    }

    /** A mask over a dimension, as long as it. */
    static Index mask(boolean... mask) {
        byte[] bytes = new byte[mask.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (mask[i] ? 1 : 0);
        }
        return Tensor.ofBytes(bytes, DType.BOOL, bytes.length);
    }

    /** What {@link #at} makes. */
    record At(int position) implements Index {
        @Override
        public String toString() {
            return Integer.toString(position);
        }
    }

    /** What {@link #slice}, {@link #from}, {@link #to}, {@link #every} and {@link #all} make; null is the end it leaves open. */
    record Range(@Nullable Integer start, @Nullable Integer stop, int step) implements Index {
        public Range {
            if (step < 1) {
                throw new ShapeException("slice: step " + step
                        + " is not positive; flip(dim) reverses a dimension, as PyTorch's slices cannot either");
            }
        }

        @Override
        public String toString() {
            return (start == null ? "" : start) + ":" + (stop == null ? "" : stop) + (step == 1 ? "" : ":" + step);
        }
    }

    /** What {@link #ellipsis} and {@link #newAxis} make. */
    enum Mark implements Index {
        ELLIPSIS("..."),
        NEW_AXIS("None");

        private final String text;

        Mark(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
