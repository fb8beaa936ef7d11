package dev.arclight.kernel.cpu;

import java.util.Arrays;

/**
 * Stable sorting and selection of keys that carry where they came from. A key of 32 bits and its place are one {@code long},
 * so that comparing longs orders equal keys by place; keys of 64 bits stand beside their places.
 *
 * <p>{@link #key(float)} and its like map numbers to keys whose unsigned order is PyTorch's order of the numbers: NaN is the
 * largest, zeros of both signs are equal. Stateless and safe for all threads; sorts in the arrays it is given.
 */
public final class RadixSort {
    /** Below this insertion is faster than a pass over 256 counters. */
    private static final int INSERTION = 48;

    /** From here on passes of 11 bits pay for their 2048 counters: measured 20 % faster at 4096, slower at 1000. */
    private static final int WIDE = 4096;

    private RadixSort() {}

    /** A key in the order of floats. */
    public static int key(float x) {
        if (Float.isNaN(x)) {
            return -1;
        }
        int bits = Float.floatToRawIntBits(x + 0f);
        return bits ^ (bits >> 31 | Integer.MIN_VALUE);
    }

    /** A key in the order of ints. */
    public static int key(int x) {
        return x ^ Integer.MIN_VALUE;
    }

    /** A key in the order of doubles. */
    public static long key(double x) {
        if (Double.isNaN(x)) {
            return -1;
        }
        long bits = Double.doubleToRawLongBits(x + 0d);
        return bits ^ (bits >> 63 | Long.MIN_VALUE);
    }

    /** A key in the order of longs. */
    public static long key(long x) {
        return x ^ Long.MIN_VALUE;
    }

    /** A 32-bit key and its place. */
    public static long pack(int key, int place) {
        return (long) key << 32 | place;
    }

    /** Sorts the first {@code n} packed keys, which stand in ascending order of places. */
    public static void sort(long[] packed, long[] scratch, int n) {
        if (n < INSERTION) {
            insertion(packed, n);
            return;
        }
        int bits = n < WIDE ? 8 : 11;
        int digits = 1 << bits;
        int mask = digits - 1;
        int passes = (31 + bits) / bits;
        int[] counts = new int[passes * digits];
        for (int i = 0; i < n; i++) {
            int key = (int) (packed[i] >>> 32);
            for (int p = 0; p < passes; p++) {
                counts[p * digits + (key >>> p * bits & mask)]++;
            }
        }
        long[] from = packed;
        long[] to = scratch;
        for (int p = 0; p < passes; p++) {
            int shift = 32 + p * bits;
            int first = p * digits;
            if (counts[first + (int) (from[0] >>> shift & mask)] == n) {
                continue;
            }
            starts(counts, first, digits);
            for (int i = 0; i < n; i++) {
                long x = from[i];
                to[counts[first + (int) (x >>> shift & mask)]++] = x;
            }
            long[] swap = from;
            from = to;
            to = swap;
        }
        if (from != packed) {
            System.arraycopy(from, 0, packed, 0, n);
        }
    }

    /** Sorts the first {@code n} keys and their places; equal keys keep their order. */
    public static void sort(long[] keys, int[] places, long[] keyScratch, int[] placeScratch, int n) {
        if (n < INSERTION) {
            insertion(keys, places, n);
            return;
        }
        long differing = 0;
        for (int i = 1; i < n; i++) {
            differing |= keys[i] ^ keys[0];
        }
        int bits = n < WIDE ? 8 : 11;
        int digits = 1 << bits;
        int mask = digits - 1;
        int[] counts = new int[digits];
        long[] from = keys;
        long[] to = keyScratch;
        int[] fromPlaces = places;
        int[] toPlaces = placeScratch;
        for (int shift = 0; shift < 64; shift += bits) {
            if ((differing >>> shift & mask) == 0) {
                continue;
            }
            Arrays.fill(counts, 0);
            for (int i = 0; i < n; i++) {
                counts[(int) (from[i] >>> shift & mask)]++;
            }
            starts(counts, 0, digits);
            for (int i = 0; i < n; i++) {
                long x = from[i];
                int at = counts[(int) (x >>> shift & mask)]++;
                to[at] = x;
                toPlaces[at] = fromPlaces[i];
            }
            long[] swap = from;
            from = to;
            to = swap;
            int[] swapPlaces = fromPlaces;
            fromPlaces = toPlaces;
            toPlaces = swapPlaces;
        }
        if (from != keys) {
            System.arraycopy(from, 0, keys, 0, n);
            System.arraycopy(fromPlaces, 0, places, 0, n);
        }
    }

    /**
     * Moves the {@code k} least of the first {@code n} packed keys to the front, in any order, by rounds of counting: a round
     * finds the digit at which the k-th lies, and only what shares it goes on.
     */
    public static void select(long[] packed, long[] scratch, int n, int k) {
        int chosen = 0;
        int left = n;
        int wanted = k;
        int[] counts = new int[1 << 11];
        // Three digits of the key, then as many of the place as it takes: packed keys are all different.
        for (int shift = 53; wanted > 0 && wanted < left; shift = Math.max(shift - 11, 0)) {
            Arrays.fill(counts, 0);
            for (int i = chosen; i < chosen + left; i++) {
                counts[(int) (packed[i] >>> shift) & 2047]++;
            }
            int digit = 0;
            int below = 0;
            while (below + counts[digit] < wanted) {
                below += counts[digit++];
            }
            int equal = chosen + below;
            int middle = 0;
            int less = chosen;
            for (int i = chosen; i < chosen + left; i++) {
                long x = packed[i];
                int own = (int) (x >>> shift) & 2047;
                if (own < digit) {
                    packed[less++] = x;
                } else if (own == digit) {
                    scratch[middle++] = x;
                }
            }
            System.arraycopy(scratch, 0, packed, equal, middle);
            chosen = equal;
            left = middle;
            wanted -= below;
        }
    }

    private static void starts(int[] counts, int first, int digits) {
        int start = 0;
        for (int d = first; d < first + digits; d++) {
            int count = counts[d];
            counts[d] = start;
            start += count;
        }
    }

    private static void insertion(long[] packed, int n) {
        for (int i = 1; i < n; i++) {
            long x = packed[i];
            int j = i - 1;
            while (j >= 0 && Long.compareUnsigned(packed[j], x) > 0) {
                packed[j + 1] = packed[j];
                j--;
            }
            packed[j + 1] = x;
        }
    }

    private static void insertion(long[] keys, int[] places, int n) {
        for (int i = 1; i < n; i++) {
            long x = keys[i];
            int place = places[i];
            int j = i - 1;
            while (j >= 0 && Long.compareUnsigned(keys[j], x) > 0) {
                keys[j + 1] = keys[j];
                places[j + 1] = places[j];
                j--;
            }
            keys[j + 1] = x;
            places[j + 1] = place;
        }
    }
}
