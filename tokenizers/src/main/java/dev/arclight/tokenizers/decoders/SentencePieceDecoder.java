package dev.arclight.tokenizers.decoders;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.tokenizers.normalizers.Normalizer;
import dev.arclight.tokenizers.text.NormalizedText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decodes as SentencePiece does: marks (U+2581) become spaces, but for those that were put before the text, and each byte that
 * is no part of a UTF-8 character becomes U+FFFD.
 *
 * <p>tokenizer.json has no such part; it holds the parts that come closest.
 */
public final class SentencePieceDecoder implements Decoder {
    private static final String MARK = "\u2581";

    private final boolean dropsFirstMark;
    private final boolean dropsAllFirstMarks;
    private final boolean readsBytes;
    private final Optional<Normalizer> denormalizer;

    /**
     * A decoder with the settings of a model.
     *
     * @param addSpace whether a space was put before the text
     * @param removeExtraSpaces whether spaces before the text are left out
     * @param byteFallback whether there are pieces such as {@code <0xE2>}
     * @param denormalizer what the whole text goes through at the end, if anything
     */
    public SentencePieceDecoder(
            boolean addSpace,
            boolean removeExtraSpaces,
            boolean byteFallback,
            Optional<? extends Normalizer> denormalizer) {
        dropsFirstMark = addSpace || removeExtraSpaces;
        dropsAllFirstMarks = removeExtraSpaces;
        readsBytes = byteFallback;
        this.denormalizer = denormalizer.map(part -> part);
    }

    @Override
    public List<String> decodeParts(List<String> tokens) {
        List<String> parts = new ArrayList<>(tokens.size());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean atBeginning = true;
        boolean dropped = false;
        for (String token : tokens) {
            int value = readsBytes ? ByteFallbackDecoder.byteOf(token) : -1;
            if (value >= 0) {
                bytes.write(value);
                continue;
            }
            atBeginning &= !flush(bytes, parts) && !dropped;
            String piece = token;
            if (atBeginning && dropsFirstMark && token.startsWith(MARK)) {
                piece = token.substring(1);
                dropped = !dropsAllFirstMarks;
            }
            parts.add(piece.replace(MARK, " "));
            atBeginning &= piece.isEmpty();
        }
        flush(bytes, parts);
        return denormalizer
                .map(part -> {
                    NormalizedText text = NormalizedText.of(String.join("", parts));
                    part.normalize(text);
                    return List.of(text.toString());
                })
                .orElse(parts);
    }

    /** Adds the text of the bytes and says whether there were any. */
    private static boolean flush(ByteArrayOutputStream pending, List<String> parts) {
        byte[] bytes = pending.toByteArray();
        pending.reset();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bytes.length; ) {
            int width = width(bytes, i);
            if (width > 0) {
                text.append(new String(bytes, i, width, StandardCharsets.UTF_8));
            } else {
                text.append('\uFFFD');
            }
            i += Math.max(1, width);
        }
        if (bytes.length > 0) {
            parts.add(text.toString());
        }
        return bytes.length > 0;
    }

    /** How many bytes the character has that begins at an index, or 0 if none does. */
    private static int width(byte[] bytes, int at) {
        int lead = bytes[at] & 0xFF;
        int width = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
        if (at + width > bytes.length) {
            return 0;
        }
        int codePoint = width == 1 ? lead : lead & 0x7F >> width;
        for (int i = 1; i < width; i++) {
            if ((bytes[at + i] & 0xC0) != 0x80) {
                return 0;
            }
            codePoint = codePoint << 6 | bytes[at + i] & 0x3F;
        }
        boolean sound = width < 3
                || codePoint >= (width == 3 ? 0x800 : 0x10000)
                        && codePoint <= 0x10FFFF
                        && (codePoint & 0x1FF800) != 0xD800;
        return sound ? width : 0;
    }

    @Override
    public ObjectNode toJson() {
        List<Decoder> decoders = new ArrayList<>();
        if (readsBytes) {
            decoders.add(new ByteFallbackDecoder());
        }
        decoders.add(new MetaspaceDecoder(MARK, dropsFirstMark ? "first" : "never", true));
        decoders.add(new FuseDecoder());
        return new DecoderSequence(decoders).toJson();
    }
}
