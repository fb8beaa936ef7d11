package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.cpu.RadixSort;
import dev.arclight.kernel.cpu.Reduce;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;

/** The runs of elements along one dimension of a tensor, to be ordered one at a time. Belongs to one call. */
abstract class Runs {
    final int n;
    final int step;
    final int offset;

    private Runs(Tensor tensor, Along along) {
        this.n = along.n();
        this.step = along.inner();
        this.offset = tensor.offset();
    }

    static Runs of(Tensor input, Along along) {
        Tensor tensor = Copies.contiguous(Copies.as(SortKernels.keyed(input.dtype()), input));
        return tensor.dtype().bytes() == 4 ? new Narrow(tensor, along) : new Broad(tensor, along);
    }

    /** The places of the first {@code count} elements of the run from {@code base} on in order; NaN is the largest. */
    abstract void order(int base, boolean descending, int count, int[] places);

    /** The place of the k-th smallest, from 1. */
    abstract int kth(int base, int k);

    /** How many are NaN. */
    abstract int nans(int base);

    /** Whether two elements of a run are equal; a NaN equals none. */
    abstract boolean same(int base, int a, int b);

    /** The place of the middle element, the lower of two; of the first NaN, unless those are left out. */
    int median(int base, boolean ignoreNan) {
        int nan = nans(base);
        if (nan == 0 || ignoreNan) {
            return kth(base, Math.max(n - nan - 1, 0) / 2 + 1);
        }
        int place = 0;
        while (same(base, place, place)) {
            place++;
        }
        return place;
    }

    /** The last place of the most frequent element, the smallest of equally frequent ones, given the sorted places. */
    int mode(int base, int[] order) {
        int best = 0;
        int place = 0;
        for (int from = 0; from < n; ) {
            int to = from + 1;
            while (to < n && same(base, order[from], order[to])) {
                to++;
            }
            if (to - from > best) {
                best = to - from;
                place = order[to - 1];
            }
            from = to;
        }
        return place;
    }

    /** Elements with keys of 32 bits. */
    private static final class Narrow extends Runs {
        /** So few are sorted rather than selected. */
        private static final int FEW = 32;

        /** From here on a round of counting before packing pays. */
        private static final int MANY = 4096;

        private final boolean floating;
        private final float[] floats;
        private final int[] ints;
        private final long[] packed;
        private final long[] scratch;

        Narrow(Tensor tensor, Along along) {
            super(tensor, along);
            this.floating = tensor.dtype() == DType.FLOAT32;
            this.floats = floating ? tensor.storage().floats() : new float[0];
            this.ints = floating ? new int[0] : tensor.storage().ints();
            this.packed = new long[n];
            this.scratch = new long[n];
        }

        @Override
        void order(int base, boolean descending, int count, int[] places) {
            int kept = count <= n / 8 ? least(base, descending, count) : all(base, descending, count);
            RadixSort.sort(packed, scratch, kept);
            for (int k = 0; k < count; k++) {
                places[k] = (int) packed[k];
            }
        }

        /** Packs the run and moves the first {@code count} to the front, equal keys in their order. */
        private int all(int base, boolean descending, int count) {
            pack(base, descending ? -1 : 0);
            if (count == n) {
                return n;
            }
            RadixSort.select(packed, scratch, n, count);
            return count;
        }

        /**
         * Keeps the least {@code count} seen so far at the front of twice as many, so that most elements meet one comparison.
         * Selecting leaves equal keys in their order.
         */
        private int least(int base, boolean descending, int count) {
            if (count == 0) {
                return 0;
            }
            int flip = descending ? -1 : 0;
            int room = Math.min(n, Math.max(2 * count, FEW));
            int held = 0;
            long limit = -1L;
            boolean skips = floating && step == 1;
            for (int i = 0; i < n; i++) {
                if (skips && limit != -1L) {
                    // Nothing that equals the worst of those kept can replace it.
                    i += Reduce.firstBeyond(
                            floats, offset + base + i, n - i, floats[offset + base + (int) limit], descending);
                    if (i == n) {
                        break;
                    }
                }
                int at = offset + base + i * step;
                int key = floating ? RadixSort.key(floats[at]) : RadixSort.key(ints[at]);
                long one = RadixSort.pack(key ^ flip, i);
                if (Long.compareUnsigned(one, limit) < 0) {
                    packed[held++] = one;
                    if (held == room) {
                        limit = shrink(held, count);
                        held = count;
                        // Beside a NaN no comparison of floats says more.
                        skips &= !Float.isNaN(floats.length == 0 ? 0 : floats[offset + base + (int) limit]);
                    }
                }
            }
            if (held > count) {
                shrink(held, count);
            }
            return count;
        }

