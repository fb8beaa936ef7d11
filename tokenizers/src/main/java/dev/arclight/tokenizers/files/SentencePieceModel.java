package dev.arclight.tokenizers.files;

import dev.arclight.tokenizers.AddedToken;
import dev.arclight.tokenizers.Tokenizer;
import dev.arclight.tokenizers.decoders.SentencePieceDecoder;
import dev.arclight.tokenizers.models.Bpe;
import dev.arclight.tokenizers.models.MarkedWords;
import dev.arclight.tokenizers.models.Model;
import dev.arclight.tokenizers.models.Trie;
import dev.arclight.tokenizers.models.Unigram;
import dev.arclight.tokenizers.normalizers.Precompiled;
import dev.arclight.tokenizers.normalizers.SentencePieceNormalizer;
import dev.arclight.tokenizers.pretokenizers.Metaspace;
import dev.arclight.tokenizers.pretokenizers.Metaspace.PrependScheme;
import dev.arclight.tokenizers.text.TokenizerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads SentencePiece's {@code .model} files, of the types Unigram, BPE, words and characters.
 *
 * <p>The ids are those that SentencePiece gives, and a text is normalized and decoded as it does. As Hugging Face's converters
 * do, control pieces and the unknown piece become special tokens, which are found in the text as they stand; SentencePiece
 * takes them for text. User-defined pieces are added tokens, found in the normalized text. No tokens are put around a text; give
 * the tokenizer a post-processor for that.
 */
public final class SentencePieceModel {
    private static final int MARK = 0x2581;
    private static final String MARKED = "\u2581";

    private static final int NORMAL = 1;
    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;

    private static final int UNIGRAM = 1;
    private static final int BPE = 2;
    private static final int WORD = 3;
    private static final int CHAR = 4;
    private static final int LONGEST_PIECE = 1024;

    private final List<String> pieces = new ArrayList<>();
    private final List<Float> scores = new ArrayList<>();
    private final List<Integer> types = new ArrayList<>();
    private int modelType = UNIGRAM;
    private boolean byteFallback;
    private boolean suffix;
    private final Rules rules = new Rules();
    private final Rules denormalization = new Rules();

    private SentencePieceModel() {}

    /**
     * Reads a file.
     *
     * @throws TokenizerException when it cannot be read, is no SentencePiece model or of another type
     */
    public static Tokenizer read(Path file) {
        try {
            return parse(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new TokenizerException("the SentencePiece model " + file + " cannot be read", e);
        }
    }

    /**
     * Reads a model from the bytes of a file.
     *
     * @throws TokenizerException when they are no SentencePiece model or one of another type
     */
    public static Tokenizer parse(byte[] bytes) {
        SentencePieceModel model = new SentencePieceModel();
        model.load(new ProtoReader(bytes));
        return model.tokenizer();
    }

    private void load(ProtoReader proto) {
        for (int field = proto.next(); field != 0; field = proto.next()) {
            switch (field) {
                case 1 -> loadPiece(proto.message());
                case 2 -> loadTrainer(proto.message());
                case 3 -> rules.load(proto.message());
                case 5 -> denormalization.load(proto.message());
                default -> {
                    // Nothing that changes what a text becomes.
                }
            }
        }
        if (pieces.isEmpty()) {
            throw new TokenizerException("SentencePiece model: it has no pieces; is this a SentencePiece model?");
        }
    }

    private void loadPiece(ProtoReader proto) {
        String text = "";
        float score = 0;
        int type = 1;
        for (int field = proto.next(); field != 0; field = proto.next()) {
            switch (field) {
                case 1 -> text = proto.text();
                case 2 -> score = proto.real();
                case 3 -> type = proto.integer();
                default -> {
                    // Later additions.
                }
            }
        }
        if (Float.isNaN(score)) {
            throw new TokenizerException(
                    "SentencePiece model: the score of piece " + pieces.size() + " is not a number");
        }
        pieces.add(text);
        scores.add(score);
        types.add(type);
    }

    private void loadTrainer(ProtoReader proto) {
        for (int field = proto.next(); field != 0; field = proto.next()) {
            switch (field) {
                case 3 -> modelType = proto.integer();
                case 24 -> suffix = proto.flag();
                case 35 -> byteFallback = proto.flag();
                default -> {
                    // How the model was trained.
                }
            }
        }
    }

    /** What is done to a text before it is encoded, or after it was decoded. */
    private static final class Rules {
        private byte[] map = new byte[0];
        private boolean addDummyPrefix = true;
        private boolean removeExtraWhitespaces = true;
        private boolean escapeWhitespaces = true;

        void load(ProtoReader proto) {
            for (int field = proto.next(); field != 0; field = proto.next()) {
                switch (field) {
                    case 2 -> map = proto.bytes();
                    case 3 -> addDummyPrefix = proto.flag();
                    case 4 -> removeExtraWhitespaces = proto.flag();
                    case 5 -> escapeWhitespaces = proto.flag();
                    default -> {
                        // The name, and the rules that the map was made from.
                    }
                }
            }
        }

        SentencePieceNormalizer normalizer(boolean suffix, List<String> userDefined) {
            return new SentencePieceNormalizer(
                    map.length == 0 ? Optional.empty() : Optional.of(new Precompiled(map)),
                    new SentencePieceNormalizer.Settings(
                            addDummyPrefix, suffix, removeExtraWhitespaces, escapeWhitespaces),
                    userDefined);
        }
    }

    private Tokenizer tokenizer() {
        if (modelType < UNIGRAM || modelType > CHAR) {
            throw new TokenizerException("SentencePiece model: its type is " + modelType
                    + "; expected 1 (Unigram), 2 (BPE), 3 (words) or 4 (characters)");
        }
        Model model = switch (modelType) {
            case UNIGRAM -> unigram();
            case BPE -> bpe();
            case WORD -> new MarkedWords(vocabulary(), pieces.get(unknownId()), byteFallback);
            default -> merging(List.of());
        };
        Tokenizer.Builder builder = Tokenizer.builder(model)
                .normalizer(rules.normalizer(suffix, userDefined()))
                .decoder(new SentencePieceDecoder(
                        rules.addDummyPrefix,
                        rules.removeExtraWhitespaces,
                        byteFallback,
                        denormalization.map.length == 0
                                ? Optional.empty()
                                : Optional.of(denormalization.normalizer(false, List.of()))))
                .addedTokens(addedTokens());
        if (rules.escapeWhitespaces) {
            builder.preTokenizer(new Metaspace(MARK, scheme(), isCutAtMarks()));
        }
        return builder.build();
    }

    // The normalizer has put the mark there already; this is for tokenizer.json. The prefix stands at the beginning of
    // the
    // text, not after each added token in it.
    private PrependScheme scheme() {
        return rules.addDummyPrefix && !suffix ? PrependScheme.FIRST : PrependScheme.NEVER;
    }

    /**
     * Whether text may be cut before each mark: no piece goes on after one, and a mark is known, so that no unknown text goes on
     * after one. Scores of a Unigram model are summed over the whole text, as SentencePiece does: how the sum is rounded
     * decides between cuts that are equally good.
     */
    private boolean isCutAtMarks() {
        return (modelType == BPE || modelType == CHAR)
                && pieces.contains(MARKED)
                && pieces.stream().noneMatch(piece -> piece.indexOf(MARK, 1) > 0);
    }

    private List<String> userDefined() {
        List<String> symbols = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            if (types.get(i) == USER_DEFINED) {
                symbols.add(pieces.get(i));
            }
        }
        return symbols;
    }

