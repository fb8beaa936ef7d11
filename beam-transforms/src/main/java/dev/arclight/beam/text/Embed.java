package dev.arclight.beam.text;

import dev.arclight.beam.data.FloatArrayCoder;
import dev.arclight.beam.inference.ModelHandler;
import dev.arclight.beam.inference.Prediction;
import dev.arclight.beam.inference.RunInference;
import dev.arclight.tensor.ArclightException;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Makes vectors of texts with a folder that {@link dev.arclight.model.embedding.Embedder#save} wrote, one copy of it in each JVM.
 * Each text comes out with its vector, which has the same bits whatever it is batched with.
 *
 * <pre>{@code
 * PCollection<KV<String, float[]>> vectors = texts.apply(Embed.with("gs://models/sentences"));
 * }</pre>
 *
 * <p>A text that cannot be embedded, such as one longer than the network knows, ends the pipeline. Where such texts are to be put
 * aside, or models to follow each other, or texts have keys, use {@link RunInference} with {@link #handler}:
 *
 * <pre>{@code
 * RunInference.of(Embed.handler()).withModel("gs://models/sentences")
 * }</pre>
 */
public final class Embed extends PTransform<PCollection<String>, PCollection<KV<String, float[]>>> {
    private final String folder;

    private Embed(String folder) {
        this.folder = folder;
    }

    /** @param folder on any file system that Beam knows */
    public static Embed with(String folder) {
        return new Embed(folder);
    }

    /** For {@link RunInference}: from texts to vectors, by model folders of embedders. */
    public static ModelHandler<String, float[]> handler() {
        return new EmbedderHandler();
    }

    @Override
    public PCollection<KV<String, float[]>> expand(PCollection<String> texts) {
        RunInference.Result<String, float[]> embedded =
                texts.apply("Embed", RunInference.of(handler()).withModel(folder));
        embedded.failures().apply("FailOnError", ParDo.of(new FailFn()));
        return embedded.predictions()
                .apply("WithText", ParDo.of(new WithTextFn()))
                .setCoder(KvCoder.of(StringUtf8Coder.of(), FloatArrayCoder.of()));
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
        builder.add(DisplayData.item("model", folder).withLabel("Model folder"));
    }

    private static final class WithTextFn extends DoFn<Prediction<String, float[]>, KV<String, float[]>> {
        @ProcessElement
        public void processElement(
                @Element Prediction<String, float[]> prediction, OutputReceiver<KV<String, float[]>> out) {
            out.output(KV.of(prediction.example(), prediction.requireValue()));
        }
    }

    private static final class FailFn extends DoFn<Prediction<String, float[]>, Void> {
        @ProcessElement
        @SuppressWarnings("DoNotCallSuggester") // Beam calls it.
        public void processElement(@Element Prediction<String, float[]> failure) {
            throw new ArclightException("a text cannot be embedded: " + failure.error());
        }
    }
}
