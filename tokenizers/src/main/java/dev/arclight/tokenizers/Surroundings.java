package dev.arclight.tokenizers;

import dev.arclight.tokenizers.processors.PostProcessor;
import dev.arclight.tokenizers.processors.TokenRun;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The special tokens that a post-processor puts before and after one text. */
record Surroundings(int[] before, int[] after) {
    private static final int MARK = Integer.MIN_VALUE;

    /** What a post-processor does around a text of one token, or null if that text does not stand there once. */
    static @Nullable Surroundings of(@Nullable PostProcessor processor) {
        if (processor == null) {
            return new Surroundings(new int[0], new int[0]);
        }
        TokenRun run = new TokenRun(id -> "", 1);
        run.add(MARK, 0, 0, 0, 0);
        TokenRun processed = processor.process(List.of(run), true);
        int[] ids = new int[processed.size()];
        int at = -1;
        for (int i = 0; i < ids.length; i++) {
            ids[i] = processed.id(i);
            if (ids[i] == MARK) {
                if (at >= 0) {
                    return null;
                }
                at = i;
            }
        }
        if (at < 0) {
            return null;
        }
        return new Surroundings(Arrays.copyOf(ids, at), Arrays.copyOfRange(ids, at + 1, ids.length));
    }
}
