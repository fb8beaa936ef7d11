package dev.arclight.tokenizers.models;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.tokenizers.text.ByteAlphabet;
import dev.arclight.tokenizers.text.TokenizerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Byte-pair encoding (Sennrich et al., <a href="https://arxiv.org/abs/1508.07909">Neural Machine Translation of Rare Words with
 * Subword Units</a>): a piece begins as its characters, or its bytes, and neighbours merge in the order of the merges.
 *
 * <p>Words that were met before are remembered in a table of fixed size, unless merges are dropped at random.
 */
public final class Bpe implements Model {
    private static final String MARK = "\u2581";

    private final Vocabulary vocabulary;
    private final MergeTable merges;
    private final double dropout;
    private final @Nullable String unknown;
    private final int unknownId;
    private final @Nullable String prefix;
    private final @Nullable String suffix;
    private final boolean fuseUnknown;
    private final boolean byteFallback;
    private final boolean ignoreMerges;

    // The symbol of each byte: plain, after the first (with the prefix), last (with the suffix), and both.
    private final int[][] byteSymbols = new int[4][];
    private final int[] fallbackIds;
    // Symbols of the most common characters, in the same four kinds.
    private final int[][] charSymbols = new int[4][];
    // Whether no merge goes past the beginning of a mark, so that text may be cut there before it is merged.
    private final boolean cutAtMarks;
    private final WordCache words = new WordCache();
    private final WordCache byteWords = new WordCache();

    /** A pair of tokens that become one; earlier pairs go first. */
    public record Merge(String left, String right) {
        /**
         * The pair of a line that separates its parts with one space.
         *
         * @param number the line's number, for the error
         */
        public static Merge parse(String line, int number) {
            int space = line.indexOf(' ');
            if (space < 0 || line.indexOf(' ', space + 1) >= 0) {
                throw new TokenizerException("merges: line " + number + " is \""
                        + (line.length() > 80 ? line.substring(0, 80) + "…" : line)
                        + "\"; expected two parts with one space between them");
            }
            return new Merge(line.substring(0, space), line.substring(space + 1));
        }
    }

    private Bpe(Builder builder) {
        vocabulary = new Vocabulary(builder.vocabulary);
        dropout = builder.dropout;
        unknown = builder.unknown;
        prefix = builder.prefix;
        suffix = builder.suffix;
        fuseUnknown = builder.fuseUnknown;
        byteFallback = builder.byteFallback;
        ignoreMerges = builder.ignoreMerges;
        unknownId = unknown == null ? Vocabulary.NONE : vocabulary.id(unknown);
        merges = new MergeTable(builder.merges.size());
        int prefixLength = prefix == null ? 0 : prefix.length();
        boolean cut = prefix == null && suffix == null && dropout == 0 && !ignoreMerges && vocabulary.id(MARK) >= 0;
        for (int rank = 0; rank < builder.merges.size(); rank++) {
            Merge merge = builder.merges.get(rank);
            if (merge.right().length() < prefixLength) {
                throw new TokenizerException("BPE: merge " + (rank + 1) + " has the right part \"" + merge.right()
                        + "\", which does not begin with the prefix \"" + prefix + "\"");
            }
            int left = known(merge.left(), rank);
            int right = known(merge.right(), rank);
            int place = builder.ranks == null ? rank : builder.ranks[rank];
            merges.put(left, right, place, known(merge.left() + merge.right().substring(prefixLength), rank));
            cut = cut
                    && left != unknownId
                    && right != unknownId
                    && !isByte(merge.left())
                    && (merge.right().charAt(0) != MARK.charAt(0)
                            || merge.left().charAt(merge.left().length() - 1) == MARK.charAt(0));
        }
        cutAtMarks = cut;
        for (int kind = 0; kind < 4; kind++) {
            byteSymbols[kind] = new int[256];
            charSymbols[kind] = new int[256];
            for (int i = 0; i < 256; i++) {
                byteSymbols[kind][i] = vocabulary.id(decorated(String.valueOf(ByteAlphabet.charOf(i)), kind));
                charSymbols[kind][i] = vocabulary.id(decorated(String.valueOf((char) i), kind));
            }
        }
        fallbackIds = FallbackBytes.ids(vocabulary);
    }

