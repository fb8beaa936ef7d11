package dev.arclight.model.embedding;

import dev.arclight.tensor.Tensor;
import java.util.Locale;

/** How the vectors of a text's tokens become one. */
public enum Pooling {
    /** Their mean. */
    MEAN,
    /** That of the first token, which models such as BERT call [CLS]. */
    CLS,
    /** The largest of each feature. */
    MAX;

    /** As files and params spell it: mean, cls or max. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @param hidden {@code [batch, tokens, width]}, all of whose tokens count; with tokens */
    Tensor of(Tensor hidden) {
        return switch (this) {
            case MEAN -> hidden.mean(1, false);
            case CLS -> hidden.select(1, 0);
            case MAX -> hidden.amax(1);
        };
    }
}
