package dev.arclight.tokenizers.decoders;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Takes a character away from the beginning and the end of each token, so many times at most. */
public final class StripDecoder implements Decoder {
    private final int content;
    private final int start;
    private final int stop;

    /**
     * A decoder.
     *
     * @param content the code point that is taken away
     * @param start how many of them at most at the beginning
     * @param stop how many of them at most at the end
     */
    public StripDecoder(int content, int start, int stop) {
        this.content = content;
        this.start = start;
        this.stop = stop;
    }

    @Override
    public List<String> decodeParts(List<String> tokens) {
        List<String> parts = new ArrayList<>(tokens.size());
        for (String token : tokens) {
            int width = Character.charCount(content);
            int from = 0;
            for (int i = 0; i < start && from < token.length() && token.codePointAt(from) == content; i++) {
                from += width;
            }
            int to = token.length();
            for (int i = 0; i < stop && to > from && token.codePointBefore(to) == content; i++) {
                to -= width;
            }
            parts.add(token.substring(from, to));
        }
        return parts;
    }

    @Override
    public ObjectNode toJson() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "Strip")
                .put("content", Character.toString(content))
                .put("start", start)
                .put("stop", stop);
    }
}
