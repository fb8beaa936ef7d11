package dev.arclight.tokenizers.models;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Merges the symbols of one word: of all neighbours that merge, always those of the lowest rank first, and of equal ones the
 * leftmost.
 *
 * <p>A short word looks through all neighbours at each step. A long one keeps them in a heap, so that the time grows as
 * n log n. Both give the same result; dropout, which leaves out merges at random, needs the heap.
 */
final class Merging {
    // Measured on cuts of tiny Shakespeare with gpt2's and phi-3's merges (JDK 17): a scan takes 0.7 of the heap's time
    // at 8
    // symbols, as long at about 50, twice as long at 200.
    private static final int LONGEST_SCAN = 48;
    private static final int NEVER = Integer.MAX_VALUE;

    private int[] ids = new int[64];
    private int[] lengths = new int[64];
    private int[] ranks = new int[64];
    private int[] previous = new int[64];
    private int[] next = new int[64];
    private long[] heap = new long[64];
    private int heapSize;
    private long[] skipped = new long[16];
    private int size;

    void clear() {
        size = 0;
    }

    /** Appends a symbol that stands for so many bytes. */
    void add(int id, int length) {
        if (size == ids.length) {
            int grown = size * 2;
            ids = Arrays.copyOf(ids, grown);
            lengths = Arrays.copyOf(lengths, grown);
            ranks = Arrays.copyOf(ranks, grown);
            previous = Arrays.copyOf(previous, grown);
            next = Arrays.copyOf(next, grown);
        }
        ids[size] = id;
        lengths[size++] = length;
    }

    int size() {
        return size;
    }

    int id(int index) {
        return ids[index];
    }

    int length(int index) {
        return lengths[index];
    }

    void merge(MergeTable merges, double dropout) {
        if (dropout > 0 || size > LONGEST_SCAN) {
            mergeByHeap(merges, dropout);
        } else {
            mergeByScan(merges);
        }
    }

    void mergeByScan(MergeTable merges) {
        for (int i = 0; i + 1 < size; i++) {
            ranks[i] = rank(merges, ids[i], ids[i + 1]);
        }
        while (true) {
            int best = NEVER;
            int at = 0;
            for (int i = 0; i + 1 < size; i++) {
                if (ranks[i] < best) {
                    best = ranks[i];
                    at = i;
                }
            }
            if (best == NEVER) {
                return;
            }
            ids[at] = merges.merged(merges.find(ids[at], ids[at + 1]));
            lengths[at] += lengths[at + 1];
            size--;
            int tail = size - at - 1;
            System.arraycopy(ids, at + 2, ids, at + 1, tail);
            System.arraycopy(lengths, at + 2, lengths, at + 1, tail);
            System.arraycopy(ranks, at + 2, ranks, at + 1, tail);
            if (at > 0) {
                ranks[at - 1] = rank(merges, ids[at - 1], ids[at]);
            }
            if (at + 1 < size) {
                ranks[at] = rank(merges, ids[at], ids[at + 1]);
            }
        }
    }

    private static int rank(MergeTable merges, int left, int right) {
        int slot = merges.find(left, right);
        return slot < 0 ? NEVER : merges.rank(slot);
    }

    void mergeByHeap(MergeTable merges, double dropout) {
        heapSize = 0;
        for (int i = 0; i < size; i++) {
            previous[i] = i - 1;
            next[i] = i + 1;
            if (i + 1 < size) {
                pushPair(merges, i, i + 1);
            }
        }
        int skippedSize = 0;
        while (heapSize > 0) {
            long top = pop();
            if (dropout > 0 && ThreadLocalRandom.current().nextFloat() < dropout) {
                if (skippedSize == skipped.length) {
                    skipped = Arrays.copyOf(skipped, 2 * skippedSize);
                }
                skipped[skippedSize++] = top;
                continue;
            }
            for (int i = 0; i < skippedSize; i++) {
                push(skipped[i]);
            }
            skippedSize = 0;
            int at = (int) top;
            int right = next[at];
            if (lengths[at] == 0 || right >= size) {
                continue;
            }
            int slot = merges.find(ids[at], ids[right]);
            // Symbols that merged meanwhile left entries behind that no longer describe what stands there.
            if (slot < 0 || merges.rank(slot) != (int) (top >>> 32)) {
                continue;
            }
            ids[at] = merges.merged(slot);
            lengths[at] += lengths[right];
            lengths[right] = 0;
            next[at] = next[right];
            if (next[at] < size) {
                previous[next[at]] = at;
                pushPair(merges, at, next[at]);
            }
            if (previous[at] >= 0) {
                pushPair(merges, previous[at], at);
            }
        }
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (lengths[i] != 0) {
                ids[kept] = ids[i];
                lengths[kept++] = lengths[i];
            }
        }
        size = kept;
    }

    private void pushPair(MergeTable merges, int left, int right) {
        int rank = rank(merges, ids[left], ids[right]);
        if (rank != NEVER) {
            push((long) rank << 32 | left);
        }
    }

    private void push(long entry) {
        if (heapSize == heap.length) {
            heap = Arrays.copyOf(heap, 2 * heapSize);
        }
        int at = heapSize++;
        while (at > 0 && heap[at - 1 >> 1] > entry) {
            heap[at] = heap[at - 1 >> 1];
            at = at - 1 >> 1;
        }
        heap[at] = entry;
    }

    private long pop() {
        long top = heap[0];
        long last = heap[--heapSize];
        int at = 0;
        while (true) {
            int child = 2 * at + 1;
            if (child >= heapSize) {
                break;
            }
            if (child + 1 < heapSize && heap[child + 1] < heap[child]) {
                child++;
            }
            if (heap[child] >= last) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = last;
        return top;
    }
}
