package dev.arclight.kernel.cpu;

/**
 * Folds rows into one: {@code out[outOffset + j]} is made of {@code in[offset + i * stride + j]} for {@code 0 <= i < n}, for
 * each {@code 0 <= j < width}. With a width of 1 the elements lie side by side ({@code stride} is 1, or n is at most 1),
 * unless a fold says otherwise.
 *
 * <p>The order of what is added depends on n and, unless a fold says otherwise, on whether the width is 1; never on the
 * stride.
 *
 * @param <I> the array of elements
 * @param <O> the array of results
 */
@FunctionalInterface
public interface Fold<I, O> {
    void fold(I in, int offset, int n, int stride, int width, O out, int outOffset);

    /** Folds as often as {@code count} says, from places {@code step} apart to results side by side. */
    default void foldEach(I in, int offset, int step, int count, int n, int stride, int width, O out, int outOffset) {
        for (int i = 0; i < count; i++) {
            fold(in, offset + i * step, n, stride, width, out, outOffset + i * width);
        }
    }
}
