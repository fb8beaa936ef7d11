package dev.arclight.tokenizers.processors;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts special tokens around the tokens of one text or two, gives type ids and trims offsets.
 *
 * <p>It keeps no state between calls, so one object serves all threads.
 */
public interface PostProcessor {
    /** How many tokens are added to one text, or to a pair. */
    int addedTokens(boolean pair);

    /**
     * Changes the runs, or makes others of them; in the end they are joined in order.
     *
     * @param runs one run for each text that was given
     */
    List<TokenRun> processRuns(List<TokenRun> runs, boolean addSpecialTokens);

    /** What tokenizer.json holds for this post-processor: an object with its "type". */
    ObjectNode toJson();

    /** The one run that the runs of one text or two become. */
    default TokenRun process(List<TokenRun> runs, boolean addSpecialTokens) {
        for (int i = 0; i < runs.size(); i++) {
            TokenRun run = runs.get(i);
            run.setSequence(i);
            for (TokenRun rest : run.overflowing()) {
                rest.setSequence(i);
            }
            run.setTypeIds(i);
        }
        return join(processRuns(new ArrayList<>(runs), addSpecialTokens));
    }

    /** The runs one after another. */
    static TokenRun join(List<TokenRun> runs) {
        if (runs.size() == 1) {
            return runs.get(0);
        }
        int size = 0;
        for (TokenRun run : runs) {
            size += run.size();
        }
        TokenRun result = runs.get(0).empty(size);
        for (TokenRun run : runs) {
            result.join(run);
        }
        return result;
    }
}
