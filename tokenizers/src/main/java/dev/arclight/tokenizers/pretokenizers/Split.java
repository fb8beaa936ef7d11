package dev.arclight.tokenizers.pretokenizers;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.tokenizers.text.PreTokenizedText;
import dev.arclight.tokenizers.text.regex.Regex;

/** Splits at the matches of a pattern. */
public final class Split implements PreTokenizer {
    private final Regex pattern;
    private final Behavior behavior;
    private final boolean invert;

    /**
     * A pre-tokenizer by a pattern.
     *
     * @param invert whether it is the text between matches that the text is split at
     */
    public Split(Regex pattern, Behavior behavior, boolean invert) {
        this.pattern = pattern;
        this.behavior = behavior;
        this.invert = invert;
    }

    @Override
    public void preTokenize(PreTokenizedText text) {
        boolean all = behavior == Behavior.ISOLATED || behavior == Behavior.REMOVED && invert;
        PreTokenizedText.Splitter known = all && !pattern.isLiteral() ? KnownPatterns.splitter(pattern.source()) : null;
        if (known != null) {
            text.split(known);
            return;
        }
        Regex.Finder finder = pattern.finder(new char[0], 0, 0);
        Behavior.Cutter cutter = behavior.new Cutter(text);
        text.split((whole, from, to, pieces) -> {
            finder.reset(whole.chars(), from, to);
            cutter.begin();
            int done = from;
            while (finder.next()) {
                if (done < finder.start()) {
                    cutter.part(done, finder.start(), invert);
                }
                cutter.part(finder.start(), finder.end(), !invert);
                done = finder.end();
            }
            if (done < to) {
                cutter.part(done, to, invert);
            }
            cutter.end();
        });
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("type", "Split");
        json.set("pattern", pattern.toJson());
        return json.put("behavior", behavior.json()).put("invert", invert);
    }
}
