package dev.arclight.tokenizers.text;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A set of code points, immutable, asked in constant time.
 *
 * <p>It is kept twice: as ranges, for unions and complements, and as bits in blocks of 256 code points of which equal ones are
 * shared, for {@link #contains}.
 */
public final class CodePointSet {
    /** One more than the last code point. */
    public static final int LIMIT = 0x110000;

    private static final int BLOCK = 256;

    /** The set without members. */
    public static final CodePointSet EMPTY = new CodePointSet(new int[0]);

    // Borders in ascending order: members from an even one up to the odd one after it.
    private final int[] borders;
    private final char[] blockOf;
    private final long[] bits;

    private CodePointSet(int[] borders) {
        this.borders = borders;
        Map<Bits, Integer> known = new HashMap<>();
        char[] index = new char[LIMIT / BLOCK];
        long[] blocks = new long[64];
        int at = 0;
        for (int block = 0; block < index.length; block++) {
            int first = block * BLOCK;
            while (at < borders.length && borders[at] <= first) {
                at++;
            }
            Bits word = new Bits(first, at);
            Integer old = known.get(word);
            if (old == null) {
                old = known.size();
                known.put(word, old);
                if (blocks.length < known.size() * 4) {
                    blocks = Arrays.copyOf(blocks, blocks.length * 2);
                }
                System.arraycopy(word.words, 0, blocks, old * 4, 4);
            }
            index[block] = (char) (int) old;
        }
        blockOf = index;
        bits = Arrays.copyOf(blocks, known.size() * 4);
    }

    /** The bits of one block, as a key. */
    private final class Bits {
        final long[] words = new long[4];

        /** {@code at} is the first border after the block's beginning. */
        Bits(int first, int at) {
            boolean in = (at & 1) == 1;
            int from = first;
            for (int i = at; from < first + BLOCK; i++) {
                int to = Math.min(i < borders.length ? borders[i] : LIMIT, first + BLOCK);
                if (in) {
                    for (int c = from; c < to; c++) {
                        words[c - first >> 6] |= 1L << c;
                    }
                }
                from = to;
                in = !in;
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Bits bits && Arrays.equals(words, bits.words);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(words);
        }
    }

    /** The set of the code points from {@code first} to {@code last}, both included. */
    public static CodePointSet range(int first, int last) {
        return new CodePointSet(new int[] {first, last + 1});
    }

    /** The set of one code point. */
    public static CodePointSet of(int codePoint) {
        return range(codePoint, codePoint);
    }

    /** A set from ranges in any order. */
    public static final class Builder {
        private final java.util.BitSet members = new java.util.BitSet();

        /** A builder of an empty set. */
        public Builder() {}

        /** Adds the code points from {@code first} to {@code last}, both included. */
        public Builder add(int first, int last) {
            members.set(first, last + 1);
            return this;
        }

        /** Adds the members of a set. */
        public Builder add(CodePointSet set) {
            for (int i = 0; i < set.borders.length; i += 2) {
                members.set(set.borders[i], set.borders[i + 1]);
            }
            return this;
        }

        /** The set. */
        public CodePointSet build() {
            int[] borders = new int[16];
            int n = 0;
            for (int from = members.nextSetBit(0); from >= 0; ) {
                int to = members.nextClearBit(from);
                if (n + 2 > borders.length) {
                    borders = Arrays.copyOf(borders, n * 2);
                }
                borders[n++] = from;
                borders[n++] = to;
                from = members.nextSetBit(to);
            }
            return new CodePointSet(Arrays.copyOf(borders, n));
        }
    }

    /** Whether a code point is a member. */
    public boolean contains(int codePoint) {
        return (bits[(blockOf[codePoint >>> 8] << 2) + (codePoint >>> 6 & 3)] >>> codePoint & 1) != 0;
    }

    /** All code points that are no members. */
    public CodePointSet complement() {
        boolean fromZero = borders.length > 0 && borders[0] == 0;
        boolean toEnd = borders.length > 0 && borders[borders.length - 1] == LIMIT;
        int[] result = new int[borders.length + (fromZero ? -1 : 1) + (toEnd ? -1 : 1)];
        int n = 0;
        if (!fromZero) {
            result[n++] = 0;
        }
        for (int i = fromZero ? 1 : 0; n < result.length && i < borders.length; i++) {
            result[n++] = borders[i];
        }
        if (n < result.length) {
            result[n] = LIMIT;
        }
        return new CodePointSet(result);
    }

    /** The members of either set. */
    public CodePointSet union(CodePointSet other) {
        return new Builder().add(this).add(other).build();
    }

    /** The members of both sets. */
    public CodePointSet intersection(CodePointSet other) {
        return complement().union(other.complement()).complement();
    }

    /** How many members there are. */
    public int size() {
        int n = 0;
        for (int i = 0; i < borders.length; i += 2) {
            n += borders[i + 1] - borders[i];
        }
        return n;
    }

    /** The one member, or -1 when there are none or several. */
    public int single() {
        return borders.length == 2 && borders[1] == borders[0] + 1 ? borders[0] : -1;
    }

    /** The borders of the ranges: members from an even one up to the odd one after it. */
    int[] borders() {
        return borders.clone();
    }
}
