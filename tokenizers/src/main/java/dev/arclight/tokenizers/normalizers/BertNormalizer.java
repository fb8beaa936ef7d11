package dev.arclight.tokenizers.normalizers;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.tokenizers.text.NormalForm;
import dev.arclight.tokenizers.text.NormalizedText;
import dev.arclight.tokenizers.text.Unicode;
import dev.arclight.tokenizers.text.WhiteSpace;
import java.util.Optional;

/**
 * What BERT does to a text: removes control characters, makes white space spaces, sets Chinese characters apart, strips accents
 * and makes lower case. Text of ASCII is changed in place, in one pass.
 */
public final class BertNormalizer implements Normalizer {
    private static final byte KEEP = 0;
    private static final byte SPACE = 1;
    private static final byte UPPER = 2;
    private static final byte CONTROL = 3;
    private static final byte[] ASCII = new byte[0x80];

    static {
        for (int c = 0; c < 0x80; c++) {
            ASCII[c] = c == '\t' || c == '\n' || c == '\r'
                    ? SPACE
                    : c < ' ' || c == 0x7F ? CONTROL : c >= 'A' && c <= 'Z' ? UPPER : KEEP;
        }
    }

    private final boolean cleanText;
    private final boolean handleChineseChars;
    private final Optional<Boolean> stripAccents;
    private final boolean lowercase;

    /**
     * A normalizer with BERT's settings.
     *
     * @param stripAccents whether accents are removed; when empty, they are if {@code lowercase} is set
     */
    public BertNormalizer(
            boolean cleanText, boolean handleChineseChars, Optional<Boolean> stripAccents, boolean lowercase) {
        this.cleanText = cleanText;
        this.handleChineseChars = handleChineseChars;
        this.stripAccents = stripAccents;
        this.lowercase = lowercase;
    }

    @Override
    public void normalize(NormalizedText text) {
        boolean ascii = plain(text);
        if (ascii) {
            return;
        }
        if (cleanText) {
            Filters.remove(text, Unicode::isBertControl);
            spaces(text);
        }
        if (handleChineseChars) {
            setApart(text);
        }
        if (stripAccents.orElse(lowercase)) {
            NormalForm.NFD.normalize(text);
            Filters.remove(text, Unicode::isBertAccent);
        }
        if (lowercase) {
            Lowercase.INSTANCE.normalize(text);
        }
    }

    /** Handles what takes no new chars, and says whether that was all. */
    private boolean plain(NormalizedText text) {
        char[] chars = text.chars();
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = chars[i];
            if (c >= 0x80) {
                return false;
            }
            byte kind = ASCII[c];
            if (kind == KEEP) {
                continue;
            }
            if (kind == UPPER) {
                if (lowercase) {
                    chars[i] = (char) (c | 0x20);
                }
            } else if (cleanText) {
                if (kind == CONTROL) {
                    return false;
                }
                chars[i] = ' ';
            }
        }
        return true;
    }

    private static void spaces(NormalizedText text) {
        char[] chars = text.chars();
        int length = text.length();
        for (int i = 0; i < length; i++) {
            if (WhiteSpace.is(chars[i])) {
                chars[i] = ' ';
            }
        }
    }

    private static void setApart(NormalizedText text) {
        int length = text.length();
        int first = chinese(text, 0, length);
        if (first == length) {
            return;
        }
        text.beginRewrite();
        int done = 0;
        for (int i = first; i < length; i = chinese(text, done, length)) {
            text.copy(done, i);
            int c = text.codePointAt(i);
            text.append(' ', i);
            text.append(c, i);
            text.append(' ', i);
            done = i + Character.charCount(c);
        }
        text.copy(done, length);
        text.endRewrite();
    }

    private static int chinese(NormalizedText text, int from, int to) {
        char[] chars = text.chars();
        for (int i = from; i < to; i++) {
            char c = chars[i];
            if (c >= 0x3400 && Unicode.isChinese(Character.isHighSurrogate(c) ? text.codePointAt(i) : c)) {
                return i;
            }
        }
        return to;
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("type", "BertNormalizer")
                .put("clean_text", cleanText)
                .put("handle_chinese_chars", handleChineseChars);
        stripAccents.ifPresentOrElse(value -> json.put("strip_accents", value), () -> json.putNull("strip_accents"));
        return json.put("lowercase", lowercase);
    }
}
