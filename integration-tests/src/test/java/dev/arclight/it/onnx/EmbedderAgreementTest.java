package dev.arclight.it.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import ai.onnxruntime.OrtException;
import dev.arclight.model.embedding.Embedder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbedderAgreementTest {
    @Test
    void sentencesHaveTheVectorsOfOnnxRuntimeAlsoAfterTheWayThroughAFolder(@TempDir Path work)
            throws IOException, OrtException {
        byte[] file = MiniLm.file();
        Embedder embedder = MiniLm.embedder(file);
        List<String> sentences = SentenceEmbeddings.sentences();
        List<int[]> ids = sentences.stream()
                .map(text -> {
                    int[] room = new int[256];
                    int count = embedder.tokenizer().encodeInto(text, true, room);
                    int[] cut = java.util.Arrays.copyOf(room, Math.min(count, 256));
                    cut[cut.length - 1] = 102; // [SEP] stands at the end of what was cut off.
                    return cut;
                })
                .toList();
        embedder.save(work.resolve("sentences"));

        float[][] vectors = embedder.embed(sentences);

        float[][] expected = SentenceEmbeddings.byOnnxRuntime(file, ids);
        for (int i = 0; i < vectors.length; i++) {
            assertThat(vectors[i]).as(sentences.get(i)).containsExactly(expected[i], offset(1e-4f));
        }
        assertThat(Embedder.load(work.resolve("sentences")).embed(sentences)).isDeepEqualTo(vectors);
    }
}
