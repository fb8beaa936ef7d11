package dev.arclight.tokenizers.normalizers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.tokenizers.text.NormalizedText;
import dev.arclight.tokenizers.text.regex.Regex;
import dev.arclight.tokenizers.text.regex.Regex.Finder;

/** Puts a text where a pattern matches; it takes the span of the match's last character. */
public final class Replace implements Normalizer {
    private final Regex pattern;
    private final String content;

    /** A normalizer that writes {@code content} for each match. */
    public Replace(Regex pattern, String content) {
        this.pattern = pattern;
        this.content = content;
    }

    @Override
    public void normalize(NormalizedText text) {
        int length = text.length();
        int single = pattern.singleChar();
        if (single >= 0 && (content.length() == 1 || !has(text, (char) single))) {
            replaceChars(text, (char) single);
            return;
        }
        Finder finder = pattern.finder(text.chars(), 0, length);
        if (!finder.next()) {
            return;
        }
        text.beginRewrite();
        int done = 0;
        do {
            text.copy(done, finder.start());
            text.append(content, finder.end() - 1);
            done = finder.end();
        } while (finder.next());
        text.copy(done, length);
        text.endRewrite();
    }

    private static boolean has(NormalizedText text, char wanted) {
        char[] chars = text.chars();
        for (int i = 0; i < text.length(); i++) {
            if (chars[i] == wanted) {
                return true;
            }
        }
        return false;
    }

    private void replaceChars(NormalizedText text, char wanted) {
        if (content.length() != 1) {
            return;
        }
        char by = content.charAt(0);
        char[] chars = text.chars();
        int length = text.length();
        for (int i = 0; i < length; i++) {
            if (chars[i] == wanted) {
                chars[i] = by;
            }
        }
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = Filters.json("Replace");
        json.set("pattern", pattern.toJson());
        return json.put("content", content);
    }
}
