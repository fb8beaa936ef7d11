package dev.arclight.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/** Reads the rows of Parquet files; holds one row group's bytes at a time. Needs Parquet and Hadoop. */
final class ParquetReader extends RowReader {
    /** One file that is open. */
    private static final class Source implements AutoCloseable {
        final String name;
        final ParquetFileReader reader;
        final MessageType schema;

        /** The columns that are read. */
        MessageType requested;

        Source(ParquetFiles.Source file) {
            name = file.name();
            reader = guarded(name, () -> {
                try {
                    ParquetReadOptions options = ParquetReadOptions.builder()
                            .usePageChecksumVerification(true)
                            .build();
                    return ParquetFileReader.open(file.opener().open(), options);
                } catch (IOException e) {
                    throw unreadable(name, e);
                }
            });
            schema = reader.getFileMetaData().getSchema();
            requested = schema;
        }

        @Override
        public void close() {
            try {
                reader.close();
            } catch (IOException e) {
                throw new DataFormatException(name + ": cannot be closed: " + TextFiles.oneLine(e), e);
            }
        }
    }

    private final List<ParquetFiles.Source> rest;
    private @Nullable Source source;
    private ParquetColumn[] columns;
    private ColumnReader[] readers = {};

    /** Rows of the present group that are left, and the number of the next one in the file. */
    private long left;

    private long row;

    private ParquetReader(
            List<ParquetFiles.Source> rest,
            Source first,
            TableSpec spec,
            ParquetColumn[] columns,
            ColumnBuffer... buffers) {
        super(spec, buffers);
        this.rest = rest;
        this.columns = columns;
        source = first;
    }

    static ParquetReader open(List<String> locations, Map<String, String> options, TableSpec spec) {
        List<ParquetFiles.Source> files = ParquetFiles.find(locations, options);
        Source first = new Source(files.get(0));
        boolean done = false;
        try {
            TableSpec resolved = spec.columns().isEmpty()
                    ? spec.of(
                            first.schema.getFields().stream().map(Type::getName).toList())
                    : spec;
            ParquetColumn[] columns = columns(first, resolved);
            ColumnBuffer[] buffers = new ColumnBuffer[columns.length];
            for (int i = 0; i < buffers.length; i++) {
                buffers[i] = columns[i].buffer(resolved, i);
            }
            ParquetReader reader = new ParquetReader(
                    new ArrayList<>(files.subList(1, files.size())), first, resolved, columns, buffers);
            done = true;
            return reader;
        } finally {
            if (!done) {
                first.close();
            }
        }
    }

    /** Finds the columns and tells the file to read no others. */
    private static ParquetColumn[] columns(Source of, TableSpec spec) {
        ParquetColumn[] columns = new ParquetColumn[spec.columns().size()];
        Set<Type> fields = new LinkedHashSet<>();
        for (int i = 0; i < columns.length; i++) {
            columns[i] = ParquetColumn.of(of.name, of.schema, spec.columns().get(i));
            fields.add(of.schema.getType(columns[i].descriptor().getPath()[0]));
        }
        if (columns.length == 0) {
            throw new DataFormatException(of.name + ": has no columns");
        }
        of.requested = new MessageType(of.schema.getName(), List.copyOf(fields));
        of.reader.setRequestedSchema(of.requested);
        return columns;
    }

    @Override
    boolean hasRow() {
        while (left == 0 && source != null) {
            Source from = source;
            PageReadStore group = guarded(place(), () -> {
                try {
                    return from.reader.readNextRowGroup();
                } catch (IOException e) {
                    throw unreadable(from.name, e);
                }
            });
            if (group != null) {
                begin(from, group);
            } else {
                nextFile();
            }
        }
        return source != null;
    }

    private void begin(Source from, PageReadStore group) {
        MessageType requested = from.requested;
        ColumnReadStoreImpl store = guarded(
                place(),
                () -> new ColumnReadStoreImpl(
                        group,
                        new NoConverters.Group(requested),
                        requested,
                        from.reader.getFileMetaData().getCreatedBy()));
        readers = new ColumnReader[columns.length];
        for (int i = 0; i < readers.length; i++) {
            ParquetColumn column = columns[i];
            readers[i] = guarded(place(), i, () -> store.getColumnReader(column.descriptor()));
        }
        left = group.getRowCount();
    }

    private void nextFile() {
        close();
        if (!rest.isEmpty()) {
            Source next = new Source(rest.remove(0));
            source = next;
            row = 0;
            columns = columns(next, spec());
        }
    }

