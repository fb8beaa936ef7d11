package dev.arclight.kernel.cpu.vector;

import dev.arclight.kernel.cpu.FloatPooling;
import dev.arclight.kernel.cpu.PoolPortable;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** Pooling of 2 × 2 on vectors: one vector of results from two vectors of either row, sorted into even and odd columns. */
public final class VectorPool implements FloatPooling {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();

    private static final VectorShuffle<Float> EVEN = VectorShuffle.fromOp(FLOATS, lane -> 2 * lane % LANES);
    private static final VectorShuffle<Float> ODD = VectorShuffle.fromOp(FLOATS, lane -> (2 * lane + 1) % LANES);

    /** Where a row of results lies in the input, of a thread. */
    private static final ThreadLocal<int[]> ROW = ThreadLocal.withInitial(() -> new int[LANES]);

    /** The lanes that come from the second vector. */
    private static final VectorMask<Float> UPPER = upperHalf();

    private static VectorMask<Float> upperHalf() {
        boolean[] lanes = new boolean[LANES];
        for (int lane = LANES / 2; lane < LANES; lane++) {
            lanes[lane] = true;
        }
        return VectorMask.fromArray(FLOATS, lanes, 0);
    }

    /**
     * Writes whole vectors: what goes beyond a row is garbage that the next rows overwrite. The last rows, where that
     * would leave the result's span or read beyond the input array, are done one by one.
     */
    @Override
    public void maxTwoByTwo(
            float[] in,
            int offset,
            int planes,
            int height,
            int width,
            float[] out,
            int outOffset,
            long[] indices,
            int indicesOffset) {
        int outHeight = height / 2;
        int outWidth = width / 2;
        int writtenWidth = (outWidth + LANES - 1) / LANES * LANES;
        int outEnd = outOffset + planes * outHeight * outWidth;
        int[] rowIndices = ROW.get();
        if (rowIndices.length < writtenWidth) {
            rowIndices = new int[writtenWidth];
            ROW.set(rowIndices);
        }
        for (int plane = 0; plane < planes; plane++) {
            int planeStart = offset + plane * height * width;
            for (int y = 0; y < outHeight; y++) {
                int rowStart = 2 * y * width;
                int row = (plane * outHeight + y) * outWidth;
                int q = outOffset + row;
                int p = planeStart + rowStart;
                if (q + writtenWidth > outEnd || p + width + 2 * writtenWidth > in.length) {
                    PoolPortable.maxRow(
                            in, planeStart, rowStart, width, outWidth, out, q, indices, indicesOffset + row);
                    continue;
                }
                for (int x = 0; x < outWidth; x += LANES) {
                    maxVector(in, p + 2 * x, width, rowStart + 2 * x, out, q + x, rowIndices, x);
                }
                for (int x = 0; x < outWidth; x++) {
                    indices[indicesOffset + row + x] = rowIndices[x];
                }
            }
        }
    }

    private static void maxVector(
            float[] in, int p, int width, int index, float[] out, int outOffset, int[] indices, int indicesOffset) {
        FloatVector left = FloatVector.fromArray(FLOATS, in, p);
        FloatVector right = FloatVector.fromArray(FLOATS, in, p + LANES);
        FloatVector max = left.rearrange(EVEN).blend(right.rearrange(EVEN), UPPER);
        IntVector first = IntVector.zero(INTS).addIndex(2).add(index);
        FloatVector next = left.rearrange(ODD).blend(right.rearrange(ODD), UPPER);
        VectorMask<Float> greater = next.compare(VectorOperators.GT, max).or(next.compare(VectorOperators.NE, next));
        max = max.blend(next, greater);
        IntVector at = first.blend(first.add(1), greater.cast(INTS));
        left = FloatVector.fromArray(FLOATS, in, p + width);
        right = FloatVector.fromArray(FLOATS, in, p + width + LANES);
        next = left.rearrange(EVEN).blend(right.rearrange(EVEN), UPPER);
        greater = next.compare(VectorOperators.GT, max).or(next.compare(VectorOperators.NE, next));
        max = max.blend(next, greater);
        at = at.blend(first.add(width), greater.cast(INTS));
        next = left.rearrange(ODD).blend(right.rearrange(ODD), UPPER);
        greater = next.compare(VectorOperators.GT, max).or(next.compare(VectorOperators.NE, next));
        max.blend(next, greater).intoArray(out, outOffset);
        at.blend(first.add(width + 1), greater.cast(INTS)).intoArray(indices, indicesOffset);
    }
}
