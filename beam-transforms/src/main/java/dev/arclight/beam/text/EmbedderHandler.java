package dev.arclight.beam.text;

import dev.arclight.beam.data.BeamModelSource;
import dev.arclight.beam.data.FloatArrayCoder;
import dev.arclight.beam.inference.LoadedModel;
import dev.arclight.beam.inference.ModelHandler;
import dev.arclight.beam.inference.ModelRef;
import dev.arclight.model.embedding.Embedder;
import dev.arclight.model.embedding.EmbeddingSession;
import dev.arclight.tensor.NumThreads;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;

/** Loads embedders. */
record EmbedderHandler() implements ModelHandler<String, float[]> {
    private static final long serialVersionUID = 1L;

    @Override
    public LoadedModel<String, float[]> load(ModelRef ref) {
        return new Loaded(Embedder.read(BeamModelSource.of(ref.location())));
    }

    @Override
    public Coder<float[]> outputCoder() {
        return FloatArrayCoder.of();
    }

    @Override
    public long byteSize(String example) {
        return example.length();
    }

    @Override
    public String metricsNamespace() {
        return "BeamML_ArclightEmbedder";
    }

    private record Loaded(Embedder embedder) implements LoadedModel<String, float[]> {
        @Override
        public Session<String, float[]> openSession() {
            return new Texts(embedder.newSession());
        }

        @Override
        public long byteSize() {
            long bytes = 0;
            for (Tensor tensor : embedder.network().stateDict().values()) {
                bytes += (long) tensor.numel() * tensor.dtype().bytes();
            }
            return bytes;
        }

        @Override
        public long tokenCount(String example) {
            int tokens = embedder.tokenizer().encode(example).ids().length;
            int most = embedder.settings().maxLength();
            // What is cut off is not computed.
            return most > 0 ? Math.min(tokens, most) : tokens;
        }
    }

    /** On one thread, since runners run as many bundles as they have cores. */
    private record Texts(EmbeddingSession session) implements LoadedModel.Session<String, float[]> {
        @Override
        @SuppressWarnings("try") // The scope is there to be closed.
        public List<float[]> run(List<String> batch) {
            try (NumThreads.Scope one = NumThreads.of(1)) {
                return Arrays.asList(session.embed(batch));
            }
        }
    }
}
