package dev.arclight.it.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.arclight.autograd.GradMode;
import dev.arclight.graph.CompiledModel;
import dev.arclight.graph.InferenceSession;
import dev.arclight.io.ModelFolder;
import dev.arclight.io.Signature;
import dev.arclight.io.TensorSpec;
import dev.arclight.nn.Conv2d;
import dev.arclight.nn.Flatten;
import dev.arclight.nn.Linear;
import dev.arclight.nn.MaxPool2d;
import dev.arclight.nn.Module;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.nn.ToDtype;
import dev.arclight.nn.Unflatten;
import dev.arclight.spark.score.ArclightModel;
import dev.arclight.spark.score.ScoreForm;
import dev.arclight.spark.score.ScoringModel;
import dev.arclight.spark.sql.ArclightExtensions;
import dev.arclight.spark.sql.ModelColumns;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.NumThreads;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.functions;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Scoring of images of 784 floats from Parquet, by the stage, through SQL and through a column, beside the engine alone on
 * arrays in memory (compiled, as tasks compute), Spark ML's MultilayerPerceptron and a function of one row. All take turns; the
 * ratios at the end are of the medians. Images are stored as floats and once more as bytes. Arguments: threads (2), rows of a batch (256), rows (60000), runs (7), and {@code cnn}
 * or {@code mlp} for one network alone.
 */
final class ScoreBench {
    private static final int WIDTH = 784;
    private static final int FILES = 4;
    private static final int WARM_UPS = 2;

    /** Tells what a row costs even where other processes take the cores. */
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** A network does not travel with a function. */
    private static Module rowNetwork = new Sequential();

    private final SparkSession spark;
    private final int threads;
    private final int batchRows;
    private final int rows;
    private final int runs;
    private final String only;
    private final Map<String, Double> medians = new HashMap<>();

    private ScoreBench(SparkSession spark, int threads, int batchRows, int rows, int runs, String only) {
        this.spark = spark;
        this.threads = threads;
        this.batchRows = batchRows;
        this.rows = rows;
        this.runs = runs;
        this.only = only;
    }

    public static void main(String[] args) throws Exception {
        int threads = args.length > 0 ? Integer.parseInt(args[0]) : 2;
        int batchRows = args.length > 1 ? Integer.parseInt(args[1]) : 256;
        int rows = args.length > 2 ? Integer.parseInt(args[2]) : 60_000;
        int runs = args.length > 3 ? Integer.parseInt(args[3]) : 7;
        String only = args.length > 4 ? args[4] : "";
        Path work = Files.createTempDirectory("arclight-score");
        SparkSession spark = SparkSession.builder()
                .master("local[" + threads + "]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.log.level", "ERROR")
                .config("spark.sql.extensions", ArclightExtensions.class.getName())
                .config(ArclightExtensions.BATCH_ROWS, batchRows)
                .getOrCreate();
        try {
            new ScoreBench(spark, threads, batchRows, rows, runs, only).run(work);
        } finally {
            spark.stop();
            delete(work);
        }
    }

    private void run(Path work) throws Exception {
        Generator.manualSeed(1);
        Module cnn = new Sequential(
                new Unflatten(1, 1, 28, 28),
                new Conv2d(1, 32, 3),
                new ReLU(),
                new MaxPool2d(2),
                new Conv2d(32, 64, 3),
                new ReLU(),
                new MaxPool2d(2),
                new Flatten(),
                new Linear(1600, 128),
                new ReLU(),
                new Linear(128, 10));
        Module mlp = new Sequential(new Linear(WIDTH, 128), new ReLU(), new Linear(128, 10));
        Dataset<Row> images = write(work.resolve("images"));
        images.createOrReplaceTempView("images");
        float[] pixels = pixels();

        System.out.printf(
                "%d threads, batches of %d rows, %,d rows, Java %s%n", threads, batchRows, rows, Runtime.version());
        System.out.printf("%-38s %12s %12s %12s%n", "", "best rows/s", "median", "CPU µs/row");
        Map<String, Action> cnns = scorers(cnn, images, pixels, work.resolve("cnn"));
        Map<String, Action> mlps = scorers(mlp, images, pixels, work.resolve("mlp"));
        mlps.put("Spark ML", sparkMl(images));
        mlps.put("a function of one row", rowFunction(mlp, images));
        mlps.put("reading the column alone", () -> sink(images.selectExpr("x[0]")));
        if (!only.equals("mlp")) {
            time("CNN 32-64-128", cnns);
            bar("stage / engine alone, CNN", "CNN 32-64-128, stage", "CNN 32-64-128, engine alone", 0.9);
        }
        if (!only.equals("cnn")) {
            time("MLP 784-128-10", mlps);
            bar("stage / Spark ML, MLP", "MLP 784-128-10, stage", "MLP 784-128-10, Spark ML", 10);
            bar("the same, stored as bytes", "MLP 784-128-10, stage, stored as bytes", "MLP 784-128-10, Spark ML", 10);
            bar("SQL / a function of one row, MLP", "MLP 784-128-10, SQL", "MLP 784-128-10, a function of one row", 20);
        }
    }

