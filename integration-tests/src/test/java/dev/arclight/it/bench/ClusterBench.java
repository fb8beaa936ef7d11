package dev.arclight.it.bench;

import dev.arclight.it.spark.StandaloneCluster;
import dev.arclight.it.spark.WideRows;
import dev.arclight.nn.Conv2d;
import dev.arclight.nn.Flatten;
import dev.arclight.nn.Linear;
import dev.arclight.nn.MaxPool2d;
import dev.arclight.nn.Module;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.nn.ToDtype;
import dev.arclight.spark.train.EpochReport;
import dev.arclight.spark.train.NeuralClassifier;
import dev.arclight.spark.train.RoundListener;
import dev.arclight.spark.train.RoundReport;
import dev.arclight.spark.train.SpeedUpEstimate;
import dev.arclight.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/**
 * Training on a standalone cluster of loopback, whose executors are JVMs with one core each.
 *
 * <ul>
 *   <li>{@code accuracy FOLDER [PERIOD [EPOCHS [RATE]]]}: how long a CNN takes to tell 90 % of Fashion-MNIST's test images, on one
 *       executor and on two; the folder holds train.parquet and test.parquet, as {@code arclight prepare} writes them. With EPOCHS
 *       the learning rate falls in a line to 0 over that many, without it stays as it is. It begins at RATE for each partition;
 *       unless given, at 0.001 times the root of their number.
 *   <li>{@code sweep FOLDER}: what a round costs by averaging period, optimizer state and number type on the wire, and how
 *       efficient 16 workers would be, by those measurements and a model of the network.
 *   <li>{@code wide ROWS}: a dataset of 64 floats a row on two executors of 1 GB, and the most memory that they took.
 *   <li>{@code large MEGABYTES PARTITIONS}: what a round costs where the weights take so much; how many copies of them the driver
 *       holds shows the least heap that it gets through with, of a collector that moves arrays however large:
 *       {@code ARCLIGHT_OPTS="-XX:+UseSerialGC -Xmn64m -Xmx…"}.
 * </ul>
 */
public final class ClusterBench {
    private static final double GOAL = 0.90;
    private static final int MOST_EPOCHS = 12;

    private ClusterBench() {}

    /** Sees its goal reached; ends a training as any other error would. */
    private static final class Reached extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    public static void main(String[] arguments) throws IOException {
        Path home = Files.createTempDirectory("arclight-cluster");
        switch (arguments[0]) {
            case "accuracy" -> {
                int period = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 50;
                int epochs = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 0;
                double rate = arguments.length > 4 ? Double.parseDouble(arguments[4]) : 0;
                double one = secondsToGoal(home.resolve("one"), arguments[1], 1, period, epochs, rate);
                double two = secondsToGoal(home.resolve("two"), arguments[1], 2, period, epochs, rate);
                print("90 %% of the test images: one executor %.1f s, two %.1f s, ratio %.2f%n", one, two, two / one);
            }
            case "sweep" -> sweep(home.resolve("sweep"), arguments[1]);
            case "wide" -> wide(home.resolve("wide"), Long.parseLong(arguments[1]));
            case "large" ->
                large(home.resolve("large"), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
            default -> throw new IllegalArgumentException("expected accuracy, sweep, wide or large: " + arguments[0]);
        }
    }

