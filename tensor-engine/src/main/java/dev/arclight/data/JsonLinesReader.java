package dev.arclight.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.arclight.tensor.DType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the objects of JSON-lines files. */
final class JsonLinesReader extends RowReader {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private final List<Path> rest;
    private final Map<String, Integer> columns = new HashMap<>();
    private @Nullable JsonParser parser;
    private Path file;

    private JsonLinesReader(List<Path> rest, TableSpec spec, ColumnBuffer... buffers) {
        super(spec, buffers);
        this.rest = rest;
        file = rest.remove(0);
        parser = parser(file);
        for (String name : spec.columns()) {
            columns.put(name, columns.size());
        }
    }

    static JsonLinesReader open(List<Path> files, TableSpec spec) {
        if (files.isEmpty()) {
            throw new DataFormatException("JsonLinesDataset: no files");
        }
        Map<String, JsonToken> first = firstRow(files.get(0));
        TableSpec resolved = spec.columns().isEmpty() ? spec.of(List.copyOf(first.keySet())) : spec;
        ColumnBuffer[] buffers = new ColumnBuffer[resolved.columns().size()];
        for (int i = 0; i < buffers.length; i++) {
            buffers[i] = buffer(resolved, i, first.get(resolved.columns().get(i)));
        }
        return new JsonLinesReader(new ArrayList<>(files), resolved, buffers);
    }

    /** A column of the type that was asked for, or else of its first value. */
    private static ColumnBuffer buffer(TableSpec spec, int column, @Nullable JsonToken token) {
        DType wanted = spec.wanted(column);
        if (spec.isText(column) || wanted == null && token == JsonToken.VALUE_STRING) {
            return new ColumnBuffer(null);
        }
        boolean flag = token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE;
        ColumnBuffer buffer = new ColumnBuffer(wanted != null ? wanted : flag ? DType.BOOL : DType.FLOAT32);
        if (token == JsonToken.START_ARRAY) {
            buffer.list();
        }
        return buffer;
    }

    private static JsonParser parser(Path file) {
        InputStream stream = TextFiles.open(file);
        try {
            return JSON.createParser(stream);
        } catch (IOException e) {
            throw new DataFormatException(file + ": cannot be read: " + TextFiles.oneLine(e), e);
        }
    }

