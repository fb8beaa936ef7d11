package dev.arclight.tokenizers.normalizers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.tokenizers.text.NormalizedText;
import dev.arclight.tokenizers.text.regex.Regex;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Normalizes as SentencePiece does: the longest key of its map is replaced at each place, user-defined symbols stay as they
 * are, extra spaces go, a space is put at the beginning or the end, and spaces become marks (U+2581).
 *
 * <p>tokenizer.json has no such part; it holds the parts that come closest, whose map is looked up by clusters of characters.
 */
public final class SentencePieceNormalizer implements Normalizer {
    private static final char MARK = '\u2581';
    private static final Comparator<String> LONGEST_FIRST = Comparator.comparingInt(symbol -> -symbol.length());

    /**
     * The settings of a model.
     *
     * @param addSpace whether a space is put at the beginning of the text
     * @param atEnd whether that space is put at its end instead
     * @param removeExtraSpaces whether spaces at both ends, and all but one between words, are left out
     * @param escapeSpaces whether spaces become marks
     */
    public record Settings(boolean addSpace, boolean atEnd, boolean removeExtraSpaces, boolean escapeSpaces) {}

    private final Optional<Precompiled> map;
    private final Settings settings;
    private final char space;
    private final Map<Character, List<String>> symbols = new HashMap<>();

    /**
     * A normalizer with the settings of a model.
     *
     * @param map what characters become, if anything
     * @param userDefined symbols that nothing changes
     */
    public SentencePieceNormalizer(Optional<Precompiled> map, Settings settings, List<String> userDefined) {
        this.map = map;
        this.settings = settings;
        space = settings.escapeSpaces ? MARK : ' ';
        for (String symbol : userDefined) {
            if (!symbol.isEmpty()) {
                symbols.computeIfAbsent(symbol.charAt(0), c -> new ArrayList<>())
                        .add(symbol);
            }
        }
        symbols.values().forEach(list -> list.sort(LONGEST_FIRST));
    }

    /** Where a text goes: spaces are held back until something follows, since those at the end may be left out. */
    private final class Writer {
        private final NormalizedText text;
        private int held;
        private int heldSource;

        Writer(NormalizedText text) {
            this.text = text;
        }

        void put(int codePoint, int source) {
            int c = codePoint == ' ' ? space : codePoint;
            if (c == space) {
                held++;
                heldSource = source;
                return;
            }
            flush();
            text.append(c, source);
        }

        void flush() {
            for (; held > 0; held--) {
                text.append(space, heldSource);
            }
        }
    }

    @Override
    public void normalize(NormalizedText text) {
        char[] chars = text.chars();
        int length = text.length();
        if (length == 0) {
            return;
        }
        boolean remove = settings.removeExtraSpaces;
        int at = remove ? afterSpaces(chars, length) : 0;
        text.beginRewrite();
        if (at < length) {
            Writer writer = new Writer(text);
            boolean add = settings.addSpace && (settings.atEnd || text.origin() == 0);
            if (add && !settings.atEnd) {
                writer.put(' ', at);
            }
            boolean afterSpace = remove;
            while (at < length) {
                long next = next(chars, at, length);
                int end = (int) (next >>> 32);
                if ((int) next < 0) {
                    // As it stands.
                    for (int i = at; i < end; ) {
                        int c = Character.codePointAt(chars, i, length);
                        if (c != ' ' || !afterSpace) {
                            writer.put(c, i);
                            afterSpace = remove && c == ' ';
                        }
                        i += Character.charCount(c);
                    }
                } else {
                    afterSpace = replace((int) next, at, afterSpace, writer);
                }
                at = end;
            }
            if (!remove) {
                writer.flush();
            }
            if (add && settings.atEnd) {
                text.append(space, length - 1);
            }
        }
        text.endRewrite();
    }

    private boolean replace(int replacement, int source, boolean afterSpace, Writer writer) {
        String content = map.orElseThrow().replacement(replacement);
        int from = 0;
        while (afterSpace && from < content.length() && content.charAt(from) == ' ') {
            from++;
        }
        for (int i = from; i < content.length(); ) {
            int c = content.codePointAt(i);
            writer.put(c, source);
            i += Character.charCount(c);
        }
        return from == content.length() ? afterSpace : settings.removeExtraSpaces && content.endsWith(" ");
    }

    private int afterSpaces(char[] chars, int length) {
        int at = 0;
        while (at < length) {
            long next = next(chars, at, length);
            int end = (int) (next >>> 32);
            boolean isSpace = (int) next < 0
                    ? end == at + 1 && chars[at] == ' '
                    : map.orElseThrow().replacement((int) next).equals(" ");
            if (!isSpace) {
                break;
            }
            at = end;
        }
        return at;
    }

    /** What comes next: its end << 32 | where its replacement begins, or | 0xFFFFFFFF where it stays as it is. */
    private long next(char[] chars, int at, int length) {
        char c = chars[at];
        if (!symbols.isEmpty()) {
            for (String symbol : symbols.getOrDefault(c, List.of())) {
                if (isThere(symbol, chars, at, length)) {
                    return (long) (at + symbol.length()) << 32 | 0xFFFFFFFFL;
                }
            }
        }
        if (map.isPresent() && map.get().mayBegin(c)) {
            long longest = map.get().longest(chars, at, length);
            if (longest >= 0) {
                return longest;
            }
        }
        int width = Character.isHighSurrogate(c) && at + 1 < length ? 2 : 1;
        return (long) (at + width) << 32 | 0xFFFFFFFFL;
    }

    private static boolean isThere(String symbol, char[] chars, int at, int length) {
        if (symbol.length() > length - at) {
            return false;
        }
        for (int i = 0; i < symbol.length(); i++) {
            if (chars[at + i] != symbol.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** A symbol is looked for as it is, but that its spaces are marks too. */
    @Override
    public String normalizeToken(String content) {
        return content.replace(' ', space);
    }

    @Override
    public ObjectNode toJson() {
        List<Normalizer> parts = new ArrayList<>();
        map.ifPresent(parts::add);
        if (settings.removeExtraSpaces) {
            parts.add(new Strip(true, true));
            parts.add(new Replace(Regex.compile(" {2,}"), " "));
        }
        if (settings.addSpace && !settings.escapeSpaces) {
            parts.add(new Prepend(" "));
        }
        return new NormalizerSequence(parts).toJson();
    }
}
