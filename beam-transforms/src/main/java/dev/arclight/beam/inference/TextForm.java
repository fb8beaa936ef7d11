package dev.arclight.beam.inference;

import dev.arclight.beam.data.BeamModelSource;
import dev.arclight.io.ModelFormatException;
import dev.arclight.tokenizers.Padding;
import dev.arclight.tokenizers.Tokenizer;
import dev.arclight.tokenizers.Truncation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Examples that are texts, of which the tokenizer beside the model makes ids.
 *
 * <p>Where the model's input has a fixed length, ids are cut off and filled up to it. Where it is free, texts of equal length
 * are scored together, so that nothing is filled up and a text's scores do not depend on its neighbours.
 *
 * @param maxLength the most tokens of a text, marks included; 0 for what the tokenizer itself says
 */
record TextForm(int maxLength, boolean addSpecialTokens) implements InputForm<String> {
    private static final long serialVersionUID = 1L;

    static final String TOKENIZER = "tokenizer.json";

    TextForm {
        if (maxLength < 0) {
            throw new IllegalArgumentException(
                    "ArclightHandler.texts: got a length of " + maxLength + " tokens; expected at least 0");
        }
    }

    @Override
    public Reader<String> reader(ModelInput input, BeamModelSource folder) throws IOException {
        if (input.dtype().isFloating()) {
            throw new ModelFormatException("model '" + folder.location() + "' takes " + input.spec()
                    + ", expected whole numbers, which ids of tokens are; score texts with a model whose first layer is an"
                    + " embedding");
        }
        if (!folder.has(TOKENIZER)) {
            throw new ModelFormatException("model '" + folder.location() + "' has no " + TOKENIZER
                    + " beside it; put the tokenizer that it was trained with there");
        }
        Tokenizer tokenizer;
        try (InputStream stream = folder.open(TOKENIZER)) {
            tokenizer = Tokenizer.fromString(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        }
        if (input.hasFreeExtent()) {
            tokenizer = tokenizer.withoutPadding();
            if (maxLength > 0) {
                tokenizer = tokenizer.withTruncation(Truncation.to(maxLength));
            }
        } else {
            int length = input.width();
            int most = maxLength > 0 ? Math.min(maxLength, length) : length;
            tokenizer = tokenizer.withTruncation(Truncation.to(most)).withPadding(padding(tokenizer, length, folder));
        }
        Tokenizer ready = tokenizer;
        return text -> InputForm.of(ready.encode(text, addSpecialTokens).ids());
    }

    private static Padding padding(Tokenizer tokenizer, int length, BeamModelSource folder) {
        return Padding.to(length, tokenizer)
                .orElseThrow(() -> new ModelFormatException(
                        "the tokenizer in '" + folder.location() + "' has no padding, and none of the tokens"
                                + " [PAD], <pad> and <|endoftext|>; give it a padding with withPadding"));
    }

    @Override
    public long byteSize(String example) {
        return example.length();
    }
}
