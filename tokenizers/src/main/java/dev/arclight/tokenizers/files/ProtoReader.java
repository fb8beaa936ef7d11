package dev.arclight.tokenizers.files;

import dev.arclight.tokenizers.text.TokenizerException;
import java.nio.charset.StandardCharsets;

/** Reads the fields of a protocol buffer message in its wire format; nothing is copied but what is asked for. */
final class ProtoReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final byte[] data;
    private final int end;
    private int at;
    private int wire;
    private long number;
    private int from;
    private int to;

    ProtoReader(byte[] data) {
        this(data, 0, data.length);
    }

    private ProtoReader(byte[] data, int from, int end) {
        this.data = data;
        at = from;
        this.end = end;
    }

    private TokenizerException error(String what) {
        return new TokenizerException("SentencePiece model, byte " + at + ": " + what);
    }

    /** Goes to the next field and gives its number, or 0 at the end. */
    int next() {
        if (at == end) {
            return 0;
        }
        long tag = varint();
        wire = (int) tag & 7;
        int field = (int) (tag >>> 3);
        if (field <= 0) {
            throw error("a field has the number " + field + "; is this a SentencePiece model?");
        }
        switch (wire) {
            case VARINT -> number = varint();
            case FIXED64 -> fixed(8);
            case FIXED32 -> fixed(4);
            case BYTES -> {
                long size = varint();
                if (size < 0 || size > end - at) {
                    throw error("a field is said to have " + Long.toUnsignedString(size) + " bytes, but " + (end - at)
                            + " follow");
                }
                from = at;
                to = at + (int) size;
                at = to;
            }
            default -> throw error("wire type " + wire + " is not known; is this a SentencePiece model?");
        }
        return field;
    }

    private void fixed(int size) {
        if (end - at < size) {
            throw error("the file ends in the middle of a number");
        }
        number = 0;
        for (int i = size - 1; i >= 0; i--) {
            number = number << 8 | data[at + i] & 0xFF;
        }
        at += size;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at == end) {
                throw error("the file ends in the middle of a number");
            }
            byte b = data[at++];
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw error("a number has more than ten bytes");
    }

    private void expect(int expected) {
        if (wire != expected) {
            throw error("a field has wire type " + wire + "; expected " + expected);
        }
    }

    int integer() {
        expect(VARINT);
        return (int) number;
    }

    boolean flag() {
        expect(VARINT);
        return number != 0;
    }

    float real() {
        expect(FIXED32);
        return Float.intBitsToFloat((int) number);
    }

    String text() {
        expect(BYTES);
        return new String(data, from, to - from, StandardCharsets.UTF_8);
    }

    byte[] bytes() {
        expect(BYTES);
        return java.util.Arrays.copyOfRange(data, from, to);
    }

    ProtoReader message() {
        expect(BYTES);
        return new ProtoReader(data, from, to);
    }
}
