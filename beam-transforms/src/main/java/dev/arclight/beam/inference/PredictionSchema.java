package dev.arclight.beam.inference;

import java.io.Serializable;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.apache.beam.sdk.values.TypeParameter;

/**
 * Predictions as rows of {@code example, value, model_id, error}, for Beam SQL, Parquet, BigQuery and what else reads rows.
 * Immutable.
 *
 * <pre>{@code
 * PredictionSchema<float[], float[]> schema = PredictionSchema.of(Part.of(float[].class), Part.of(float[].class));
 * PCollection<Row> rows = scored.predictions().apply(schema.toRows());
 * }</pre>
 */
public final class PredictionSchema<InputT, OutputT> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Part<InputT> example;
    private final Part<OutputT> value;
    private final Schema schema;

    private PredictionSchema(Part<InputT> example, Part<OutputT> value) {
        this.example = example;
        this.value = value;
        this.schema = Schema.builder()
                .addField("example", example.type())
                .addNullableField("value", value.type())
                .addStringField("model_id")
                .addNullableStringField("error")
                .build();
    }

    public static <InputT, OutputT> PredictionSchema<InputT, OutputT> of(Part<InputT> example, Part<OutputT> value) {
        return new PredictionSchema<>(example, value);
    }

    /** The four fields; {@code value} and {@code error} may be null. */
    public Schema schema() {
        return schema;
    }

    public Row toRow(Prediction<InputT, OutputT> prediction) {
        Row.FieldValueBuilder row = Row.withSchema(schema)
                .withFieldValue("example", example.toField(prediction.example()))
                .withFieldValue("model_id", prediction.modelId());
        OutputT present = prediction.value();
        if (present != null) {
            row = row.withFieldValue("value", value.toField(present));
        }
        String error = prediction.error();
        if (error != null) {
            row = row.withFieldValue("error", error);
        }
        return row.build();
    }

    public Prediction<InputT, OutputT> fromRow(Row row) {
        Object field = row.getValue("value");
        Object exampleField = row.getValue("example");
        String modelId = row.getString("model_id");
        if (exampleField == null || modelId == null) {
            throw new IllegalArgumentException("a row of predictions has an example and a model_id; got " + row);
        }
        return new Prediction<>(
                example.fromField(exampleField),
                field == null ? null : value.fromField(field),
                modelId,
                row.getString("error"));
    }

    /** Turns predictions into rows. */
    public PTransform<PCollection<Prediction<InputT, OutputT>>, PCollection<Row>> toRows() {
        return new ToRows<>(this);
    }

    /**
     * Gives a collection of predictions this schema, so that Beam's transforms of schemas take it as it is. To be called before
     * anything reads the collection.
     */
    public PCollection<Prediction<InputT, OutputT>> setOn(PCollection<Prediction<InputT, OutputT>> predictions) {
        TypeDescriptor<Prediction<InputT, OutputT>> type = new TypeDescriptor<Prediction<InputT, OutputT>>() {}.where(
                        new TypeParameter<InputT>() {}, TypeDescriptor.of(example.javaType()))
                .where(new TypeParameter<OutputT>() {}, TypeDescriptor.of(value.javaType()));
        return predictions.setSchema(schema, type, toRow(), fromRow());
    }

    private SerializableFunction<Prediction<InputT, OutputT>, Row> toRow() {
        return this::toRow;
    }

    private SerializableFunction<Row, Prediction<InputT, OutputT>> fromRow() {
        return this::fromRow;
    }

    private static final class ToRows<InputT, OutputT>
            extends PTransform<PCollection<Prediction<InputT, OutputT>>, PCollection<Row>> {
        private static final long serialVersionUID = 1L;

        private final PredictionSchema<InputT, OutputT> schema;

        ToRows(PredictionSchema<InputT, OutputT> schema) {
            this.schema = schema;
        }

        @Override
        public PCollection<Row> expand(PCollection<Prediction<InputT, OutputT>> predictions) {
            return predictions
                    .apply("ToRows", MapElements.into(TypeDescriptors.rows()).via(schema.toRow()))
                    .setRowSchema(schema.schema());
        }
    }

    /**
     * The type of examples or values, and of their field.
     *
     * @param type of the field
     * @param javaType what is kept in it
     */
    public record Part<T>(FieldType type, Class<T> javaType) implements Serializable {
        private static final long serialVersionUID = 1L;

        private static final Map<Class<?>, FieldType> TYPES = Map.ofEntries(
                Map.entry(float[].class, FieldType.array(FieldType.FLOAT)),
                Map.entry(double[].class, FieldType.array(FieldType.DOUBLE)),
                Map.entry(int[].class, FieldType.array(FieldType.INT32)),
                Map.entry(long[].class, FieldType.array(FieldType.INT64)),
                Map.entry(byte[].class, FieldType.BYTES),
                Map.entry(String.class, FieldType.STRING),
                Map.entry(Boolean.class, FieldType.BOOLEAN),
                Map.entry(Integer.class, FieldType.INT32),
                Map.entry(Long.class, FieldType.INT64),
                Map.entry(Float.class, FieldType.FLOAT),
                Map.entry(Double.class, FieldType.DOUBLE));

        /**
         * Arrays of numbers, bytes, text, a boolean or a number.
         *
         * @throws IllegalArgumentException for other classes
         */
        public static <T> Part<T> of(Class<T> javaType) {
            FieldType type = TYPES.get(javaType);
            if (type == null) {
                throw new IllegalArgumentException("PredictionSchema: no field holds a " + javaType.getSimpleName()
                        + "; expected float[], double[], int[], long[], byte[], String, Boolean, Integer, Long, Float or"
                        + " Double, or rows by Part.of(schema)");
            }
            return new Part<>(type, javaType);
        }

        /** Rows. */
        public static Part<Row> of(Schema rows) {
            return new Part<>(FieldType.row(rows), Row.class);
        }

        Object toField(T value) {
            if (value instanceof float[] floats) {
                List<Float> list = new ArrayList<>(floats.length);
                for (float each : floats) {
                    list.add(each);
                }
                return list;
            }
            if (value instanceof double[] doubles) {
                List<Double> list = new ArrayList<>(doubles.length);
                for (double each : doubles) {
                    list.add(each);
                }
                return list;
            }
            if (value instanceof int[] ints) {
                List<Integer> list = new ArrayList<>(ints.length);
                for (int each : ints) {
                    list.add(each);
                }
                return list;
            }
            if (value instanceof long[] longs) {
                List<Long> list = new ArrayList<>(longs.length);
                for (long each : longs) {
                    list.add(each);
                }
                return list;
            }
            return value;
        }

        T fromField(Object field) {
            return javaType.cast(field instanceof Iterable<?> items && javaType.isArray() ? array(items) : field);
        }

        private Object array(Iterable<?> items) {
            List<Number> numbers = new ArrayList<>();
            for (Object item : items) {
                numbers.add((Number) item);
            }
            Object array = Array.newInstance(javaType.getComponentType(), numbers.size());
            for (int i = 0; i < numbers.size(); i++) {
                Array.set(array, i, numbers.get(i));
            }
            return array;
        }
    }
}