    /** The fields of the first object and how their values begin; nothing of an empty file. */
    private static Map<String, JsonToken> firstRow(Path file) {
        Map<String, JsonToken> fields = new LinkedHashMap<>();
        try (JsonParser parser = parser(file)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                    fields.put(name, parser.nextToken());
                    parser.skipChildren();
                }
            }
        } catch (JsonProcessingException e) {
            throw broken(file, e);
        } catch (IOException e) {
            throw new DataFormatException(file + ": cannot be read: " + TextFiles.oneLine(e), e);
        }
        return fields;
    }

    private static DataFormatException broken(Path file, JsonProcessingException e) {
        String line = e.getLocation() == null ? "" : ": line " + e.getLocation().getLineNr();
        String message = e.getOriginalMessage() == null ? e.toString() : e.getOriginalMessage();
        int end = message.indexOf('\n');
        return new DataFormatException(
                file + line + ": is no JSON: " + (end < 0 ? message : message.substring(0, end)), e);
    }

    @Override
    boolean hasRow() {
        while (parser != null) {
            JsonParser from = parser;
            try {
                JsonToken token = from.nextToken();
                if (token == JsonToken.START_OBJECT) {
                    return true;
                }
                if (token != null) {
                    throw new DataFormatException(place() + ": begins with " + token + ", expected an object {…}");
                }
            } catch (JsonProcessingException e) {
                throw broken(file, e);
            } catch (IOException e) {
                throw new DataFormatException(file + ": cannot be read: " + TextFiles.oneLine(e), e);
            }
            close();
            if (!rest.isEmpty()) {
                file = rest.remove(0);
                parser = parser(file);
            }
        }
        return false;
    }

    @Override
    boolean readRow(TableRows rows) {
        JsonParser from = parser;
        if (from == null) {
            return false;
        }
        try {
            boolean kept = true;
            for (String name = from.nextFieldName(); name != null; name = from.nextFieldName()) {
                JsonToken value = from.nextToken();
                Integer column = columns.get(name);
                if (column == null || !kept) {
                    from.skipChildren();
                } else if (hasEnded(column)) {
                    throw wrong(column, "is there twice in one object");
                } else {
                    kept = value == JsonToken.VALUE_NULL ? fill(rows, column) : put(from, value, column, rows);
                }
            }
            for (int i = 0; i < rows.columns() && kept; i++) {
                kept = hasEnded(i) || fill(rows, i);
            }
            return kept;
        } catch (JsonProcessingException e) {
            throw broken(file, e);
        } catch (IOException e) {
            throw new DataFormatException(file + ": cannot be read: " + TextFiles.oneLine(e), e);
        }
    }

    private boolean put(JsonParser from, JsonToken value, int column, TableRows rows) throws IOException {
        ColumnBuffer buffer = rows.buffer(column);
        try {
            if (buffer.isText()) {
                if (value != JsonToken.VALUE_STRING) {
                    throw wrong(column, "is " + value + ", expected text");
                }
                buffer.put(from.getText());
            } else if (value == JsonToken.VALUE_STRING
                    && spec().isLabel(column)
                    && !spec().classes().isEmpty()) {
                buffer.put(rows.classNumber(from.getText()));
            } else if (value == JsonToken.START_ARRAY) {
                buffer.list();
                if (!numbers(from, column, buffer)) {
                    return missingInside(column);
                }
            } else if (buffer.isList()) {
                throw wrong(column, "is " + value + ", expected an array of numbers as in the first object");
            } else {
                number(from, value, column, buffer);
            }
            end(rows, column);
            return true;
        } catch (IllegalArgumentException e) {
            throw wrong(column, e);
        }
    }

    private boolean missingInside(int column) {
        if (spec().missing().skips()) {
            return false;
        }
        throw wrong(column, "a number of the array is null; see missing(…) for filling it or leaving the row out");
    }

    /** An array's numbers, nested ones laid out flat; false if one is missing and is not to be filled. */
    private boolean numbers(JsonParser from, int column, ColumnBuffer buffer) throws IOException {
        int depth = 1;
        boolean complete = true;
        while (depth > 0) {
            JsonToken token = from.nextToken();
            if (token == JsonToken.START_ARRAY) {
                depth++;
            } else if (token == JsonToken.END_ARRAY) {
                depth--;
            } else if (token == JsonToken.VALUE_NULL) {
                complete &= spec().missing().fill().isPresent();
                buffer.put(spec().missing().fill().orElse(0));
            } else {
                number(from, token, column, buffer);
            }
        }
        return complete;
    }

    private void number(JsonParser from, @Nullable JsonToken token, int column, ColumnBuffer buffer)
            throws IOException {
        if (token == JsonToken.VALUE_NUMBER_INT && from.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            buffer.put(from.getLongValue());
        } else if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
            if (buffer.dtype() == DType.FLOAT32) {
                buffer.put(from.getFloatValue());
            } else {
                buffer.put(from.getDoubleValue());
            }
        } else if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            buffer.put(token == JsonToken.VALUE_TRUE ? 1L : 0L);
        } else {
            throw wrong(column, "is " + token + ", expected a number");
        }
    }

    @Override
    String place() {
        JsonParser from = parser;
        return from == null
                ? file.toString()
                : file + ": line " + from.currentTokenLocation().getLineNr();
    }

    @Override
    public void close() {
        JsonParser held = parser;
        parser = null;
        if (held != null) {
            try {
                held.close();
            } catch (IOException e) {
                throw new DataFormatException(file + ": cannot be closed: " + TextFiles.oneLine(e), e);
            }
        }
    }
}
