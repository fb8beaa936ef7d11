package dev.arclight.tokenizers.processors;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** {@code <s> A </s>}, or {@code <s> A </s></s> B </s>}, all of type id 0, with offsets trimmed as for byte-level tokens. */
public final class RobertaProcessing implements PostProcessor {
    private final SpecialToken separator;
    private final SpecialToken classifier;
    private final boolean trimOffsets;
    private final boolean addPrefixSpace;

    /**
     * A processor with these special tokens.
     *
     * @param trimOffsets whether spaces at the ends of tokens are trimmed off their offsets
     * @param addPrefixSpace whether the pre-tokenizer put a space before the text, which must not be trimmed
     */
    public RobertaProcessing(
            SpecialToken separator, SpecialToken classifier, boolean trimOffsets, boolean addPrefixSpace) {
        this.separator = separator;
        this.classifier = classifier;
        this.trimOffsets = trimOffsets;
        this.addPrefixSpace = addPrefixSpace;
    }

    @Override
    public int addedTokens(boolean pair) {
        return pair ? 4 : 2;
    }

    @Override
    public List<TokenRun> processRuns(List<TokenRun> runs, boolean addSpecialTokens) {
        for (TokenRun run : runs) {
            if (trimOffsets) {
                ByteLevelProcessing.trim(run, addPrefixSpace);
            }
            run.setTypeIds(0);
        }
        if (!addSpecialTokens) {
            return runs;
        }
        List<TokenRun> result = new ArrayList<>(runs.size());
        for (int i = 0; i < runs.size(); i++) {
            TokenRun whole = surround(runs.get(i), i);
            for (TokenRun rest : runs.get(i).overflowing()) {
                rest.setTypeIds(0);
                whole.overflowing().add(surround(rest, i));
            }
            result.add(whole);
        }
        return result;
    }

    private TokenRun surround(TokenRun run, int index) {
        SpecialToken before = index == 0 ? classifier : separator;
        TokenRun result = run.empty(run.size() + 2);
        result.addSpecial(before.id(), before.text(), 0);
        result.appendTokens(run);
        result.addSpecial(separator.id(), separator.text(), 0);
        result.setSequence(index == 0 ? 0 : 1, 1, result.size() - 1);
        return result;
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("type", "RobertaProcessing");
        json.putArray("sep").add(separator.text()).add(separator.id());
        json.putArray("cls").add(classifier.text()).add(classifier.id());
        return json.put("trim_offsets", trimOffsets).put("add_prefix_space", addPrefixSpace);
    }
}
