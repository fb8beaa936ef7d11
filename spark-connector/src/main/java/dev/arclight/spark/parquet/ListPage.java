package dev.arclight.spark.parquet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.io.ParquetDecodingException;
import org.jspecify.annotations.Nullable;

/**
 * The page of a list column that is read at the moment: where its rows begin, which of its entries are numbers, and the numbers that
 * are not taken yet. Not for use by two threads.
 */
final class ListPage {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final int most;
    private final Runs runs = new Runs();
    private int entries;
    private int rows;

    /** The entries that rows begin with. */
    private int[] starts = {};

    /** The definition level of each entry, where not all are {@link #most}. */
    private byte[] levels = {};

    private boolean complete;

    private ByteBuffer plain = NOTHING;
    private Numbers.@Nullable Entries dictionary;

    /** @param most the definition level of a number */
    ListPage(int most) {
        this.most = most;
    }

    /** How many entries it has: numbers, null elements, empty and null rows. */
    int entries() {
        return entries;
    }

    /** How many rows begin here. */
    int rows() {
        return rows;
    }

    /** Where the rows begin. */
    int[] starts() {
        return starts;
    }

    /** Where a row begins, or where the page ends. */
    int start(int row) {
        return row < rows ? starts[row] : entries;
    }

    /** Whether each entry is a number. */
    boolean complete() {
        return complete;
    }

    /** The definition level of an entry. */
    int level(int entry) {
        return complete ? most : levels[entry];
    }

    /** No page. */
    void clear() {
        entries = 0;
        rows = 0;
        plain = NOTHING;
        dictionary = null;
    }

    /**
     * Takes up a page.
     *
     * @param mostRows more cannot begin here; a few bytes may claim any number of rows, and no room is made for those
     * @throws ParquetDecodingException if more do
     */
    void begin(DataPage page, Numbers.@Nullable Entries numbers, long mostRows) {
        entries = page.getValueCount();
        if (page instanceof DataPageV1 first) {
            requireRuns(first.getRlEncoding());
            requireRuns(first.getDlEncoding());
            ByteBuffer all = buffer(first.getBytes());
            repetitions(sized(all), mostRows);
            definitions(sized(all));
            values(all, first.getValueEncoding(), numbers);
        } else if (page instanceof DataPageV2 second) {
            repetitions(buffer(second.getRepetitionLevels()), mostRows);
            definitions(buffer(second.getDefinitionLevels()));
            values(buffer(second.getData()), second.getDataEncoding(), numbers);
        } else {
            throw new ParquetDecodingException("a page is neither of version 1 nor of version 2: " + page);
        }
    }

    private static void requireRuns(Encoding levels) {
        if (levels != Encoding.RLE) {
            throw new ParquetDecodingException(
                    "the levels of a page are encoded as " + levels + ", which the file's footer does not say");
        }
    }

    @SuppressWarnings("deprecation") // the method that takes an allocator is not in the Parquet of Spark 3.5
    private static ByteBuffer buffer(BytesInput bytes) {
        try {
            return bytes.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bytes whose number stands in front of them. */
    private static ByteBuffer sized(ByteBuffer all) {
        int size = all.getInt();
        ByteBuffer part = all.slice(all.position(), size);
        all.position(all.position() + size);
        return part;
    }

    /** A row begins with each repetition level that is 0. */
    private void repetitions(ByteBuffer stored, long mostRows) {
        rows = 0;
        runs.begin(stored, 1);
        for (int entry = 0; entry < entries; ) {
            runs.next();
            int count = Math.min(runs.left(), entries - entry);
            if (runs.packed()) {
                room(count);
                rows = runs.zeros(starts, rows, entry, count);
                requireRows(rows, mostRows);
            } else if (runs.value() == 0) {
                requireRows((long) rows + count, mostRows);
                room(count);
                for (int i = 0; i < count; i++) {
                    starts[rows++] = entry + i;
                }
            }
            entry += count;
        }
    }

    private static void requireRows(long rows, long most) {
        if (rows > most) {
            throw new ParquetDecodingException(
                    "a page begins " + rows + " rows, and its row group has " + most + " left");
        }
    }

    private void room(int more) {
        if (more > starts.length - rows) {
            starts = Arrays.copyOf(starts, Math.max(rows + more, 2 * starts.length));
        }
    }

    private void definitions(ByteBuffer stored) {
        complete = true;
        runs.begin(stored, Integer.SIZE - Integer.numberOfLeadingZeros(most));
        int[] unpacked = {};
        for (int entry = 0; entry < entries; ) {
            runs.next();
            int count = Math.min(runs.left(), entries - entry);
            if (runs.packed()) {
                if (unpacked.length < count) {
                    unpacked = new int[count];
                }
                runs.unpack(unpacked, 0, count);
                for (int i = 0; i < count; i++) {
                    if (complete && unpacked[i] != most) {
                        incomplete(entry + i);
                    }
                    if (!complete) {
                        levels[entry + i] = (byte) unpacked[i];
                    }
                }
            } else {
                if (complete && runs.value() != most) {
                    incomplete(entry);
                }
                if (!complete) {
                    Arrays.fill(levels, entry, entry + count, (byte) runs.value());
                }
            }
            entry += count;
        }
    }

    /** All entries so far were numbers. */
    private void incomplete(int entriesSoFar) {
        complete = false;
        if (levels.length < entries) {
            levels = new byte[entries];
        }
        Arrays.fill(levels, 0, entriesSoFar, (byte) most);
    }

    private void values(ByteBuffer stored, Encoding encoding, Numbers.@Nullable Entries numbers) {
        plain = NOTHING;
        dictionary = null;
        if (encoding == Encoding.PLAIN) {
            plain = stored;
        } else if (encoding.usesDictionary()) {
            if (numbers == null) {
                throw new ParquetDecodingException("a page refers to a dictionary, and there is none");
            }
            dictionary = numbers;
            // A page without numbers need not say how wide indices are.
            int width = stored.hasRemaining() ? stored.get() : 0;
            runs.begin(stored, width);
        } else {
            throw new ParquetDecodingException(
                    "the numbers of a page are encoded as " + encoding + ", which the file's footer does not say");
        }
    }

    /** Takes the next numbers. */
    void take(int count, Numbers into) {
        if (dictionary == null) {
            into.addPlain(plain, count);
            return;
        }
        for (int done = 0; done < count; ) {
            if (runs.left() == 0) {
                runs.next();
            }
            int size = Math.min(runs.left(), count - done);
            if (runs.packed()) {
                into.addPacked(dictionary, runs, size);
            } else {
                into.addRepeated(dictionary, runs.value(), size);
                runs.pass(size);
            }
            done += size;
        }
    }
}
