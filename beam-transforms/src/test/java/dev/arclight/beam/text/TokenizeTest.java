package dev.arclight.beam.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.beam.testkit.TestRunner;
import dev.arclight.tokenizers.text.TokenizerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TokenizeTest {
    private static final String WORDS = """
            {"version":"1.0","truncation":null,"padding":null,
             "added_tokens":[
               {"id":0,"content":"[PAD]","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true},
               {"id":1,"content":"[CLS]","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}],
             "normalizer":{"type":"Lowercase"},"pre_tokenizer":{"type":"Whitespace"},
             "post_processor":{"type":"TemplateProcessing",
               "single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],
               "pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":1}}],
               "special_tokens":{"[CLS]":{"id":"[CLS]","ids":[1],"tokens":["[CLS]"]}}},
             "decoder":null,
             "model":{"type":"WordLevel","unk_token":"[UNK]",
               "vocab":{"[PAD]":0,"[CLS]":1,"[UNK]":2,"the":3,"cat":4,"sat":5}}}
            """;

    private static final Schema REVIEWS = Schema.builder()
            .addInt64Field("id")
            .addNullableStringField("review")
            .build();

    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), WORDS);
    }

    private Tokenize tokenize() {
        return Tokenize.with(folder.toString());
    }

    private static List<List<Integer>> lists(Iterable<int[]> ids) {
        return StreamSupport.stream(ids.spliterator(), false)
                .map(each -> Arrays.stream(each).boxed().toList())
                .toList();
    }

    @ParameterizedTest
    @EnumSource(names = {"DIRECT", "FLINK_BATCH"})
    void textsBecomeTheIdsOfTheirTokens(TestRunner runner) {
        TestPipeline pipeline = runner.pipeline();
        PCollection<int[]> ids = pipeline.apply(
                        Create.of("The cat sat", "cat dog", "").withCoder(StringUtf8Coder.of()))
                .apply(Tokenize.with(folder.resolve("tokenizer.json").toString()));

        PAssert.that(ids).satisfies(all -> {
            assertThat(lists(all)).containsExactlyInAnyOrder(List.of(1, 3, 4, 5), List.of(1, 4, 2), List.of(1));
            return null;
        });
        pipeline.run().waitUntilFinish();
    }

    @Test
    void longTextsAreCutShortOnesFilledUpAndMarksLeftOut() {
        TestPipeline pipeline = TestRunner.DIRECT.pipeline();
        PCollection<String> texts = pipeline.apply(Create.of("the cat sat", "cat"));

        PAssert.that(texts.apply("Padded", tokenize().withMaxLength(3).withPadding()))
                .satisfies(all -> {
                    assertThat(lists(all)).containsExactlyInAnyOrder(List.of(1, 3, 4), List.of(1, 4, 0));
                    return null;
                });
        PAssert.that(texts.apply("Plain", tokenize().withoutSpecialTokens())).satisfies(all -> {
            assertThat(lists(all)).containsExactlyInAnyOrder(List.of(3, 4, 5), List.of(4));
            return null;
        });
        pipeline.run().waitUntilFinish();
    }

    @Test
    void aTextOfMoreTokensThanThereIsRoomForIsWhole() {
        TestPipeline pipeline = TestRunner.DIRECT.pipeline();
        PCollection<int[]> ids = pipeline.apply(Create.of("cat ".repeat(1000))).apply(tokenize());

        PAssert.that(ids).satisfies(all -> {
            assertThat(all.iterator().next()).hasSize(1001).endsWith(4, 4);
            return null;
        });
        pipeline.run().waitUntilFinish();
    }

    @Test
    void rowsGetIdsAndAMaskAndNullsStayNull() {
        TestPipeline pipeline = TestRunner.DIRECT.pipeline();
        PCollection<Row> rows = pipeline.apply(Create.of(
                                Row.withSchema(REVIEWS).addValues(7L, "the cat").build(),
                                Row.withSchema(REVIEWS).addValues(8L, null).build())
                        .withRowSchema(REVIEWS))
                .apply(tokenize().withMaxLength(4).withPadding().ofField("review"));

        assertThat(rows.getSchema().getFieldNames()).containsExactly("id", "review", "input_ids", "attention_mask");
        Schema schema = rows.getSchema();
        PAssert.that(rows)
                .containsInAnyOrder(
                        Row.withSchema(schema)
                                .addValues(7L, "the cat", List.of(1, 3, 4, 0), List.of(1, 1, 1, 0))
                                .build(),
                        Row.withSchema(schema).addValues(8L, null, null, null).build());
        pipeline.run().waitUntilFinish();
    }

    @Test
    void fieldsThatAreMissingOrThereAlreadyAreNamed() {
        TestPipeline pipeline = TestRunner.DIRECT.pipeline();
        PCollection<Row> rows = pipeline.apply(Create.of(List.<Row>of()).withRowSchema(REVIEWS));

        assertThatThrownBy(() -> rows.apply("A", tokenize().ofField("text")))
                .isInstanceOf(TokenizerException.class)
                .hasMessage("rows have no field 'text' of text; their fields are [id INT64, review STRING]");
        PCollection<Row> once = rows.apply("B", tokenize().ofField("review"));
        assertThatThrownBy(() -> once.apply("C", tokenize().ofField("review")))
                .hasMessage("rows have a field 'input_ids' already; rename or drop it before");
        assertThatThrownBy(() -> tokenize().withPadding()).hasMessageContaining("call withMaxLength before");
    }

    @Test
    void aTokenizerThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> SharedTokenizers.load(folder.resolve("nowhere").toString()))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("nowhere' cannot be read")
                .hasMessageEndingWith("give a tokenizer.json or a folder that holds one");
    }
}
