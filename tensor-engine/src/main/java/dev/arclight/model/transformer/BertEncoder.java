package dev.arclight.model.transformer;

import dev.arclight.nn.Dropout;
import dev.arclight.nn.Embedding;
import dev.arclight.nn.Init;
import dev.arclight.nn.LayerNorm;
import dev.arclight.nn.Module;
import dev.arclight.nn.PositionalEmbedding;
import dev.arclight.nn.Sequential;
import dev.arclight.nn.TransformerEncoderLayer;
import dev.arclight.nn.TransformerOptions;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The encoder of BERT (Devlin et al. 2018) for texts of one segment: tokens' numbers, int64 {@code [batch, tokens]}, become
 * {@code [batch, tokens, hiddenSize]}. It is made of layers that a model folder can hold, and has no mask: the texts of a batch
 * are equally long.
 */
public final class BertEncoder {
    private static final String LAYER = "encoder.layer.";

    private BertEncoder() {}

    /**
     * The settings, by Hugging Face's names.
     *
     * @param hiddenAct relu or gelu
     * @param hiddenDropoutProb in training
     */
    public record Settings(
            int vocabSize,
            int hiddenSize,
            int numHiddenLayers,
            int numAttentionHeads,
            int intermediateSize,
            int maxPositionEmbeddings,
            double layerNormEps,
            String hiddenAct,
            double hiddenDropoutProb) {}

    /** A network with first weights of its own. */
    public static Sequential of(Settings settings) {
        LinkedHashMap<String, Module> parts = new LinkedHashMap<>();
        parts.put("words", new Embedding(settings.vocabSize(), settings.hiddenSize()));
        parts.put("positions", new PositionalEmbedding(settings.maxPositionEmbeddings(), settings.hiddenSize()));
        parts.put("norm", new LayerNorm(new int[] {settings.hiddenSize()}, settings.layerNormEps(), true, true));
        parts.put("dropout", new Dropout(settings.hiddenDropoutProb()));
        TransformerOptions options = TransformerOptions.defaults()
                .dimFeedforward(settings.intermediateSize())
                .dropout(settings.hiddenDropoutProb())
                .activation(settings.hiddenAct())
                .layerNormEps(settings.layerNormEps())
                .batchFirst(true);
        for (int i = 0; i < settings.numHiddenLayers(); i++) {
            parts.put(
                    "layer" + i,
                    new TransformerEncoderLayer(settings.hiddenSize(), settings.numAttentionHeads(), options));
        }
        return new Sequential(parts);
    }

    /**
     * A network with the weights of Hugging Face's {@code BertModel}, in evaluation mode. The vector of the first segment is
     * added to those of the positions; what belongs to the pooler is left out.
     *
     * @param state by Hugging Face's names, as {@code embeddings.word_embeddings.weight}, with or without {@code bert.} before
     * @throws ArclightException naming a tensor that is missing
     */
    @SuppressWarnings("try") // The scope is there to be closed.
    public static Sequential of(Settings settings, Map<String, Tensor> state) {
        Map<String, Tensor> ours = new LinkedHashMap<>();
        ours.put("words.weight", tensor(state, "embeddings.word_embeddings.weight"));
        ours.put(
                "positions.weight",
                tensor(state, "embeddings.position_embeddings.weight")
                        .add(tensor(state, "embeddings.token_type_embeddings.weight")
                                .select(0, 0)));
        both(state, "embeddings.LayerNorm", ours, "norm");
        for (int i = 0; i < settings.numHiddenLayers(); i++) {
            String theirs = LAYER + i + ".";
            String name = "layer" + i + ".";
            for (String kind : List.of("weight", "bias")) {
                ours.put(
                        name + "self_attn.in_proj_" + kind,
                        Tensor.cat(List.of(
                                tensor(state, theirs + "attention.self.query." + kind),
                                tensor(state, theirs + "attention.self.key." + kind),
                                tensor(state, theirs + "attention.self.value." + kind))));
            }
            both(state, theirs + "attention.output.dense", ours, name + "self_attn.out_proj");
            both(state, theirs + "attention.output.LayerNorm", ours, name + "norm1");
            both(state, theirs + "intermediate.dense", ours, name + "linear1");
            both(state, theirs + "output.dense", ours, name + "linear2");
            both(state, theirs + "output.LayerNorm", ours, name + "norm2");
        }
        Sequential network;
        try (Init.Scope blank = Init.zeros()) {
            network = of(settings);
        }
        network.loadStateDict(ours);
        network.eval();
        return network;
    }

    private static void both(Map<String, Tensor> state, String theirs, Map<String, Tensor> ours, String name) {
        ours.put(name + ".weight", tensor(state, theirs + ".weight"));
        ours.put(name + ".bias", tensor(state, theirs + ".bias"));
    }

    private static Tensor tensor(Map<String, Tensor> state, String name) {
        Tensor tensor = state.containsKey(name) ? state.get(name) : state.get("bert." + name);
        if (tensor == null) {
            throw new ArclightException("the weights have no '" + name
                    + "'; expected those of Hugging Face's BertModel with as many layers as the settings say");
        }
        return tensor;
    }
}
