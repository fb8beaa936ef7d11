package dev.arclight.beam.text;

import dev.arclight.tokenizers.Padding;
import dev.arclight.tokenizers.Tokenizer;
import dev.arclight.tokenizers.Truncation;
import dev.arclight.tokenizers.text.TokenizerException;
import java.io.Serializable;

/**
 * What is made of a text.
 *
 * @param location of a tokenizer.json, or of a folder that holds one
 * @param addSpecialTokens whether marks such as [CLS] are put around it
 * @param maxLength beyond which it is cut off, marks included; 0 for what the tokenizer itself says
 * @param pads whether it is filled up to {@code maxLength}
 */
record TokenSettings(String location, boolean addSpecialTokens, int maxLength, boolean pads) implements Serializable {
    private static final long serialVersionUID = 1L;

    Tokenizer apply(Tokenizer tokenizer) {
        Tokenizer cut = maxLength > 0 ? tokenizer.withTruncation(Truncation.to(maxLength)) : tokenizer;
        return pads ? cut.withPadding(padding(tokenizer)) : cut.withoutPadding();
    }

    private Padding padding(Tokenizer tokenizer) {
        return Padding.to(maxLength, tokenizer)
                .orElseThrow(() -> new TokenizerException(
                        "tokenizer '" + location + "' has no padding, and none of the tokens [PAD], <pad> and"
                                + " <|endoftext|>; give it a padding, or leave texts as long as they are"));
    }
}
