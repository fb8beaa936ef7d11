package dev.arclight.tokenizers.files;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes small SentencePiece models of every type. */
final class SentencePieceFiles {
    static final int UNIGRAM = 1;
    static final int BPE = 2;
    static final int WORD = 3;
    static final int CHAR = 4;

    private static final int NORMAL = 1;
    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;
    private static final int BYTE = 6;

    // A trie of two nodes that lead nowhere, and one replacement.
    private static final byte[] MAP = {8, 0, 0, 0, 0, 4, 0, 0, 1, 1, 0, 0, 97, 0};

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private SentencePieceFiles() {}

    /** A model of each type, some with bytes to fall back on, some with spaces as suffixes. */
    static List<byte[]> all() {
        List<byte[]> models = new ArrayList<>();
        for (int type = UNIGRAM; type <= CHAR; type++) {
            models.add(model(type, false, false));
            models.add(model(type, false, true));
        }
        models.add(model(UNIGRAM, true, false));
        models.add(model(BPE, true, false));
        return models;
    }

    static byte[] model(int type, boolean byteFallback, boolean suffix) {
        SentencePieceFiles file = new SentencePieceFiles();
        file.piece("<unk>", 0, UNKNOWN);
        file.piece("<s>", 0, CONTROL);
        file.piece("<sep>", 0, USER_DEFINED);
        if (byteFallback) {
            for (int i = 0; i < 256; i++) {
                file.piece(String.format(Locale.ROOT, "<0x%02X>", i), 0, BYTE);
            }
        }
        float score = -1;
        for (String piece :
                List.of("\u2581", "a", "b", "ab", "\u2581a", "aab", "\u2581aab", "bb", "\u00e9", "a\u2581")) {
            file.piece(piece, score--, NORMAL);
        }
        SentencePieceFiles trainer = new SentencePieceFiles();
        trainer.number(3, type);
        trainer.number(24, suffix ? 1 : 0);
        trainer.number(35, byteFallback ? 1 : 0);
        file.bytes(2, trainer.out.toByteArray());
        SentencePieceFiles normalizer = new SentencePieceFiles();
        normalizer.bytes(2, MAP);
        normalizer.number(3, 1);
        normalizer.number(4, 1);
        normalizer.number(5, 1);
        file.bytes(3, normalizer.out.toByteArray());
        return file.out.toByteArray();
    }

    private void piece(String text, float score, int type) {
        SentencePieceFiles piece = new SentencePieceFiles();
        piece.bytes(1, text.getBytes(StandardCharsets.UTF_8));
        piece.varint(2 << 3 | 5);
        int bits = Float.floatToIntBits(score);
        for (int i = 0; i < 4; i++) {
            piece.out.write(bits >> 8 * i);
        }
        piece.number(3, type);
        bytes(1, piece.out.toByteArray());
    }

    private void number(int field, int value) {
        varint(field << 3);
        varint(value);
    }

    private void bytes(int field, byte[] value) {
        varint(field << 3 | 2);
        varint(value.length);
        out.writeBytes(value);
    }

    private void varint(int value) {
        for (int rest = value; ; rest >>>= 7) {
            if (rest < 0x80) {
                out.write(rest);
                return;
            }
            out.write(rest & 0x7F | 0x80);
        }
    }
}
