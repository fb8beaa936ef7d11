package dev.arclight.it.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.it.Python;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Sequential;
import dev.arclight.spark.train.NeuralRegressor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Averages are where PyTorch's own averager makes them. */
class PeriodicAveragingTest {
    private static final int STEPS = 12;
    private static final List<String> SETTINGS = List.of("0,1", "0,4", "3,4", "5,1", "2,20", "12,3");

    /** Prints after how many steps there is an average, a line for each pair of warm-up steps and period. */
    private static final String PROGRAM = """
            import sys
            import torch.distributed as dist
            import torch.distributed.algorithms.model_averaging.averagers as averagers

            dist.init_process_group("gloo", init_method="file://" + sys.argv[1], rank=0, world_size=1)
            for argument in sys.argv[3:]:
                warm_up, period = map(int, argument.split(","))
                averager = averagers.PeriodicModelAverager(period=period, warmup_steps=warm_up)
                done = []
                note = lambda *_: done.append(averager.step + 1)
                averagers.utils.average_parameters = note
                averagers.utils.average_parameters_or_parameter_groups = note
                for step in range(int(sys.argv[2])):
                    averager.average_parameters([])
                print(" ".join(map(str, done)))
            """;

    @TempDir
    private Path work;

    @Test
    void averages_follow_the_steps_that_pytorch_s_averager_averages_after() throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("-c", PROGRAM, work.resolve("store").toString(), Integer.toString(STEPS)));
        arguments.addAll(SETTINGS);
        List<String> theirs =
                Python.output(List.of("torch"), work, null, arguments).lines().toList();

        assertThat(theirs).hasSize(SETTINGS.size());
        try (SparkSession spark = SparkSession.builder()
                .master("local[1]")
                .appName("averaging")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .getOrCreate()) {
            Dataset<Row> data = spark.range(0, STEPS, 1, 1).selectExpr("float(id) as features", "float(id) as label");
            for (int i = 0; i < SETTINGS.size(); i++) {
                int warmUp = Integer.parseInt(SETTINGS.get(i).split(",", -1)[0]);
                int period = Integer.parseInt(SETTINGS.get(i).split(",", -1)[1]);

                // Warm-up steps and the end of the training are averaged here besides.
                TreeSet<Long> expected = new TreeSet<>(List.of((long) STEPS));
                IntStream.rangeClosed(1, warmUp).forEach(step -> expected.add((long) step));
                Arrays.stream(theirs.get(i).split(" "))
                        .filter(step -> !step.isEmpty())
                        .forEach(step -> expected.add(Long.valueOf(step)));
                assertThat(averages(data, warmUp, period)).as(SETTINGS.get(i)).containsExactlyElementsOf(expected);
            }
        }
    }

    private static List<Long> averages(Dataset<Row> data, int warmUp, int period) {
        List<Long> steps = new ArrayList<>();
        new NeuralRegressor()
                .setNetwork(new Sequential(new Linear(1, 1)))
                .setBatchSize(1)
                .setLearningRate(1e-3)
                .setWarmUpSteps(warmUp)
                .setAveragingPeriod(period)
                .setRoundListener(report -> steps.add(report.steps()))
                .fit(data);
        return steps;
    }
}
