package dev.arclight.tokenizers.processors;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** {@code [CLS] A [SEP]}, or {@code [CLS] A [SEP] B [SEP]} with type id 1 for B and its separator. */
public final class BertProcessing implements PostProcessor {
    private final SpecialToken separator;
    private final SpecialToken classifier;

    /** A processor with these special tokens. */
    public BertProcessing(SpecialToken separator, SpecialToken classifier) {
        this.separator = separator;
        this.classifier = classifier;
    }

    @Override
    public int addedTokens(boolean pair) {
        return pair ? 3 : 2;
    }

    @Override
    public List<TokenRun> processRuns(List<TokenRun> runs, boolean addSpecialTokens) {
        if (!addSpecialTokens) {
            return runs;
        }
        List<TokenRun> result = new ArrayList<>(runs.size());
        for (int i = 0; i < runs.size(); i++) {
            result.add(withRest(runs.get(i), i));
        }
        return result;
    }

    private TokenRun withRest(TokenRun run, int index) {
        TokenRun result = surround(run, index);
        for (TokenRun rest : run.overflowing()) {
            result.overflowing().add(surround(rest, index));
        }
        return result;
    }

    private TokenRun surround(TokenRun run, int index) {
        TokenRun result = run.empty(run.size() + 2);
        if (index == 0) {
            result.addSpecial(classifier.id(), classifier.text(), 0);
        }
        int from = result.size();
        result.appendTokens(run);
        result.addSpecial(separator.id(), separator.text(), index == 0 ? 0 : 1);
        result.setSequence(index == 0 ? 0 : 1, from, result.size() - 1);
        return result;
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("type", "BertProcessing");
        json.putArray("sep").add(separator.text()).add(separator.id());
        json.putArray("cls").add(classifier.text()).add(classifier.id());
        return json;
    }
}
