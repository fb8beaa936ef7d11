package dev.arclight.spark.train;

import dev.arclight.autograd.GradMode;
import dev.arclight.io.NetworkJson;
import dev.arclight.io.Safetensors;
import dev.arclight.io.Signature;
import dev.arclight.io.TensorSpec;
import dev.arclight.nn.Module;
import dev.arclight.spark.data.Columns;
import dev.arclight.spark.executor.SharedObjects;
import dev.arclight.spark.executor.TaskThreads;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.NumThreads;
import dev.arclight.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.UUID;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Scores networks of several inputs or outputs, batch by batch of rows. */
final class RowScorer implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;

    private static final int BATCH = 256;

    /** Of a batch's numbers for one input: fewer rows are scored at a time where they are long. */
    private static final int MOST_NUMBERS = 1 << 24;

    private static final SharedObjects<Module> NETWORKS = new SharedObjects<>();

    /** What tasks make a network of: its architecture, and its state as a safetensors file. */
    private record Weights(String id, NetworkSource source, byte[] state) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /** A network for tasks: sent once, and made once in each JVM, however many datasets are scored with it. */
    static final class Sent {
        private final NetworkSource source;
        private final Module module;
        private @Nullable Weights weights;
        private @Nullable Broadcast<Weights> broadcast;
        private @Nullable SparkContext sentBy;

        /** @param module is looked at when it is first sent */
        Sent(NetworkSource source, Module module) {
            this.source = source;
            this.module = module;
        }

        /** Spark forgets it when nobody holds it any more. */
        synchronized Broadcast<Weights> by(JavaSparkContext context) {
            Weights made = weights;
            if (made == null) {
                NetworkSource from = source.factory() == null ? NetworkSource.of(NetworkJson.write(module)) : source;
                made = new Weights(UUID.randomUUID().toString(), from, bytes(module));
                weights = made;
            }
            Broadcast<Weights> known = broadcast;
            if (known == null || sentBy != context.sc()) {
                known = context.broadcast(made);
                broadcast = known;
                sentBy = context.sc();
            }
            return known;
        }
    }

    private final Broadcast<Weights> weights;
    private final List<TensorSlot> inputs;
    private final boolean[] numbers;
    private final int[] columns;
    private final boolean joined;
    private final int batchSize;

    private RowScorer(Broadcast<Weights> weights, Signature signature, int[] columns) {
        this.weights = weights;
        this.inputs = signature.inputs().stream()
                .map(spec -> new TensorSlot(spec.name(), spec.dtype(), perRow(spec), 0))
                .toList();
        this.numbers = new boolean[signature.outputs().size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = NeuralEstimatorModel.isNumber(signature.outputs().get(i));
        }
        this.columns = columns;
        this.joined = columns.length > inputs.size();
        int widest = inputs.stream().mapToInt(TensorSlot::width).max().orElse(1);
        this.batchSize = Math.max(1, Math.min(BATCH, MOST_NUMBERS / Math.max(1, widest)));
    }

    private static int[] perRow(TensorSpec spec) {
        return Arrays.copyOfRange(spec.shape(), 1, spec.shape().length);
    }

    /** @param names of the input columns */
    static RowScorer of(Dataset<?> dataset, Sent network, Signature signature, List<String> names) {
        JavaSparkContext context =
                JavaSparkContext.fromSparkContext(dataset.sparkSession().sparkContext());
        StructType schema = dataset.schema();
        int[] columns = names.stream()
                .mapToInt(
                        name -> schema.fieldIndex(Columns.require(schema, name).name()))
                .toArray();
        return new RowScorer(network.by(context), signature, columns);
    }

    private static byte[] bytes(Module module) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            Safetensors.write(bytes, module.stateDict(), Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static Map<String, Tensor> state(Weights sent) {
        return Safetensors.read(new ByteArrayInputStream(sent.state()), "(in memory)")
                .tensors();
    }

    Dataset<Row> score(Dataset<?> dataset, StructType schema) {
        return dataset.toDF().mapPartitions(this, Encoders.row(schema));
    }

    /** Runs in a task. */
    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        Weights sent = weights.value();
        Module network = NETWORKS.get(sent.id(), () -> {
            Module made = sent.source().make();
            made.loadStateDict(state(sent));
            made.eval();
            return made;
        });
        return new Iterator<>() {
            private Iterator<Row> ready = List.<Row>of().iterator();

            @Override
            public boolean hasNext() {
                return ready.hasNext() || rows.hasNext();
            }

            @Override
            public Row next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("no more rows");
                }
                if (!ready.hasNext()) {
                    List<Row> batch = new ArrayList<>();
                    while (batch.size() < batchSize && rows.hasNext()) {
                        batch.add(rows.next());
                    }
                    ready = scored(network, batch).iterator();
                }
                return ready.next();
            }
        };
    }

    private List<Row> scored(Module network, List<Row> rows) {
        List<Row> whole = rows.stream().filter(this::isWhole).toList();
        List<Tensor> results = whole.isEmpty() ? List.of() : results(network, whole);
        List<Row> scored = new ArrayList<>();
        int at = 0;
        for (Row row : rows) {
            @Nullable Object[] wider = new @Nullable Object[row.length() + numbers.length];
            for (int i = 0; i < row.length(); i++) {
                wider[i] = row.get(i);
            }
            if (isWhole(row)) {
                for (int i = 0; i < numbers.length; i++) {
                    wider[row.length() + i] = value(results.get(i), at, numbers[i]);
                }
                at++;
            }
            scored.add(RowFactory.create(wider));
        }
        return scored;
    }

    private boolean isWhole(Row row) {
        return Arrays.stream(columns).noneMatch(row::isNullAt);
    }

    private static Object value(Tensor output, int row, boolean number) {
        Tensor here = output.select(0, row).to(DType.FLOAT32);
        return number ? (Object) here.item() : here.contiguous().toFloatArray();
    }

    private List<Tensor> results(Module network, List<Row> rows) {
        try (NumThreads.Scope threads = TaskThreads.open();
                GradMode.Scope plain = GradMode.noGrad()) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (int i = 0; i < columns.length; i++) {
                TensorSlot slot = slot(i, rows);
                float[] numbers = new float[slot.width() * rows.size()];
                int[] order = new int[rows.size()];
                for (int r = 0; r < order.length; r++) {
                    order[r] = r;
                    int end = put(rows.get(r).get(columns[i]), numbers, r * slot.width(), (r + 1) * slot.width(), slot);
                    if (end != (r + 1) * slot.width()) {
                        throw wrongLength(slot);
                    }
                }
                tensors.put(slot.name(), slot.batch(numbers, slot.width(), order, 0, order.length));
            }
            return List.copyOf(Forward.outputs(network, tensors).values());
        }
    }

    /** Of several columns that are joined only the sum of their lengths is known, so the first row says each one's. */
    private TensorSlot slot(int column, List<Row> rows) {
        if (!joined) {
            return inputs.get(column);
        }
        return new TensorSlot(
                "column " + column, DType.FLOAT32, new int[] {length(rows.get(0).get(columns[column]))}, 0);
    }

    private static int length(Object value) {
        if (value instanceof scala.collection.Seq<?> several) {
            int sum = 0;
            for (int i = 0; i < several.length(); i++) {
                sum += length(several.apply(i));
            }
            return sum;
        }
        return value instanceof Vector vector ? vector.size() : value instanceof byte[] bytes ? bytes.length : 1;
    }

    /** Puts a value's numbers behind each other; returns where they end. */
    private static int put(Object value, float[] target, int at, int end, TensorSlot slot) {
        if (value instanceof scala.collection.Seq<?> several) {
            int next = at;
            for (int i = 0; i < several.length(); i++) {
                next = put(several.apply(i), target, next, end, slot);
            }
            return next;
        }
        if (value instanceof Vector vector) {
            double[] numbers = vector.toArray();
            int next = at;
            for (double number : numbers) {
                next = put(number, target, next, end, slot);
            }
            return next;
        }
        if (value instanceof byte[] bytes) {
            int next = at;
            for (byte number : bytes) {
                next = put(number & 0xff, target, next, end, slot);
            }
            return next;
        }
        if (at >= end) {
            throw wrongLength(slot);
        }
        if (value instanceof Number number) {
            target[at] = number.floatValue();
        } else if (value instanceof Boolean flag) {
            target[at] = flag ? 1 : 0;
        } else {
            throw new TrainingException("column '" + slot.name() + "' holds " + value + ", expected numbers");
        }
        return at + 1;
    }

    private static TrainingException wrongLength(TensorSlot slot) {
        return new TrainingException("column '" + slot.name() + "' has a row of another length than "
                + Arrays.toString(slot.shape()) + "; drop the row or make it that long");
    }
}