    @Override
    boolean readRow(TableRows rows) {
        boolean kept = true;
        for (int i = 0; i < columns.length; i++) {
            int column = i;
            boolean keep = kept;
            try {
                kept &= columns[i].listLevel() == 0 ? value(rows, column, keep) : list(rows, column, keep);
            } catch (DataFormatException e) {
                throw e;
            } catch (IllegalArgumentException e) {
                throw wrong(column, e);
            } catch (RuntimeException e) {
                // Parquet answers damaged pages with errors of many kinds.
                throw new DataFormatException(
                        place() + ", column \"" + spec().columns().get(column) + "\": cannot be read: "
                                + TextFiles.oneLine(e),
                        e);
            }
        }
        left--;
        row++;
        return kept;
    }

    /** @param keep whether the row is still wanted; if not, the value is only passed over */
    private boolean value(TableRows rows, int column, boolean keep) {
        ColumnReader from = readers[column];
        boolean kept = keep;
        boolean present =
                from.getCurrentDefinitionLevel() == columns[column].descriptor().getMaxDefinitionLevel();
        if (!keep) {
            skip(from, present);
        } else if (!present) {
            kept = fill(rows, column);
        } else {
            ColumnBuffer buffer = rows.buffer(column);
            if (buffer.isText()) {
                buffer.put(columns[column].text(from));
            } else if (columns[column].isText()
                    && spec().isLabel(column)
                    && !spec().classes().isEmpty()) {
                buffer.put(rows.classNumber(columns[column].text(from)));
            } else {
                columns[column].put(from, buffer);
            }
            end(rows, column);
        }
        from.consume();
        return kept;
    }

    /** A value that is there has to be read or skipped, or the next one would be it again. */
    private static void skip(ColumnReader from, boolean present) {
        if (present) {
            from.skip();
        }
    }

    private boolean list(TableRows rows, int column, boolean keep) {
        ColumnReader from = readers[column];
        ParquetColumn of = columns[column];
        ColumnBuffer buffer = rows.buffer(column);
        int present = of.descriptor().getMaxDefinitionLevel();
        boolean kept = keep;
        boolean absent = false;
        do {
            int level = from.getCurrentDefinitionLevel();
            if (level == present) {
                if (kept) {
                    of.put(from, buffer);
                } else {
                    skip(from, true);
                }
            } else if (level >= of.listLevel()) {
                kept = kept && element(buffer, column);
            } else {
                // One level below an element is the empty list, further below no list at all.
                absent = level < of.listLevel() - 1;
            }
            from.consume();
        } while (from.getCurrentRepetitionLevel() > 0);
        if (kept && absent) {
            return fill(rows, column);
        }
        if (kept) {
            end(rows, column);
        }
        return kept;
    }

    private boolean element(ColumnBuffer buffer, int column) {
        if (spec().missing().skips()) {
            return false;
        }
        if (spec().missing().fill().isEmpty()) {
            throw wrong(column, "a number of the list is null; see missing(…) for filling it or leaving the row out");
        }
        buffer.put(spec().missing().fill().getAsDouble());
        return true;
    }

    @Override
    String place() {
        Source from = source;
        return from == null ? "no file" : from.name + ": row " + row;
    }

    @Override
    public void close() {
        Source held = source;
        source = null;
        left = 0;
        if (held != null) {
            held.close();
        }
    }

    private <R> R guarded(String place, int column, Supplier<R> reading) {
        return guarded(place + ", column \"" + spec().columns().get(column) + "\"", reading);
    }

    private static <R> R guarded(String place, Supplier<R> reading) {
        try {
            return reading.get();
        } catch (DataFormatException e) {
            throw e;
        } catch (RuntimeException e) {
            // Parquet answers damaged files with errors of many kinds.
            throw new DataFormatException(place + ": cannot be read: " + TextFiles.oneLine(e), e);
        } catch (NoClassDefFoundError e) {
            throw withoutCodec(place, e);
        }
    }

    /** What is missing is a codec's library; if it is Parquet itself or Hadoop, the dataset says so. */
    private static DataFormatException withoutCodec(String place, NoClassDefFoundError e) {
        String name = String.valueOf(e.getMessage());
        if (name.contains("org/apache/")) {
            throw e;
        }
        return new DataFormatException(
                place + ": its compression needs a library that is not on the class path (" + name
                        + "); add that, or write the file with another codec",
                e);
    }

    private static DataFormatException unreadable(String place, IOException e) {
        return new DataFormatException(place + ": cannot be read: " + TextFiles.oneLine(e), e);
    }
}