    private void bar(String name, String ours, String theirs, double wanted) {
        System.out.printf("%-38s %12.2f (wanted %.1f)%n", name, ratio(ours, theirs), wanted);
    }

    private double ratio(String ours, String theirs) {
        return medians.getOrDefault(ours, Double.NaN) / medians.getOrDefault(theirs, Double.NaN);
    }

    private Map<String, Action> scorers(Module module, Dataset<Row> images, float[] pixels, Path folder) {
        Signature signature = Signature.of(
                new TensorSpec("x", DType.FLOAT32, TensorSpec.ANY, WIDTH),
                new TensorSpec("logits", DType.FLOAT32, TensorSpec.ANY, 10));
        ModelFolder.save(module, signature, folder);
        CompiledModel compiled = CompiledModel.of(module.eval());
        ArclightModel stage = ArclightModel.ofFolder(folder.toString()).setBatchSize(batchRows);
        ScoringModel model = ScoringModel.of(module, signature);
        Map<String, Action> scorers = new LinkedHashMap<>();
        scorers.put("engine alone", () -> engine(compiled, pixels));
        scorers.put("stage", () -> sink(stage.transform(images).select("logits")));
        scorers.put("SQL", () -> sink(spark.sql("SELECT arclight_predict('" + folder + "', x) FROM images")));
        scorers.put(
                "column of classes",
                () -> sink(images.select(ModelColumns.score(images, model, ScoreForm.CLASS, images.col("x")))));
        ArclightModel onBytes = ArclightModel.ofModule(
                        new Sequential(new ToDtype(DType.FLOAT32, true), module).eval(),
                        new Signature(
                                List.of(new TensorSpec("b", DType.UINT8, TensorSpec.ANY, WIDTH)), signature.outputs()))
                .setBatchSize(batchRows);
        scorers.put(
                "stage, stored as bytes", () -> sink(onBytes.transform(images).select("logits")));
        scorers.put(
                "stage behind a filter",
                () -> sink(stage.transform(images.filter("y >= 0")).select("logits")));
        return scorers;
    }

