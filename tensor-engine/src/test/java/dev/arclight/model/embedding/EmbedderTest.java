package dev.arclight.model.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.arclight.autograd.RemovableHandle;
import dev.arclight.io.ModelAccessException;
import dev.arclight.io.ModelFolder;
import dev.arclight.io.ModelFormatException;
import dev.arclight.model.transformer.BertEncoder;
import dev.arclight.nn.Embedding;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Module;
import dev.arclight.nn.Sequential;
import dev.arclight.quantize.DynamicQuantization;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tokenizers.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EmbedderTest {
    private static final String WORDS = """
            {"version":"1.0","truncation":null,"padding":null,
             "added_tokens":[
               {"id":1,"content":"[CLS]","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}],
             "normalizer":{"type":"Lowercase"},"pre_tokenizer":{"type":"Whitespace"},
             "post_processor":{"type":"TemplateProcessing",
               "single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],
               "pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":1}}],
               "special_tokens":{"[CLS]":{"id":"[CLS]","ids":[1],"tokens":["[CLS]"]}}},
             "decoder":null,
             "model":{"type":"WordLevel","unk_token":"[UNK]",
               "vocab":{"[PAD]":0,"[CLS]":1,"[UNK]":2,"the":3,"cat":4,"sat":5,"on":6,"mat":7}}}
            """;

    private static final BertEncoder.Settings SETTINGS =
            new BertEncoder.Settings(8, 12, 2, 3, 20, 32, 1e-12, "gelu", 0.1);

    @TempDir
    private Path work;

    private static Embedder embedder() {
        Generator.manualSeed(5);
        return Embedder.of(BertEncoder.of(SETTINGS), Tokenizer.fromString(WORDS), EmbeddingSettings.defaults());
    }

    /** The vectors of the cat's words are 4, of [CLS] 1 and so on. */
    private static Embedder numbers(EmbeddingSettings settings) {
        Embedding table = Embedding.fromPretrained(
                Tensor.of(new float[] {0, 9, 1, 2, 2, 5, 3, 7, 4, 1, 5, 6, 6, 0, 7, 8}, 8, 2), true);
        return Embedder.of(table, Tokenizer.fromString(WORDS), settings);
    }

    @Test
    void poolingTakesTheMeanTheFirstOrTheLargestOfAllTokens() {
        EmbeddingSettings plain = EmbeddingSettings.defaults().withNormalize(false);

        assertThat(numbers(plain).embed("the cat")).containsExactly((1 + 3 + 4) / 3f, (2 + 7 + 1) / 3f);
        assertThat(numbers(plain.withPooling(Pooling.CLS)).embed("the cat")).containsExactly(1, 2);
        assertThat(numbers(plain.withPooling(Pooling.MAX)).embed("the cat")).containsExactly(4, 7);
    }

    @Test
    void vectorsHaveTheLengthOneUnlessAskedOtherwise() {
        float[] vector = numbers(EmbeddingSettings.defaults()).embed("cat");

        assertThat(Math.hypot(vector[0], vector[1])).isEqualTo(1, offset(1e-6));
        assertThat(vector[1] / vector[0]).isEqualTo(1.5f / 2.5f, offset(1e-6f));
    }

    @Test
    void longTextsAreCutOffWithTheirMarks() {
        EmbeddingSettings cut =
                EmbeddingSettings.defaults().withNormalize(false).withMaxLength(2);

        assertThat(numbers(cut).embed("cat cat cat cat")).containsExactly(2.5f, 1.5f);
    }

    @ParameterizedTest
    @EnumSource(Pooling.class)
    void aTextHasTheSameBitsWhateverItIsEmbeddedWithAndInWhateverOrder(Pooling pooling) {
        Embedder embedder = embedder().with(EmbeddingSettings.defaults().withPooling(pooling));
        Random random = new Random(7);
        String[] words = {"the", "cat", "sat", "on", "mat", "dog"};
        List<String> texts = new ArrayList<>(List.of(""));
        for (int i = 0; i < 60; i++) {
            StringBuilder text = new StringBuilder();
            for (int k = random.nextInt(12); k > 0; k--) {
                text.append(words[random.nextInt(words.length)]).append(' ');
            }
            texts.add(text.toString());
        }
        float[][] together = embedder.embed(texts);
        List<String> shuffled = new ArrayList<>(texts);
        Collections.shuffle(shuffled, random);
        float[][] inTwos = embedder.newSession(16).embed(shuffled);

        for (int i = 0; i < texts.size(); i++) {
            assertThat(together[i]).isEqualTo(embedder.embed(texts.get(i)));
            assertThat(inTwos[i]).isEqualTo(embedder.embed(shuffled.get(i)));
        }
    }

    @Test
    void aSessionThatIsUsedAgainGivesNewArrays() {
        EmbeddingSession session = embedder().newSession();
        float[] first = session.embed("the cat");
        float[] copy = first.clone();
        session.embed("a mat on the cat");

        assertThat(first).isEqualTo(copy).isEqualTo(session.embed("the cat"));
    }

    @Test
    void aTextWithoutTokensHasZeros() {
        Tokenizer bare = Tokenizer.fromString(
                WORDS.replaceFirst("(?s)\"post_processor\":.*\"decoder\"", "\"post_processor\":null,\"decoder\""));
        Embedder embedder = Embedder.of(embedder().network(), bare, EmbeddingSettings.defaults());

        assertThat(embedder.embed("")).hasSize(12).containsOnly(0);
    }

    @Test
    void aFolderGivesTheSameBits() {
        Embedder embedder = embedder().with(new EmbeddingSettings(Pooling.MAX, false, 9));
        embedder.save(work.resolve("sentences"));

        Embedder loaded = Embedder.load(work.resolve("sentences"));

        assertThat(loaded.settings()).isEqualTo(embedder.settings());
        assertThat(loaded.dimension()).isEqualTo(12);
        assertThat(loaded.embed("the cat sat")).isEqualTo(embedder.embed("the cat sat"));
    }

    @Test
    void anInt8EncoderGoesThroughAFolderToo() {
        Module small = DynamicQuantization.quantize(embedder().network());
        Embedder embedder = Embedder.of(small, Tokenizer.fromString(WORDS), EmbeddingSettings.defaults());
        embedder.save(work.resolve("small"));

        Embedder loaded = Embedder.load(work.resolve("small"));

        assertThat(loaded.network()).hasToString(small.toString());
        assertThat(loaded.embed("the cat sat")).isEqualTo(embedder.embed("the cat sat"));
        assertThat(loaded.embed("the cat sat")).containsExactly(embedder().embed("the cat sat"), offset(0.1f));
        assertThat(loaded.embed("the cat sat")).isNotEqualTo(embedder().embed("the cat sat"));
    }

    @Test
    void aModelFolderWithoutATokenizerIsRefusedByName() throws IOException {
        embedder().save(work.resolve("sentences"));
        Files.delete(work.resolve("sentences/tokenizer.json"));

        assertThatThrownBy(() -> Embedder.load(work.resolve("sentences")))
                .isInstanceOf(ModelAccessException.class)
                .hasMessageContaining("tokenizer.json")
                .hasMessageContaining("Embedder.save");
    }

    @Test
    void aDescriptionThatIsNotSoundIsRefused() throws IOException {
        embedder().save(work.resolve("sentences"));
        Path file = work.resolve("sentences/embedding.json");
        String sound = Files.readString(file);

        for (String broken : List.of(
                "{",
                sound.replace("\"mean\"", "\"median\""),
                sound.replace("true", "3"),
                sound.replace("arclight-embedding", "other"),
                sound.replace("\"maxLength\" : 0", "\"maxLength\" : 1.5"),
                sound.replace("\"version\" : 1", "\"version\" : \"1\""),
                sound.replace("{", "{\"maxLength\" : 4,"),
                sound.replace("\"version\" : 1", "\"version\" : 9"))) {
            Files.writeString(file, broken);
            assertThatThrownBy(() -> Embedder.load(work.resolve("sentences")))
                    .as(broken)
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("embedding.json");
        }
    }

    @Test
    void aFolderThatClaimsLongerVectorsThanItMakesIsRefused() throws IOException {
        embedder().save(work.resolve("sentences"));
        Path file = work.resolve("sentences/model.json");
        String sound = Files.readString(file);
        String hostile = sound.replaceFirst("(last_hidden_state(?s:.)*?)\\b12\\b", "$12000000000");
        assertThat(hostile).isNotEqualTo(sound);
        Files.writeString(file, hostile);

        assertThatThrownBy(() -> Embedder.load(work.resolve("sentences")))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("vectors of 12 numbers where its signature says 2000000000");
    }

    @Test
    void aLengthThatLeavesNoRoomForTheMarksIsAnErrorOfOurs() {
        Tokenizer marks = Tokenizer.fromString(WORDS.replace(
                "{\"Sequence\":{\"id\":\"A\",\"type_id\":0}}],\n",
                "{\"Sequence\":{\"id\":\"A\",\"type_id\":0}},{\"SpecialToken\":{\"id\":\"[CLS]\",\"type_id\":0}}],\n"));
        Embedder embedder = Embedder.of(embedder().network(), marks, EmbeddingSettings.defaults());

        assertThatThrownBy(() -> embedder.with(EmbeddingSettings.defaults().withMaxLength(1))
                        .embed("the cat"))
                .isInstanceOf(ArclightException.class);
    }

    @Test
    void textsOfOneLengthAreSplitWhereThePassWouldBeTooLarge() {
        Embedder embedder = embedder();
        List<Long> passes = new ArrayList<>();
        List<String> texts = new ArrayList<>(Collections.nCopies(700, "the cat sat"));
        texts.set(300, "the mat sat");
        try (RemovableHandle hook = embedder.network().registerForwardHook((module, inputs, output) -> {
            passes.add((long) inputs[0].numel());
            return output;
        })) {
            float[][] vectors = embedder.embed(texts);

            assertThat(vectors[300]).isNotEqualTo(vectors[0]);
            assertThat(vectors[699]).isEqualTo(vectors[0]);
        }
        assertThat(passes).containsExactly(1024L, 1024L, 4L * 700 - 2048);
    }

    @Test
    void aModelThatMakesNoVectorsOfTokensIsRefused() {
        Sequential scores = new Sequential(new Linear(3, 2));
        ModelFolder.save(
                scores,
                dev.arclight.io.Signature.of(
                        new dev.arclight.io.TensorSpec("x", dev.arclight.tensor.DType.FLOAT32, -1, 3),
                        new dev.arclight.io.TensorSpec("y", dev.arclight.tensor.DType.FLOAT32, -1, 2)),
                work.resolve("scores"));

        assertThatThrownBy(() -> Embedder.load(work.resolve("scores")))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("makes no vectors of tokens");
        assertThatThrownBy(() -> Embedder.of(
                        new Embedding(4, 2).eval(),
                        Tokenizer.fromString(WORDS),
                        new EmbeddingSettings(Pooling.MEAN, true, -1)))
                .hasMessageContaining("-1");
    }

    @Test
    void aTextOfMoreTokensThanPositionsIsAnErrorThatSaysSo() {
        assertThatThrownBy(() -> embedder().embed("cat ".repeat(40)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("at most 32");
    }
}
