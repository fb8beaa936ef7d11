package dev.arclight.tokenizers.normalizers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.tokenizers.text.Changes;
import dev.arclight.tokenizers.text.Graphemes;
import dev.arclight.tokenizers.text.NormalizedText;
import dev.arclight.tokenizers.text.TokenizerException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A map of characters to replacements, as SentencePiece writes it into its models: a double-array trie over UTF-8 bytes and
 * the replacements one after another.
 *
 * <p>As in Hugging Face's library, a cluster of characters of fewer than six bytes is replaced as a whole when the trie holds
 * any beginning of it, and otherwise each of its characters is looked up alone.
 */
public final class Precompiled implements Normalizer {
    private static final int LONGEST_CLUSTER = 5;

    private final byte[] map;
    private final int[] units;
    private final byte[] replacements;
    // Code points that a key begins with: their first bytes lead somewhere in the trie.
    private final long[] leading = new long[4];

    /**
     * A normalizer by a map.
     *
     * @param map the length of the trie in bytes (little-endian, four bytes), the trie, and the replacements, each with a zero
     *     byte after it
     * @throws TokenizerException when the map is cut short
     */
    public Precompiled(byte[] map) {
        this.map = map.clone();
        ByteBuffer buffer = ByteBuffer.wrap(map).order(ByteOrder.LITTLE_ENDIAN);
        if (map.length < 4) {
            throw new TokenizerException("Precompiled: the map has " + map.length + " bytes; expected at least 4");
        }
        int size = buffer.getInt();
        if (size < 0 || size > map.length - 4 || size % 4 != 0) {
            throw new TokenizerException("Precompiled: the trie is said to have " + Integer.toUnsignedString(size)
                    + " bytes, but " + (map.length - 4) + " follow");
        }
        units = new int[size / 4];
        buffer.asIntBuffer().get(units);
        replacements = new byte[map.length - 4 - size];
        buffer.position(4 + size);
        buffer.get(replacements);
        for (int b = 1; b < 256; b++) {
            if (child(root(), b) >= 0) {
                leading[b >> 6] |= 1L << b;
            }
        }
    }

    private int root() {
        return units.length == 0 ? -1 : offset(units[0]);
    }

    private static int offset(int unit) {
        return unit >>> 10 << ((unit & 1 << 9) >>> 6);
    }

    /** The node that a byte leads to, before its own offset is added; -1 when there is none. */
    private int child(int node, int b) {
        if (node < 0) {
            return -1;
        }
        int at = node ^ b;
        return at >= 0 && at < units.length && (units[at] & (1 << 31 | 0xFF)) == b ? at : -1;
    }

    /** Where the replacement of the shortest key begins that the bytes begin with, or -1. */
    private int find(byte[] bytes, int length) {
        int node = root();
        for (int i = 0; i < length; i++) {
            int b = bytes[i] & 0xFF;
            int at = b == 0 ? -1 : child(node, b);
            if (at < 0) {
                return -1;
            }
            int unit = units[at];
            node = at ^ offset(unit);
            if ((unit >>> 8 & 1) == 1) {
                return node >= 0 && node < units.length ? units[node] & 0x7FFFFFFF : -1;
            }
        }
        return -1;
    }

    /**
     * The longest key that the chars begin with at an index.
     *
     * @return its end << 32 | where its replacement begins, or -1 when there is none
     */
    long longest(char[] chars, int from, int to) {
        long found = -1;
        int node = root();
        for (int i = from; i < to; ) {
            int c = Character.codePointAt(chars, i, to);
            i += Character.charCount(c);
            int size = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            int unit = 0;
            for (int k = 0; k < size; k++) {
                int bits = c >> 6 * (size - 1 - k);
                int b = size == 1 ? c : k == 0 ? 0xF00 >> size & 0xFF | bits : 0x80 | bits & 0x3F;
                int at = b == 0 ? -1 : child(node, b);
                if (at < 0) {
                    return found;
                }
                unit = units[at];
                node = at ^ offset(unit);
            }
            if ((unit >>> 8 & 1) == 1 && node >= 0 && node < units.length) {
                found = (long) i << 32 | units[node] & 0x7FFFFFFF;
            }
        }
        return found;
    }

    /** Whether a key may begin with a char. */
    boolean mayBegin(char c) {
        return leads(c < 0x80 ? c : leadByte(c));
    }

    /** The replacement that begins at an index. */
    String replacement(int at) {
        int end = Math.min(at, replacements.length);
        while (end < replacements.length && replacements[end] != 0) {
            end++;
        }
        int start = Math.min(at, end);
        return new String(replacements, start, end - start, StandardCharsets.UTF_8);
    }