    private static boolean isByte(String token) {
        return token.startsWith("<0x") && token.endsWith(">");
    }

    private int known(String token, int rank) {
        int id = vocabulary.id(token);
        if (id < 0) {
            throw new TokenizerException(
                    "BPE: merge " + (rank + 1) + " needs the token \"" + token + "\", which the vocabulary lacks");
        }
        return id;
    }

    private String decorated(String symbol, int kind) {
        String result = symbol;
        if ((kind & 1) != 0 && prefix != null) {
            result = prefix + result;
        }
        if ((kind & 2) != 0 && suffix != null) {
            result += suffix;
        }
        return result;
    }

    /** Begins a model with its vocabulary and its merges in order. */
    public static Builder builder(Map<String, Integer> vocabulary, List<Merge> merges) {
        return new Builder(vocabulary, merges);
    }

    @Override
    public void tokenize(char[] chars, int from, int to, Tokens out) {
        int begin = from;
        if (cutAtMarks) {
            char mark = MARK.charAt(0);
            for (int i = from + 1; i < to; i++) {
                if (chars[i] == mark && chars[i - 1] != mark) {
                    tokenizeWord(chars, begin, i, out);
                    begin = i;
                }
            }
        }
        tokenizeWord(chars, begin, to, out);
    }

    private void tokenizeWord(char[] chars, int from, int to, Tokens out) {
        int hash = Vocabulary.hash(chars, from, to);
        if (dropout == 0) {
            if (words.get(chars, from, to, hash, out)) {
                return;
            }
            int whole = ignoreMerges ? vocabulary.id(chars, from, to, hash) : Vocabulary.NONE;
            if (whole >= 0) {
                out.add(whole, from, to);
                return;
            }
        }
        int first = out.size();
        Merging word = out.scratch.merging;
        word.clear();
        seed(chars, from, to, word);
        word.merge(merges, dropout);
        emit(word, chars, from, to, out);
        if (dropout == 0) {
            words.put(chars, from, to, hash, out, first);
        }
    }

    /** The symbols that a piece begins as: its code points, or bytes of those that the vocabulary lacks. */
    private void seed(char[] chars, int from, int to, Merging word) {
        int pending = 0;
        for (int i = from; i < to; ) {
            int width = Character.isHighSurrogate(chars[i]) && i + 1 < to ? 2 : 1;
            int kind = (i == from ? 0 : 1) | (i + width == to ? 2 : 0);
            int id = symbol(chars, i, width, kind);
            int codePoint = width == 1 ? chars[i] : Character.toCodePoint(chars[i], chars[i + 1]);
            i += width;
            int bytes = utf8Length(codePoint);
            if (id >= 0) {
                if (pending > 0) {
                    word.add(unknownId, pending);
                    pending = 0;
                }
                word.add(id, bytes);
            } else if (!byteFallback || !addBytes(codePoint, kind, word)) {
                pending = addUnknown(pending, bytes, word);
            }
        }
        if (pending > 0) {
            word.add(unknownId, pending);
        }
    }

    private int symbol(char[] chars, int at, int width, int kind) {
        if (width == 1 && chars[at] < 256) {
            return charSymbols[kind][chars[at]];
        }
        if (kind == 0 || prefix == null && suffix == null) {
            return vocabulary.id(chars, at, at + width);
        }
        return vocabulary.id(decorated(new String(chars, at, width), kind));
    }

    /** Counts bytes that the vocabulary cannot spell; without fusing, those that were counted before become a token. */
    private int addUnknown(int pending, int bytes, Merging word) {
        if (unknown == null) {
            return 0;
        }
        if (unknownId < 0) {
            throw new TokenizerException("BPE: the unknown token \"" + unknown + "\" is not in the vocabulary");
        }
        if (pending > 0 && !fuseUnknown) {
            word.add(unknownId, pending);
            return bytes;
        }
        return pending + bytes;
    }

    private boolean addBytes(int codePoint, int kind, Merging word) {
        byte[] bytes = decorated(Character.toString(codePoint), kind).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        for (byte b : bytes) {
            if (fallbackIds[b & 0xFF] < 0) {
                return false;
            }
        }
        for (byte b : bytes) {
            word.add(fallbackIds[b & 0xFF], 1);
        }
        return true;
    }

