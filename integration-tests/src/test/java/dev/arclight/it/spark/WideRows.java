package dev.arclight.it.spark;

import dev.arclight.nn.Linear;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.spark.train.NeuralClassifier;
import dev.arclight.spark.train.RoundListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Rows of 64 floats, as many as one likes: more than executors have memory for. */
public final class WideRows {
    private static final Pattern MOST_RESIDENT = Pattern.compile("VmHWM:\\s*(\\d+) kB");

    private WideRows() {}

    /** Trains a small network on rows that are made on the way. */
    public static void train(SparkSession spark, long rows, int partitions, int epochs, RoundListener listener) {
        Dataset<Row> data = spark.range(0, rows, 1, partitions)
                .selectExpr("id", "int(id % 4) as label")
                .selectExpr(
                        "label",
                        "transform(sequence(0, 63), i -> float(float((id * (i + 7)) % 101 - 50) / 50 + label))"
                                + " as features");
        new NeuralClassifier()
                .setNetwork(new Sequential(new Linear(64, 32), new ReLU(), new Linear(32, 4)))
                .setBatchSize(512)
                .setAveragingPeriod(10_000)
                .setEpochs(epochs)
                .setRoundListener(listener)
                .fit(data);
    }

    /** The most memory that each executor's process had so far, in MB. */
    public static List<Long> megabytes(StandaloneCluster cluster) {
        List<Long> most = new ArrayList<>();
        for (ProcessHandle executor : cluster.executors()) {
            try {
                String status = Files.readString(Path.of("/proc/" + executor.pid() + "/status"));
                Matcher found = MOST_RESIDENT.matcher(status);
                if (found.find()) {
                    most.add(Long.parseLong(found.group(1)) / 1024);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("an executor ended while it was looked at", e);
            }
        }
        return most;
    }
}
