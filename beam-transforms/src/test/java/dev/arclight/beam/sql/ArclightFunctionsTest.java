package dev.arclight.beam.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.autograd.GradMode;
import dev.arclight.beam.testkit.TestModels;
import dev.arclight.beam.testkit.TestRunner;
import dev.arclight.io.ModelAccessException;
import dev.arclight.io.ModelFolder;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.extensions.sql.SqlTransform;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArclightFunctionsTest {
    private static final Schema SCHEMA = Schema.builder()
            .addInt64Field("id")
            .addNullableField("floats", Schema.FieldType.array(Schema.FieldType.FLOAT))
            .addArrayField("doubles", Schema.FieldType.DOUBLE)
            .addByteArrayField("packed")
            .addDoubleField("a")
            .build();

    @TempDir
    Path folder;

    private static Row row(long id, List<Float> floats) {
        return Row.withSchema(SCHEMA)
                .addValues(id, floats, List.of(1.0, 2.0), new byte[] {2, (byte) 200}, 0.5)
                .build();
    }

    private static void assertQuery(TestRunner runner, String query, String... expected) {
        TestPipeline pipeline = runner.pipeline();
        PCollection<String> results = pipeline.apply(
                        "Rows", Create.of(row(1, List.of(1f, 2f)), row(2, null)).withRowSchema(SCHEMA))
                .apply("Query", SqlTransform.query(query))
                .apply("Text", MapElements.into(TypeDescriptors.strings()).via(ArclightFunctionsTest::text));
        PAssert.that(results).containsInAnyOrder(expected);
        pipeline.run().waitUntilFinish();
    }

    private static String text(Row row) {
        return String.join(";", row.getValues().stream().map(String::valueOf).toList());
    }

    @ParameterizedTest
    @EnumSource(names = {"DIRECT", "FLINK_BATCH"})
    void aRowIsScoredWithoutRegisteringAnythingAndTheModelIsLoadedOnce(TestRunner runner) {
        String model = TestModels.linear(folder.resolve(runner.name()), 3);
        long before = SqlModels.loads();

        assertQuery(
                runner,
                "SELECT id, ARCLIGHT_PREDICT('" + model + "', floats) AS score FROM PCOLLECTION",
                "1;5.0",
                "2;null");

        if (runner == TestRunner.DIRECT) {
            assertThat(SqlModels.loads() - before).isEqualTo(1);
        }
    }

    @Test
    void doublesLiteralsAndBytesGoInToo() {
        String model = "'" + TestModels.linear(folder.resolve("model"), 3) + "'";

        assertQuery(
                TestRunner.DIRECT,
                "SELECT arclight_predict(" + model + ", doubles), arclight_predict(" + model + ", ARRAY[a, 2 * a]),"
                        + " arclight_predict_bytes(" + model + ", packed) FROM PCOLLECTION WHERE id = 1",
                "5.0;2.5;206.0");
    }

    @Test
    void scoresAreTheBitsOfAPlainProgram() {
        String model = TestModels.mlp(folder.resolve("model"), 2, 3);
        float[] plain;
        try (GradMode.Scope off = GradMode.noGrad()) {
            plain = ModelFolder.load(folder.resolve("model"))
                    .module()
                    .forward(Tensor.of(new float[] {1, 2}, 1, 2))
                    .toFloatArray();
        }
        List<Double> expected = List.of((double) plain[0], (double) plain[1], (double) plain[2]);
        int greatest = expected.indexOf(expected.stream().max(Double::compare).orElseThrow());

        assertQuery(
                TestRunner.DIRECT,
                "SELECT ARCLIGHT_SCORES('" + model + "', floats), ARCLIGHT_CLASSIFY('" + model
                        + "', floats) FROM PCOLLECTION WHERE id = 1",
                expected + ";" + greatest);
    }

    @Test
    void aScoreCanFilterAndGroup() {
        String model = TestModels.linear(folder.resolve("model"), 3);

        assertQuery(
                TestRunner.DIRECT,
                "SELECT COUNT(*) FROM PCOLLECTION WHERE ARCLIGHT_PREDICT('" + model + "', floats) > 4",
                "1");
    }

    @Test
    void aModelOfSeveralOutputsIsReferredToTheOtherFunctions() {
        String model = TestModels.mlp(folder.resolve("mlp"), 2, 3);
        String linear = TestModels.linear(folder.resolve("linear"), 3);

        assertThatThrownBy(() -> Predict.eval(model, List.of(1.0, 2.0)))
                .hasMessageContaining("has 3 outputs; use ARCLIGHT_SCORES");
        assertThatThrownBy(() -> Classify.eval(linear, List.of(1.0, 2.0)))
                .hasMessageContaining("has one output and so no classes to choose from");
        assertThatThrownBy(() -> Predict.eval(folder.resolve("nowhere").toString(), List.of(1.0)))
                .hasMessageContaining("nowhere");
    }

    @Test
    void aModelOfDoublesLosesNoneOfTheirBits() {
        String one = TestModels.identity(folder.resolve("one"), DType.FLOAT64, 1);
        String three = TestModels.identity(folder.resolve("three"), DType.FLOAT64, 3);

        assertThat(Predict.eval(one, List.of(16_777_217.0))).isEqualTo(16_777_217.0);
        assertThat(Scores.eval(three, List.of(0.1, 1e300, -0.0))).containsExactly(0.1, 1e300, -0.0);
        assertThat(Classify.eval(three, List.of(1.0, 1.0 + 1e-12, 1.0))).isEqualTo(1);
        assertThat(Classify.eval(three, List.of(1.0, Double.NaN, 2.0))).isNull();
        assertQuery(
                TestRunner.DIRECT,
                "SELECT ARCLIGHT_SCORES('" + three + "', ARRAY[0.1E0, 16777217, a]) FROM PCOLLECTION WHERE id = 1",
                "[0.1, 1.6777217E7, 0.5]");
    }

    @Test
    void anIdIsTakenAsTheWholeNumberThatItIs() {
        String model = TestModels.identity(folder.resolve("ids"), DType.INT64, 1);

        assertThat(Predict.eval(model, List.of(16_777_217.0))).isEqualTo(16_777_217.0);
        assertThatThrownBy(() -> Predict.eval(model, List.of(1.5)))
                .isInstanceOf(ArclightException.class)
                .hasMessage("an example holds 1.5, which is no number of the model's input dtype int64");
    }

    @Test
    void aModelThatWasMissingIsFoundOnceItIsThere() {
        String model = folder.resolve("later").toString();
        assertThatThrownBy(() -> Predict.eval(model, List.of(1.0, 2.0)))
                .isInstanceOf(ModelAccessException.class)
                .hasMessageContaining(model);

        TestModels.linear(Path.of(model), 3);

        assertThat(Predict.eval(model, List.of(1.0, 2.0))).isEqualTo(5.0);
    }

    @Test
    void aThreadThatIsStoppedSpoilsTheModelForNoOther() {
        String model = TestModels.linear(folder.resolve("model"), 3);
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> Predict.eval(model, List.of(1.0, 2.0))).isInstanceOf(ModelAccessException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(Predict.eval(model, List.of(1.0, 2.0))).isEqualTo(5.0);
    }

    @Test
    void aNullModelGivesNull() {
        assertThat(Predict.eval(null, List.of(1.0))).isNull();
        assertThat(Classify.eval(null, List.of(1.0))).isNull();
        assertThat(ScoresBytes.eval(null, new byte[1])).isNull();
    }

    @Test
    void aNullAmongTheFeaturesGivesNull() {
        String model = TestModels.linear(folder.resolve("model"), 3);

        assertThat(Predict.eval(model, Arrays.asList(1.0, null))).isNull();
        assertThat(PredictBytes.eval(model, null)).isNull();
        assertThat(ScoresBytes.eval(model, new byte[] {1, 2})).containsExactly(5.0);
    }
}
