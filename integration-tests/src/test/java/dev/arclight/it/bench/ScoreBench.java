package dev.arclight.it.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.arclight.autograd.GradMode;
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
import dev.arclight.nn.Unflatten;
import dev.arclight.spark.score.ScoreForm;
import dev.arclight.spark.score.ScoringModel;
import dev.arclight.spark.sql.ArclightExtensions;
import dev.arclight.spark.sql.ModelColumns;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
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
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Scoring of 60,000 images of 784 floats from Parquet, through SQL and through a column, beside the engine alone on arrays in
 * memory and Spark ML's MultilayerPerceptron. Arguments: threads (2), rows of a batch (256).
 */
final class ScoreBench {
    private static final int ROWS = 60_000;
    private static final int WIDTH = 784;
    private static final int FILES = 4;
    private static final int WARM_UPS = 3;
    private static final int RUNS = 7;

    /** Tells what a row costs even where other processes take the cores. */
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final SparkSession spark;
    private final int threads;
    private final int batchRows;

    private ScoreBench(SparkSession spark, int threads, int batchRows) {
        this.spark = spark;
        this.threads = threads;
        this.batchRows = batchRows;
    }

    public static void main(String[] args) throws Exception {
        int threads = args.length > 0 ? Integer.parseInt(args[0]) : 2;
        int batchRows = args.length > 1 ? Integer.parseInt(args[1]) : 256;
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
            new ScoreBench(spark, threads, batchRows).run(work);
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

        System.out.printf("%d threads, batches of %d rows, Java %s%n", threads, batchRows, Runtime.version());
        System.out.printf("%-38s %12s %12s %12s%n", "", "best rows/s", "median", "CPU µs/row");
        time("reading the column alone", () -> sink(images.selectExpr("x[0]")));
        compare("CNN 32-64-128", cnn, images, pixels, work.resolve("cnn"));
        compare("MLP 784-128-10", mlp, images, pixels, work.resolve("mlp"));
        sparkMl(images);
    }

    private void compare(String name, Module module, Dataset<Row> images, float[] pixels, Path folder)
            throws Exception {
        Signature signature = Signature.of(
                new TensorSpec("pixels", DType.FLOAT32, TensorSpec.ANY, WIDTH),
                new TensorSpec("logits", DType.FLOAT32, TensorSpec.ANY, 10));
        ModelFolder.save(module, signature, folder);
        module.eval();
        double engine = time(name + ", engine alone", () -> engine(module, pixels));
        double sql =
                time(name + ", SQL", () -> sink(spark.sql("SELECT arclight_predict('" + folder + "', x) FROM images")));
        ScoringModel model = ScoringModel.of(module, signature);
        double column = time(
                name + ", column of classes",
                () -> sink(images.select(ModelColumns.score(images, model, ScoreForm.CLASS, images.col("x")))));
        double filtered = time(
                name + ", SQL behind a filter",
                () -> sink(spark.sql("SELECT arclight_predict('" + folder + "', x) FROM images WHERE y >= 0")));
        System.out.printf(
                "    of the engine: SQL %.2f, column %.2f, behind a filter %.2f%n",
                sql / engine, column / engine, filtered / engine);
    }

    /** Each thread takes every n-th batch. */
    private void engine(Module module, float[] pixels) throws ExecutionException, InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int first = t;
                running.add(pool.submit(() -> {
                    Tensor all = Tensor.of(pixels, ROWS, WIDTH);
                    Arena arena = new Arena();
                    for (int from = first * batchRows; from < ROWS; from += threads * batchRows) {
                        try (GradMode.Scope noGrad = GradMode.noGrad();
                                Arena.Scope scope = arena.open()) {
                            Tensor out = module.forward(all.narrow(0, from, Math.min(batchRows, ROWS - from)));
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

    private void sparkMl(Dataset<Row> images) throws Exception {
        Dataset<Row> vectors = images.select(
                functions.array_to_vector(images.col("x")).as("features"),
                images.col("y").cast("double").as("label"));
        MultilayerPerceptronClassificationModel model = new MultilayerPerceptronClassifier()
                .setLayers(new int[] {WIDTH, 128, 10})
                .setMaxIter(1)
                .fit(vectors.limit(500));
        time("MLP 784-128-10, Spark ML", () -> sink(model.transform(vectors).select("prediction")));
    }

    private static void sink(Dataset<Row> query) {
        query.write().format("noop").mode("overwrite").save();
    }

    private interface Action {
        void run() throws Exception;
    }

    private static double time(String name, Action action) throws Exception {
        double[] seconds = new double[RUNS];
        double[] processor = new double[RUNS];
        for (int run = -WARM_UPS; run < RUNS; run++) {
            long start = System.nanoTime();
            long processorStart = PROCESS.getProcessCpuTime();
            action.run();
            if (run >= 0) {
                seconds[run] = (System.nanoTime() - start) / 1e9;
                processor[run] = (PROCESS.getProcessCpuTime() - processorStart) / 1e9;
            }
        }
        Arrays.sort(seconds);
        Arrays.sort(processor);
        System.out.printf(
                "%-38s %,12.0f %,12.0f %12.2f%n",
                name, ROWS / seconds[0], ROWS / seconds[RUNS / 2], 1e6 * processor[0] / ROWS);
        return ROWS / seconds[0];
    }

    private Dataset<Row> write(Path folder) {
        StructType schema = new StructType()
                .add("x", DataTypes.createArrayType(DataTypes.FloatType, false), false)
                .add("y", DataTypes.IntegerType, false);
        spark.createDataFrame(
                        spark.range(0, ROWS, 1, FILES)
                                .javaRDD()
                                .map(row -> RowFactory.create(image(row), (int) (row % 10))),
                        schema)
                .write()
                .parquet(folder.toString());
        return spark.read().parquet(folder.toString());
    }

    private static float[] pixels() {
        float[] all = new float[ROWS * WIDTH];
        for (int row = 0; row < ROWS; row++) {
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