    /** Each thread takes every n-th batch. */
    private void engine(CompiledModel compiled, float[] pixels) throws ExecutionException, InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int first = t;
                running.add(pool.submit(() -> {
                    Tensor all = Tensor.of(pixels, rows, WIDTH);
                    InferenceSession session = compiled.newSession();
                    for (int from = first * batchRows; from < rows; from += threads * batchRows) {
                        try (GradMode.Scope noGrad = GradMode.noGrad();
                                NumThreads.Scope alone = NumThreads.of(1)) {
                            Tensor out = session.run(all.narrow(0, from, Math.min(batchRows, rows - from)));
                            if (Float.isNaN(out.toFloatArray()[0])) {
                                throw new IllegalStateException("a result is NaN");
                            }
                        }
                    }
                }));
            }
            for (Future<?> task : running) {
                task.get();
            }
        } finally {
            pool.shutdown();
        }
    }

    private static Action sparkMl(Dataset<Row> images) {
        Dataset<Row> vectors = images.select(
                functions.array_to_vector(images.col("x")).as("features"),
                images.col("y").cast("double").as("label"));
        MultilayerPerceptronClassificationModel model = new MultilayerPerceptronClassifier()
                .setLayers(new int[] {WIDTH, 128, 10})
                .setMaxIter(1)
                .fit(vectors.limit(500));
        return () -> sink(model.transform(vectors).select("prediction"));
    }

    /** What one writes who has a network and Spark's functions of rows. */
    private Action rowFunction(Module module, Dataset<Row> images) {
        rowNetwork = module;
        spark.udf()
                .register(
                        "network",
                        (UDF1<scala.collection.Seq<Float>, float[]>) x -> {
                            float[] values = new float[x.length()];
                            for (int i = 0; i < values.length; i++) {
                                values[i] = x.apply(i);
                            }
                            try (GradMode.Scope noGrad = GradMode.noGrad();
                                    NumThreads.Scope alone = NumThreads.of(1)) {
                                return rowNetwork
                                        .forward(Tensor.of(values, 1, WIDTH))
                                        .toFloatArray();
                            }
                        },
                        DataTypes.createArrayType(DataTypes.FloatType, false));
        return () -> sink(images.selectExpr("network(x)"));
    }

    private static void sink(Dataset<Row> query) {
        query.write().format("noop").mode("overwrite").save();
    }

    private interface Action {
        void run() throws Exception;
    }

    private void time(String network, Map<String, Action> scorers) throws Exception {
        Map<String, double[]> seconds = new LinkedHashMap<>();
        Map<String, double[]> processor = new LinkedHashMap<>();
        for (int run = -WARM_UPS; run < runs; run++) {
            for (Map.Entry<String, Action> scorer : scorers.entrySet()) {
                long start = System.nanoTime();
                long processorStart = PROCESS.getProcessCpuTime();
                scorer.getValue().run();
                if (run >= 0) {
                    String name = scorer.getKey();
                    seconds.computeIfAbsent(name, key -> new double[runs])[run] = (System.nanoTime() - start) / 1e9;
                    processor.computeIfAbsent(name, key -> new double[runs])[run] =
                            (PROCESS.getProcessCpuTime() - processorStart) / 1e9;
                }
            }
        }
        seconds.forEach((name, times) -> {
            double[] work = processor.getOrDefault(name, times);
            Arrays.sort(times);
            Arrays.sort(work);
            String full = network + ", " + name;
            medians.put(full, rows / times[runs / 2]);
            System.out.printf(
                    "%-38s %,12.0f %,12.0f %12.2f%n",
                    full, rows / times[0], rows / times[runs / 2], 1e6 * work[0] / rows);
        });
    }

    private Dataset<Row> write(Path folder) {
        StructType schema = new StructType()
                .add("x", DataTypes.createArrayType(DataTypes.FloatType, false), false)
                .add("b", DataTypes.BinaryType, false)
                .add("y", DataTypes.IntegerType, false);
        spark.createDataFrame(
                        spark.range(0, rows, 1, FILES)
                                .javaRDD()
                                .map(row -> RowFactory.create(image(row), bytes(image(row)), (int) (row % 10))),
                        schema)
                .write()
                .parquet(folder.toString());
        return spark.read().parquet(folder.toString());
    }

    /** The same image with 0 to 255 in place of 0 to 1. */
    private static byte[] bytes(float[] image) {
        byte[] bytes = new byte[image.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Math.round(255 * image[i]);
        }
        return bytes;
    }

    private float[] pixels() {
        float[] all = new float[rows * WIDTH];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(image(row), 0, all, row * WIDTH, WIDTH);
        }
        return all;
    }

    /** Four pixels in five are 0, in runs; the others are 1/255 to 255/255: as compressible as images of clothes. */
    private static float[] image(long row) {
        Random random = new Random(row);
        float[] values = new float[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            boolean ink = i % 28 >= 6 && i % 28 < 22 && i >= 112 && i < 672 && random.nextInt(10) < 6;
            values[i] = ink ? (1 + random.nextInt(255)) / 255f : 0f;
        }
        return values;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
