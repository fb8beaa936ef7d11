package dev.arclight.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.arclight.tensor.DType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads the rows of CSV files. */
final class CsvReader extends RowReader {
    private static final CsvFactory CSV =
            CsvFactory.builder().enable(CsvParser.Feature.SKIP_EMPTY_LINES).build();

    /** One file that is open. */
    private static final class Source implements AutoCloseable {
        final Path file;
        final CsvParser parser;
        final List<String> header;

        /** The next row's values, if one is there. */
        private @Nullable List<String> row;

        private long line;

        Source(Path file, CsvDataset.Form form) {
            this.file = file;
            InputStream stream = TextFiles.open(file);
            try {
                parser = CSV.createParser(stream);
                parser.setSchema(CsvSchema.emptySchema()
                        .withColumnSeparator(form.delimiter())
                        .withQuoteChar(form.quote()));
            } catch (IOException e) {
                throw new DataFormatException(file + ": cannot be read: " + TextFiles.oneLine(e), e);
            }
            advance();
            header = header(form);
        }

        private List<String> header(CsvDataset.Form form) {
            List<String> first = row;
            if (first == null) {
                if (form.header()) {
                    throw new DataFormatException(file + ": is empty; expected a first line with the columns' names");
                }
                return List.of();
            }
            if (form.header()) {
                advance();
                return first.stream().map(String::strip).toList();
            }
            return IntStream.range(0, first.size()).mapToObj(Integer::toString).toList();
        }

        void advance() {
            try {
                row = null;
                if (parser.nextToken() == JsonToken.START_ARRAY) {
                    List<String> values = new ArrayList<>();
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        // The row's own token is still at the end of the line before.
                        line = values.isEmpty() ? parser.currentTokenLocation().getLineNr() : line;
                        values.add(parser.getText());
                    }
                    row = values;
                }
            } catch (JsonProcessingException e) {
                long at = e.getLocation() == null ? line + 1 : e.getLocation().getLineNr();
                throw new DataFormatException(file + ": line " + at + ": " + e.getOriginalMessage(), e);
            } catch (IOException e) {
                throw new DataFormatException(file + ": cannot be read: " + TextFiles.oneLine(e), e);
            }
        }

        @Override
        public void close() {
            try {
                parser.close();
            } catch (IOException e) {
                throw new DataFormatException(file + ": cannot be closed: " + TextFiles.oneLine(e), e);
            }
        }
    }

    private final List<Path> rest;
    private final CsvDataset.Form form;
    private @Nullable Source source;

    /** Where each column is in the present file. */
    private int[] places;

    private CsvReader(List<Path> rest, CsvDataset.Form form, @Nullable Source first, TableSpec spec) {
        super(spec, buffers(spec));
        this.rest = rest;
        this.form = form;
        source = first;
        places = first == null ? new int[0] : places(first);
    }

    static CsvReader open(List<Path> files, CsvDataset.Form form, TableSpec spec) {
        if (files.isEmpty()) {
            throw new DataFormatException("CsvDataset: no files");
        }
        Source first = new Source(files.get(0), form);
        try {
            TableSpec resolved = spec.columns().isEmpty() ? spec.of(first.header) : spec;
            return new CsvReader(new ArrayList<>(files.subList(1, files.size())), form, first, resolved);
        } catch (DataFormatException e) {
            first.close();
            throw e;
        }
    }

    private static ColumnBuffer[] buffers(TableSpec spec) {
        ColumnBuffer[] buffers = new ColumnBuffer[spec.columns().size()];
        for (int i = 0; i < buffers.length; i++) {
            DType wanted = spec.wanted(i);
            buffers[i] = new ColumnBuffer(spec.isText(i) ? null : wanted == null ? DType.FLOAT32 : wanted);
        }
        return buffers;
    }

    private int[] places(Source of) {
        int[] found = new int[spec().columns().size()];
        for (int i = 0; i < found.length; i++) {
            String name = spec().columns().get(i);
            found[i] = of.header.indexOf(name);
            if (found[i] < 0 && (form.header() || of.row != null)) {
                throw new DataFormatException(
                        of.file + ": has no column \"" + name + "\"; its columns are " + of.header);
            }
        }
        return found;
    }

    @Override
    boolean hasRow() {
        while (source != null && source.row == null) {
            close();
            if (!rest.isEmpty()) {
                Source next = new Source(rest.remove(0), form);
                source = next;
                places = places(next);
            }
        }
        return source != null;
    }

    @Override
    boolean readRow(TableRows rows) {
        Source from = source;
        List<String> values = from == null ? null : from.row;
        if (from == null || values == null) {
            return false;
        }
        if (values.size() != from.header.size()) {
            throw new DataFormatException(place() + ": has " + values.size() + " values, expected " + from.header.size()
                    + " as in the first line");
        }
        boolean kept = true;
        for (int i = 0; i < places.length && kept; i++) {
            kept = put(values.get(places[i]), i, rows);
        }
        from.advance();
        return kept;
    }

    private boolean put(String value, int column, TableRows rows) {
        if (spec().missingValues().contains(value.strip())) {
            return fill(rows, column);
        }
        ColumnBuffer buffer = rows.buffer(column);
        DType dtype = buffer.dtype();
        try {
            if (dtype == null) {
                buffer.put(value);
            } else if (spec().isLabel(column) && !spec().classes().isEmpty()) {
                buffer.put(rows.classNumber(value.strip()));
            } else {
                TextNumbers.put(value, dtype, buffer);
            }
        } catch (IllegalArgumentException e) {
            throw wrong(column, e);
        }
        end(rows, column);
        return true;
    }

    @Override
    String place() {
        Source from = source;
        return from == null ? "no file" : from.file + ": line " + from.line;
    }

    @Override
    public void close() {
        Source held = source;
        source = null;
        if (held != null) {
            held.close();
        }
    }
}
