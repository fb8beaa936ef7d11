package dev.arclight.tokenizers.normalizers;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.tokenizers.text.NormalizedText;
import java.util.function.IntPredicate;

/** What several normalizers need. */
final class Filters {
    private Filters() {}

    /** Removes code points; a text without any is not touched. */
    static void remove(NormalizedText text, IntPredicate removed) {
        int length = text.length();
        int first = find(text, 0, length, removed);
        if (first == length) {
            return;
        }
        text.beginRewrite();
        int done = 0;
        for (int i = first; i < length; i = find(text, done, length, removed)) {
            text.copy(done, i);
            done = i + Character.charCount(text.codePointAt(i));
        }
        text.copy(done, length);
        text.endRewrite();
    }

    private static int find(NormalizedText text, int from, int to, IntPredicate wanted) {
        char[] chars = text.chars();
        int i = from;
        while (i < to) {
            char c = chars[i];
            if (Character.isHighSurrogate(c)) {
                if (wanted.test(text.codePointAt(i))) {
                    return i;
                }
                i += 2;
            } else {
                if (wanted.test(c)) {
                    return i;
                }
                i++;
            }
        }
        return to;
    }

    static ObjectNode json(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }
}
