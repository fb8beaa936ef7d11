package dev.arclight.tokenizers.files;

import dev.arclight.tokenizers.AddedToken;
import dev.arclight.tokenizers.Tokenizer;
import dev.arclight.tokenizers.decoders.ByteFallbackDecoder;
import dev.arclight.tokenizers.decoders.Decoder;
import dev.arclight.tokenizers.decoders.DecoderSequence;
import dev.arclight.tokenizers.decoders.FuseDecoder;
import dev.arclight.tokenizers.decoders.MetaspaceDecoder;
import dev.arclight.tokenizers.models.Bpe;
import dev.arclight.tokenizers.models.Model;
import dev.arclight.tokenizers.models.Unigram;
import dev.arclight.tokenizers.normalizers.Normalizer;
import dev.arclight.tokenizers.normalizers.NormalizerSequence;
import dev.arclight.tokenizers.normalizers.Precompiled;
import dev.arclight.tokenizers.normalizers.Prepend;
import dev.arclight.tokenizers.normalizers.Replace;
import dev.arclight.tokenizers.normalizers.Strip;
import dev.arclight.tokenizers.pretokenizers.Metaspace;
import dev.arclight.tokenizers.pretokenizers.Metaspace.PrependScheme;
import dev.arclight.tokenizers.text.TokenizerException;
import dev.arclight.tokenizers.text.regex.Regex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads SentencePiece's {@code .model} files, of the types Unigram and BPE.
 *
 * <p>The ids are those of the file, and a text is normalized by the map in the file. As Hugging Face's converters do, control
 * pieces and the unknown piece become special tokens and user-defined pieces added tokens, all of which are found in the text
 * as they stand. No tokens are put around a text; give the tokenizer a post-processor for that.
 */
public final class SentencePieceModel {
    private static final int MARK = 0x2581;
    private static final String MARKED = "\u2581";

    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;

    private static final int UNIGRAM = 1;
    private static final int BPE = 2;
    private static final int LONGEST_PIECE = 1024;

    private final List<String> pieces = new ArrayList<>();
    private final List<Float> scores = new ArrayList<>();
    private final List<Integer> types = new ArrayList<>();
    private int modelType = UNIGRAM;
    private boolean byteFallback;
    private boolean suffix;
    private byte[] map = new byte[0];
    private boolean addDummyPrefix = true;
    private boolean removeExtraWhitespaces = true;
    private boolean escapeWhitespaces = true;

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
                case 3 -> loadNormalizer(proto.message());
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

    private void loadNormalizer(ProtoReader proto) {
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

    private Tokenizer tokenizer() {
        if (suffix) {
            throw new TokenizerException("SentencePiece model: white space as suffix of words is not supported");
        }
        Model model = switch (modelType) {
            case UNIGRAM -> unigram();
            case BPE -> bpe();
            default ->
                throw new TokenizerException(
                        "SentencePiece model: its type is " + modelType + "; expected 1 (Unigram) or 2 (BPE)");
        };
        Tokenizer.Builder builder = Tokenizer.builder(model).decoder(decoder()).addedTokens(addedTokens());
        List<Normalizer> normalizers = normalizers();
        if (!normalizers.isEmpty()) {
            builder.normalizer(new NormalizerSequence(normalizers));
        }
        if (escapeWhitespaces) {
            builder.preTokenizer(new Metaspace(MARK, scheme(), isCutAtMarks()));
        }
        return builder.build();
    }

    // The prefix stands at the beginning of the text, not after each added token in it.
    private PrependScheme scheme() {
        return addDummyPrefix ? PrependScheme.FIRST : PrependScheme.NEVER;
    }

    /** Whether no piece goes on after a mark, so that text may be cut before each. */
    private boolean isCutAtMarks() {
        return pieces.stream().noneMatch(piece -> piece.indexOf(MARK, 1) > 0);
    }

    private List<Normalizer> normalizers() {
        List<Normalizer> normalizers = new ArrayList<>();
        if (map.length > 0) {
            normalizers.add(new Precompiled(map));
        }
        if (removeExtraWhitespaces) {
            normalizers.add(new Strip(true, true));
            normalizers.add(new Replace(Regex.compile(" {2,}"), " "));
        }
        if (addDummyPrefix && !escapeWhitespaces) {
            normalizers.add(new Prepend(" "));
        }
        return normalizers;
    }

    private Decoder decoder() {
        List<Decoder> decoders = new ArrayList<>();
        if (byteFallback) {
            decoders.add(new ByteFallbackDecoder());
        }
        decoders.add(new MetaspaceDecoder(MARKED, addDummyPrefix ? "first" : "never", true));
        decoders.add(new FuseDecoder());
        return new DecoderSequence(decoders);
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
            } else if (type == USER_DEFINED) {
                tokens.add(new AddedToken(piece, false, false, false, false, false));
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
        return new Unigram(pieces, values, OptionalInt.of(unknownId()), byteFallback);
    }

    /** The merges that make each piece, the best first; a piece may come from several pairs. */
    private Model bpe() {
        Map<String, Integer> vocabulary = new LinkedHashMap<>();
        for (int i = 0; i < pieces.size(); i++) {
            if (vocabulary.putIfAbsent(pieces.get(i), i) != null) {
                throw new TokenizerException(
                        "SentencePiece model: the piece \"" + pieces.get(i) + "\" is there twice, last with id " + i);
            }
        }
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            if (types.get(i) == 1) {
                order.add(i);
            }
        }
        order.sort(Comparator.comparing((Integer i) -> -scores.get(i)));
        List<Bpe.Merge> merges = new ArrayList<>();
        for (int id : order) {
            String piece = pieces.get(id);
            if (piece.length() > LONGEST_PIECE) {
                throw new TokenizerException("SentencePiece model: piece " + id + " has " + piece.length()
                        + " chars; expected at most " + LONGEST_PIECE);
            }
            List<Bpe.Merge> ways = new ArrayList<>();
            for (int cut = 1; cut < piece.length(); cut++) {
                String left = piece.substring(0, cut);
                String right = piece.substring(cut);
                if (isNormal(vocabulary, left) && isNormal(vocabulary, right)) {
                    ways.add(new Bpe.Merge(left, right));
                }
            }
            ways.sort(Comparator.comparing((Bpe.Merge merge) -> vocabulary.getOrDefault(merge.left(), 0))
                    .thenComparing(merge -> vocabulary.getOrDefault(merge.right(), 0)));
            merges.addAll(ways);
        }
        return Bpe.builder(vocabulary, merges)
                .unknownToken(pieces.get(unknownId()))
                .fuseUnknown(true)
                .byteFallback(byteFallback)
                .build();
    }

    private boolean isNormal(Map<String, Integer> vocabulary, String piece) {
        Integer id = vocabulary.get(piece);
        return id != null && types.get(id) == 1;
    }
}
