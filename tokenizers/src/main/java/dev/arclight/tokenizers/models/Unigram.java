package dev.arclight.tokenizers.models;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.tokenizers.text.TokenizerException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The likeliest cut of a piece where each token has a log probability (Kudo, <a
 * href="https://arxiv.org/abs/1804.10959">Subword Regularization</a>), found by Viterbi's algorithm over a trie.
 *
 * <p>A character that no token covers costs 10 less than the least likely token; neighbouring ones become one unknown token.
 */
public final class Unigram implements Model {
    private static final double UNKNOWN_PENALTY = 10;

    private final String[] pieces;
    private final double[] scores;
    private final Vocabulary vocabulary;
    private final Trie trie;
    private final int unknownId;
    private final double unknownScore;
    private final boolean byteFallback;
    private final boolean singlePrecision;
    private final int[] fallbackIds;
    private final WordCache words = new WordCache();

    /**
     * A model of these pieces; a piece's id is its place in the list.
     *
     * @param scores log probabilities
     * @param unknownId the id of the unknown token; text that needs it is an error without it
     * @param byteFallback whether unknown text becomes its UTF-8 bytes, written as {@code <0xE2>}, where all of them are pieces
     */
    public Unigram(List<String> pieces, double[] scores, OptionalInt unknownId, boolean byteFallback) {
        this(pieces, scores, unknownId, byteFallback, id -> true, false);
    }