    @Override
    public boolean tokenizesBytes() {
        return !byteFallback;
    }

    @Override
    public void tokenizeBytes(char[] chars, int from, int to, Tokens out) {
        int hash = Vocabulary.hash(chars, from, to);
        if (dropout == 0 && byteWords.get(chars, from, to, hash, out)) {
            return;
        }
        int first = out.size();
        int whole = ignoreMerges && dropout == 0 ? wholeOfBytes(chars, from, to) : Vocabulary.NONE;
        if (whole >= 0) {
            out.add(whole, from, to);
        } else {
            Merging word = out.scratch.merging;
            word.clear();
            seedBytes(chars, from, to, word);
            word.merge(merges, dropout);
            emit(word, chars, from, to, out);
        }
        if (dropout == 0) {
            byteWords.put(chars, from, to, hash, out, first);
        }
    }

    private int wholeOfBytes(char[] chars, int from, int to) {
        StringBuilder spelled = new StringBuilder(to - from);
        for (byte b : new String(chars, from, to - from).getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
            spelled.append(ByteAlphabet.charOf(b & 0xFF));
        }
        return vocabulary.id(spelled.toString());
    }

    private void seedBytes(char[] chars, int from, int to, Merging word) {
        int pending = 0;
        for (int i = from; i < to; i++) {
            char c = chars[i];
            boolean last = i + 1 == to;
            if (c < 0x80) {
                pending = seedByte(c, i == from, last, pending, word);
            } else if (c < 0x800) {
                pending = seedByte(0xC0 | c >> 6, i == from, false, pending, word);
                pending = seedByte(0x80 | c & 0x3F, false, last, pending, word);
            } else if (!Character.isHighSurrogate(c) || last) {
                pending = seedByte(0xE0 | c >> 12, i == from, false, pending, word);
                pending = seedByte(0x80 | c >> 6 & 0x3F, false, false, pending, word);
                pending = seedByte(0x80 | c & 0x3F, false, last, pending, word);
            } else {
                int codePoint = Character.toCodePoint(c, chars[i + 1]);
                last = i + 2 == to;
                pending = seedByte(0xF0 | codePoint >> 18, i == from, false, pending, word);
                pending = seedByte(0x80 | codePoint >> 12 & 0x3F, false, false, pending, word);
                pending = seedByte(0x80 | codePoint >> 6 & 0x3F, false, false, pending, word);
                pending = seedByte(0x80 | codePoint & 0x3F, false, last, pending, word);
                i++;
            }
        }
        if (pending > 0) {
            word.add(unknownId, pending);
        }
    }

    private int seedByte(int value, boolean first, boolean last, int pending, Merging word) {
        int id = byteSymbols[(first ? 0 : 1) | (last ? 2 : 0)][value];
        if (id < 0) {
            return addUnknown(pending, 1, word);
        }
        if (pending > 0) {
            word.add(unknownId, pending);
        }
        word.add(id, 1);
        return 0;
    }

    /** Appends the symbols as tokens. A symbol's bytes may be part of a code point; its range then covers all of that. */
    private static void emit(Merging word, char[] chars, int from, int to, Tokens out) {
        int at = from; // the code point that holds the next byte
        int atByte = 0; // the byte that it begins with
        int position = 0;
        for (int i = 0; i < word.size(); i++) {
            int end = position + word.length(i);
            while (at < to && atByte + widthInBytes(chars, at) <= position) {
                atByte += widthInBytes(chars, at);
                at += Character.isHighSurrogate(chars[at]) ? 2 : 1;
            }
            int start = Math.min(at, to);
            while (at < to && atByte + widthInBytes(chars, at) < end) {
                atByte += widthInBytes(chars, at);
                at += Character.isHighSurrogate(chars[at]) ? 2 : 1;
            }
            int stop = at < to ? at + (Character.isHighSurrogate(chars[at]) ? 2 : 1) : to;
            out.add(word.id(i), start, stop);
            position = end;
        }
    }

    private static int widthInBytes(char[] chars, int at) {
        char c = chars[at];
        return c < 0x80 ? 1 : c < 0x800 ? 2 : Character.isHighSurrogate(c) ? 4 : 3;
    }

