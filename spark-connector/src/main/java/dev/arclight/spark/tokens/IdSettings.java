package dev.arclight.spark.tokens;

import dev.arclight.tokenizers.Tokenizer;
import dev.arclight.tokenizers.Truncation;
import java.io.Serializable;

/**
 * What is made of a text's ids.
 *
 * @param addSpecialTokens whether marks such as [CLS] are put around them
 * @param maxLength beyond which they are cut off; 0 for what the tokenizer itself says
 */
public record IdSettings(boolean addSpecialTokens, int maxLength) implements Serializable {
    private static final long serialVersionUID = 1L;

    Tokenizer apply(Tokenizer tokenizer) {
        return maxLength > 0 ? tokenizer.withTruncation(Truncation.to(maxLength)) : tokenizer;
    }
}
