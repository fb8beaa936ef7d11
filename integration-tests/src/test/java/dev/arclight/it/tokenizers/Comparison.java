package dev.arclight.it.tokenizers;

import dev.arclight.tokenizers.Encoding;
import dev.arclight.tokenizers.Tokenizer;
import dev.arclight.tokenizers.text.TokenizerException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A tokenizer of ours beside Hugging Face's of the same file; counts the texts and collects what differs. */
final class Comparison implements AutoCloseable {
    private static final int SHOWN = 5;

    private final Tokenizer ours;
    private final HuggingFace theirs;
    private final List<String> differences = new ArrayList<>();
    private int texts;
    private int differing;
    private int[] room = new int[1024];

    Comparison(String json) {
        ours = Tokenizer.fromString(json);
        theirs = new HuggingFace(json);
    }

    int texts() {
        return texts;
    }

    int differing() {
        return differing;
    }

    /** The first differences, each with its text. */
    List<String> differences() {
        return differences;
    }

    void text(String text) {
        if (bothGive(text, () -> ours.encode(text), () -> theirs.encode(text, true))) {
            text(text, true);
            text(text, false);
            decoding(text);
        }
    }

    /** Compares one encoding alone, for many texts. */
    void once(String text) {
        text(text, true);
    }

    /** Whether both give a result; where only one does, that is a difference. */
    private boolean bothGive(String text, Runnable mine, Runnable expected) {
        String first = refusal(mine);
        if (first.contains("stride")) {
            return false; // the library would end the process
        }
        String second = error(expected);
        if (first.isEmpty() != second.isEmpty()) {
            note(text, "error", first, second);
        }
        return first.isEmpty() && second.isEmpty();
    }

    /** Any other exception of ours is a fault and ends the comparison. */
    private static String refusal(Runnable task) {
        try {
            task.run();
            return "";
        } catch (TokenizerException e) {
            return String.valueOf(e);
        }
    }

    /** What the native library throws has no type of its own. */
    private static String error(Runnable task) {
        try {
            task.run();
            return "";
        } catch (RuntimeException e) {
            return String.valueOf(e);
        }
    }

    private void text(String text, boolean addSpecialTokens) {
        Encoding encoding = ours.encode(text, addSpecialTokens);
        check(text, encoding, theirs.encode(text, addSpecialTokens), List.of(text), false);
        if (ours.padding().isEmpty()) {
            int count = ours.encodeInto(text, addSpecialTokens, room);
            if (count > room.length) {
                room = new int[2 * count];
                ours.encodeInto(text, addSpecialTokens, room);
            }
            if (!Arrays.equals(encoding.ids(), Arrays.copyOf(room, count))) {
                note(text, "encodeInto", Arrays.toString(Arrays.copyOf(room, count)), encoding.toString());
            }
        }
    }

    void pair(String text, String pair) {
        if (!bothGive(text, () -> ours.encode(text, pair), () -> theirs.encode(text, pair, true))) {
            return;
        }
        check(
                text + " ⊕ " + pair,
                ours.encode(text, pair),
                theirs.encode(text, pair, true),
                List.of(text, pair),
                false);
    }

    void words(List<String> words) {
        if (!bothGive(words.toString(), () -> ours.encodeWords(words, true), () -> theirs.encodeWords(words, true))) {
            return;
        }
        check(words.toString(), ours.encodeWords(words, true), theirs.encodeWords(words, true), words, true);
    }

    void batch(List<String> batch) {
        List<Encoding> encodings = ours.encodeBatch(batch, true);
        List<HuggingFace.Result> results = theirs.encodeBatch(batch, true);
        for (int i = 0; i < batch.size(); i++) {
            check(batch.get(i), encodings.get(i), results.get(i), List.of(batch.get(i)), false);
        }
    }

    void batch(List<String> batch, List<String> pairs) {
        List<Encoding> encodings = ours.encodeBatch(batch, pairs, true);
        List<HuggingFace.Result> results = theirs.encodeBatch(batch, pairs, true);
        for (int i = 0; i < batch.size(); i++) {
            check(batch.get(i), encodings.get(i), results.get(i), List.of(batch.get(i), pairs.get(i)), false);
        }
    }

    private void decoding(String text) {
        int[] ids = ours.encode(text).ids();
        for (boolean skip : new boolean[] {true, false}) {
            String mine = ours.decode(ids, skip);
            String expected = theirs.decode(ids, skip);
            if (!mine.equals(expected)) {
                note(text, "decoded", mine, expected);
            }
        }
    }

