package dev.arclight.beam.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
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

    /** A value of a binary column. */
    public static Binary bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return Binary.fromConstantByteArray(bytes);
    }
}
