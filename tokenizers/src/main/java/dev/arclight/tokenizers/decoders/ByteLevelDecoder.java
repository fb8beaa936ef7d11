package dev.arclight.tokenizers.decoders;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.tokenizers.text.ByteAlphabet;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads tokens that are spelled in {@link ByteAlphabet} as UTF-8; bytes that are none become U+FFFD. */
public final class ByteLevelDecoder implements Decoder {
    private final boolean addPrefixSpace;
    private final boolean trimOffsets;
    private final boolean useRegex;

    /** A decoder; the settings of its pre-tokenizer are kept for the file alone. */
    public ByteLevelDecoder(boolean addPrefixSpace, boolean trimOffsets, boolean useRegex) {
        this.addPrefixSpace = addPrefixSpace;
        this.trimOffsets = trimOffsets;
        this.useRegex = useRegex;
    }

    @Override
    public List<String> decodeParts(List<String> tokens) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String token : tokens) {
            if (isSpelled(token)) {
                for (int i = 0; i < token.length(); i++) {
                    bytes.write(ByteAlphabet.byteOf(token.charAt(i)));
                }
            } else {
                bytes.writeBytes(token.getBytes(StandardCharsets.UTF_8));
            }
        }
        return List.of(bytes.toString(StandardCharsets.UTF_8));
    }

    private static boolean isSpelled(String token) {
        for (int i = 0; i < token.length(); i++) {
            if (ByteAlphabet.byteOf(token.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
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
