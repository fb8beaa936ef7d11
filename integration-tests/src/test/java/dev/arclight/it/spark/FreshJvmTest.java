package dev.arclight.it.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.nn.Linear;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.spark.train.NeuralClassifier;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.launcher.JavaModuleOptions;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What one program saves, another one that knows nothing of it loads and scores with. */
@Tag("slow")
class FreshJvmTest {
    @TempDir
    private Path work;

    @Test
    @Timeout(value = 4, unit = TimeUnit.MINUTES)
    void a_pipeline_is_loaded_in_a_fresh_jvm_and_scores_the_same() throws IOException, InterruptedException {
        String saved = work.resolve("pipeline").toString();
        List<String> expected;
        try (SparkSession spark = session()) {
            Dataset<Row> data = data(spark);
            PipelineModel model = new Pipeline()
                    .setStages(new PipelineStage[] {
                        new VectorAssembler()
                                .setInputCols(new String[] {"a", "b"})
                                .setOutputCol("features"),
                        new NeuralClassifier()
                                .setNetwork(new Sequential(new Linear(2, 8), new ReLU(), new Linear(8, 2)))
                                .setProbabilityCol("probability")
                                .setEpochs(3)
                                .setBatchSize(8)
                    })
                    .fit(data);
            model.write().save(saved);
            expected = scored(model, data);
        }

        Path output = work.resolve("output");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
        command.addAll(List.of("--add-modules", "jdk.incubator.vector", "-cp", classPath()));
        command.addAll(List.of(Scorer.class.getName(), saved, output.toString()));
        Process scorer = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("log").toFile())
                .start();

        try {
            assertThat(scorer.waitFor(3, TimeUnit.MINUTES)).as(this::log).isTrue();
            assertThat(scorer.exitValue()).as(this::log).isZero();
        } finally {
            scorer.destroyForcibly().waitFor();
        }
        assertThat(Files.readAllLines(output)).hasSize(100).isEqualTo(expected);
    }

    private String log() {
        try {
            return Files.readString(work.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** The other program. */
    public static final class Scorer {
        private Scorer() {}

        /** Scores with the pipeline of the first argument and writes what it tells to the second. */
        public static void main(String[] arguments) throws IOException {
            try (SparkSession spark = session()) {
                Files.write(Path.of(arguments[1]), scored(PipelineModel.load(arguments[0]), data(spark)));
            }
        }
    }

    private static List<String> scored(PipelineModel model, Dataset<Row> data) {
        return model.transform(data).select("probability", "prediction").collectAsList().stream()
                .map(Row::toString)
                .toList();
    }

    private static Dataset<Row> data(SparkSession spark) {
        return spark.range(0, 100, 1, 2)
                .selectExpr("sin(id) as a", "cos(id * 0.5) as b", "int(sin(id) > cos(id * 0.5)) as label");
    }

    private static SparkSession session() {
        return SparkSession.builder()
                .master("local[2]")
                .appName("fresh")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .getOrCreate();
    }

    private static String classPath() {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return String.join(
                File.pathSeparator,
                Arrays.stream(path.split(File.pathSeparator))
                        .filter(entry -> !entry.contains("bytedeco"))
                        .toList());
    }
}
