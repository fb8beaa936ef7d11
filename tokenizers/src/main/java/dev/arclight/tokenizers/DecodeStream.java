package dev.arclight.tokenizers;

import dev.arclight.tokenizers.text.TokenizerException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Decodes ids one at a time: each step gives the text that it adds, or none while a character is not complete.
 *
 * <p>It remembers the ids of the last two texts, because decoding depends on what stands before. One stream belongs to one
 * thread.
 */
public final class DecodeStream {
    private final Tokenizer tokenizer;
    private final boolean skipSpecialTokens;
    private int[] ids = {};
    private String prefix = "";
    private int prefixIndex;

    DecodeStream(Tokenizer tokenizer, boolean skipSpecialTokens) {
        this.tokenizer = tokenizer;
        this.skipSpecialTokens = skipSpecialTokens;
    }

    /**
     * The text that an id adds, if it completes any.
     *
     * @throws TokenizerException when the id changes text that was given already
     */
    public Optional<String> step(int id) {
        ids = Arrays.copyOf(ids, ids.length + 1);
        ids[ids.length - 1] = id;
        String text = tokenizer.decode(ids, skipSpecialTokens);
        if (utf8Length(text) <= utf8Length(prefix) || text.endsWith("\uFFFD")) {
            return Optional.empty();
        }
        if (!text.startsWith(prefix)) {
            throw new TokenizerException("decode stream: the id " + id + " changes the text \"" + prefix + "\" into \""
                    + text + "\"; such tokens cannot be decoded one at a time");
        }
        String more = text.substring(prefix.length());
        int newIndex = ids.length - prefixIndex;
        ids = Arrays.copyOfRange(ids, prefixIndex, ids.length);
        prefix = tokenizer.decode(ids, skipSpecialTokens);
        prefixIndex = newIndex;
        return Optional.of(more);
    }

    private static int utf8Length(String text) {
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // Each half of a surrogate pair stands for two of four bytes.
            length += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return length;
    }
}
