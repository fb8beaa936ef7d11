package dev.arclight.tensor;

import dev.arclight.op.Dispatch;
import dev.arclight.op.Flip;
import java.util.Arrays;

/** Copies of a tensor's elements in another order, repeated, or with more around them. */
public sealed interface TensorRearranging extends TensorBase permits Tensor {
    /**
     * The tensor as often along each dimension as its number says; more numbers than dimensions make new ones in front.
     *
     * @throws ShapeException if there are fewer numbers than dimensions or one is negative
     */
    default Tensor repeat(int... repeats) {
        return Rearrangement.repeat(self(), repeats);
    }

    /** {@link #repeat} where missing numbers, in front, are 1; as NumPy's tile. */
    default Tensor tile(int... dims) {
        int missing = Math.max(0, rank() - dims.length);
        int[] repeats = new int[missing + dims.length];
        Arrays.fill(repeats, 0, missing, 1);
        System.arraycopy(dims, 0, repeats, missing, dims.length);
        return repeat(repeats);
    }

    /** Every element {@code repeats} times in a row, in one dimension. */
    default Tensor repeatInterleave(int repeats) {
        return self().flatten().repeatInterleave(repeats, 0);
    }

    /** Every element of a dimension {@code repeats} times in a row. */
    default Tensor repeatInterleave(int repeats, int dim) {
        return Rearrangement.repeatInterleave(self(), repeats, dim);
    }

    /** Every element as often in a row as its number says, in one dimension. */
    default Tensor repeatInterleave(Tensor repeats) {
        return self().flatten().repeatInterleave(repeats, 0);
    }

    /**
     * Every element of a dimension as often in a row as its number says.
     *
     * @param repeats whole numbers, one for each element or one for all
     */
    default Tensor repeatInterleave(Tensor repeats, int dim) {
        return Rearrangement.repeatInterleave(self(), repeats, dim);
    }

    /** All elements, row-major, moved on by {@code shift} places; what leaves at the end comes back in front. */
    default Tensor roll(int shift) {
        return self().flatten().roll(shift, 0).view(shape().toArray());
    }

    /** The elements of a dimension moved on by {@code shift} places; what leaves at the end comes back in front. */
    default Tensor roll(int shift, int dim) {
        return roll(new int[] {shift}, new int[] {dim});
    }

    /** {@link #roll(int, int)} of several dimensions. @throws ShapeException if the lists are not equally long */
    default Tensor roll(int[] shifts, int[] dims) {
        return Rearrangement.roll(self(), shifts, dims);
    }

    /** The elements of some dimensions in opposite order. */
    default Tensor flip(int... dims) {
        return Dispatch.run(new Flip(Dims.of(dims)), self());
    }

    /** Columns from right to left. @throws ShapeException for fewer than two dimensions */
    default Tensor fliplr() {
        if (rank() < 2) {
            throw new ShapeException("fliplr: expected at least 2 dimensions, got shape " + shape());
        }
        return flip(1);
    }

    /** Rows from the last to the first. @throws ShapeException for a scalar */
    default Tensor flipud() {
        if (rank() < 1) {
            throw new ShapeException("flipud: expected at least 1 dimension, got a scalar");
        }
        return flip(0);
    }

    /** Turned by 90 degrees from the first dimension towards the second. */
    default Tensor rot90() {
        return rot90(1, 0, 1);
    }

    /** Turned {@code k} times by 90 degrees from {@code dim0} towards {@code dim1}; negative turns back. */
    default Tensor rot90(int k, int dim0, int dim1) {
        return Rearrangement.rot90(self(), k, dim0, dim1);
    }

    /** {@link #pad(int[], PadMode, double)} with zeros. */
    default Tensor pad(int... pad) {
        return pad(pad, PadMode.CONSTANT, 0);
    }

    /** {@link #pad(int[], PadMode, double)} with zeros, if the mode is constant. */
    default Tensor pad(int[] pad, PadMode mode) {
        return pad(pad, mode, 0);
    }

    /**
     * More around the ends of the last dimensions, as {@code torch.nn.functional.pad}.
     *
     * @param pad before and after the last dimension, before and after the one before it, …; negative ones cut
     * @param mode all but constant take 1 to 3 dimensions of a tensor that has one or two more
     * @param value what to put there, if the mode is constant
     * @throws ShapeException if {@code pad} does not fit the shape or passes what the mode can repeat
     */
    default Tensor pad(int[] pad, PadMode mode, double value) {
        return Rearrangement.pad(self(), pad, mode, value);
    }
}
