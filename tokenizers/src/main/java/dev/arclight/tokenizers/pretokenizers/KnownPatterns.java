package dev.arclight.tokenizers.pretokenizers;

import dev.arclight.tokenizers.text.PreTokenizedText;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Patterns of well-known tokenizers that are cut by hand. Each matches every character of a text, so that its matches leave
 * nothing between them; {@link dev.arclight.tokenizers.text.regex.Regex} cuts the same, slower.
 */
final class KnownPatterns {
    private static final Map<String, PreTokenizedText.Splitter> SPLITTERS =
            Map.of(Gpt2Splitter.PATTERN, Gpt2Splitter.INSTANCE);

    private KnownPatterns() {}

    /** The splitter for a pattern, or null when there is none. */
    static PreTokenizedText.@Nullable Splitter splitter(String pattern) {
        return SPLITTERS.get(pattern);
    }
}
