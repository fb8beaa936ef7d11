package dev.arclight.tokenizers.normalizers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.tokenizers.text.NormalizedText;
import dev.arclight.tokenizers.text.WhiteSpace;

/** Removes white space from the beginning, the end or both. */
public final class Strip implements Normalizer {
    private final boolean left;
    private final boolean right;

    /** A normalizer that strips the given sides. */
    public Strip(boolean left, boolean right) {
        this.left = left;
        this.right = right;
    }

    @Override
    public void normalize(NormalizedText text) {
        char[] chars = text.chars();
        int from = 0;
        int to = text.length();
        while (left && from < to && WhiteSpace.is(chars[from])) {
            from++;
        }
        while (right && from < to && WhiteSpace.is(chars[to - 1])) {
            to--;
        }
        if (from > 0 || to < text.length()) {
            text.beginRewrite();
            text.copy(from, to);
            text.endRewrite();
        }
    }

    @Override
    public ObjectNode toJson() {
        return Filters.json("Strip").put("strip_left", left).put("strip_right", right);
    }
}
