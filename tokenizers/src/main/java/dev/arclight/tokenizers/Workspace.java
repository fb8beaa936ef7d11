package dev.arclight.tokenizers;

import dev.arclight.tokenizers.models.Tokens;
import dev.arclight.tokenizers.text.NormalizedText;
import dev.arclight.tokenizers.text.PreTokenizedText;

/** What one call of a tokenizer works in; it is reused by later calls. */
final class Workspace {
    // A call with a longer text leaves its memory to the collector instead of keeping it for others.
    private static final int LONGEST_KEPT = 1 << 20;

    final NormalizedText whole = new NormalizedText();
    final NormalizedText section = new NormalizedText();
    final PreTokenizedText pieces = new PreTokenizedText(whole);
    final Tokens tokens = new Tokens();
    final IdSink idSink = new IdSink();

    boolean isWorthKeeping() {
        return whole.chars().length <= LONGEST_KEPT && section.chars().length <= LONGEST_KEPT;
    }
}