    @Override
    public void normalize(NormalizedText text) {
        int first = firstCandidate(text, 0);
        if (first == text.length()) {
            return;
        }
        rewrite(text);
    }

    /** The first char that may begin a key, or whose cluster may. */
    private int firstCandidate(NormalizedText text, int from) {
        char[] chars = text.chars();
        int length = text.length();
        for (int i = from; i < length; i++) {
            int c = chars[i];
            if (c < 0x80 ? leads(c) : leads(leadByte(c))) {
                return i;
            }
        }
        return length;
    }

    private boolean leads(int b) {
        return (leading[b >> 6] >>> b & 1) != 0;
    }

    private static int leadByte(int c) {
        return c < 0x800 ? 0xC0 | c >> 6 : Character.isSurrogate((char) c) ? 0xF0 : 0xE0 | c >> 12;
    }

    private void rewrite(NormalizedText text) {
        int length = text.length();
        Rewrite rewrite = new Rewrite(text);
        byte[] bytes = new byte[8];
        for (int i = 0; i < length; ) {
            char c = text.chars()[i];
            boolean alone = c < 0x80 && c != '\r' && (i + 1 == length || text.chars()[i + 1] < 0x80);
            int end = alone ? i + 1 : Graphemes.next(text, i);
            if (alone && !leads(c)) {
                rewrite.keep(c);
            } else {
                cluster(text, i, end, bytes, rewrite);
            }
            i = end;
        }
        rewrite.finish();
    }

    private void cluster(NormalizedText text, int from, int to, byte[] bytes, Rewrite rewrite) {
        if (to - from <= LONGEST_CLUSTER) {
            int size = utf8(text, from, to, bytes);
            int found = size > LONGEST_CLUSTER ? -1 : find(bytes, size);
            if (found >= 0) {
                rewrite.replace(Character.codePointCount(text.chars(), from, to - from), found);
                return;
            }
        }
        for (int i = from; i < to; ) {
            int c = text.codePointAt(i);
            int width = Character.charCount(c);
            int found = find(bytes, utf8(text, i, i + width, bytes));
            if (found >= 0) {
                rewrite.replace(1, found);
            } else {
                rewrite.keep(c);
            }
            i += width;
        }
    }

    /** The UTF-8 of a few chars; 6 when they take more than five bytes. */
    private static int utf8(NormalizedText text, int from, int to, byte[] bytes) {
        int n = 0;
        for (int i = from; i < to; ) {
            int c = text.codePointAt(i);
            int size = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            if (n + size > LONGEST_CLUSTER) {
                return LONGEST_CLUSTER + 1;
            }
            if (size == 1) {
                bytes[n] = (byte) c;
            } else {
                for (int k = size - 1; k > 0; k--) {
                    bytes[n + k] = (byte) (0x80 | c >> 6 * (size - 1 - k) & 0x3F);
                }
                bytes[n] = (byte) (0xF00 >> size | c >> 6 * (size - 1));
            }
            n += size;
            i += Character.charCount(c);
        }
        return n;
    }

    /** Collects what each old character becomes; only at the end is it known what the last new one of a place stands for. */
    private final class Rewrite {
        private final NormalizedText text;
        private @Nullable Changes changes;
        private boolean modified;
        // What was put last, not written yet: characters that are removed after it count with it.
        private int heldPoint = -1;
        private int heldChange;

        Rewrite(NormalizedText text) {
            this.text = text;
        }

        private void put(int codePoint, int change) {
            flush();
            heldPoint = codePoint;
            heldChange = change;
        }

        private void flush() {
            if (changes == null) {
                text.beginRewrite();
                changes = new Changes(text, 0);
            }
            if (heldPoint >= 0) {
                changes.put(heldPoint, heldChange);
            }
            heldPoint = -1;
        }

        void keep(int codePoint) {
            put(codePoint, 0);
        }

        void replace(int oldCount, int at) {
            modified = true;
            String content = replacement(at);
            int newCount = content.codePointCount(0, content.length());
            for (int i = 0, k = 0; i < content.length(); k++) {
                int c = content.codePointAt(i);
                put(c, k >= oldCount ? 1 : 0);
                i += Character.charCount(c);
            }
            if (newCount < oldCount && heldPoint >= 0) {
                heldChange -= oldCount - newCount;
            }
        }

        void finish() {
            flush();
            if (modified) {
                text.endRewrite();
            }
        }
    }

    @Override
    public ObjectNode toJson() {
        return Filters.json("Precompiled")
                .put("precompiled_charsmap", Base64.getEncoder().encodeToString(map));
    }
}
