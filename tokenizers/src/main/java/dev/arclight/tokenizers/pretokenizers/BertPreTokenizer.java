package dev.arclight.tokenizers.pretokenizers;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.tokenizers.text.NormalizedText;
import dev.arclight.tokenizers.text.PreTokenizedText;
import dev.arclight.tokenizers.text.Unicode;
import dev.arclight.tokenizers.text.WhiteSpace;

/** Splits at white space, which is removed, and makes each punctuation character a piece. */
public final class BertPreTokenizer implements PreTokenizer {
    private static final byte WORD = 0;
    private static final byte SPACE = 1;
    private static final byte PUNCTUATION = 2;
    private static final byte[] KINDS = new byte[0x10000];

    static {
        for (int c = 0; c < KINDS.length; c++) {
            KINDS[c] = kindOf(c);
        }
    }

    /** A pre-tokenizer without settings. */
    public BertPreTokenizer() {}

    private static byte kindOf(int c) {
        return WhiteSpace.is(c) ? SPACE : Unicode.isBertPunctuation(c) ? PUNCTUATION : WORD;
    }

    @Override
    public void preTokenize(PreTokenizedText text) {
        text.split(BertPreTokenizer::cut);
    }

    private static void cut(NormalizedText text, int from, int to, PreTokenizedText pieces) {
        char[] chars = text.chars();
        int begin = from;
        for (int i = from; i < to; ) {
            char c = chars[i];
            int width = 1;
            byte kind = KINDS[c];
            if (Character.isHighSurrogate(c)) {
                width = 2;
                kind = kindOf(text.codePointAt(i));
            }
            if (kind != WORD) {
                pieces.add(begin, i);
                begin = i + width;
                if (kind == PUNCTUATION) {
                    pieces.add(i, begin);
                }
            }
            i += width;
        }
        pieces.add(begin, to);
    }

    @Override
    public ObjectNode toJson() {
        return JsonNodeFactory.instance.objectNode().put("type", "BertPreTokenizer");
    }
}
