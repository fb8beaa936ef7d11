package dev.arclight.spark.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.apache.parquet.io.ParquetDecodingException;
import org.junit.jupiter.api.Test;

class RunsTest {
    private static final int COUNT = 3000;

    @Test
    void values_of_any_width_are_those_that_parquet_wrote() throws IOException {
        for (int width = 0; width <= 32; width++) {
            int[] values = values(width);

            assertThat(read(encode(values, width), width, COUNT))
                    .as("width %d", width)
                    .isEqualTo(values);
        }
    }

    @Test
    void zeros_are_where_parquet_wrote_them() throws IOException {
        int[] values = values(1);
        Runs runs = new Runs();
        runs.begin(ByteBuffer.wrap(encode(values, 1)), 1);
        int[] places = new int[COUNT];
        int noted = 0;
        for (int at = 0; at < COUNT; ) {
            runs.next();
            int count = Math.min(runs.left(), COUNT - at);
            if (runs.packed()) {
                noted = runs.zeros(places, noted, at, count);
            } else {
                for (int i = 0; i < count && runs.value() == 0; i++) {
                    places[noted++] = at + i;
                }
            }
            at += count;
        }

        int[] expected = IntStream.range(0, COUNT).filter(i -> values[i] == 0).toArray();
        assertThat(Arrays.copyOf(places, noted)).isEqualTo(expected);
    }

    @Test
    void bytes_that_end_too_early_are_an_error() throws IOException {
        byte[] bytes = encode(values(11), 11);

        assertThatThrownBy(() -> read(Arrays.copyOf(bytes, bytes.length / 2), 11, COUNT))
                .isInstanceOf(ParquetDecodingException.class)
                .hasMessageContaining("ends before its last value");
    }

    /** Runs of all lengths, and stretches without any. */
    private static int[] values(int width) {
        Random random = new Random(width);
        int[] values = new int[COUNT];
        for (int at = 0; at < COUNT; ) {
            int length = Math.min(COUNT - at, 1 + random.nextInt(random.nextBoolean() ? 3 : 40));
            int value = width == 0 ? 0 : random.nextInt() >>> 32 - width;
            Arrays.fill(values, at, at + length, value);
            at += length;
        }
        return values;
    }

    private static byte[] encode(int[] values, int width) throws IOException {
        RunLengthBitPackingHybridEncoder encoder =
                new RunLengthBitPackingHybridEncoder(width, 64, 1 << 20, HeapByteBufferAllocator.getInstance());
        for (int value : values) {
            encoder.writeInt(value);
        }
        return encoder.toBytes().toInputStream().readAllBytes();
    }

    /** Takes packed runs in two parts, so that one begins within a byte. */
    private static int[] read(byte[] bytes, int width, int count) {
        Runs runs = new Runs();
        runs.begin(ByteBuffer.wrap(bytes), width);
        int[] values = new int[count];
        for (int at = 0; at < count; ) {
            if (runs.left() == 0) {
                runs.next();
            }
            int size = Math.min(runs.left(), count - at);
            if (runs.packed()) {
                size = size > 11 ? 11 : size;
                runs.unpack(values, at, size);
            } else {
                Arrays.fill(values, at, at + size, runs.value());
                runs.pass(size);
            }
            at += size;
        }
        return values;
    }
}