    /**
     * A model in which some pieces stand for no text.
     *
     * @param fits whether text may be cut into the piece of an id
     * @param singlePrecision whether scores are summed in single precision, as SentencePiece does; the last bit decides between
     *     cuts that are equally good
     */
    public Unigram(
            List<String> pieces,
            double[] scores,
            OptionalInt unknownId,
            boolean byteFallback,
            IntPredicate fits,
            boolean singlePrecision) {
        if (scores.length != pieces.size()) {
            throw new TokenizerException("Unigram: " + pieces.size() + " pieces have " + scores.length + " scores");
        }
        if (unknownId.isPresent() && unknownId.getAsInt() >= pieces.size()) {
            throw new TokenizerException("Unigram: the unknown token's id is " + unknownId.getAsInt()
                    + ", but there are " + pieces.size() + " pieces");
        }
        this.pieces = pieces.toArray(new String[0]);
        this.scores = scores.clone();
        this.unknownId = unknownId.orElse(Vocabulary.NONE);
        this.byteFallback = byteFallback;
        Map<String, Integer> ids = new HashMap<>(pieces.size() * 2);
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < this.pieces.length; i++) {
            ids.put(this.pieces[i], i);
            if (scores[i] < least && fits.test(i)) {
                least = scores[i];
            }
        }
        this.singlePrecision = singlePrecision;
        unknownScore = rounded(least - UNKNOWN_PENALTY);
        vocabulary = new Vocabulary(ids);
        trie = new Trie();
        ids.forEach((piece, id) -> {
            if (fits.test(id)) {
                trie.put(piece, id);
            }
        });
        fallbackIds = FallbackBytes.ids(vocabulary);
    }

    private double rounded(double score) {
        return singlePrecision ? (float) score : score;
    }

    @Override
    public void tokenize(char[] chars, int from, int to, Tokens out) {
        int hash = Vocabulary.hash(chars, from, to);
        if (words.get(chars, from, to, hash, out)) {
            return;
        }
        int first = out.size();
        boolean known = cut(chars, from, to, out);
        if (known) {
            words.put(chars, from, to, hash, out, first);
        }
    }

    /** Appends the tokens of the likeliest cut and says whether none of them was unknown. */
    private boolean cut(char[] chars, int from, int to, Tokens out) {
        int n = to - from;
        Scratch scratch = out.scratch;
        scratch.ensure(n + 1);
        scratch.ensureScores(n + 1);
        int[] idEndingAt = scratch.a;
        int[] startOf = scratch.b; // -1 where no cut ends yet
        double[] best = scratch.scores;
        Arrays.fill(startOf, 0, n + 1, -1);
        best[0] = 0;
        for (int i = 0; i < n; ) {
            int width = Character.isHighSurrogate(chars[from + i]) && i + 1 < n ? 2 : 1;
            double soFar = best[i];
            boolean single = false;
            int node = Trie.ROOT;
            for (int j = i; j < n; ) {
                node = trie.child(node, chars[from + j++]);
                if (node < 0) {
                    break;
                }
                int id = trie.value(node);
                if (id < 0) {
                    continue;
                }
                double score = rounded(scores[id] + soFar);
                if (startOf[j] < 0 || score > best[j]) {
                    best[j] = score;
                    startOf[j] = i;
                    idEndingAt[j] = id;
                }
                single |= j - i == width;
            }
            if (!single) {
                int j = i + width;
                double score = rounded(unknownScore + soFar);
                if (startOf[j] < 0 || score > best[j]) {
                    if (unknownId < 0) {
                        throw new TokenizerException("Unigram: \"" + new String(chars, from + i, width)
                                + "\" is in no piece, and the model has no unknown token");
                    }
                    best[j] = score;
                    startOf[j] = i;
                    idEndingAt[j] = unknownId;
                }
            }
            i += width;
        }
        return emit(chars, from, n, idEndingAt, startOf, scratch.c, out);
    }

    private boolean emit(char[] chars, int from, int n, int[] idEndingAt, int[] startOf, int[] ends, Tokens out) {
        int count = 0;
        for (int end = n; end > 0; end = startOf[end]) {
            ends[count++] = end;
        }
        boolean known = true;
        int start = 0;
        for (int i = count - 1; i >= 0; i--) {
            int id = idEndingAt[ends[i]];
            while (id == unknownId && i > 0 && idEndingAt[ends[i - 1]] == unknownId) {
                i--;
            }
            if (id == unknownId) {
                known = false;
                addUnknown(chars, from + start, from + ends[i], out);
            } else {
                out.add(id, from + start, from + ends[i]);
            }
            start = ends[i];
        }
        return known;
    }

    private void addUnknown(char[] chars, int from, int to, Tokens out) {
        int id = vocabulary.id(chars, from, to);
        if (id >= 0) {
            out.add(id, from, to);
            return;
        }
        if (byteFallback) {
            byte[] bytes = new String(chars, from, to - from).getBytes(StandardCharsets.UTF_8);
            boolean all = true;
            for (byte b : bytes) {
                all &= fallbackIds[b & 0xFF] >= 0;
            }
            if (all) {
                for (byte b : bytes) {
                    out.add(fallbackIds[b & 0xFF], from, to);
                }
                return;
            }
        }
        out.addVerbatim(unknownId, from, to);
    }

    @Override
    public OptionalInt tokenToId(String token) {
        return Models.optional(vocabulary.id(token));
    }

    @Override
    public @Nullable String idToToken(int id) {
        return id >= 0 && id < pieces.length ? pieces[id] : null;
    }

    @Override
    public int vocabularySize() {
        return pieces.length;
    }

    @Override
    public Map<String, Integer> vocabulary() {
        Map<String, Integer> result = new LinkedHashMap<>(pieces.length * 2);
        for (int i = 0; i < pieces.length; i++) {
            result.put(pieces[i], i);
        }
        return result;
    }

    /** The log probability of a piece. */
    public double score(int id) {
        return scores[id];
    }

    /** The id of the unknown token, if there is one. */
    public OptionalInt unknownId() {
        return Models.optional(unknownId);
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("type", "Unigram");
        if (unknownId < 0) {
            json.putNull("unk_id");
        } else {
            json.put("unk_id", unknownId);
        }
        ArrayNode array = json.putArray("vocab");
        for (int i = 0; i < pieces.length; i++) {
            array.addArray().add(pieces[i]).add(scores[i]);
        }
        json.put("byte_fallback", byteFallback);
        return json;
    }
}