    /**
     * Compares all that is said of the tokens.
     *
     * @param byWord whether offsets count within the parts by the tokens' words, and not by their sequences
     */
    private void check(
            String text, Encoding encoding, HuggingFace.Result expected, List<String> parts, boolean byWord) {
        texts++;
        String difference = difference(encoding, expected, parts, byWord, false);
        if (!difference.isEmpty()) {
            note(text, difference.substring(0, difference.indexOf('\n')), difference, "");
        }
    }

    private void note(String text, String what, String got, String expected) {
        differing++;
        if (differences.size() < SHOWN) {
            differences.add(what + " of \"" + escaped(text) + "\"\n  " + got + "\n  " + expected);
        }
    }

    private String difference(
            Encoding encoding, HuggingFace.Result expected, List<String> parts, boolean byWord, boolean overflow) {
        if (!Arrays.equals(encoding.ids(), expected.ids())) {
            return both("ids", encoding.ids(), expected.ids()) + encoding.tokens() + "\n  " + expected.tokens();
        }
        if (!encoding.tokens().equals(expected.tokens())) {
            return "tokens\n  " + encoding.tokens() + "\n  " + expected.tokens();
        }
        if (!Arrays.equals(encoding.typeIds(), expected.typeIds())) {
            return both("type ids", encoding.typeIds(), expected.typeIds());
        }
        if (!Arrays.equals(encoding.attentionMask(), expected.attention())) {
            return both("attention", encoding.attentionMask(), expected.attention());
        }
        if (!Arrays.equals(encoding.specialTokensMask(), expected.special())) {
            return both("special tokens", encoding.specialTokensMask(), expected.special());
        }
        if (!Arrays.equals(encoding.wordIds(), expected.words())) {
            return both("words", encoding.wordIds(), expected.words());
        }
        if (overflow && ours.postProcessor().isEmpty()) {
            return ""; // the library loses there which text tokens belong to, and their offsets with it
        }
        if (!Arrays.equals(encoding.sequenceIds(), expected.sequences())) {
            return both("sequences", encoding.sequenceIds(), expected.sequences());
        }
        int[] starts = new int[encoding.size()];
        int[] ends = new int[encoding.size()];
        int[] sequences = encoding.sequenceIds();
        int[] partOfToken = byWord ? encoding.wordIds() : sequences;
        List<int[]> counts = parts.stream().map(Comparison::codePointsBefore).toList();
        for (int i = 0; i < encoding.size(); i++) {
            if (sequences[i] >= 0 && partOfToken[i] >= 0) {
                int[] before = counts.get(Math.min(partOfToken[i], parts.size() - 1));
                starts[i] = before[Math.min(encoding.start(i), before.length - 1)];
                ends[i] = before[Math.min(encoding.end(i), before.length - 1)];
            }
        }
        if (!Arrays.equals(starts, expected.starts())) {
            return both("starts", starts, expected.starts()) + encoding.tokens();
        }
        if (!Arrays.equals(ends, expected.ends())) {
            return both("ends", ends, expected.ends()) + encoding.tokens();
        }
        if (encoding.overflowing().size() != expected.overflowing().size()) {
            return "overflow\n  " + encoding.overflowing().size() + " parts, expected "
                    + expected.overflowing().size();
        }
        for (int i = 0; i < encoding.overflowing().size(); i++) {
            String inner = difference(
                    encoding.overflowing().get(i), expected.overflowing().get(i), parts, byWord, true);
            if (!inner.isEmpty()) {
                return "overflow " + i + "'s " + inner;
            }
        }
        return "";
    }

    /** For each index of a text, how many code points begin before it. */
    private static int[] codePointsBefore(String text) {
        int[] counts = new int[text.length() + 1];
        for (int i = 0; i < text.length(); i++) {
            boolean second = i > 0 && Character.isSurrogatePair(text.charAt(i - 1), text.charAt(i));
            counts[i + 1] = counts[i] + (second ? 0 : 1);
        }
        return counts;
    }

    private static String both(String what, int[] got, int[] expected) {
        return what + "\n  " + Arrays.toString(got) + "\n  " + Arrays.toString(expected) + "\n  ";
    }

    private static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), 400); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x7F) {
                out.append(c);
            } else {
                out.append(String.format(java.util.Locale.ROOT, "\\u%04X", (int) c));
            }
        }
        return out.toString();
    }

    @Override
    public void close() {
        theirs.close();
    }
}
