package dev.arclight.tokenizers.processors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.tokenizers.text.TokenizerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Lays one text or two into a template of texts and special tokens, each with a type id. */
public final class TemplateProcessing implements PostProcessor {
    /** A place in a template. */
    public sealed interface Piece permits Text, Special {
        /** The type id of the tokens here. */
        int typeId();
    }

    /** Where a text stands: the first, or the second of a pair. */
    public record Text(boolean second, int typeId) implements Piece {}

    /** Where special tokens stand, by their name. */
    public record Special(String name, int typeId) implements Piece {}

    /** What a name stands for: tokens with their ids, as many of each. */
    public record Tokens(List<String> texts, List<Integer> ids) {
        /** Checks that each token has an id. */
        public Tokens {
            if (texts.size() != ids.size()) {
                throw new TokenizerException("TemplateProcessing: a special token has " + ids.size() + " ids and "
                        + texts.size() + " tokens; expected as many of each");
            }
            texts = List.copyOf(texts);
            ids = List.copyOf(ids);
        }
    }

    private final List<Piece> single;
    private final List<Piece> pair;
    private final Map<String, Tokens> specialTokens;

    /**
     * A processor with a template for one text and one for a pair.
     *
     * @throws TokenizerException when a template names special tokens that are not given
     */
    public TemplateProcessing(List<Piece> single, List<Piece> pair, Map<String, Tokens> specialTokens) {
        this.single = List.copyOf(single);
        this.pair = List.copyOf(pair);
        this.specialTokens = Map.copyOf(specialTokens);
        check(this.single);
        check(this.pair);
        for (Piece piece : this.single) {
            if (piece instanceof Text text && text.second()) {
                throw new TokenizerException("TemplateProcessing: the template for one text has a place for a second");
            }
        }
    }

    private void check(List<Piece> template) {
        for (Piece piece : template) {
            if (piece instanceof Special special && !specialTokens.containsKey(special.name())) {
                throw new TokenizerException("TemplateProcessing: \"special_tokens\" lacks \"" + special.name()
                        + "\", which a template names");
            }
        }
    }

    @Override
    public int addedTokens(boolean forPair) {
        int count = 0;
        for (Piece piece : forPair ? pair : single) {
            if (piece instanceof Special special) {
                count += tokens(special).ids().size();
            }
        }
        return count;
    }

    private Tokens tokens(Special special) {
        return java.util.Objects.requireNonNull(specialTokens.get(special.name()));
    }

    @Override
    public List<TokenRun> processRuns(List<TokenRun> runs, boolean addSpecialTokens) {
        List<TokenRun> result = new ArrayList<>();
        for (Piece piece : runs.size() > 1 ? pair : single) {
            if (piece instanceof Text text) {
                int index = text.second() ? 1 : 0;
                TokenRun run = runs.get(index);
                run.setTypeIds(piece.typeId());
                run.setSequence(index);
                result.add(run);
            } else if (addSpecialTokens) {
                Tokens tokens = tokens((Special) piece);
                TokenRun run = runs.get(0).empty(tokens.ids().size());
                for (int i = 0; i < tokens.ids().size(); i++) {
                    run.addSpecial(tokens.ids().get(i), tokens.texts().get(i), piece.typeId());
                }
                result.add(run);
            }
        }
        return result.isEmpty() ? List.of(runs.get(0).empty(0)) : result;
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("type", "TemplateProcessing");
        json.set("single", json(single));
        json.set("pair", json(pair));
        ObjectNode names = json.putObject("special_tokens");
        new TreeMap<>(specialTokens).forEach((name, tokens) -> {
            ObjectNode special = names.putObject(name).put("id", name);
            ArrayNode ids = special.putArray("ids");
            tokens.ids().forEach(ids::add);
            ArrayNode texts = special.putArray("tokens");
            tokens.texts().forEach(texts::add);
        });
        return json;
    }

    private static ArrayNode json(List<Piece> template) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Piece piece : template) {
            if (piece instanceof Text text) {
                array.addObject()
                        .putObject("Sequence")
                        .put("id", text.second() ? "B" : "A")
                        .put("type_id", text.typeId());
            } else {
                array.addObject()
                        .putObject("SpecialToken")
                        .put("id", ((Special) piece).name())
                        .put("type_id", piece.typeId());
            }
        }
        return array;
    }
}
