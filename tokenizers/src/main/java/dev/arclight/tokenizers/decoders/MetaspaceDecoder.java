package dev.arclight.tokenizers.decoders;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Turns the mark that stands for a space back into one, and leaves it out of the first token if it was put there. */
public final class MetaspaceDecoder implements Decoder {
    private final String replacement;
    private final String prependScheme;
    private final boolean split;

    /**
     * A decoder with the settings of its pre-tokenizer.
     *
     * @param replacement the mark, one code point
     * @param prependScheme "always", "first" or "never": whether a mark was put before the text
     * @param split kept for the file alone
     */
    public MetaspaceDecoder(String replacement, String prependScheme, boolean split) {
        this.replacement = replacement;
        this.prependScheme = prependScheme;
        this.split = split;
    }

    @Override
    public List<String> decodeParts(List<String> tokens) {
        List<String> parts = new ArrayList<>(tokens.size());
        for (int i = 0; i < tokens.size(); i++) {
            boolean dropped = i == 0 && !prependScheme.equals("never");
            parts.add(tokens.get(i).replace(replacement, dropped ? "" : " "));
        }
        return parts;
    }

    @Override
    public ObjectNode toJson() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "Metaspace")
                .put("replacement", replacement)
                .put("prepend_scheme", prependScheme)
                .put("split", split);
    }
}
