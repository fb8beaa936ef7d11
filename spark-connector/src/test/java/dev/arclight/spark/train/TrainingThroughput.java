package dev.arclight.spark.train;

import com.sun.management.ThreadMXBean;
import dev.arclight.distributed.localsgd.Round;
import dev.arclight.nn.Conv2d;
import dev.arclight.nn.Flatten;
import dev.arclight.nn.Linear;
import dev.arclight.nn.MaxPool2d;
import dev.arclight.nn.Module;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.nn.ToDtype;
import dev.arclight.optim.NamedOptimizer;
import dev.arclight.spark.data.ParquetTensors;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Prints how many images of 28 × 28 bytes a second are learnt from: by the engine alone in one thread, by one partition on
 * one core and by two on two, for some averaging periods.
 *
 * <p>Arguments: {@code mlp} or {@code cnn}, the number of images, the averaging periods. The first epoch warms up and is not
 * counted. Run it with the flags that Spark needs and {@code --add-modules jdk.incubator.vector}.
 */
final class TrainingThroughput {
    private static final int PIXELS = 784;
    private static final int CLASSES = 10;
    private static final int BATCH = 64;
    private static final int EPOCHS = 3;

    private TrainingThroughput() {}

    public static void main(String[] args) throws IOException {
        Module network = network(args[0]);
        int[] shape = args[0].equals("cnn") ? new int[] {1, 28, 28} : new int[] {PIXELS};
        int images = Integer.parseInt(args[1]);
        Path folder = Files.createTempDirectory("arclight-throughput");
        String parquet = folder.resolve("images").toString();
        List<Integer> periods = new ArrayList<>();
        for (int i = 2; i < args.length; i++) {
            periods.add(Integer.parseInt(args[i]));
        }
        try (SparkSession spark = spark("local[1]")) {
            write(spark, images, parquet);
            String alone = alone(
                    ParquetTensors.of(spark.read().parquet(parquet))
                            .features("features")
                            .label("label", CLASSES)
                            .shape(shape)
                            .read()
                            .data()
                            .map(Shard::of)
                            .first(),
                    network);
            print("%s, %,d images, batches of %d%n", args[0], images, BATCH);
            print("engine alone, one thread:        %s%n", alone);
            for (int period : periods) {
                print("period %4d, 1 partition, 1 core: %s%n", period, fit(spark, parquet, shape, network, 1, period));
            }
        }
        try (SparkSession spark = spark("local[2]")) {
            for (int period : periods) {
                print(
                        "period %4d, 2 partitions, 2 cores: %s%n",
                        period, fit(spark, parquet, shape, network, 2, period));
            }
        }
    }

    private static String alone(Shard shard, Module network) {
        TrainingPlan plan = TrainingPlan.of(
                "alone",
                new NeuralClassifier().setNetwork(network).getNetwork(),
                new OptimizerSettings(NamedOptimizer.SGD, 0.01, 0.9, Double.NaN),
                EPOCHS,
                BATCH,
                Integer.MAX_VALUE / 2,
                0);
        LocalTrainer trainer = new LocalTrainer(plan);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long start = 0;
        long allocated = 0;
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            if (epoch == 1) {
                start = System.nanoTime();
                allocated = threads.getCurrentThreadAllocatedBytes();
            }
            int steps = plan.stepsPerEpoch(shard.rows());
            double[] factors = new double[steps];
            Arrays.fill(factors, 1);
            trainer.run(trainer.state(), shard, new LocalWork(0, new Round(epoch, epoch, 0, steps, 0), factors));
        }
        double seconds = (System.nanoTime() - start) * 1e-9;
        allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
        long steps = (EPOCHS - 1L) * plan.stepsPerEpoch(shard.rows());
        return String.format(
                Locale.ROOT,
                "%,8.0f images/s, %,d bytes allocated a step",
                (EPOCHS - 1) * shard.rows() / seconds,
                allocated / steps);
    }

    private static String fit(
            SparkSession spark, String parquet, int[] shape, Module network, int partitions, int period) {
        List<RoundReport> reports = new ArrayList<>();
        long start = System.nanoTime();
        new NeuralClassifier()
                .setNetwork(network)
                .setInputShape(shape)
                .setNumPartitions(partitions)
                .setBatchSize(BATCH)
                .setAveragingPeriod(period)
                .setEpochs(EPOCHS)
                .setRoundListener(reports::add)
                .fit(spark.read().parquet(parquet));
        double wall = (System.nanoTime() - start) * 1e-9;
        double seconds = 0;
        long examples = 0;
        int rounds = 0;
        for (RoundReport report : reports) {
            if (report.epoch() > 1) {
                seconds += report.seconds();
                examples += report.examples();
                rounds++;
            }
        }
        return String.format(
                Locale.ROOT,
                "%,8.0f images/s, %.1f ms a round, %.1f s with reading and warming up",
                examples / seconds,
                seconds / rounds * 1e3,
                wall);
    }

    private static Module network(String name) {
        return switch (name) {
            case "mlp" ->
                new Sequential(
                        new ToDtype(DType.FLOAT32, true),
                        new Linear(PIXELS, 128),
                        new ReLU(),
                        new Linear(128, CLASSES));
            case "cnn" ->
                new Sequential(
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
                        new Linear(128, CLASSES));
            default -> throw new IllegalArgumentException("network is '" + name + "', expected mlp or cnn");
        };
    }

    private static void write(SparkSession spark, int images, String parquet) {
        StructType schema = new StructType().add("label", DataTypes.IntegerType, false);
        List<Row> labels = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            labels.add(RowFactory.create(i % CLASSES));
        }
        UDF1<Integer, byte[]> noise = label -> {
            Generator generator = Generator.current();
            byte[] pixels = new byte[PIXELS];
            for (int i = 0; i < PIXELS; i++) {
                pixels[i] = (byte) ((i % CLASSES == label ? 128 : 0) + generator.nextInt(128));
            }
            return pixels;
        };
        Dataset<Row> data = spark.createDataFrame(labels, schema).coalesce(1);
        data.withColumn("features", functions.udf(noise, DataTypes.BinaryType).apply(data.col("label")))
                .write()
                .parquet(parquet);
    }

    private static SparkSession spark(String master) {
        return SparkSession.builder()
                .master(master)
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .getOrCreate();
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
    }
}