    /**
     * @param epochs in which the learning rate falls to 0; 0 for one that stays
     * @param rate for each partition; 0 for the usual one
     */
    private static double secondsToGoal(Path home, String folder, int executors, int period, int epochs, double rate)
            throws IOException {
        NeuralClassifier classifier = classifier(executors, period).setEpochs(epochs == 0 ? MOST_EPOCHS : epochs);
        if (epochs > 0) {
            classifier.setLearningRateSchedule("linear");
        }
        if (rate > 0) {
            classifier.setLearningRate(rate * executors);
        }
        try (StandaloneCluster cluster = new StandaloneCluster(Files.createDirectories(home), executors, 1, "2g");
                SparkSession spark = session(cluster, home, "1536m")) {
            Dataset<Row> train =
                    spark.read().parquet(folder + "/train.parquet").withColumn("test", functions.lit(false));
            Dataset<Row> test = spark.read().parquet(folder + "/test.parquet").withColumn("test", functions.lit(true));
            Goal goal = new Goal();
            try {
                classifier
                        .setValidationIndicatorCol("test")
                        .setRoundListener(goal)
                        .fit(train.union(test));
            } catch (Reached reached) {
                return goal.seconds;
            }
            throw new IllegalStateException(
                    "accuracy did not reach " + GOAL + " in " + classifier.getEpochs() + " epochs");
        }
    }

    /** Counts from the first round's end: until then executors read data and compile code. */
    private static final class Goal implements RoundListener {
        private long begin;
        private double seconds;

        @Override
        public void roundDone(RoundReport report) {
            if (begin == 0) {
                begin = System.nanoTime();
            }
        }

        @Override
        public void epochDone(EpochReport report) {
            seconds = (System.nanoTime() - begin) * 1e-9;
            print("  %.1f s: %s%n", seconds, report);
            if (report.accuracy() >= GOAL) {
                throw new Reached();
            }
        }

        @Override
        public void estimated(SpeedUpEstimate estimate) {
            print("  %s%n", estimate);
        }
    }

    private static void sweep(Path home, String folder) throws IOException {
        try (StandaloneCluster cluster = new StandaloneCluster(Files.createDirectories(home), 2, 1, "2g");
                SparkSession spark = session(cluster, home, "1536m")) {
            Dataset<Row> train = spark.read().parquet(folder + "/train.parquet").limit(16_384);
            for (int period : new int[] {1, 10, 50, 100}) {
                for (String memory : List.of("average", "reset")) {
                    for (String dtype : List.of("float32", "float16")) {
                        Rounds rounds = new Rounds();
                        classifier(2, period)
                                .setMaxSteps(Math.max(200, 8 * period))
                                .setOptimizerState(memory)
                                .setAveragingDType(dtype)
                                .setRoundListener(rounds)
                                .fit(train);
                        rounds.print(period, memory + ", " + dtype);
                    }
                }
            }
        }
    }

    /** What rounds took, once code is compiled: the later half of them. */
    private static final class Rounds implements RoundListener {
        private final List<RoundReport> reports = new ArrayList<>();
        private @Nullable SpeedUpEstimate early;

        @Override
        public void roundDone(RoundReport report) {
            reports.add(report);
        }

        @Override
        public void estimated(SpeedUpEstimate estimate) {
            early = estimate;
        }

        void print(int period, String what) {
            List<RoundReport> settled = reports.subList(reports.size() / 2, reports.size());
            double wall = median(settled.stream().mapToDouble(RoundReport::seconds));
            double compute = median(settled.stream().mapToDouble(RoundReport::computeSeconds));
            double averaging =
                    median(settled.stream().mapToDouble(report -> report.seconds() - report.computeSeconds()));
            ClusterBench.print(
                    "period %3d, %-16s: %,6.0f images/s, a round %.0f ms of which averaging %.0f ms%s%n",
                    period,
                    what,
                    settled.get(0).examples() / wall,
                    wall * 1e3,
                    averaging * 1e3,
                    early == null ? "" : simulated(new SpeedUpEstimate(compute, averaging, 2, early.traffic())));
        }

        private static String simulated(SpeedUpEstimate estimate) {
            return String.format(Locale.ROOT, "; 16 workers %.0f %% efficient", 100 * estimate.efficiency(16));
        }

        private static double median(DoubleStream values) {
            double[] sorted = values.sorted().toArray();
            return sorted[sorted.length / 2];
        }
    }

