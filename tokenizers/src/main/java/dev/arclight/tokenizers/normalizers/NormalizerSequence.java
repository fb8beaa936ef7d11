package dev.arclight.tokenizers.normalizers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.tokenizers.text.NormalizedText;
import java.util.List;

/** Normalizers one after another. */
public final class NormalizerSequence implements Normalizer {
    private final List<Normalizer> normalizers;

    /** A normalizer that applies others in their order. */
    public NormalizerSequence(List<Normalizer> normalizers) {
        this.normalizers = List.copyOf(normalizers);
    }

    @Override
    public void normalize(NormalizedText text) {
        for (Normalizer normalizer : normalizers) {
            normalizer.normalize(text);
        }
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = Filters.json("Sequence");
        ArrayNode array = json.putArray("normalizers");
        normalizers.forEach(normalizer -> array.add(normalizer.toJson()));
        return json;
    }
}
