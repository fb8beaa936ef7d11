package text;

import dev.arclight.tokenizers.AddedToken;
import dev.arclight.tokenizers.Encoding;
import dev.arclight.tokenizers.Padding;
import dev.arclight.tokenizers.Side;
import dev.arclight.tokenizers.Tokenizer;
import dev.arclight.tokenizers.Truncation;
import java.util.Arrays;
import java.util.List;

/** Text to ids and back with a small tokenizer in BERT's manner; a real one comes from Tokenizer.fromFile(path). */
public final class Tokenizing {
    private Tokenizing() {}

    private static final String BERT =
            """
            {
              "version": "1.0",
              "added_tokens": [
                {"id": 0, "content": "[PAD]", "single_word": false, "lstrip": false, "rstrip": false,
                 "normalized": false, "special": true},
                {"id": 2, "content": "[CLS]", "single_word": false, "lstrip": false, "rstrip": false,
                 "normalized": false, "special": true},
                {"id": 3, "content": "[SEP]", "single_word": false, "lstrip": false, "rstrip": false,
                 "normalized": false, "special": true}
              ],
              "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
                             "strip_accents": null, "lowercase": true},
              "pre_tokenizer": {"type": "BertPreTokenizer"},
              "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]},
              "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
              "model": {
                "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                "max_input_chars_per_word": 100,
                "vocab": {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "the": 4, "token": 5, "##izer": 6, "##s": 7,
                          "cafe": 8, "read": 9, ".": 10, "who": 11, "?": 12}
              }
            }
            """;

    public static void main(String[] args) {
        Tokenizer tokenizer = Tokenizer.fromString(BERT);

        String text = "The tokenizers read Caf\u00E9.";
        Encoding encoding = tokenizer.encode(text);
        System.out.println(encoding.tokens());
        System.out.println(Arrays.toString(encoding.ids()));
        System.out.println(text.substring(encoding.start(6), encoding.end(6)));

        Encoding pair = tokenizer.encode("Who read?", text);
        System.out.println(Arrays.toString(pair.typeIds()));

        Tokenizer short8 = tokenizer.withTruncation(
                new Truncation(8, Truncation.Strategy.ONLY_SECOND, 1, Side.RIGHT));
        Encoding cut = short8.encode("Who read?", text);
        System.out.println(cut.tokens() + " and " + cut.overflowing().size() + " more");

        for (Encoding padded : tokenizer.withPadding(Padding.longest(0, "[PAD]")).encodeBatch(List.of("Who?", text), true)) {
            System.out.println(Arrays.toString(padded.attentionMask()));
        }

        Tokenizer more = tokenizer.withAddedTokens(List.of(AddedToken.special("[TURN]")));
        System.out.println(more.encode("who?[TURN]the cafe.").tokens());

        System.out.println(tokenizer.decode(encoding.ids(), true));

        int[] ids = new int[64];
        System.out.println(tokenizer.encodeInto(text, true, ids) + " ids, the first is " + ids[0]);
    }
}
