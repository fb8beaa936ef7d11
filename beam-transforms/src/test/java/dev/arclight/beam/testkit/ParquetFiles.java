package dev.arclight.beam.testkit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Parquet files of any schema. */
public final class ParquetFiles {
    private ParquetFiles() {}

    /** Writes rows, which {@code fill} fills by their number, in row groups of a hundred. */
    public static void write(Path file, String fields, int rows, BiConsumer<Group, Integer> fill) throws IOException {
        MessageType schema = MessageTypeParser.parseMessageType("message row { " + fields + " }");
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withType(schema)
                .withRowGroupRowCountLimit(100)
                .build()) {
            SimpleGroupFactory groups = new SimpleGroupFactory(schema);
            for (int row = 0; row < rows; row++) {
                Group group = groups.newGroup();
                fill.accept(group, row);
                writer.write(group);
            }
        }
    }

    /** Puts row groups without rows around the first one, as some writers leave them. */
    public static void addEmptyRowGroups(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int end = bytes.length - 8;
        int footer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(end);
        FileMetaData metadata = Util.readFileMetaData(new ByteArrayInputStream(bytes, end - footer, footer));
        RowGroup empty = new RowGroup(metadata.getRow_groups().get(0)).setNum_rows(0);
        metadata.getRow_groups().add(0, empty);
        metadata.getRow_groups().add(2, empty);
        ByteArrayOutputStream changed = new ByteArrayOutputStream();
        Util.writeFileMetaData(metadata, changed);
        ByteBuffer length =
                ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(0, changed.size());
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(bytes, 0, end - footer);
            changed.writeTo(out);
            out.write(length.array());
            out.write(bytes, end + 4, 4);
        }
    }

    /** A value of a binary column. */
    public static Binary bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return Binary.fromConstantByteArray(bytes);
    }
}
