package dev.arclight.beam.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.autograd.GradMode;
import dev.arclight.beam.inference.LoadedModel.Session;
import dev.arclight.beam.testkit.TestModels;
import dev.arclight.data.Images;
import dev.arclight.io.ModelFolder;
import dev.arclight.io.ModelFormatException;
import dev.arclight.io.Signature;
import dev.arclight.io.TensorSpec;
import dev.arclight.nn.Conv1d;
import dev.arclight.nn.Conv2d;
import dev.arclight.nn.Embedding;
import dev.arclight.nn.Flatten;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Module;
import dev.arclight.nn.Sequential;
import dev.arclight.nn.Softmax;
import dev.arclight.nn.ToDtype;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArclightHandlerTest {
    @TempDir
    Path work;

    private static <I, O> Session<I, O> session(ArclightHandler<I, O> handler, String folder) throws Exception {
        return handler.load(ModelRef.of(folder)).openSession();
    }

    private static float[] forward(String folder, Tensor batch) {
        Module module = ModelFolder.load(Path.of(folder)).module();
        try (GradMode.Scope off = GradMode.noGrad()) {
            return module.forward(batch).toFloatArray();
        }
    }

    private static float[] flat(List<float[]> rows) {
        List<Float> numbers = new ArrayList<>();
        for (float[] row : rows) {
            for (float number : row) {
                numbers.add(number);
            }
        }
        float[] all = new float[numbers.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = numbers.get(i);
        }
        return all;
    }

    private static List<float[]> rows(float[] all, int width) {
        List<float[]> rows = new ArrayList<>();
        for (int from = 0; from < all.length; from += width) {
            rows.add(Arrays.copyOfRange(all, from, from + width));
        }
        return rows;
    }

    @Test
    void outputsHaveTheBitsOfTheForwardPassInBatchesOfAnySize() throws Exception {
        String folder = TestModels.mlp(work.resolve("model"), 20, 5);
        float[] numbers = Tensor.randn(Generator.seeded(1), 100, 20).toFloatArray();
        float[] expected = forward(folder, Tensor.of(numbers, 100, 20));
        List<float[]> examples = rows(numbers, 20);
        for (int size : new int[] {1, 7, 32, 100}) {
            List<float[]> got = new ArrayList<>();
            try (Session<float[], float[]> session = session(ArclightHandler.floats(), folder)) {
                session.warmUp(size);
                for (int from = 0; from < 100; from += size) {
                    got.addAll(session.run(examples.subList(from, Math.min(100, from + size))));
                }
            }
            assertThat(flat(got)).containsExactly(expected);
        }
    }

    @Test
    void arraysOfOtherTypesBecomeTheModelsDtype() throws Exception {
        String folder = TestModels.linear(work.resolve("model"), 3);
        assertThat(session(ArclightHandler.doubles(), folder)
                        .run(List.of(new double[] {2, 1}))
                        .get(0))
                .containsExactly(7);
        assertThat(session(ArclightHandler.ints(), folder)
                        .run(List.of(new int[] {2, 1}))
                        .get(0))
                .containsExactly(7);
        assertThat(session(ArclightHandler.longs(), folder)
                        .run(List.of(new long[] {2, 1}))
                        .get(0))
                .containsExactly(7);
        assertThat(session(ArclightHandler.bytes(), folder)
                        .run(List.of(new byte[] {(byte) 200, 1}))
                        .get(0))
                .containsExactly(601);
        assertThat(session(ArclightHandler.floats().doubleOutputs(), folder)
                        .run(List.of(new float[] {2, 1}))
                        .get(0))
                .containsExactly(7);
        assertThat(session(ArclightHandler.floats().longOutputs(), folder)
                        .run(List.of(new float[] {2, 1}))
                        .get(0))
                .containsExactly(7);
    }

    @Test
    void aModelOfBytesTakesBytesAsTheyAre() throws Exception {
        String folder = TestModels.save(
                work.resolve("model"),
                TestModels.seeded(new Sequential(new ToDtype(DType.FLOAT32, true), new Linear(3, 2))),
                DType.UINT8,
                2,
                3);
        byte[] pixels = {0, 100, (byte) 255};
        assertThat(session(ArclightHandler.bytes(), folder).run(List.of(pixels)).get(0))
                .containsExactly(forward(folder, Tensor.ofBytes(pixels, DType.UINT8, 1, 3)));
    }

    @Test
    void classesAndProbabilitiesComeFromTheOutputs() throws Exception {
        String folder = TestModels.mlp(work.resolve("model"), 4, 3);
        float[] example = {1, -2, 3, 0.5f};
        float[] scores = forward(folder, Tensor.of(example, 1, 4));
        float[] probabilities = new Softmax(1).forward(Tensor.of(scores, 1, 3)).toFloatArray();
        int best = 0;
        for (int k = 1; k < 3; k++) {
            best = scores[k] > scores[best] ? k : best;
        }
        assertThat(session(ArclightHandler.floats().classes(), folder).run(List.of(example)))
                .containsExactly(best);
        assertThat(session(ArclightHandler.floats().probabilities(), folder)
                        .run(List.of(example))
                        .get(0))
                .containsExactly(probabilities, Offset.offset(1e-6f));
        float[] nan = {Float.NaN, 0, 0, 0};
        assertThat(session(ArclightHandler.floats().classes(), folder).run(List.of(nan)))
                .containsExactly(-1);
    }

    @Test
    void classesAndProbabilitiesOfAModelOfDoublesAreThoseOfItsDoubles() throws Exception {
        String folder = TestModels.identity(work.resolve("model"), DType.FLOAT64, 3);
        double[] close = {1, 1 + 1e-12, 1};
        assertThat(session(ArclightHandler.doubles().classes(), folder).run(List.of(close)))
                .containsExactly(1);
        double[] large = {1e9, 1e9 + 1, Double.NEGATIVE_INFINITY};
        float second = (float) (1 / (1 + Math.exp(-1)));
        assertThat(session(ArclightHandler.doubles().probabilities(), folder)
                        .run(List.of(large))
                        .get(0))
                .containsExactly(new float[] {1 - second, second, 0}, Offset.offset(1e-7f));
    }

    @Test
    void aResultThatIsNotOfItsExamplesIsNoFailureOfTheirs() throws Exception {
        String folder = TestModels.save(work.resolve("model"), new Sequential(new Flatten(0, 1)), DType.FLOAT32, 2, 2);
        try (Session<float[], float[]> session = session(ArclightHandler.floats(), folder)) {
            assertThatThrownBy(() -> session.run(List.of(new float[2], new float[2])))
                    .isInstanceOf(BrokenSessionException.class)
                    .hasMessage("the model gave a result of shape [4] for 2 examples; its first extent must be theirs");
        }
    }

    @Test
    void aModelThatTakesNoZerosScoresWithoutBeingWarm() throws Exception {
        String folder = TestModels.save(
                work.resolve("model"),
                TestModels.seeded(new Sequential(new Conv1d(1, 2, 20), new Flatten())),
                DType.FLOAT32,
                -1,
                1,
                -1);
        float[] example = Tensor.randn(Generator.seeded(2), 24).toFloatArray();
        try (Session<float[], float[]> session = session(ArclightHandler.floats(), folder)) {
            session.warmUp(8);
            assertThat(session.run(List.of(example)).get(0))
                    .containsExactly(forward(folder, Tensor.of(example, 1, 1, 24)));
        }
    }

    private static final Schema PERSON = Schema.builder()
            .addNullableInt32Field("age")
            .addDoubleField("income")
            .addBooleanField("member")
            .addArrayField("features", Schema.FieldType.FLOAT)
            .addStringField("name")
            .build();

    private static Row person(Integer age, double income, boolean member, List<Float> features) {
        return Row.withSchema(PERSON)
                .addValues(age, income, member, features, "Ada")
                .build();
    }

    @Test
    void numbersOfARowComeFromTheNamedFieldsOrTheOneCalledAsTheInput() throws Exception {
        String folder = TestModels.linear(work.resolve("model"), 3);
        Row row = person(2, 5.0, true, List.of(4f, 1f));
        assertThat(session(ArclightHandler.rows("age", "member"), folder)
                        .run(List.of(row))
                        .get(0))
                .containsExactly(7);
        assertThat(session(ArclightHandler.rows(), folder).run(List.of(row)).get(0))
                .containsExactly(13);
    }

    @Test
    void rowsThatDoNotFitSayWhichFieldAndWhy() throws Exception {
        String folder = TestModels.linear(work.resolve("model"), 3);
        Row row = person(null, 5.0, true, List.of(4f));
        assertThatThrownBy(() ->
                        session(ArclightHandler.rows("age", "income"), folder).run(List.of(row)))
                .isInstanceOf(ExampleException.class)
                .hasMessage("field 'age' holds null; fill it or leave such rows out");
        assertThatThrownBy(() -> session(ArclightHandler.rows("height"), folder).run(List.of(row)))
                .isInstanceOf(ExampleException.class)
                .hasMessageContaining("a row has no field 'height'; its fields are [age, income");
        assertThatThrownBy(() ->
                        session(ArclightHandler.rows("name", "income"), folder).run(List.of(row)))
                .isInstanceOf(ExampleException.class)
                .hasMessageContaining("field 'name' holds a String");
        assertThatThrownBy(() -> session(ArclightHandler.rows(), folder).run(List.of(row)))
                .isInstanceOf(ExampleException.class)
                .hasMessage("an example has 1 numbers, expected 2 for input features float32[-1, 2]");
    }

    @Test
    void numbersThatTheDtypeCannotHoldAreRefused() throws Exception {
        String folder = embedding();
        try (Session<double[], float[]> session = session(ArclightHandler.doubles(), folder)) {
            assertThatThrownBy(() -> session.run(List.of(new double[] {1.5})))
                    .isInstanceOf(ExampleException.class)
                    .hasMessage("an example holds 1.5, which is no number of the model's input dtype int64");
        }
    }

    @Test
    void wholeNumbersOfRowsKeepAllTheirDigits() throws Exception {
        String folder = TestModels.identity(work.resolve("model"), DType.INT64, 1);
        Schema schema =
                Schema.builder().addDecimalField("id").addDoubleField("x").build();
        Row row = Row.withSchema(schema)
                .addValues(new BigDecimal("9007199254740993"), 0x1p63)
                .build();
        assertThat(session(ArclightHandler.rows("id").longOutputs(), folder)
                        .run(List.of(row))
                        .get(0))
                .containsExactly(9_007_199_254_740_993L);
        assertThatThrownBy(() -> session(ArclightHandler.rows("x"), folder).run(List.of(row)))
                .isInstanceOf(ExampleException.class)
                .hasMessageContaining("field 'x': an example holds 9.22337203685477");
        Row fraction =
                Row.withSchema(schema).addValues(new BigDecimal("1.5"), 0.0).build();
        assertThatThrownBy(() -> session(ArclightHandler.rows("id"), folder).run(List.of(fraction)))
                .isInstanceOf(ExampleException.class)
                .hasMessage("field 'id': an example holds 1.5, which is no number of the model's input dtype int64");
    }

    /** Embeds ids, and passes all numbers of a text on; texts of any length are allowed. */
    private String embedding() {
        return TestModels.save(
                work.resolve("ids"), TestModels.seeded(new Sequential(new Embedding(10, 2))), DType.INT64, -1, -1);
    }

    @Test
    void examplesOfDifferentLengthAreScoredWithTheirEqualsAndComeBackInOrder() throws Exception {
        String folder = embedding();
        List<int[]> texts = List.of(new int[] {1, 2, 3}, new int[] {4}, new int[] {5, 6, 7}, new int[] {8});
        List<float[]> together = session(ArclightHandler.ints(), folder).run(texts);
        for (int i = 0; i < texts.size(); i++) {
            List<float[]> alone = session(ArclightHandler.ints(), folder).run(List.of(texts.get(i)));
            assertThat(together.get(i)).containsExactly(alone.get(0)).hasSize(2 * texts.get(i).length);
        }
    }

    private static final String WORDS = """
            {"version": "1.0", "added_tokens": [],
             "normalizer": null, "pre_tokenizer": {"type": "Whitespace"}, "post_processor": null, "decoder": null,
             "model": {"type": "WordLevel", "unk_token": "[UNK]",
               "vocab": {"[UNK]": 0, "[PAD]": 1, "good": 2, "bad": 3, "film": 4}}}
            """;

    @Test
    void textsAreTokenizedByTheTokenizerBesideTheModel() throws Exception {
        String folder = embedding();
        Files.writeString(Path.of(folder, "tokenizer.json"), WORDS);
        try (Session<String, float[]> session = session(ArclightHandler.texts(), folder)) {
            assertThat(flat(session.run(List.of("good film", "bad"))))
                    .containsExactly(forward(folder, Tensor.of(new long[] {2, 4, 3}, 3)));
        }
        try (Session<String, float[]> session = session(ArclightHandler.texts(1), folder)) {
            assertThat(session.run(List.of("good film")).get(0)).hasSize(2);
        }
        LoadedModel<String, float[]> model = ArclightHandler.texts().load(ModelRef.of(folder));
        assertThat(model.tokenCount("good bad film")).isEqualTo(3);
    }

    @Test
    void textsAreFilledUpToAFixedLength() throws Exception {
        String folder = TestModels.save(
                work.resolve("fixed"),
                TestModels.seeded(new Sequential(new Embedding(5, 2), new Flatten())),
                DType.INT64,
                6,
                3);
        Files.writeString(Path.of(folder, "tokenizer.json"), WORDS);
        try (Session<String, float[]> session = session(ArclightHandler.texts(), folder)) {
            assertThat(flat(session.run(List.of("good", "bad film bad film"))))
                    .containsExactly(forward(folder, Tensor.of(new long[] {2, 1, 1, 3, 4, 3}, 2, 3)));
        }
    }

    @Test
    void picturesAreBroughtToTheSizeAndChannelsOfTheModel() throws Exception {
        Path file = work.resolve("picture.png");
        Images.write(
                Tensor.ofBytes(new byte[] {0, 50, 100, (byte) 150, (byte) 200, (byte) 250}, DType.UINT8, 2, 3), file);
        String folder = TestModels.save(
                work.resolve("model"),
                TestModels.seeded(new Sequential(new Conv2d(1, 2, 3), new Flatten())),
                DType.FLOAT32,
                8,
                1,
                4,
                4);
        try (Session<byte[], float[]> session = session(ArclightHandler.images(), folder)) {
            byte[] picture = Files.readAllBytes(file);
            assertThat(session.run(List.of(picture)).get(0)).hasSize(8);
            assertThatThrownBy(() -> session.run(List.of(new byte[] {1, 2, 3})))
                    .isInstanceOf(ExampleException.class)
                    .hasMessageContaining("the example: is no PNG, JPEG, GIF or BMP picture");
        }
    }

    @Test
    void modelsThatTakeExamplesInAnotherWayAreRefused() throws IOException {
        Path folder = work.resolve("model");
        ModelFolder.save(
                new Linear(2, 2),
                Signature.of(new TensorSpec("x", DType.FLOAT32, 4, 2), new TensorSpec("y", DType.FLOAT32, 4, 2)),
                folder);
        assertThatThrownBy(() -> session(ArclightHandler.floats(), folder.toString()))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("takes x float32[4, 2], expected -1 (the batch) first");
        String other = TestModels.linear(work.resolve("linear"), 1);
        assertThatThrownBy(() -> session(ArclightHandler.texts(), other))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("expected whole numbers");
        assertThatThrownBy(() -> session(ArclightHandler.images(), other))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("to score pictures with");
        String ids = embedding();
        assertThatThrownBy(() -> session(ArclightHandler.texts(), ids))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("has no tokenizer.json beside it");
    }
}
