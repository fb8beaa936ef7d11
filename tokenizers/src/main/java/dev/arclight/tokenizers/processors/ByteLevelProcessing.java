package dev.arclight.tokenizers.processors;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.tokenizers.text.ByteAlphabet;
import dev.arclight.tokenizers.text.WhiteSpace;
import java.util.List;

/** Trims the spaces that byte-level tokens begin or end with off their offsets. */
public final class ByteLevelProcessing implements PostProcessor {
    private static final char SPACE = ByteAlphabet.charOf(' ');

    private final boolean addPrefixSpace;
    private final boolean trimOffsets;
    private final boolean useRegex;

    /**
     * A processor with the settings of its pre-tokenizer.
     *
     * @param addPrefixSpace whether the pre-tokenizer put a space before the text, which must not be trimmed
     * @param trimOffsets whether anything is trimmed at all
     * @param useRegex kept for the file alone
     */
    public ByteLevelProcessing(boolean addPrefixSpace, boolean trimOffsets, boolean useRegex) {
        this.addPrefixSpace = addPrefixSpace;
        this.trimOffsets = trimOffsets;
        this.useRegex = useRegex;
    }

    @Override
    public int addedTokens(boolean pair) {
        return 0;
    }

    @Override
    public List<TokenRun> processRuns(List<TokenRun> runs, boolean addSpecialTokens) {
        for (int i = 0; i < runs.size(); i++) {
            if (trimOffsets) {
                trim(runs.get(i), addPrefixSpace);
            }
            runs.get(i).setSequence(i);
        }
        return runs;
    }

    /** Trims the offsets of a run and of those cut off from it. */
    static void trim(TokenRun run, boolean addPrefixSpace) {
        for (int i = 0; i < run.size(); i++) {
            trim(run, i, addPrefixSpace);
        }
        for (TokenRun rest : run.overflowing()) {
            trim(rest, addPrefixSpace);
        }
    }

    private static void trim(TokenRun run, int index, boolean addPrefixSpace) {
        String text = run.text(index);
        int n = text.length();
        if (n == 0 || !isSpace(text.charAt(0)) && !isSpace(text.charAt(n - 1))) {
            return;
        }
        int leading = 0;
        while (leading < n && isSpace(text.charAt(leading))) {
            leading++;
        }
        int trailing = 0;
        while (trailing < n && isSpace(text.charAt(n - 1 - trailing))) {
            trailing++;
        }
        int start = run.start(index);
        int end = run.end(index);
        if (leading > 0) {
            boolean first = index == 0 || start == 0;
            if (first && addPrefixSpace && leading == 1) {
                leading = 0;
            }
            start = Math.min(start + leading, end);
        }
        if (trailing > 0 && end >= trailing) {
            end = Math.max(end - trailing, start);
        }
        run.setOffsets(index, start, end);
    }

    private static boolean isSpace(char c) {
        return c == SPACE || WhiteSpace.is(c);
    }

    @Override
    public ObjectNode toJson() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "ByteLevel")
                .put("add_prefix_space", addPrefixSpace)
                .put("trim_offsets", trimOffsets)
                .put("use_regex", useRegex);
    }
}
