package dev.arclight.it.beam;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.arclight.spark.score.ArclightModel;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One model folder and the same examples: every program that scores them gives the same bits. */
final class SameBitsTest {
    private static final int EXAMPLES = 200;
    private static final int SIDE = 12;
    private static final int WIDTH = SIDE * SIDE;
    private static final int CLASSES = 7;

    @TempDir
    private Path work;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void javaSparkSqlAndBeamOnBothRunnersGiveTheSameBits() throws IOException {
        String folder = model();
        float[] numbers = Tensor.randn(Generator.seeded(3), EXAMPLES, WIDTH).toFloatArray();
        Map<Long, List<Integer>> plain = plainJava(folder, numbers);
        assertThat(plain).hasSize(EXAMPLES);
        assertThat(plain.values().stream().flatMap(List::stream).distinct().count())
                .isGreaterThan(EXAMPLES);

        Path input = work.resolve("examples.txt");
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < EXAMPLES; i++) {
            StringBuilder line = new StringBuilder(Integer.toString(i));
            for (int k = 0; k < WIDTH; k++) {
                line.append(' ').append(Float.floatToRawIntBits(numbers[i * WIDTH + k]));
            }
            lines.add(line.toString());
        }
        Files.write(input, lines);
        assertThat(beam(folder, input, "direct", "--runner=DirectRunner", "--targetParallelism=2"))
                .isEqualTo(plain);
        assertThat(beam(folder, input, "flink", "--runner=FlinkRunner", "--flinkMaster=[local]", "--parallelism=2"))
                .isEqualTo(plain);

        try (SparkSession spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.local.dir", work.resolve("local").toString())
                .config(
                        "spark.sql.warehouse.dir",
                        work.resolve("warehouse").toUri().toString())
                .config("spark.sql.extensions", "dev.arclight.spark.sql.ArclightExtensions")
                .getOrCreate()) {
            Dataset<Row> examples = examples(spark, numbers);
            assertThat(bits(ArclightModel.ofFolder(folder)
                            .setInputCols("features")
                            .setOutputCols("scores")
                            .setBatchSize(48)
                            .transform(examples)
                            .select("id", "scores")))
                    .isEqualTo(plain);
            examples.createOrReplaceTempView("examples");
            assertThat(bits(spark.sql("SELECT id, arclight_predict('" + folder + "', features) FROM examples")))
                    .isEqualTo(plain);
        }
    }

    private String model() {
        Sequential network = new Sequential(
                new Unflatten(1, 1, SIDE, SIDE),
                new Conv2d(1, 6, 3),
                new ReLU(),
                new MaxPool2d(2),
                new Flatten(),
                new Linear(150, CLASSES));
        Generator generator = Generator.seeded(11);
        network.stateDict()
                .values()
                .forEach(tensor ->
                        tensor.copy_(Tensor.randn(generator, tensor.shape().toArray())));
        Path folder = work.resolve("model");
        ModelFolder.save(
                network,
                Signature.of(
                        new TensorSpec("features", DType.FLOAT32, TensorSpec.ANY, WIDTH),
                        new TensorSpec("scores", DType.FLOAT32, TensorSpec.ANY, CLASSES)),
                folder);
        return folder.toString();
    }

    /** One example at a time. */
    private static Map<Long, List<Integer>> plainJava(String folder, float[] numbers) {
        Module network = ModelFolder.load(Path.of(folder)).module();
        Map<Long, List<Integer>> scores = new TreeMap<>();
        try (GradMode.Scope off = GradMode.noGrad()) {
            for (int i = 0; i < EXAMPLES; i++) {
                float[] example = Arrays.copyOfRange(numbers, i * WIDTH, (i + 1) * WIDTH);
                List<Integer> bits = new ArrayList<>();
                for (float score : network.forward(Tensor.of(example, 1, WIDTH)).toFloatArray()) {
                    bits.add(Float.floatToRawIntBits(score));
                }
                scores.put((long) i, bits);
            }
        }
        return scores;
    }

    private Map<Long, List<Integer>> beam(String folder, Path input, String name, String... runner) throws IOException {
        Path output = Files.createDirectory(work.resolve(name));
        List<String> arguments = new ArrayList<>(List.of(runner));
        arguments.addAll(List.of("--model=" + folder, "--input=" + input, "--output=" + output.resolve("scores")));
        try (BeamProcess job =
                BeamProcess.start(work, name, List.of("-Xmx800m"), "dev.arclight.beam.testkit.ScoreFile", arguments)) {
            job.requireSuccess();
        }
        Map<Long, List<Integer>> scores = new TreeMap<>();
        try (Stream<Path> files = Files.list(output)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                for (String line : Files.readAllLines(file)) {
                    List<String> parts = List.of(line.split(" "));
                    List<Integer> before = scores.put(
                            Long.valueOf(parts.get(0)),
                            parts.subList(1, parts.size()).stream()
                                    .map(Integer::valueOf)
                                    .toList());
                    assertThat(before).isNull();
                }
            }
        }
        return scores;
    }

    private static Dataset<Row> examples(SparkSession spark, float[] numbers) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < EXAMPLES; i++) {
            List<Float> features = new ArrayList<>();
            for (int k = 0; k < WIDTH; k++) {
                features.add(numbers[i * WIDTH + k]);
            }
            rows.add(RowFactory.create((long) i, features));
        }
        return spark.createDataFrame(
                        rows,
                        new StructType()
                                .add("id", DataTypes.LongType, false)
                                .add("features", DataTypes.createArrayType(DataTypes.FloatType, false), false))
                .repartition(3);
    }

    private static Map<Long, List<Integer>> bits(Dataset<Row> scored) {
        Map<Long, List<Integer>> scores = new TreeMap<>();
        for (Row row : scored.collectAsList()) {
            List<Integer> bits = new ArrayList<>();
            for (Object score : row.getList(1)) {
                bits.add(Float.floatToRawIntBits(((Number) score).floatValue()));
            }
            scores.put(row.getLong(0), bits);
        }
        return scores;
    }
}
