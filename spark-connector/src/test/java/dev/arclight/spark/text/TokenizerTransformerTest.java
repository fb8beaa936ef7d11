package dev.arclight.spark.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.spark.LocalSpark;
import dev.arclight.spark.data.DataException;
import dev.arclight.spark.tokens.SharedTokenizer;
import dev.arclight.tokenizers.Tokenizer;
import dev.arclight.tokenizers.text.TokenizerException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LocalSpark.class)
class TokenizerTransformerTest {
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

    @TempDir
    private Path work;

    private final SparkSession spark;

    TokenizerTransformerTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void texts_become_the_ids_of_their_tokens_and_nulls_stay_null() {
        Dataset<Row> rows = stage().transform(texts("'The cat sat'", "'cat dog'", "''", "cast(null as string)"));

        assertThat(rows.schema().apply("input_ids").dataType().simpleString()).isEqualTo("array<int>");
        assertThat(lists(rows, "input_ids")).containsExactly(List.of(1, 3, 4, 5), List.of(1, 4, 2), List.of(1), null);
    }

    @Test
    void long_rows_are_cut_and_short_ones_filled_up_with_a_mask() {
        Dataset<Row> rows = stage().setMaxLength(3)
                .setPadding(TokenizerTransformer.MAX_LENGTH)
                .setAttentionMaskCol("mask")
                .transform(texts("'the cat sat'", "'cat'", "'[PAD]'", "cast(null as string)"));

        assertThat(lists(rows, "input_ids"))
                .containsExactly(List.of(1, 3, 4), List.of(1, 4, 0), List.of(1, 0, 0), null);
        // A padding token that stands in the text is part of it.
        assertThat(lists(rows, "mask")).containsExactly(List.of(1, 1, 1), List.of(1, 1, 0), List.of(1, 1, 0), null);
    }

    @Test
    void a_text_is_tokenized_once_however_many_columns_come_of_it() {
        Dataset<Row> rows = stage().setMaxLength(3)
                .setPadding(TokenizerTransformer.MAX_LENGTH)
                .setAttentionMaskCol("mask")
                .transform(texts("'the cat sat'").repartition(1));

        String plan = rows.queryExecution().executedPlan().toString();
        assertThat(plan.split("arclight_tokenize", -1)).hasSize(2);
    }

    @Test
    void marks_are_left_out_on_demand() {
        assertThat(lists(stage().setAddSpecialTokens(false).transform(texts("'the cat'")), "input_ids"))
                .containsExactly(List.of(3, 4));
    }

    @Test
    void a_text_longer_than_any_before_has_all_its_ids() {
        Dataset<Row> rows = stage().transform(texts("repeat('cat ', 5000)", "'cat'"));

        assertThat(lists(rows, "input_ids").get(0)).hasSize(5001).endsWith(4);
        assertThat(lists(rows, "input_ids").get(1)).containsExactly(1, 4);
    }

    @Test
    void sql_has_the_same_ids() throws Exception {
        Path file = Files.writeString(work.resolve("tokenizer.json"), WORDS);
        texts("'the cat sat'", "'dog'").createOrReplaceTempView("texts");

        for (Path path : List.of(file, work)) {
            Dataset<Row> rows =
                    spark.sql("SELECT arclight_tokenize('" + path + "', text) AS ids FROM texts ORDER BY place");
            assertThat(lists(rows, "ids")).containsExactly(List.of(1, 3, 4, 5), List.of(1, 2));
        }
        assertThat(spark.sql("SELECT count(*) FROM texts WHERE size(arclight_tokenize('" + file + "', text)) > 2")
                        .first()
                        .getLong(0))
                .isEqualTo(1);
    }