    private static int utf8Length(int codePoint) {
        return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    }

    @Override
    public OptionalInt tokenToId(String token) {
        return Models.optional(vocabulary.id(token));
    }

    @Override
    public @Nullable String idToToken(int id) {
        return vocabulary.token(id);
    }

    @Override
    public int vocabularySize() {
        return vocabulary.size();
    }

    @Override
    public Map<String, Integer> vocabulary() {
        return vocabulary.toMap();
    }

    /** The merges in order. */
    public List<Merge> merges() {
        List<Merge> result = new ArrayList<>(merges.size());
        for (long pair : merges.pairsByRank()) {
            result.add(new Merge(
                    java.util.Objects.requireNonNull(vocabulary.token((int) (pair >>> 32))),
                    java.util.Objects.requireNonNull(vocabulary.token((int) pair))));
        }
        return result;
    }

    /** The unknown token, if there is one. */
    public Optional<String> unknownToken() {
        return Optional.ofNullable(unknown);
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("type", "BPE");
        if (dropout == 0) {
            json.putNull("dropout");
        } else {
            json.put("dropout", dropout);
        }
        json.put("unk_token", unknown);
        json.put("continuing_subword_prefix", prefix);
        json.put("end_of_word_suffix", suffix);
        json.put("fuse_unk", fuseUnknown);
        json.put("byte_fallback", byteFallback);
        json.put("ignore_merges", ignoreMerges);
        json.set("vocab", Models.vocabularyJson(vocabulary));
        ArrayNode array = json.putArray("merges");
        for (Merge merge : merges()) {
            array.addArray().add(merge.left()).add(merge.right());
        }
        return json;
    }

    /** The settings of a model; all are off at first. */
    public static final class Builder {
        private final Map<String, Integer> vocabulary;
        private final List<Merge> merges;
        private double dropout;
        private @Nullable String unknown;
        private @Nullable String prefix;
        private @Nullable String suffix;
        private boolean fuseUnknown;
        private boolean byteFallback;
        private boolean ignoreMerges;
        private int @Nullable [] ranks;

        private Builder(Map<String, Integer> vocabulary, List<Merge> merges) {
            this.vocabulary = vocabulary;
            this.merges = merges;
        }

        /** How probable it is that a merge is left out, from 0 to 1; such a model gives other tokens each time. */
        public Builder dropout(double probability) {
            if (!(probability >= 0 && probability <= 1)) {
                throw new TokenizerException("BPE: dropout is " + probability + "; expected a number from 0 to 1");
            }
            dropout = probability;
            return this;
        }

        /** What a character becomes that the vocabulary lacks; without it, it is left out. */
        public Builder unknownToken(String token) {
            unknown = token;
            return this;
        }

        /** What symbols after the first of a piece are written with. */
        public Builder continuingSubwordPrefix(String text) {
            prefix = text;
            return this;
        }

        /** What the last symbol of a piece is written with. */
        public Builder endOfWordSuffix(String text) {
            suffix = text;
            return this;
        }

        /** Whether neighbouring unknown characters become one unknown token. */
        public Builder fuseUnknown(boolean fuse) {
            fuseUnknown = fuse;
            return this;
        }

        /** Whether an unknown character becomes its UTF-8 bytes, written as {@code <0xE2>}. */
        public Builder byteFallback(boolean fallback) {
            byteFallback = fallback;
            return this;
        }

        /** Whether a piece that is a token as a whole is taken as it is, whatever the merges. */
        public Builder ignoreMerges(boolean ignore) {
            ignoreMerges = ignore;
            return this;
        }

        /**
         * How soon each merge is made, where that is not its place in the list: the lowest first, of equal ones the leftmost.
         */
        public Builder ranks(int[] rankOfMerge) {
            if (rankOfMerge.length != merges.size()) {
                throw new TokenizerException("BPE: " + merges.size() + " merges have " + rankOfMerge.length
                        + " ranks; expected one for each");
            }
            ranks = rankOfMerge.clone();
            return this;
        }

        /**
         * The model.
         *
         * @throws TokenizerException when a merge names a token that the vocabulary lacks
         */
        public Bpe build() {
            return new Bpe(this);
        }
    }
}
