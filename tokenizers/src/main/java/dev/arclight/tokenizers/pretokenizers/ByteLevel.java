package dev.arclight.tokenizers.pretokenizers;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.tokenizers.text.PreTokenizedText;

/** Cuts as GPT-2 does, if that is asked for, and makes of each piece its UTF-8 bytes. */
public final class ByteLevel implements PreTokenizer {
    private final boolean addPrefixSpace;
    private final boolean trimOffsets;
    private final boolean useRegex;

    /**
     * A pre-tokenizer with GPT-2's settings.
     *
     * @param addPrefixSpace whether a space is put before a piece that begins with none
     * @param trimOffsets kept for the file; the post-processor of the same name trims
     * @param useRegex whether pieces are cut by GPT-2's pattern
     */
    public ByteLevel(boolean addPrefixSpace, boolean trimOffsets, boolean useRegex) {
        this.addPrefixSpace = addPrefixSpace;
        this.trimOffsets = trimOffsets;
        this.useRegex = useRegex;
    }

    @Override
    public void preTokenize(PreTokenizedText text) {
        if (addPrefixSpace && Prefixes.missing(text, ' ')) {
            text.rewrite((whole, from, to) -> {
                if (whole.chars()[from] != ' ') {
                    whole.append(' ', from);
                }
                whole.copy(from, to);
            });
        }
        if (useRegex) {
            text.split(Gpt2Splitter.INSTANCE);
        }
        text.toBytes();
    }

    @Override
    public ObjectNode toJson() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "ByteLevel")
                .put("add_prefix_space", addPrefixSpace)
                .put("trim_offsets", trimOffsets)
                .put("use_regex", useRegex);
    }
}
