package dev.arclight.it.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import ai.onnxruntime.OrtException;
import dev.arclight.it.onnx.MiniLm;
import dev.arclight.it.onnx.SentenceEmbeddings;
import dev.arclight.model.embedding.Embedder;
import dev.arclight.spark.text.TextEmbedder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sentence encoder all-MiniLM-L6-v2 in Spark's stages and SQL, beside plain Java and ONNX Runtime. */
class SentencesTest {
    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void a_sentence_has_the_bits_of_plain_java_in_a_stage_and_in_sql_and_the_numbers_of_onnx_runtime(@TempDir Path work)
            throws IOException, OrtException {
        byte[] file = MiniLm.file();
        Embedder embedder = MiniLm.embedder(file);
        embedder.save(work.resolve("sentences"));
        List<String> sentences = SentenceEmbeddings.sentences();
        float[][] expected = embedder.embed(sentences);
        try (SparkSession spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config(
                        "spark.sql.warehouse.dir",
                        work.resolve("warehouse").toUri().toString())
                .config("spark.sql.extensions", "dev.arclight.spark.sql.ArclightExtensions")
                .config("spark.arclight.model.minilm", work.resolve("sentences").toString())
                .getOrCreate()) {
            Dataset<Row> texts = spark.createDataset(sentences, Encoders.STRING())
                    .toDF("text")
                    .repartition(3);
            texts.createOrReplaceTempView("texts");

            List<Row> byStage =
                    new TextEmbedder().setModel("minilm").transform(texts).collectAsList();
            List<Row> bySql = spark.sql("SELECT text, arclight_embed('minilm', text) FROM texts")
                    .collectAsList();
            Row nearest = spark.sql("SELECT text FROM texts WHERE text LIKE '%login%' OR text LIKE '%mat.' OR text LIKE"
                            + " '%table.' ORDER BY arclight_similarity(arclight_embed('minilm', text),"
                            + " arclight_embed('minilm', 'How do I reset my password?')) DESC")
                    .first();

            assertThat(byStage).hasSize(sentences.size()).containsExactlyInAnyOrderElementsOf(bySql);
            for (Row row : byStage) {
                float[] vector = expected[sentences.indexOf(row.getString(0))];
                List<Float> given = row.getList(1);
                assertThat(given).hasSize(vector.length);
                for (int i = 0; i < vector.length; i++) {
                    assertThat(given.get(i)).isEqualTo(vector[i]);
                }
            }
            assertThat(nearest.getString(0)).isEqualTo("I forgot my login, what now?");
        }
        List<int[]> ids = sentences.stream().map(text -> ids(embedder, text)).toList();
        float[][] theirs = SentenceEmbeddings.byOnnxRuntime(file, ids);
        for (int i = 0; i < expected.length; i++) {
            assertThat(expected[i]).containsExactly(theirs[i], offset(1e-4f));
        }
    }

    /** Cut off as the embedder cuts, with the mark of the end. */
    private static int[] ids(Embedder embedder, String text) {
        int[] room = new int[1024];
        int count = embedder.tokenizer().encodeInto(text, true, room);
        int longest = embedder.settings().maxLength();
        int end = room[count - 1];
        int[] ids = Arrays.copyOf(room, Math.min(count, longest));
        ids[ids.length - 1] = end;
        return ids;
    }
}
