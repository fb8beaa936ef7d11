package dev.arclight.tokenizers;

import dev.arclight.tokenizers.processors.TokenRun;
import dev.arclight.tokenizers.text.TokenizerException;
import java.util.List;

/** Cuts one run, or two together, to a length. */
final class Truncating {
    private Truncating() {}

    static void truncate(List<TokenRun> runs, Truncation how, int maxLength) {
        if (maxLength < 0) {
            throw new TokenizerException(
                    "truncation: the special tokens alone are more than " + how.maxLength() + " tokens");
        }
        int total = 0;
        for (TokenRun run : runs) {
            total += run.size();
        }
        if (maxLength > 0 && total <= maxLength) {
            return;
        }
        if (maxLength == 0) {
            runs.forEach(run -> cut(run, how, 0));
            return;
        }
        switch (how.strategy()) {
            case LONGEST_FIRST -> {
                if (runs.size() == 1) {
                    cut(runs.get(0), how, maxLength);
                } else {
                    cutBoth(runs.get(0), runs.get(1), how, maxLength);
                }
            }
            case ONLY_FIRST -> cutOne(runs.get(0), how, total - maxLength);
            case ONLY_SECOND -> {
                if (runs.size() < 2) {
                    throw new TokenizerException("truncation: only the second text may be cut, but there is one text");
                }
                cutOne(runs.get(1), how, total - maxLength);
            }
        }
    }

    private static void cutBoth(TokenRun first, TokenRun second, Truncation how, int maxLength) {
        boolean swapped = first.size() > second.size();
        int shorter = swapped ? second.size() : first.size();
        int longer = shorter > maxLength ? shorter : Math.max(shorter, maxLength - shorter);
        if (shorter + longer > maxLength) {
            shorter = maxLength / 2;
            longer = shorter + maxLength % 2;
        }
        cut(first, how, swapped ? longer : shorter);
        cut(second, how, swapped ? shorter : longer);
    }

    private static void cutOne(TokenRun run, Truncation how, int excess) {
        if (run.size() <= excess) {
            throw new TokenizerException("truncation: " + excess + " tokens are to be cut from a text that has "
                    + run.size() + "; another strategy may cut both texts");
        }
        cut(run, how, run.size() - excess);
    }

    private static void cut(TokenRun run, Truncation how, int maxLength) {
        if (maxLength < run.size() && maxLength > 0 && how.stride() >= maxLength) {
            throw new TokenizerException("truncation: the stride is " + how.stride() + ", but a text is cut to "
                    + maxLength + " tokens; expected a smaller stride");
        }
        run.truncate(maxLength, how.stride(), how.side() == Side.LEFT);
    }
}
