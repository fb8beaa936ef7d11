package dev.arclight.beam.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.beam.inference.LoadedModel;
import dev.arclight.beam.inference.ModelRef;
import dev.arclight.beam.testkit.TestRunner;
import dev.arclight.model.embedding.Embedder;
import dev.arclight.model.embedding.EmbeddingSettings;
import dev.arclight.nn.Embedding;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Sequential;
import dev.arclight.tokenizers.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EmbedTest {
    private static final List<String> TEXTS = List.of("the cat sat", "cat", "the the the cat", "sat the");

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(names = {"DIRECT", "FLINK_BATCH"})
    void eachTextHasTheVectorOfAPlainProgram(TestRunner runner) {
        Embedder embedder = Embedder.of(
                new Sequential(new Embedding(6, 8), new Linear(8, 4)),
                Tokenizer.fromString(TokenizeTest.WORDS),
                EmbeddingSettings.defaults());
        embedder.save(folder.resolve("model"));
        TestPipeline pipeline = runner.pipeline();
        PCollection<KV<String, float[]>> vectors = pipeline.apply(Create.of(TEXTS))
                .apply(Embed.with(folder.resolve("model").toString()));

        float[][] expected = embedder.embed(TEXTS);
        List<String> texts = TEXTS;
        PAssert.that(vectors).satisfies(all -> {
            int count = 0;
            for (KV<String, float[]> each : all) {
                assertThat(each.getValue()).isEqualTo(expected[texts.indexOf(each.getKey())]);
                count++;
            }
            assertThat(count).isEqualTo(texts.size());
            return null;
        });
        pipeline.run().waitUntilFinish();
    }

    @Test
    void tokensThatAreCutOffDoNotCount() throws Exception {
        Embedder embedder = Embedder.of(
                new Sequential(new Embedding(6, 8)),
                Tokenizer.fromString(TokenizeTest.WORDS),
                EmbeddingSettings.defaults().withMaxLength(3));
        embedder.save(folder.resolve("model"));
        try (LoadedModel<String, float[]> model =
                Embed.handler().load(ModelRef.of(folder.resolve("model").toString()))) {
            assertThat(model.tokenCount("the cat sat sat sat")).isEqualTo(3);
            assertThat(model.tokenCount("cat")).isEqualTo(2);
        }
    }
}