    private List<AddedToken> addedTokens() {
        List<AddedToken> tokens = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (int i = 0; i < pieces.size(); i++) {
            int type = types.get(i);
            String piece = pieces.get(i);
            if (piece.isEmpty() || !known.add(piece)) {
                continue;
            }
            if (type == CONTROL || type == UNKNOWN) {
                tokens.add(AddedToken.special(piece));
            } else if (type == USER_DEFINED && modelType != WORD) {
                tokens.add(new AddedToken(piece, false, false, false, true, false));
            }
        }
        return tokens;
    }

    private int unknownId() {
        int id = types.indexOf(UNKNOWN);
        if (id < 0) {
            throw new TokenizerException("SentencePiece model: it has no unknown piece");
        }
        return id;
    }

    private Model unigram() {
        double[] values = new double[scores.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = scores.get(i);
        }
        // User-defined pieces are found before the model sees the text; the others stand for no text.
        return new Unigram(
                pieces, values, OptionalInt.of(unknownId()), byteFallback, id -> types.get(id) == NORMAL, true);
    }

    private Map<String, Integer> vocabulary() {
        Map<String, Integer> vocabulary = new LinkedHashMap<>();
        for (int i = 0; i < pieces.size(); i++) {
            if (vocabulary.putIfAbsent(pieces.get(i), i) != null) {
                throw new TokenizerException(
                        "SentencePiece model: the piece \"" + pieces.get(i) + "\" is there twice, last with id " + i);
            }
        }
        return vocabulary;
    }

    /** The merges that make each piece, the best first; whatever pair a piece comes from, it is as good, and the leftmost wins. */
    private Model bpe() {
        Map<String, Integer> vocabulary = vocabulary();
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            if (types.get(i) == NORMAL) {
                order.add(i);
            }
        }
        order.sort(Comparator.comparing((Integer i) -> -scores.get(i)));
        Trie normal = new Trie();
        order.forEach(id -> normal.put(pieces.get(id), id));
        List<RankedMerge> merges = new ArrayList<>();
        int rank = 0;
        float last = Float.NaN;
        for (int id : order) {
            String piece = pieces.get(id);
            if (piece.length() > LONGEST_PIECE) {
                throw new TokenizerException("SentencePiece model: piece " + id + " has " + piece.length()
                        + " chars; expected at most " + LONGEST_PIECE);
            }
            if (scores.get(id) != last) {
                rank++;
                last = scores.get(id);
            }
            int node = Trie.ROOT;
            for (int cut = 1; cut < piece.length(); cut++) {
                node = normal.child(node, piece.charAt(cut - 1));
                if (normal.value(node) >= 0 && isNormal(vocabulary, piece.substring(cut))) {
                    merges.add(new RankedMerge(new Bpe.Merge(piece.substring(0, cut), piece.substring(cut)), rank));
                }
            }
        }
        return merging(merges);
    }

    private record RankedMerge(Bpe.Merge merge, int rank) {}

    private Model merging(List<RankedMerge> merges) {
        return Bpe.builder(vocabulary(), merges.stream().map(RankedMerge::merge).toList())
                .ranks(merges.stream().mapToInt(RankedMerge::rank).toArray())
                .unknownToken(pieces.get(unknownId()))
                .fuseUnknown(true)
                .byteFallback(byteFallback)
                .build();
    }

    private boolean isNormal(Map<String, Integer> vocabulary, String piece) {
        Integer id = vocabulary.get(piece);
        return id != null && types.get(id) == NORMAL;
    }
}
