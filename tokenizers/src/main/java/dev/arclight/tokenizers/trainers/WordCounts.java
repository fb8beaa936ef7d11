package dev.arclight.tokenizers.trainers;

import dev.arclight.tokenizers.normalizers.Normalizer;
import dev.arclight.tokenizers.pretokenizers.PreTokenizer;
import dev.arclight.tokenizers.text.NormalizedText;
import dev.arclight.tokenizers.text.PreTokenizedText;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/** Counts the words of texts, as trainers take them. */
public final class WordCounts {
    private WordCounts() {}

    /** How often each piece is there that the pre-tokenizer makes of the normalized texts; empty ones are left out. */
    public static Map<String, Long> of(
            Iterator<String> texts, Optional<Normalizer> normalizer, Optional<PreTokenizer> preTokenizer) {
        Map<String, Long> counts = new HashMap<>();
        while (texts.hasNext()) {
            NormalizedText text = NormalizedText.of(texts.next());
            normalizer.ifPresent(part -> part.normalize(text));
            PreTokenizedText pieces = new PreTokenizedText(text);
            preTokenizer.ifPresent(part -> part.preTokenize(pieces));
            pieces.spellBytes();
            for (int i = 0; i < pieces.size(); i++) {
                counts.merge(text.substring(pieces.from(i), pieces.to(i)), 1L, Long::sum);
            }
        }
        return counts;
    }
}
