package dev.arclight.beam.inference;

import dev.arclight.beam.data.BeamModelSource;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/**
 * Examples that are rows: numbers, booleans, bytes and arrays of such from some fields, one field after the other.
 *
 * @param fields the names, or none for the field that is called as the model's input
 */
record RowForm(List<String> fields) implements InputForm<Row> {
    private static final long serialVersionUID = 1L;

    RowForm {
        fields = List.copyOf(fields);
    }

    @Override
    public Reader<Row> reader(ModelInput input, BeamModelSource folder) {
        List<String> names = fields.isEmpty() ? List.of(input.spec().name()) : fields;
        return row -> new RowNumbers(row, names);
    }

    @Override
    public long byteSize(Row example) {
        long bytes = 0;
        for (Object value : example.getValues()) {
            bytes += bytesOf(value);
        }
        return bytes;
    }

    private static long bytesOf(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return bytes.length;
        }
        if (value instanceof String text) {
            return text.length();
        }
        if (value instanceof Collection<?> items) {
            long bytes = 0;
            for (Object item : items) {
                bytes += bytesOf(item);
            }
            return bytes;
        }
        return value == null ? 0 : Double.BYTES;
    }

    private static final class RowNumbers implements Numbers {
        private final List<String> names;
        private final Object[] values;
        private final int count;

        RowNumbers(Row row, List<String> names) {
            this.names = names;
            this.values = new Object[names.size()];
            int numbers = 0;
            for (int i = 0; i < values.length; i++) {
                String name = names.get(i);
                if (!row.getSchema().hasField(name)) {
                    throw new ExampleException("a row has no field '" + name + "'; its fields are "
                            + row.getSchema().getFieldNames());
                }
                Object value = row.getValue(name);
                values[i] = present(value, name);
                numbers += countOf(values[i], name);
            }
            this.count = numbers;
        }

        private static Object present(@Nullable Object value, String name) {
            if (value == null) {
                throw new ExampleException("field '" + name + "' holds null; fill it or leave such rows out");
            }
            return value;
        }

        private static int countOf(@Nullable Object value, String name) {
            if (value instanceof Number || value instanceof Boolean) {
                return 1;
            }
            if (value instanceof byte[] bytes) {
                return bytes.length;
            }
            if (value instanceof Collection<?> items) {
                int count = 0;
                for (Object item : items) {
                    count += countOf(present(item, name), name);
                }
                return count;
            }
            throw new ExampleException("field '" + name + "' holds a "
                    + (value == null ? "null" : value.getClass().getSimpleName())
                    + "; expected a number, a boolean, bytes or an array of such");
        }

        @Override
        public int count() {
            return count;
        }

        @Override
        public void write(TensorBuffer to, int at) {
            int next = at;
            for (int i = 0; i < values.length; i++) {
                try {
                    next = write(values[i], to, next);
                } catch (ExampleException e) {
                    throw new ExampleException("field '" + names.get(i) + "': " + e.getMessage(), e);
                }
            }
        }

        private static int write(Object value, TensorBuffer to, int at) {
            if (value instanceof BigDecimal decimal) {
                to.put(decimal, at);
                return at + 1;
            }
            if (value instanceof Float || value instanceof Double) {
                to.put(((Number) value).doubleValue(), at);
                return at + 1;
            }
            if (value instanceof Number number) {
                to.put(number.longValue(), at);
                return at + 1;
            }
            if (value instanceof Boolean flag) {
                to.put(flag ? 1L : 0L, at);
                return at + 1;
            }
            if (value instanceof byte[] bytes) {
                to.put(bytes, at);
                return at + bytes.length;
            }
            int next = at;
            for (Object item : (Collection<?>) value) {
                next = write(item, to, next);
            }
            return next;
        }
    }
}
