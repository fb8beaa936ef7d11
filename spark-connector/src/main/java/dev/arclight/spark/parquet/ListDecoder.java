package dev.arclight.spark.parquet;

import java.io.IOException;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.io.ParquetDecodingException;
import org.jspecify.annotations.Nullable;

/** Reads one list column of a file, row group after row group. Not for use by two threads. */
final class ListDecoder {
    private final ListColumn column;
    private final NumberArrays arrays;
    private final Numbers numbers;
    private final ListPage page;
    private @Nullable PageReader pages;
    private Numbers.@Nullable Entries dictionary;

    /** The row of the page that is next. */
    private int row;

    /** Rows of the row group that begin on later pages. */
    private long rowsBehind;

    /** @param arrays where rows are put */
    ListDecoder(ListColumn column, NumberArrays arrays) {
        this.column = column;
        this.arrays = arrays;
        this.numbers = arrays.elements();
        this.page = new ListPage(column.most());
    }

    ListColumn column() {
        return column;
    }

    /** Begins with a row group of some rows. */
    void begin(PageReader chunk, long rows) throws IOException {
        pages = chunk;
        rowsBehind = rows;
        DictionaryPage stored = chunk.readDictionaryPage();
        dictionary = stored == null
                ? null
                : numbers.entries(stored.getEncoding().initDictionary(column.descriptor(), stored));
        page.clear();
        row = 0;
    }

    /** Puts the next rows of the row group in place of those that were read before. */
    void read(int count) {
        arrays.begin(count);
        int done = 0;
        while (done < count) {
            if (row == page.rows()) {
                beginRow();
            }
            int size = Math.min(count - done, page.rows() - row);
            take(size);
            done += size;
            // A page may end within a row.
            while (row == page.rows() && nextPage()) {
                continueRow();
                if (page.rows() > 0) {
                    break;
                }
            }
        }
    }

    private void beginRow() {
        if (!nextPage()) {
            throw new ParquetDecodingException(column.descriptor() + " ends before the last row of its row group");
        }
        if (page.rows() == 0 || page.start(0) > 0) {
            throw new ParquetDecodingException(column.descriptor() + " begins within a row");
        }
    }

    private boolean nextPage() {
        DataPage next = pages == null ? null : pages.readPage();
        if (next == null) {
            return false;
        }
        page.begin(next, dictionary, rowsBehind);
        rowsBehind -= page.rows();
        row = 0;
        return true;
    }

    private void take(int count) {
        int first = page.start(row);
        int end = page.start(row + count);
        if (page.complete()) {
            int base = numbers.size();
            page.take(end - first, numbers);
            arrays.addRows(page.starts(), row, count, base);
            row += count;
            return;
        }
        for (int i = 0; i < count; i++) {
            int from = page.start(row);
            int level = page.level(from);
            row++;
            if (level < column.empty()) {
                arrays.addNull();
            } else {
                if (level > column.empty()) {
                    takeElements(from, page.start(row));
                }
                arrays.addRow();
            }
        }
    }

    /** Entries that are elements, with or without a number. */
    private void takeElements(int from, int end) {
        for (int entry = from; entry < end; ) {
            int behind = entry;
            while (behind < end && page.level(behind) == column.most()) {
                behind++;
            }
            if (behind > entry) {
                page.take(behind - entry, numbers);
                entry = behind;
            } else {
                numbers.addNull();
                entry++;
            }
        }
    }

    /** Entries in front of the first row belong to the one before. */
    private void continueRow() {
        int end = page.start(0);
        if (end > 0) {
            takeElements(0, end);
            arrays.extendRow();
        }
    }
}
