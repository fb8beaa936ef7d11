package dev.arclight.tokenizers.pretokenizers;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.tokenizers.text.NormalizedText;
import dev.arclight.tokenizers.text.PreTokenizedText;
import dev.arclight.tokenizers.text.TokenizerException;

/** Makes of each space a visible mark, puts one before the text if asked for, and cuts before each. */
public final class Metaspace implements PreTokenizer {
    /** Which pieces get a mark before them, unless they begin with one. */
    public enum PrependScheme {
        /** All. */
        ALWAYS,
        /** The one at the beginning of the text. */
        FIRST,
        /** None. */
        NEVER;

        static PrependScheme of(String name) {
            for (PrependScheme scheme : values()) {
                if (scheme.json().equals(name)) {
                    return scheme;
                }
            }
            throw new TokenizerException(
                    "pre-tokenizer Metaspace: \"prepend_scheme\" is " + name + "; expected always, first or never");
        }

        String json() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private final int replacement;
    private final PrependScheme scheme;
    private final boolean split;

    /**
     * A pre-tokenizer with SentencePiece's settings.
     *
     * @param replacement the code point that stands for a space, usually U+2581
     * @param split whether pieces are cut before each mark
     */
    public Metaspace(int replacement, PrependScheme scheme, boolean split) {
        this.replacement = replacement;
        this.scheme = scheme;
        this.split = split;
    }

    @Override
    public boolean needsOffsets() {
        return scheme == PrependScheme.FIRST;
    }

    @Override
    public void preTokenize(PreTokenizedText text) {
        text.spellBytes();
        int before = text.size() == 1 ? text.text().length() : -1;
        if (replacement < 0x10000) {
            replaceInPlace(text);
        } else {
            text.rewrite((whole, from, to) -> {
                for (int i = from; i < to; i++) {
                    if (whole.chars()[i] == ' ') {
                        whole.append(replacement, i);
                    } else {
                        whole.copy(i, i + 1);
                    }
                }
            });
        }
        if (scheme != PrependScheme.NEVER && anyToPrepend(text, before)) {
            text.rewrite((whole, from, to) -> {
                if (isToPrepend(whole, from, to, before)) {
                    whole.append(replacement, from);
                }
                whole.copy(from, to);
            });
        }
        if (split) {
            text.split(this::cut);
        }
    }

    private void replaceInPlace(PreTokenizedText text) {
        char[] chars = text.text().chars();
        char mark = (char) replacement;
        for (int piece = 0; piece < text.size(); piece++) {
            if (text.id(piece) >= 0) {
                continue;
            }
            int to = text.to(piece);
            for (int i = text.from(piece); i < to; i++) {
                if (chars[i] == ' ') {
                    chars[i] = mark;
                }
            }
        }
    }

    private boolean anyToPrepend(PreTokenizedText text, int whole) {
        for (int i = 0; i < text.size(); i++) {
            if (text.id(i) < 0 && isToPrepend(text.text(), text.from(i), text.to(i), whole)) {
                return true;
            }
        }
        return false;
    }

    private boolean isToPrepend(NormalizedText text, int from, int to, int whole) {
        if (text.codePointAt(from) == replacement) {
            return false;
        }
        if (scheme == PrependScheme.ALWAYS) {
            return true;
        }
        // A piece that nothing cut begins where the text does, even if its first characters were removed.
        return to - from == whole ? text.origin() == 0 : text.start(from) == 0;
    }

    private void cut(NormalizedText text, int from, int to, PreTokenizedText pieces) {
        char[] chars = text.chars();
        int begin = from;
        char first = replacement < 0x10000 ? (char) replacement : Character.highSurrogate(replacement);
        for (int i = from + 1; i < to; i++) {
            if (chars[i] == first && text.codePointAt(i) == replacement) {
                pieces.add(begin, i);
                begin = i;
            }
        }
        pieces.add(begin, to);
    }

    @Override
    public ObjectNode toJson() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "Metaspace")
                .put("replacement", Character.toString(replacement))
                .put("prepend_scheme", scheme.json())
                .put("split", split);
    }
}
