package dev.arclight.tokenizers.decoders;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads runs of tokens such as {@code <0xE2>} as UTF-8. Each byte of a run that is no UTF-8 as a whole becomes U+FFFD.
 */
public final class ByteFallbackDecoder implements Decoder {
    /** A decoder; it has no settings. */
    public ByteFallbackDecoder() {}

    @Override
    public List<String> decodeParts(List<String> tokens) {
        List<String> parts = new ArrayList<>(tokens.size());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String token : tokens) {
            int value = byteOf(token);
            if (value >= 0) {
                bytes.write(value);
            } else {
                flush(bytes, parts);
                parts.add(token);
            }
        }
        flush(bytes, parts);
        return parts;
    }

    static int byteOf(String token) {
        if (token.length() != 6 || !token.startsWith("<0x") || token.charAt(5) != '>') {
            return -1;
        }
        int high = digit(token.charAt(3));
        int low = digit(token.charAt(4));
        if (token.charAt(3) == '+' && low >= 0) {
            return low; // a sign is allowed before a digit, as wherever the number is parsed
        }
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static int digit(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    private static void flush(ByteArrayOutputStream bytes, List<String> parts) {
        if (bytes.size() == 0) {
            return;
        }
        try {
            parts.add(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString());
        } catch (CharacterCodingException notUtf8) {
            for (int i = 0; i < bytes.size(); i++) {
                parts.add("\uFFFD");
            }
        }
        bytes.reset();
    }

    @Override
    public ObjectNode toJson() {
        return JsonNodeFactory.instance.objectNode().put("type", "ByteFallback");
    }
}
