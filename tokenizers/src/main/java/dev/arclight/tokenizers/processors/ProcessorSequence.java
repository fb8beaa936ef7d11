package dev.arclight.tokenizers.processors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Several post-processors, one after another. */
public final class ProcessorSequence implements PostProcessor {
    private final List<PostProcessor> processors;

    /** These processors in order. */
    public ProcessorSequence(List<PostProcessor> processors) {
        this.processors = List.copyOf(processors);
    }

    @Override
    public int addedTokens(boolean pair) {
        int count = 0;
        for (PostProcessor processor : processors) {
            count += processor.addedTokens(pair);
        }
        return count;
    }

    @Override
    public List<TokenRun> processRuns(List<TokenRun> runs, boolean addSpecialTokens) {
        List<TokenRun> result = runs;
        for (PostProcessor processor : processors) {
            result = processor.processRuns(result, addSpecialTokens);
        }
        return result;
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("type", "Sequence");
        ArrayNode array = json.putArray("processors");
        processors.forEach(processor -> array.add(processor.toJson()));
        return json;
    }
}