        /** Moves the least {@code count} to the front, and returns the greatest of them. */
        private long shrink(int held, int count) {
            if (held <= FEW) {
                RadixSort.sort(packed, scratch, held);
                return packed[count - 1];
            }
            RadixSort.select(packed, scratch, held, count);
            long greatest = packed[0];
            for (int i = 1; i < count; i++) {
                if (Long.compareUnsigned(packed[i], greatest) > 0) {
                    greatest = packed[i];
                }
            }
            return greatest;
        }

        /** Counts by the upper bits first, so that only what shares the wanted element's is packed. */
        @Override
        int kth(int base, int k) {
            if (n < MANY) {
                pack(base, 0);
                return place(n, k);
            }
            int[] counts = new int[1 << 11];
            for (int i = 0; i < n; i++) {
                counts[key(base, i) >>> 21]++;
            }
            int digit = 0;
            int below = 0;
            while (below + counts[digit] < k) {
                below += counts[digit++];
            }
            int held = 0;
            for (int i = 0; i < n; i++) {
                int key = key(base, i);
                if (key >>> 21 == digit) {
                    packed[held++] = RadixSort.pack(key, i);
                }
            }
            return place(held, k - below);
        }

        private int key(int base, int i) {
            int at = offset + base + i * step;
            return floating ? RadixSort.key(floats[at]) : RadixSort.key(ints[at]);
        }

        /** The place of the k-th least of the packed keys. */
        private int place(int held, int k) {
            if (k < held) {
                RadixSort.select(packed, scratch, held, k);
            }
            long last = packed[0];
            for (int i = 1; i < k; i++) {
                if (Long.compareUnsigned(packed[i], last) > 0) {
                    last = packed[i];
                }
            }
            return (int) last;
        }

        private void pack(int base, int flip) {
            float[] x = floats;
            if (floating) {
                for (int i = 0; i < n; i++) {
                    packed[i] = RadixSort.pack(RadixSort.key(x[offset + base + i * step]) ^ flip, i);
                }
                return;
            }
            int[] y = ints;
            for (int i = 0; i < n; i++) {
                packed[i] = RadixSort.pack(RadixSort.key(y[offset + base + i * step]) ^ flip, i);
            }
        }

        @Override
        int nans(int base) {
            float[] x = floats;
            int count = 0;
            if (floating) {
                for (int i = 0; i < n; i++) {
                    count += Float.isNaN(x[offset + base + i * step]) ? 1 : 0;
                }
            }
            return count;
        }

        @Override
        boolean same(int base, int a, int b) {
            int i = offset + base + a * step;
            int j = offset + base + b * step;
            return floating ? floats[i] == floats[j] : ints[i] == ints[j];
        }
    }

    /** Elements with keys of 64 bits. */
    private static final class Broad extends Runs {
        private final boolean floating;
        private final double[] doubles;
        private final long[] longs;
        private final long[] keys;
        private final long[] keyScratch;
        private final int[] places;
        private final int[] placeScratch;

        Broad(Tensor tensor, Along along) {
            super(tensor, along);
            this.floating = tensor.dtype() == DType.FLOAT64;
            this.doubles = floating ? tensor.storage().doubles() : new double[0];
            this.longs = floating ? new long[0] : tensor.storage().longs();
            this.keys = new long[n];
            this.keyScratch = new long[n];
            this.places = new int[n];
            this.placeScratch = new int[n];
        }

        @Override
        void order(int base, boolean descending, int count, int[] picked) {
            long flip = descending ? -1 : 0;
            double[] x = doubles;
            long[] y = longs;
            for (int i = 0; i < n; i++) {
                int at = offset + base + i * step;
                long key = floating ? RadixSort.key(x[at]) : RadixSort.key(y[at]);
                keys[i] = key ^ flip;
                places[i] = i;
            }
            RadixSort.sort(keys, places, keyScratch, placeScratch, n);
            System.arraycopy(places, 0, picked, 0, count);
        }

        @Override
        int kth(int base, int k) {
            int[] first = new int[k];
            order(base, false, k, first);
            return first[k - 1];
        }

        @Override
        int nans(int base) {
            double[] x = doubles;
            int count = 0;
            if (floating) {
                for (int i = 0; i < n; i++) {
                    count += Double.isNaN(x[offset + base + i * step]) ? 1 : 0;
                }
            }
            return count;
        }

        @Override
        boolean same(int base, int a, int b) {
            int i = offset + base + a * step;
            int j = offset + base + b * step;
            return floating ? doubles[i] == doubles[j] : longs[i] == longs[j];
        }
    }
}