    @Test
    void calls_of_equal_tokenizers_are_one_and_of_others_are_not() throws Exception {
        Path file = Files.writeString(work.resolve("one.json"), WORDS);
        Path copy = Files.writeString(work.resolve("copy.json"), WORDS);
        Path other = Files.writeString(work.resolve("other.json"), WORDS.replace("cat", "cow"));
        Dataset<Row> texts = texts("'the cat sat'");
        texts.createOrReplaceTempView("texts");

        LogicalPlan plan = tokenized(file);
        assertThat(plan.sameResult(tokenized(file))).isTrue();
        assertThat(plan.sameResult(tokenized(copy))).isTrue();
        assertThat(plan.sameResult(tokenized(other))).isFalse();
        spark.conf().set("spark.sql.codegen.factoryMode", "NO_CODEGEN");
        try {
            Row row = spark.sql("SELECT arclight_tokenize('" + file + "', text), arclight_tokenize('" + other
                            + "', text), arclight_tokenize('" + copy + "', text) FROM texts")
                    .first();
            assertThat(row.getList(1)).isNotEqualTo(row.getList(0));
            assertThat(row.getList(2)).isEqualTo(row.getList(0));
        } finally {
            spark.conf().unset("spark.sql.codegen.factoryMode");
        }
    }

    private LogicalPlan tokenized(Path file) {
        return spark.sql("SELECT arclight_tokenize('" + file + "', text) AS ids FROM texts")
                .queryExecution()
                .analyzed();
    }

    @Test
    void a_pipeline_with_it_comes_back_from_disk_without_the_file_it_was_read_from() throws Exception {
        Path file = Files.writeString(work.resolve("words.json"), WORDS);
        TokenizerTransformer stage =
                new TokenizerTransformer().setTokenizer(file.toString()).setMaxLength(2);
        Dataset<Row> rows = texts("'the cat sat'");
        PipelineModel model =
                new Pipeline().setStages(new PipelineStage[] {stage}).fit(rows);
        String saved = work.resolve("pipeline").toString();
        model.write().save(saved);
        Files.delete(file);

        assertThat(lists(PipelineModel.load(saved).transform(rows), "input_ids"))
                .containsExactly(List.of(1, 3));
    }

    @Test
    void all_tasks_of_a_jvm_share_one_tokenizer() {
        SharedTokenizer one = SharedTokenizer.of(Tokenizer.fromString(WORDS));
        SharedTokenizer other = SharedTokenizer.of(Tokenizer.fromString(WORDS));

        assertThat(one).isEqualTo(other);
        assertThat(one.get()).isSameAs(other.get());
    }

    @Test
    void what_is_missing_or_wrong_is_named() throws Exception {
        assertThatThrownBy(() -> new TokenizerTransformer().transform(texts("'a'")))
                .isInstanceOf(TokenizerException.class)
                .hasMessage("the stage has no tokenizer; call setTokenizer before transform");
        assertThatThrownBy(() -> stage().setInputCol("place").transform(texts("'a'")))
                .isInstanceOf(DataException.class)
                .hasMessage("column 'place': type int is no text; expected string: convert it with cast");
        assertThatThrownBy(() -> stage().setOutputCol("text").transform(texts("'a'")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("is there already");
        assertThatThrownBy(() -> stage().setPadding("max_length").transform(texts("'a'")))
                .isInstanceOf(TokenizerException.class)
                .hasMessage("padding is max_length but maxLength is 0; set maxLength");
        String nowhere = work.resolve("nowhere").toString();
        assertThatThrownBy(() -> new TokenizerTransformer().setTokenizer(nowhere))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("nowhere")
                .hasMessageEndingWith("give a tokenizer.json or a folder that holds one");
        Path broken = Files.writeString(work.resolve("broken.json"), "{\"model\":");
        assertThatThrownBy(() -> new TokenizerTransformer().setTokenizer(broken.toString()))
                .isInstanceOf(TokenizerException.class);
        assertThatThrownBy(() -> spark.sql("SELECT arclight_tokenize('" + broken + "')"))
                .hasMessageContaining("arclight_tokenize takes two arguments");
    }

    private static TokenizerTransformer stage() {
        return new TokenizerTransformer().setTokenizer(Tokenizer.fromString(WORDS));
    }

    private Dataset<Row> texts(String... expressions) {
        Dataset<Row> all = null;
        for (int i = 0; i < expressions.length; i++) {
            Dataset<Row> row = spark.range(1).selectExpr(i + " as place", expressions[i] + " as text");
            all = all == null ? row : all.union(row);
        }
        return Objects.requireNonNull(all);
    }

    private static List<List<Integer>> lists(Dataset<Row> rows, String column) {
        List<List<Integer>> lists = new ArrayList<>();
        for (Row row : rows.select(column).collectAsList()) {
            lists.add(row.isNullAt(0) ? null : new ArrayList<>(row.<Integer>getList(0)));
        }
        return lists;
    }
}
