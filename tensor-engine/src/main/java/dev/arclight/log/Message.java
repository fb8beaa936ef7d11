package dev.arclight.log;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A protobuf message that is being written, field by field. */
final class Message {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

    /** One field. */
    @FunctionalInterface
    private interface Field {
        void write(CodedOutputStream out) throws IOException;
    }

    Message put(int field, double value) {
        return write(to -> to.writeDouble(field, value));
    }

    Message put(int field, float value) {
        return write(to -> to.writeFloat(field, value));
    }

    Message put(int field, long value) {
        return write(to -> to.writeInt64(field, value));
    }

    Message put(int field, boolean value) {
        return write(to -> to.writeBool(field, value));
    }

    Message put(int field, String value) {
        return write(to -> to.writeString(field, value));
    }

    Message put(int field, byte[] value) {
        return write(to -> to.writeByteArray(field, value));
    }

    Message put(int field, Message value) {
        return put(field, value.toBytes());
    }

    Message putPacked(int field, double[] values) {
        return put(field, packed(values));
    }

    byte[] toBytes() {
        write(CodedOutputStream::flush);
        return bytes.toByteArray();
    }

    private static byte[] packed(double[] values) {
        Message numbers = new Message();
        for (double value : values) {
            numbers.write(to -> to.writeDoubleNoTag(value));
        }
        return numbers.toBytes();
    }

    private Message write(Field field) {
        try {
            field.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return this;
    }
}
