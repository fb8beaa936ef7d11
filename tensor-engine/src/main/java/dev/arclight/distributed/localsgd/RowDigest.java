package dev.arclight.distributed.localsgd;

import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.List;

/**
 * 64 bits that stand for a row's content. What happens to a row depends on them and on nothing else: its partition, its place
 * there, whether it is held out. So neither files nor splits nor the order of rows change a training. Rows of one digest are
 * taken to be equal.
 */
public final class RowDigest {
    private RowDigest() {}

    /**
     * The digest of each row.
     *
     * @param columns each {@code [rows, …]}, row-major; their order matters
     */
    public static long[] of(int rows, List<Tensor> columns) {
        long[] digests = new long[rows];
        for (Tensor column : columns) {
            int width = rows == 0 ? 0 : column.numel() / rows;
            Object array = column.storage().array();
            for (int row = 0; row < rows; row++) {
                int from = column.offset() + row * width;
                digests[row] = mix(mix(digests[row], width), array, from, from + width);
            }
        }
        return digests;
    }

    /**
     * A digest to which the numbers of {@code array[from]} to {@code array[to - 1]} are added.
     *
     * @param array of primitive numbers
     */
    public static long mix(long start, Object array, int from, int to) {
        long digest = start;
        if (array instanceof float[] floats) {
            for (int i = from; i < to; i++) {
                digest = mix(digest, Float.floatToIntBits(floats[i]));
            }
        } else if (array instanceof byte[] bytes) {
            for (int i = from; i < to; i++) {
                digest = mix(digest, bytes[i]);
            }
        } else if (array instanceof long[] longs) {
            for (int i = from; i < to; i++) {
                digest = mix(digest, longs[i]);
            }
        } else if (array instanceof int[] ints) {
            for (int i = from; i < to; i++) {
                digest = mix(digest, ints[i]);
            }
        } else if (array instanceof double[] doubles) {
            for (int i = from; i < to; i++) {
                digest = mix(digest, Double.doubleToLongBits(doubles[i]));
            }
        } else {
            short[] shorts = (short[]) array;
            for (int i = from; i < to; i++) {
                digest = mix(digest, shorts[i]);
            }
        }
        return digest;
    }

    /** One step of a multiplicative digest; the constant is 2⁶⁴ divided by the golden ratio, the shift mixes downwards. */
    public static long mix(long digest, long value) {
        long mixed = (digest ^ value) * 0x9E3779B97F4A7C15L;
        return mixed ^ (mixed >>> 32);
    }

    /** Which of so many partitions a row goes to. */
    public static int partition(long digest, int partitions) {
        return (int) Long.remainderUnsigned(Generator.seeded(digest).nextLong(), partitions);
    }

    /** Whether a row is among the share that nothing is learnt from. */
    public static boolean isHeldOut(long digest, double share, long seed) {
        // The upper 53 bits of the mixed digest, as a double from 0 to below 1.
        double place = (Generator.seeded(seed ^ digest).nextLong() >>> 11) * 0x1p-53;
        return place < share;
    }
}
