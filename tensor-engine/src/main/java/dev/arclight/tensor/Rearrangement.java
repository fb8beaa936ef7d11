package dev.arclight.tensor;

import dev.arclight.op.ConstantPad;
import dev.arclight.op.Copy;
import dev.arclight.op.Dispatch;
import java.util.Arrays;
import java.util.List;

/** How {@link TensorRearranging}'s methods are made of ops. */
final class Rearrangement {
    private Rearrangement() {}

    static Tensor repeat(Tensor tensor, int... repeats) {
        int added = repeats.length - tensor.rank();
        if (added < 0 || Arrays.stream(repeats).anyMatch(times -> times < 0)) {
            throw new ShapeException("repeat: " + Arrays.toString(repeats) + " for shape " + tensor.shape()
                    + "; expected a number, not negative, for each dimension at least");
        }
        int[] single = new int[2 * repeats.length];
        int[] several = new int[2 * repeats.length];
        int[] result = new int[repeats.length];
        for (int i = 0; i < repeats.length; i++) {
            int extent = i < added ? 1 : tensor.size(i - added);
            single[2 * i] = 1;
            single[2 * i + 1] = extent;
            several[2 * i] = repeats[i];
            several[2 * i + 1] = extent;
            result[i] = Shape.extent("repeat", (long) repeats[i] * extent);
        }
        return Dispatch.run(Copy.ROW_MAJOR, tensor.view(single).expand(several)).view(result);
    }

    static Tensor repeatInterleave(Tensor tensor, int repeats, int dim) {
        if (repeats < 0) {
            throw new ShapeException("repeatInterleave: " + repeats + " repeats; expected at least 0");
        }
        int axis = tensor.shape().axis("repeatInterleave", dim);
        int[] extents = tensor.shape().toArray();
        int[] several = new int[extents.length + 1];
        System.arraycopy(extents, 0, several, 0, axis + 1);
        several[axis + 1] = repeats;
        System.arraycopy(extents, axis + 1, several, axis + 2, extents.length - axis - 1);
        extents[axis] = Shape.extent("repeatInterleave", (long) extents[axis] * repeats);
        return Dispatch.run(Copy.ROW_MAJOR, tensor.unsqueeze(axis + 1).expand(several))
                .view(extents);
    }

    static Tensor repeatInterleave(Tensor tensor, Tensor repeats, int dim) {
        int extent = tensor.size(tensor.shape().axis("repeatInterleave", dim));
        if (!repeats.dtype().isInteger()) {
            throw new DTypeException("repeatInterleave: repeats are " + repeats.dtype() + ", expected whole numbers");
        }
        if (repeats.rank() > 1 || repeats.numel() != 1 && repeats.numel() != extent) {
            throw new ShapeException("repeatInterleave: repeats of shape " + repeats.shape() + " for dimension " + dim
                    + " of shape " + tensor.shape() + "; expected one number for each element, or one for all");
        }
        long[] times = repeats.toLongArray();
        long total = 0;
        for (int i = 0; i < extent; i++) {
            long here = times[times.length == 1 ? 0 : i];
            if (here < 0) {
                throw new ShapeException("repeatInterleave: " + here + " repeats; expected at least 0");
            }
            // Of numbers that are each at most this, no sum overflows before it is refused.
            total = Shape.extent("repeatInterleave", total + Math.min(here, 1L << 32));
        }
        long[] rows = new long[(int) total];
        int next = 0;
        for (int i = 0; i < extent; i++) {
            int end = next + (int) times[times.length == 1 ? 0 : i];
            Arrays.fill(rows, next, end, i);
            next = end;
        }
        return tensor.indexSelect(dim, Tensor.of(rows, rows.length));
    }

