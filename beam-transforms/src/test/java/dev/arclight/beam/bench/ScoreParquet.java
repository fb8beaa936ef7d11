package dev.arclight.beam.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.arclight.beam.data.ReadParquetTensors;
import dev.arclight.beam.data.TensorBlock;
import dev.arclight.beam.inference.ArclightHandler;
import dev.arclight.beam.inference.BatchLimits;
import dev.arclight.beam.inference.RunInference;
import dev.arclight.beam.testkit.TestModels;
import dev.arclight.data.Batch;
import dev.arclight.data.DataLoader;
import dev.arclight.data.ParquetDataset;
import dev.arclight.graph.CompiledModel;
import dev.arclight.graph.InferenceSession;
import dev.arclight.io.ModelFolder;
import dev.arclight.nn.Conv2d;
import dev.arclight.nn.Flatten;
import dev.arclight.nn.Linear;
import dev.arclight.nn.MaxPool2d;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.nn.ToDtype;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.NumThreads;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.io.LocalOutputFile;

/**
 * How much of the engine's speed is left on the DirectRunner: pictures of 784 bytes from Parquet through the tutorial's CNN, by a
 * pipeline and by a loop, in turns, one thread each. The pipeline's start and end count. Prints rows a second and the ratio.
 *
 * <p>Arguments: rows (30000), rounds (3).
 */
public final class ScoreParquet {
    private static final int BATCH = 64;

    private ScoreParquet() {}

    /** Runs the race. */
    public static void main(String[] args) throws IOException {
        int rows = args.length > 0 ? Integer.parseInt(args[0]) : 30_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        Path work = Files.createTempDirectory("arclight-score-parquet");
        Path file = work.resolve("pictures.parquet");
        write(file, rows);
        String model = TestModels.save(
                work.resolve("model"),
                TestModels.seeded(new Sequential(
                        new ToDtype(DType.FLOAT32, true),
                        new Conv2d(1, 32, 3, 1, 1),
                        new ReLU(),
                        new MaxPool2d(2),
                        new Conv2d(32, 64, 3, 1, 1),
                        new ReLU(),
                        new MaxPool2d(2),
                        new Flatten(),
                        new Linear(64 * 7 * 7, 128),
                        new ReLU(),
                        new Linear(128, 10))),
                DType.UINT8,
                10,
                1,
                28,
                28);
        double[] wall = new double[rounds];
        double[] cpu = new double[rounds];
        for (int round = -1; round < rounds; round++) {
            Spent engine = spent(() -> engine(file, model, rows));
            Spent beam = spent(() -> beam(file, model, rows));
            if (round >= 0) {
                wall[round] = engine.seconds() / beam.seconds();
                cpu[round] = engine.cpuSeconds() / beam.cpuSeconds();
                System.out.printf(
                        "engine %,.0f rows/s, Beam's DirectRunner %,.0f rows/s: %.2f; of CPU time %.1f and %.1f s, %.2f%n",
                        rows / engine.seconds(),
                        rows / beam.seconds(),
                        wall[round],
                        engine.cpuSeconds(),
                        beam.cpuSeconds(),
                        cpu[round]);
            }
        }
        Arrays.sort(wall);
        Arrays.sort(cpu);
        System.out.printf("median ratio %.2f; of CPU time %.2f%n", wall[rounds / 2], cpu[rounds / 2]);
        try (var paths = Files.walk(work)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** CPU time is of the whole process, the JIT's and the garbage collector's too: it counts where other work is going on. */
    private record Spent(double seconds, double cpuSeconds) {}

    private static Spent spent(Runnable work) {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long start = System.nanoTime();
        long cpuStart = system.getProcessCpuTime();
        work.run();
        return new Spent((System.nanoTime() - start) / 1e9, (system.getProcessCpuTime() - cpuStart) / 1e9);
    }

    private static void engine(Path file, String model, int rows) {
        InferenceSession session =
                CompiledModel.of(ModelFolder.load(Path.of(model)).module()).newSession();
        long scored = 0;
        try (NumThreads.Scope alone = NumThreads.of(1);
                DataLoader<Batch> loader = DataLoader.builder(ParquetDataset.builder(file)
                                .features("pixels")
                                .shape(1, 28, 28)
                                .build())
                        .batchSize(BATCH)
                        .build()) {
            for (Batch batch : loader) {
                scored += session.run(batch.tensor(0)).toFloatArray().length / 10;
            }
        }
        require(scored, rows);
    }

    private static void beam(Path file, String model, int rows) {
        Pipeline pipeline =
                Pipeline.create(PipelineOptionsFactory.fromArgs("--runner=DirectRunner", "--targetParallelism=1")
                        .create());
        pipeline.apply(ReadParquetTensors.from(file.toString()).withColumn("pixels"))
                .apply("Rows", ParDo.of(new RowsOf()))
                .apply(RunInference.of(ArclightHandler.bytes())
                        .withModel(model)
                        .withBatchLimits(BatchLimits.ofRows(BATCH)));
        var result = pipeline.run();
        result.waitUntilFinish();
        long count = 0;
        for (var counter : result.metrics().allMetrics().getCounters()) {
            if (counter.getName().getName().equals("num_inferences")) {
                count = counter.getAttempted();
            }
        }
        require(count, rows);
    }

    private static final class RowsOf extends DoFn<TensorBlock, byte[]> {
        private static final long serialVersionUID = 1L;

        @ProcessElement
        public void processElement(@Element TensorBlock block, OutputReceiver<byte[]> out) {
            byte[] all = block.column("pixels").toByteArray();
            int width = all.length / block.rows();
            for (int row = 0; row < block.rows(); row++) {
                out.output(Arrays.copyOfRange(all, row * width, (row + 1) * width));
            }
        }
    }

    private static void require(long got, long expected) {
        if (got != expected) {
            throw new IllegalStateException("got " + got + ", expected " + expected);
        }
    }

    private static void write(Path file, int rows) throws IOException {
        Schema schema =
                SchemaBuilder.record("picture").fields().requiredBytes("pixels").endRecord();
        Random random = new Random(7);
        try (ParquetWriter<GenericRecord> writer = AvroParquetWriter.<GenericRecord>builder(new LocalOutputFile(file))
                .withSchema(schema)
                .build()) {
            for (int i = 0; i < rows; i++) {
                byte[] pixels = new byte[784];
                random.nextBytes(pixels);
                GenericRecord record = new GenericData.Record(schema);
                record.put("pixels", ByteBuffer.wrap(pixels));
                writer.write(record);
            }
        }
    }
}