    private static void wide(Path home, long rows) throws IOException {
        try (StandaloneCluster cluster = new StandaloneCluster(Files.createDirectories(home), 2, 1);
                SparkSession spark = session(cluster, home, "1g")) {
            long begin = System.nanoTime();
            int partitions = (int) Math.max(2, rows / 312_500);
            WideRows.train(
                    spark,
                    rows,
                    partitions,
                    2,
                    report -> print("  %s, executors at most %s MB%n", report, WideRows.megabytes(cluster)));
            print(
                    "%,d rows of 64 floats: %.1f s, executors of 1 GB took at most %s MB%n",
                    rows, (System.nanoTime() - begin) * 1e-9, WideRows.megabytes(cluster));
        }
    }

    private static void large(Path home, int megabytes, int partitions) throws IOException {
        try (StandaloneCluster cluster = new StandaloneCluster(Files.createDirectories(home), 2, 1, "6g");
                SparkSession spark = session(cluster, home, "5g")) {
            Dataset<Row> rows = spark.range(0, 128L * partitions, 1, partitions)
                    .selectExpr(
                            "int(id % 4) as label",
                            "transform(sequence(0, 63), i -> float((id * (i + 7)) % 101 - 50) / 50) as features");
            new NeuralClassifier()
                    .setNetwork(ofMegabytes(megabytes))
                    .setOptimizer("sgd")
                    .setMomentum(0)
                    .setLearningRate(1e-4)
                    .setBatchSize(64)
                    .setNumPartitions(partitions)
                    .setAveragingPeriod(2)
                    .setMaxSteps(8)
                    .setRoundListener(report -> print(
                            "  round %d: %.2f s, of which the slowest partition computes %.2f s%n",
                            report.round(), report.seconds(), report.computeSeconds()))
                    .fit(rows);
            print(
                    "%d MB of weights, %d partitions, a driver with a heap of %d MB%n",
                    megabytes, partitions, Runtime.getRuntime().maxMemory() >> 20);
        }
    }

    private static Module ofMegabytes(int megabytes) {
        int layers = 6;
        int hidden = (int) Math.sqrt(megabytes * 1e6 / Float.BYTES / layers);
        List<Module> network = new ArrayList<>(List.of(new Linear(64, hidden), new ReLU()));
        for (int i = 0; i < layers; i++) {
            network.addAll(List.of(new Linear(hidden, hidden), new ReLU()));
        }
        network.add(new Linear(hidden, 4));
        return new Sequential(network.toArray(Module[]::new));
    }

    private static NeuralClassifier classifier(int partitions, int period) {
        return new NeuralClassifier()
                .setNetwork(network())
                .setFeaturesCol("image")
                .setInputShape(1, 28, 28)
                .setNumPartitions(partitions)
                .setOptimizer("adam")
                .setLearningRate(0.001 * Math.sqrt(partitions))
                .setBatchSize(64)
                .setAveragingPeriod(period)
                .setSeed(1);
    }

    private static Module network() {
        return new Sequential(
                new ToDtype(DType.FLOAT32, true),
                new Conv2d(1, 32, 3),
                new ReLU(),
                new MaxPool2d(2),
                new Conv2d(32, 64, 3),
                new ReLU(),
                new MaxPool2d(2),
                new Flatten(),
                new Linear(64 * 5 * 5, 128),
                new ReLU(),
                new Linear(128, 10));
    }

    private static SparkSession session(StandaloneCluster cluster, Path home, String memory) {
        return SparkSession.builder()
                .master(cluster.url())
                .appName("cluster bench")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.local.dir", home.resolve("local").toString())
                .config("spark.executor.memory", memory)
                .config("spark.executor.cores", 1)
                .config("spark.executor.extraClassPath", StandaloneCluster.executorClassPath())
                .config("spark.executor.extraJavaOptions", "--add-modules=jdk.incubator.vector")
                .config("spark.scheduler.minRegisteredResourcesRatio", 1.0)
                .getOrCreate();
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
    }
}