    static Tensor roll(Tensor tensor, int[] shifts, int[] dims) {
        if (shifts.length != dims.length || shifts.length == 0) {
            throw new ShapeException("roll: shifts " + Arrays.toString(shifts) + " and dimensions "
                    + Arrays.toString(dims) + " must be equally many, and at least one");
        }
        Tensor rolled = tensor;
        for (int i = 0; i < shifts.length; i++) {
            int extent = rolled.size(rolled.shape().axis("roll", dims[i]));
            int shift = extent == 0 ? 0 : Math.floorMod(shifts[i], extent);
            if (shift != 0) {
                List<Tensor> parts = List.of(
                        rolled.narrow(dims[i], extent - shift, shift), rolled.narrow(dims[i], 0, extent - shift));
                rolled = Tensor.cat(parts, dims[i]);
            }
        }
        return rolled == tensor ? tensor.clone() : rolled;
    }

    static Tensor rot90(Tensor tensor, int k, int dim0, int dim1) {
        if (tensor.shape().axis("rot90", dim0) == tensor.shape().axis("rot90", dim1)) {
            throw new ShapeException("rot90: dimensions " + dim0 + " and " + dim1 + " are the same; a turn needs two");
        }
        return switch (Math.floorMod(k, 4)) {
            case 1 -> tensor.flip(dim1).transpose(dim0, dim1);
            case 2 -> tensor.flip(dim0, dim1);
            case 3 -> tensor.flip(dim0).transpose(dim0, dim1);
            default -> tensor.clone();
        };
    }

    static Tensor pad(Tensor tensor, int[] pad, PadMode mode, double value) {
        if (mode == PadMode.CONSTANT) {
            return Dispatch.run(new ConstantPad(Dims.of(pad), value), tensor);
        }
        int padded = pad.length / 2;
        if (pad.length % 2 != 0
                || padded < 1
                || padded > 3
                || tensor.rank() < padded + 1
                || tensor.rank() > padded + 2) {
            throw new ShapeException("pad: " + Arrays.toString(pad) + " for shape " + tensor.shape()
                    + "; other modes than constant take two numbers for each of the last 1 to 3 dimensions of a tensor"
                    + " that has one or two more");
        }
        Tensor result = tensor;
        for (int i = 0; i < padded; i++) {
            result = padOne(result, tensor.rank() - 1 - i, pad[2 * i], pad[2 * i + 1], mode);
        }
        return result;
    }

    private static Tensor padOne(Tensor tensor, int dim, int before, int after, PadMode mode) {
        if (before == 0 && after == 0) {
            return tensor;
        }
        int extent = tensor.size(dim);
        int most = switch (mode) {
            case REFLECT -> extent - 1;
            case CIRCULAR -> extent;
            case REPLICATE, CONSTANT -> Integer.MAX_VALUE;
        };
        long length = (long) extent + before + after;
        if (before > most || after > most || length < 1 || extent == 0) {
            throw new ShapeException(
                    "pad: " + before + " before and " + after + " after dimension " + dim + " of shape "
                            + tensor.shape() + " do not go with " + mode + "; it has " + extent
                            + " elements to repeat and must keep one");
        }
        // What is cut off does not come back at the other end of a circle.
        int first = Math.max(0, -before);
        int circle = extent - first - Math.max(0, -after);
        if (circle < 1) {
            throw new ShapeException("pad: " + before + " before and " + after + " after dimension " + dim
                    + " of shape " + tensor.shape() + " would leave nothing of it to repeat");
        }
        long[] rows = new long[Shape.extent("pad", length)];
        for (int i = 0; i < rows.length; i++) {
            int at = i - before;
            rows[i] = switch (mode) {
                case REFLECT -> at < 0 ? -at : at < extent ? at : 2 * (extent - 1) - at;
                case REPLICATE -> Math.max(0, Math.min(extent - 1, at));
                case CIRCULAR -> first + Math.floorMod(at - first, circle);
                case CONSTANT -> throw new IllegalArgumentException("a constant is not repeated");
            };
        }
        return tensor.indexSelect(dim, Tensor.of(rows, rows.length));
    }
}
