package dev.arclight.beam.train;

import dev.arclight.beam.data.TensorBlock;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;

/**
 * 64 bits that stand for a row's content. What happens to a row depends on them and on nothing else: its shard, its place
 * there, whether it is held out. So neither bundles nor files nor the order of rows change a training. Rows of one digest are
 * taken to be equal.
 */
final class RowDigest {
    private RowDigest() {}

    /** The digest of each row, over its columns in the block's order. */
    static long[] of(TensorBlock block) {
        long[] digests = new long[block.rows()];
        for (String name : block.names()) {
            Tensor column = block.column(name);
            int width = block.rows() == 0 ? 0 : column.numel() / block.rows();
            for (int row = 0; row < digests.length; row++) {
                digests[row] = row(column, column.offset() + row * width, width, digests[row]);
            }
        }
        return digests;
    }

    private static long row(Tensor column, int from, int width, long start) {
        long digest = mix(start, width);
        int to = from + width;
        Object array = column.storage().array();
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

    /** The shard of a row. */
    static int shard(long digest, int shards) {
        return (int) Long.remainderUnsigned(Generator.seeded(digest).nextLong(), shards);
    }

    /** Whether a row is held out. */
    static boolean isHeld(long digest, double share, long seed) {
        // The upper 53 bits of the mixed digest, as a double from 0 to below 1.
        double place = (Generator.seeded(seed ^ digest).nextLong() >>> 11) * 0x1p-53;
        return place < share;
    }

    /** One step of a multiplicative digest; the constant is 2⁶⁴ divided by the golden ratio, the shift mixes downwards. */
    static long mix(long digest, long value) {
        long mixed = (digest ^ value) * 0x9E3779B97F4A7C15L;
        return mixed ^ (mixed >>> 32);
    }
}
