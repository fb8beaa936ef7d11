package dev.arclight.tensor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads index expressions as they stand between Python's brackets: {@code 1}, {@code -1}, {@code 1:3}, {@code ::2},
 * {@code :}, {@code ...}, {@code None}, {@code [0, 2, 1]} and {@code [True, False]}, separated by commas.
 */
final class IndexText {
    private final String text;
    private int at;

    private IndexText(String text) {
        this.text = text;
    }

    /** @throws ArclightException naming the column, from 1, where it does not understand */
    static Index[] parse(String text) {
        return new IndexText(text).entries().toArray(Index[]::new);
    }

    private List<Index> entries() {
        List<Index> entries = new ArrayList<>();
        do {
            entries.add(entry());
        } while (comma() && !ended());
        if (!ended()) {
            throw unexpected("a comma or the end");
        }
        return entries;
    }

    private Index entry() {
        skipSpaces();
        if (take("...")) {
            return Index.ellipsis();
        }
        if (takeWord("None") || takeWord("newaxis")) {
            return Index.newAxis();
        }
        if (take("[")) {
            return list();
        }
        Integer start = number();
        skipSpaces();
        if (take(":")) {
            return range(start);
        }
        if (start == null) {
            throw unexpected("a number, a slice, a list in brackets, ... or None");
        }
        return Index.at(start);
    }

    private Index range(@Nullable Integer start) {
        Integer stop = number();
        skipSpaces();
        if (!take(":")) {
            return new Index.Range(start, stop, 1);
        }
        skipSpaces();
        int column = at;
        Integer step = number();
        if (step != null && step < 1) {
            throw error(column, "a step of " + step + " is not positive; flip(dim) reverses a dimension");
        }
        return new Index.Range(start, stop, step == null ? 1 : step);
    }

    /** The rest of a list whose bracket was read: all numbers or all True and False. */
    private Index list() {
        List<Long> values = new ArrayList<>();
        boolean booleans = false;
        boolean numbers = false;
        skipSpaces();
        while (!take("]")) {
            if (!values.isEmpty() && !comma()) {
                throw unexpected("a comma or ]");
            }
            skipSpaces();
            if (!values.isEmpty() && take("]")) {
                break;
            }
            int column = at;
            boolean truth = takeWord("True");
            if (truth || takeWord("False")) {
                booleans = true;
                values.add(truth ? 1L : 0L);
            } else {
                Integer number = number();
                if (number == null) {
                    throw unexpected("a number, True or False");
                }
                numbers = true;
                values.add((long) number);
            }
            if (booleans && numbers) {
                throw error(column, "a list holds either numbers or True and False");
            }
            skipSpaces();
        }
        long[] array = values.stream().mapToLong(Long::longValue).toArray();
        Tensor tensor = Tensor.of(array, array.length);
        return booleans ? tensor.to(DType.BOOL) : tensor;
    }

    /** A whole number with an optional sign, or null if there is none here. */
    private @Nullable Integer number() {
        skipSpaces();
        int start = at;
        int digits = at;
        if (digits < text.length() && (text.charAt(digits) == '-' || text.charAt(digits) == '+')) {
            digits++;
        }
        int end = digits;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        if (end == digits) {
            if (digits > start) {
                throw error(start, "a sign without a number");
            }
            return null;
        }
        at = end;
        try {
            return Integer.valueOf(text.substring(start, end));
        } catch (NumberFormatException e) {
            throw error(start, text.substring(start, end) + " passes 32 bits");
        }
    }

    private boolean comma() {
        skipSpaces();
        return take(",");
    }

    private boolean ended() {
        skipSpaces();
        return at == text.length();
    }

    private void skipSpaces() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private boolean take(String token) {
        boolean here = text.startsWith(token, at);
        at += here ? token.length() : 0;
        return here;
    }

    private boolean takeWord(String word) {
        int end = at + word.length();
        boolean longer = end < text.length() && Character.isJavaIdentifierPart(text.charAt(end));
        return !longer && take(word);
    }

    private ArclightException unexpected(String expected) {
        skipSpaces();
        return error(
                at,
                "expected " + expected + ", got " + (at == text.length() ? "the end" : "'" + text.charAt(at) + "'"));
    }

    private ArclightException error(int place, String message) {
        return new ArclightException("index \"" + text + "\", column " + (place + 1) + ": " + message);
    }
}
