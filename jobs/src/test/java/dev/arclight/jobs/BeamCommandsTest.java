package dev.arclight.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The commands that run on Beam, on the runners of bin/arclight, beside the same on Spark. */
@ExtendWith(SharedSpark.class)
final class BeamCommandsTest {
    private static final String WORDS = """
            {"version":"1.0","truncation":null,"padding":null,
             "added_tokens":[
               {"id":0,"content":"[PAD]","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}],
             "normalizer":{"type":"Lowercase"},"pre_tokenizer":{"type":"Whitespace"},"post_processor":null,"decoder":null,
             "model":{"type":"WordLevel","unk_token":"[UNK]","vocab":{"[PAD]":0,"[UNK]":1,"the":2,"cat":3,"sat":4}}}
            """;

    @TempDir
    private static Path shared;

    private static TinyModel tiny;

    @TempDir
    private Path folder;

    @BeforeAll
    static void make() throws IOException {
        tiny = TinyModel.make(shared);
    }

    private static List<Row> rows(Path parquet, String order) {
        return SharedSpark.session()
                .read()
                .parquet(parquet.toString())
                .orderBy(order)
                .collectAsList();
    }

    private Path score(String name, Object... more) {
        Path output = folder.resolve(name);
        Object[] arguments = new Object[9 + more.length];
        System.arraycopy(
                new Object[] {"score", "-m", tiny.model(), "-i", tiny.test(), "-o", output, "--result", "probabilities"
                },
                0,
                arguments,
                0,
                9);
        System.arraycopy(more, 0, arguments, 9, more.length);
        Cli scored = Cli.run(arguments);
        assertThat(scored.exitCode()).as(scored.err()).isZero();
        assertThat(scored.out()).contains(": 60 rows in ");
        return output;
    }

    @Test
    void scoresAreBitByBitThoseOfSpark() {
        Path spark = score("spark");
        Path direct = score("direct", "--engine", "beam");
        Path flink = score(
                "flink",
                "--engine",
                "beam",
                "--runner",
                "FlinkRunner",
                "--runner-option",
                "flinkMaster=[local]",
                "--runner-option",
                "parallelism=2");

        for (Path beam : List.of(direct, flink)) {
            Dataset<Row> both = SharedSpark.session()
                    .sql("SELECT label, prediction, count(*) AS n FROM parquet.`" + spark
                            + "` GROUP BY ALL EXCEPT SELECT" + " label, prediction, count(*) AS n FROM parquet.`" + beam
                            + "` GROUP BY ALL");
            assertThat(both.count()).isZero();
            assertThat(rows(beam, "label")).hasSize(TinyImages.TEST);
        }
    }

    @Test
    void aModelTrainedOnBeamTellsTheImagesApart() {
        Path model = folder.resolve("model");
        Cli trained = Cli.run(
                "train",
                "--engine",
                "beam",
                "-i",
                tiny.train(),
                "-m",
                model,
                "--network",
                "mlp",
                "--classes",
                3,
                "--batch-size",
                8,
                "--epochs",
                3,
                "--validation-fraction",
                0.1);
        assertThat(trained.exitCode()).as(trained.err()).isZero();
        assertThat(trained.out()).containsPattern("model: [0-9.]+ kB, loss [0-9.]+, [0-9]+ examples in [0-9.]+ s");
        assertThat(trained.err()
                        .lines()
                        .filter(line -> line.startsWith("epoch "))
                        .map(line -> line.replaceAll(" loss .*", " loss")))
                .containsExactly(
                        "epoch 1: loss",
                        "epoch 1: validation loss",
                        "epoch 2: loss",
                        "epoch 2: validation loss",
                        "epoch 3: loss",
                        "epoch 3: validation loss");

        Cli scored = Cli.run("score", "-m", model, "-i", tiny.test(), "-o", folder.resolve("scored"));

        assertThat(scored.exitCode()).as(scored.err()).isZero();
        assertThat(SharedSpark.session()
                        .read()
                        .parquet(folder.resolve("scored").toString())
                        .filter("label = prediction")
                        .count())
                .isGreaterThan(TinyImages.TEST * 9 / 10);
    }

    @Test
    void idsAreThoseOfSpark() throws IOException {
        Path tokenizer = Files.writeString(folder.resolve("tokenizer.json"), WORDS);
        Path texts = folder.resolve("texts");
        SharedSpark.session()
                .sql("SELECT 1 AS id, 'The cat sat' AS text UNION ALL SELECT 2, 'dog' UNION ALL SELECT 3, null")
                .write()
                .parquet(texts.toString());
        for (String engine : List.of("spark", "beam")) {
            Cli done = Cli.run(
                    "tokenize",
                    "--engine",
                    engine,
                    "-t",
                    tokenizer,
                    "-i",
                    texts,
                    "-o",
                    folder.resolve(engine),
                    "--max-length",
                    2,
                    "--pad");
            assertThat(done.exitCode()).as(done.err()).isZero();
        }

        List<Row> beam = rows(folder.resolve("beam"), "id");
        assertThat(beam.get(0).<Integer>getList(2)).containsExactly(2, 3);
        assertThat(beam.get(1).<Integer>getList(2)).containsExactly(1, 0);
        assertThat(beam.get(1).<Integer>getList(3)).containsExactly(1, 0);
        assertThat(beam.get(2).isNullAt(2)).isTrue();
        assertThat(beam).hasToString(rows(folder.resolve("spark"), "id").toString());
    }

    @Test
    void anOutputOfBeamIsReplacedOnDemand() {
        Path first = score("again", "--engine", "beam");
        assertThat(first.toFile().list()).allMatch(name -> name.matches("part-.*\\.parquet|_SUCCESS|\\..*\\.crc"));

        score("again", "--engine", "beam", "--overwrite");

        assertThat(rows(folder.resolve("again"), "label")).hasSize(TinyImages.TEST);
    }

    @Test
    void aRunnerThatIsNotOnTheClassPathIsNamed() {
        Cli failed = Cli.run(
                "score",
                "--engine",
                "beam",
                "--runner",
                "MoonRunner",
                "-m",
                tiny.model(),
                "-i",
                tiny.test(),
                "-o",
                folder.resolve("scored"));

        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.errorLines()).hasSize(1);
        assertThat(failed.err())
                .contains("Beam does not know the runner 'MoonRunner'")
                .contains("put its module on the class path (bin/arclight has DirectRunner and FlinkRunner)");
    }

    @Test
    void aColumnThatIsMissingIsNamedInOneLine() {
        Cli failed = Cli.run(
                "train", "--engine", "beam", "-i", tiny.train(), "-m", folder.resolve("model"), "--label-col", "lable");

        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.err()).contains("has no column \"lable\"; its columns are [image, label]");
    }

    @Test
    void helpShowsAnExampleOnBeam() {
        for (String command : List.of("score", "train", "tokenize")) {
            assertThat(Cli.run(command, "--help").out()).contains("arclight " + command + " --engine beam --runner");
        }
    }
}
