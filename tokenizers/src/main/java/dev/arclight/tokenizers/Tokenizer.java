package dev.arclight.tokenizers;

import dev.arclight.tokenizers.decoders.Decoder;
import dev.arclight.tokenizers.models.Model;
import dev.arclight.tokenizers.models.Tokens;
import dev.arclight.tokenizers.normalizers.Normalizer;
import dev.arclight.tokenizers.pretokenizers.PreTokenizer;
import dev.arclight.tokenizers.processors.PostProcessor;
import dev.arclight.tokenizers.processors.TokenRun;
import dev.arclight.tokenizers.text.JsonFile;
import dev.arclight.tokenizers.text.NormalizedText;
import dev.arclight.tokenizers.text.PreTokenizedText;
import dev.arclight.tokenizers.text.TokenizerException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Text to ids and back, with the same results as Hugging Face's tokenizers for the same tokenizer.json.
 *
 * <p>A text is normalized, split into pieces, cut into tokens by a model, truncated, given special tokens, and padded; added
 * tokens are found before all that. A tokenizer does not change and is safe for all threads; {@code with...} methods give
 * another one that shares the model.
 *
 * <pre>{@code
 * Tokenizer tokenizer = Tokenizer.fromFile(Path.of("tokenizer.json"));
 * Encoding encoding = tokenizer.encode("Hello world!");
 * String text = tokenizer.decode(encoding.ids(), true);
 * }</pre>
 */
public final class Tokenizer {
    private static final int POOLED = 16;

    private final Model model;
    private final @Nullable Normalizer normalizer;
    private final @Nullable PreTokenizer preTokenizer;
    private final @Nullable PostProcessor postProcessor;
    private final @Nullable Decoder decoder;
    private final @Nullable Truncation truncation;
    private final @Nullable Padding padding;
    private final List<AddedToken> addedTokens;
    private final AddedVocabulary added;
    private final @Nullable Surroundings surroundings;
    private final AtomicReferenceArray<@Nullable Workspace> pool = new AtomicReferenceArray<>(POOLED);

    private Tokenizer(Builder builder) {
        model = builder.model;
        normalizer = builder.normalizer;
        preTokenizer = builder.preTokenizer;
        postProcessor = builder.postProcessor;
        decoder = builder.decoder;
        truncation = builder.truncation;
        padding = builder.padding;
        addedTokens = List.copyOf(builder.addedTokens);
        added = new AddedVocabulary(addedTokens, model, normalizer);
        if (truncation != null) {
            checkTruncation(truncation, addedByProcessor(false));
        }
        surroundings = Surroundings.of(postProcessor);
    }

    private static void checkTruncation(Truncation truncation, int addedTokens) {
        int rest = truncation.maxLength() - addedTokens;
        if (rest < 0 || truncation.stride() > 0 && truncation.stride() >= rest) {
            throw new TokenizerException("truncation: of " + truncation.maxLength() + " tokens " + addedTokens
                    + " are special, which leaves " + rest + "; expected more than the stride, which is "
                    + truncation.stride());
        }
    }

    /**
     * Reads a tokenizer.json, version 1.0, in which Hugging Face's tokenizers keep all their parts.
     *
     * @throws TokenizerException when the file cannot be read, is no JSON, or describes no tokenizer or a part that is not known
     *     here; the message says where
     */
    public static Tokenizer fromFile(Path file) {
        return TokenizerJson.read(file);
    }

    /**
     * Reads the text of a tokenizer.json.
     *
     * @throws TokenizerException as {@link #fromFile}
     */
    public static Tokenizer fromString(String json) {
        return TokenizerJson.build(JsonFile.parse(json));
    }

    /**
     * Writes a tokenizer.json, which Hugging Face's library reads; it appears whole or not at all.
     *
     * @throws TokenizerException when the file cannot be written
     */
    public void save(Path file) {
        JsonFile.write(TokenizerJson.json(this), file);
    }

    /** The text that {@link #save} writes. */
    public String toJson() {
        return JsonFile.text(TokenizerJson.json(this));
    }

    /** Begins a tokenizer around a model. */
    public static Builder builder(Model model) {
        return new Builder(model);
    }

    /** Begins a tokenizer with all the parts of this one. */
    public Builder toBuilder() {
        Builder builder = new Builder(model);
        builder.normalizer = normalizer;
        builder.preTokenizer = preTokenizer;
        builder.postProcessor = postProcessor;
        builder.decoder = decoder;
        builder.truncation = truncation;
        builder.padding = padding;
        builder.addedTokens.addAll(addedTokens);
        return builder;
    }

    /** The same tokenizer with another truncation. */
    public Tokenizer withTruncation(Truncation newTruncation) {
        return toBuilder().truncation(newTruncation).build();
    }

    /** The same tokenizer without truncation. */
    public Tokenizer withoutTruncation() {
        return toBuilder().noTruncation().build();
    }

    /** The same tokenizer with another padding. */
    public Tokenizer withPadding(Padding newPadding) {
        return toBuilder().padding(newPadding).build();
    }

    /** The same tokenizer without padding. */
    public Tokenizer withoutPadding() {
        return toBuilder().noPadding().build();
    }

    /** The same tokenizer with more added tokens; those the model does not know get the next free ids. */
    public Tokenizer withAddedTokens(List<AddedToken> tokens) {
        return toBuilder().addedTokens(tokens).build();
    }

    // Encoding.

    /** The encoding of a text, with special tokens. */
    public Encoding encode(CharSequence text) {
        return encode(text, true);
    }

    /** The encoding of a text. */
    public Encoding encode(CharSequence text, boolean addSpecialTokens) {
        return padAlone(encoded(text, addSpecialTokens));
    }

    /** The encoding of a pair of texts, such as a question and a context, with special tokens. */
    public Encoding encode(CharSequence text, CharSequence pair) {
        return encode(text, pair, true);
    }

    /** The encoding of a pair of texts. */
    public Encoding encode(CharSequence text, CharSequence pair, boolean addSpecialTokens) {
        return padAlone(encoded(text, pair, addSpecialTokens));
    }

    /** The encoding of a text that is split into words already; offsets count within each word. */
    public Encoding encodeWords(List<? extends CharSequence> words, boolean addSpecialTokens) {
        return padAlone(finish(List.of(run(words, 0)), addSpecialTokens));
    }

    /** The encoding of a pair of texts that are split into words already; offsets count within each word. */
    public Encoding encodeWords(
            List<? extends CharSequence> words, List<? extends CharSequence> pair, boolean addSpecialTokens) {
        return padAlone(finish(List.of(run(words, 0), run(pair, 1)), addSpecialTokens));
    }

    /** The encodings of many texts, padded together. */
    public List<Encoding> encodeBatch(List<? extends CharSequence> texts, boolean addSpecialTokens) {
        return padTogether(new Batch(texts.size(), i -> encoded(texts.get(i), addSpecialTokens)).encoded());
    }

    /** The encodings of many texts, padded together, computed by the threads of an executor. */
    public List<Encoding> encodeBatch(
            List<? extends CharSequence> texts, boolean addSpecialTokens, ExecutorService executor) {
        return padTogether(new Batch(texts.size(), i -> encoded(texts.get(i), addSpecialTokens)).encoded(executor));
    }

    /**
     * The encodings of many pairs of texts, padded together.
     *
     * @param pairs the second text of each pair
     * @throws TokenizerException when there are not as many second texts as first ones
     */
    public List<Encoding> encodeBatch(
            List<? extends CharSequence> texts, List<? extends CharSequence> pairs, boolean addSpecialTokens) {
        checkPairs(texts, pairs);
        return padTogether(
                new Batch(texts.size(), i -> encoded(texts.get(i), pairs.get(i), addSpecialTokens)).encoded());
    }

    /** The same, computed by the threads of an executor. */
    public List<Encoding> encodeBatch(
            List<? extends CharSequence> texts,
            List<? extends CharSequence> pairs,
            boolean addSpecialTokens,
            ExecutorService executor) {
        checkPairs(texts, pairs);
        return padTogether(
                new Batch(texts.size(), i -> encoded(texts.get(i), pairs.get(i), addSpecialTokens)).encoded(executor));
    }

    /** The encodings of many texts that are split into words already, padded together; offsets count within each word. */
    public List<Encoding> encodeWordsBatch(
            List<? extends List<? extends CharSequence>> texts, boolean addSpecialTokens) {
        return padTogether(new Batch(texts.size(), i -> finish(List.of(run(texts.get(i), 0)), addSpecialTokens))
                .encoded());
    }

    /** The same, computed by the threads of an executor. */
    public List<Encoding> encodeWordsBatch(
            List<? extends List<? extends CharSequence>> texts, boolean addSpecialTokens, ExecutorService executor) {
        return padTogether(new Batch(texts.size(), i -> finish(List.of(run(texts.get(i), 0)), addSpecialTokens))
                .encoded(executor));
    }

    private static void checkPairs(List<?> texts, List<?> pairs) {
        if (texts.size() != pairs.size()) {
            throw new TokenizerException("a batch of pairs: there are " + texts.size() + " first texts and "
                    + pairs.size() + " second ones; expected as many");
        }
    }

    private TokenRun encoded(CharSequence text, boolean addSpecialTokens) {
        return finish(List.of(run(text, 0)), addSpecialTokens);
    }

    private TokenRun encoded(CharSequence text, CharSequence pair, boolean addSpecialTokens) {
        return finish(List.of(run(text, 0), run(pair, 1)), addSpecialTokens);
    }

    /**
     * Writes the ids of a text into an array and gives their number, without making any object for the text: for jobs over
     * many texts. Truncation applies, padding does not.
     *
     * @param ids where the ids go, from index 0; if there are more of them, the rest is left out and the number that is
     *     returned says how large the array would have to be
     */
    public int encodeInto(CharSequence text, boolean addSpecialTokens, int[] ids) {
        if (surroundings == null || truncation != null) {
            TokenRun run = finish(List.of(run(text, 0)), addSpecialTokens);
            for (int i = 0; i < Math.min(run.size(), ids.length); i++) {
                ids[i] = run.id(i);
            }
            return run.size();
        }
        Workspace workspace = take();
        try {
            IdSink sink = workspace.idSink;
            sink.begin(ids);
            if (addSpecialTokens) {
                sink.addAll(surroundings.before());
            }
            tokenize(text, -1, false, workspace, sink);
            if (addSpecialTokens) {
                sink.addAll(surroundings.after());
            }
            return sink.end();
        } finally {
            give(workspace);
        }
    }

    private TokenRun run(CharSequence text, int typeId) {
        Workspace workspace = take();
        try {
            TokenRun run = new TokenRun(this::modelToken, 8 + text.length() / 3);
            tokenize(text, -1, true, workspace, new RunSink(run, typeId));
            return run;
        } finally {
            give(workspace);
        }
    }

    private TokenRun run(List<? extends CharSequence> words, int typeId) {
        Workspace workspace = take();
        try {
            TokenRun run = new TokenRun(this::modelToken, 8 + 2 * words.size());
            RunSink sink = new RunSink(run, typeId);
            for (int i = 0; i < words.size(); i++) {
                tokenize(words.get(i), i, true, workspace, sink);
            }
            return run;
        } finally {
            give(workspace);
        }
    }

    /** Takes what a text is cut into. */
    interface Sink {
        /** Takes the tokens of a piece, or all that were found since. */
        void tokens(Tokens tokens, NormalizedText text, int word);

        /** Takes an added token. */
        void added(int id, NormalizedText text, int from, int to, int word);
    }

    private void tokenize(CharSequence text, int word, boolean withOffsets, Workspace workspace, Sink sink) {
        boolean offsets = withOffsets || preTokenizer != null && preTokenizer.needsOffsets();
        NormalizedText whole = workspace.whole;
        whole.set(text, 0, text.length(), offsets);
        if (added.givenIsFree(whole.chars(), 0, whole.length())) {
            tokenizeSection(whole, word, 0, workspace, sink);
            return;
        }
        int[] wordsSoFar = {0};
        added.splitGiven(whole.chars(), whole.length(), (from, to, id) -> {
            if (id >= 0) {
                sink.added(id, whole, from, to, word >= 0 ? word : wordsSoFar[0]);
                wordsSoFar[0]++;
            } else {
                workspace.section.set(text, from, to, offsets);
                wordsSoFar[0] += tokenizeSection(workspace.section, word, wordsSoFar[0], workspace, sink);
            }
        });
    }

    /** Tokenizes a part of the text that holds no added token as given, and says how many words it has. */
    private int tokenizeSection(NormalizedText text, int word, int firstWord, Workspace workspace, Sink sink) {
        if (normalizer != null) {
            normalizer.normalize(text);
        }
        PreTokenizedText pieces = workspace.pieces;
        if (added.normalizedIsFree(text.chars(), 0, text.length())) {
            pieces.set(text);
        } else {
            pieces.clear(text);
            added.splitNormalized(text.chars(), text.length(), pieces::add);
        }
        if (preTokenizer != null) {
            preTokenizer.preTokenize(pieces);
        }
        boolean bytes = pieces.isBytes() && model.tokenizesBytes();
        if (!bytes) {
            pieces.spellBytes();
        }
        char[] chars = text.chars();
        Tokens tokens = workspace.tokens;
        int count = pieces.size();
        for (int i = 0; i < count; i++) {
            int number = word >= 0 ? word : firstWord + i;
            if (pieces.id(i) >= 0) {
                sink.added(pieces.id(i), text, pieces.from(i), pieces.to(i), number);
                continue;
            }
            tokens.clear();
            if (bytes) {
                model.tokenizeBytes(chars, pieces.from(i), pieces.to(i), tokens);
            } else {
                model.tokenize(chars, pieces.from(i), pieces.to(i), tokens);
            }
            sink.tokens(tokens, text, number);
        }
        return count;
    }

    private @Nullable String modelToken(int id) {
        return model.idToToken(id);
    }

    private TokenRun finish(List<TokenRun> runs, boolean addSpecialTokens) {
        if (truncation != null) {
            int addedCount = addSpecialTokens ? addedByProcessor(runs.size() > 1) : 0;
            Truncating.truncate(runs, truncation, truncation.maxLength() - addedCount);
        }
        if (postProcessor != null) {
            return postProcessor.process(runs, addSpecialTokens);
        }
        if (runs.size() > 1) {
            for (int i = 0; i < runs.size(); i++) {
                runs.get(i).setSequence(i);
                for (TokenRun rest : runs.get(i).overflowing()) {
                    rest.setSequence(i);
                }
            }
        }
        return PostProcessor.join(runs);
    }

    private int addedByProcessor(boolean pair) {
        return postProcessor == null ? 0 : postProcessor.addedTokens(pair);
    }

    private Encoding padAlone(TokenRun run) {
        if (padding != null) {
            pad(run, padding, paddedLength(padding, padding.length().orElse(run.size())));
        }
        return new Encoding(run);
    }

    private List<Encoding> padTogether(List<TokenRun> runs) {
        if (padding != null) {
            // Each is padded alone first, as it would be by itself, and then all to the longest.
            int longest = 0;
            for (TokenRun run : runs) {
                longest =
                        Math.max(longest, paddedLength(padding, padding.length().orElse(run.size())));
                longest = Math.max(longest, run.size());
            }
            int length = paddedLength(padding, padding.length().orElse(longest));
            for (TokenRun run : runs) {
                pad(run, padding, length);
            }
        }
        List<Encoding> encodings = new ArrayList<>(runs.size());
        for (TokenRun run : runs) {
            encodings.add(new Encoding(run));
        }
        return encodings;
    }

    private static int paddedLength(Padding padding, int length) {
        int multiple = padding.multipleOf();
        return multiple > 0 && length % multiple > 0 ? length + multiple - length % multiple : length;
    }

    private static void pad(TokenRun run, Padding padding, int length) {
        run.pad(length, padding.id(), padding.typeId(), padding.token(), padding.side() == Side.LEFT);
    }

    private Workspace take() {
        int slot = (int) (Thread.currentThread().getId() & POOLED - 1);
        Workspace workspace = pool.getAndSet(slot, null);
        return workspace == null ? new Workspace() : workspace;
    }

    private void give(Workspace workspace) {
        if (workspace.isWorthKeeping()) {
            pool.set((int) (Thread.currentThread().getId() & POOLED - 1), workspace);
        }
    }

    // Decoding.

    /**
     * The text of ids; ids that no token has are left out.
     *
     * @param skipSpecialTokens whether special tokens are left out
     */
    public String decode(int[] ids, boolean skipSpecialTokens) {
        List<String> tokens = new ArrayList<>(ids.length);
        for (int id : ids) {
            String token = added.token(id);
            if (token == null) {
                token = model.idToToken(id);
            }
            if (token != null && !(skipSpecialTokens && added.isSpecial(token))) {
                tokens.add(token);
            }
        }
        return decoder == null ? String.join(" ", tokens) : decoder.decode(tokens);
    }

    /** The texts of many lists of ids. */
    public List<String> decodeBatch(List<int[]> batch, boolean skipSpecialTokens) {
        List<String> texts = new ArrayList<>(batch.size());
        for (int[] ids : batch) {
            texts.add(decode(ids, skipSpecialTokens));
        }
        return texts;
    }

    /** A decoder for ids that come one at a time, as a model generates them. */
    public DecodeStream decodeStream(boolean skipSpecialTokens) {
        return new DecodeStream(this, skipSpecialTokens);
    }

    // Vocabulary.

    /** The id of a token, of the added ones or of the model. */
    public OptionalInt tokenToId(String token) {
        Integer id = added.id(token);
        return id != null ? OptionalInt.of(id) : model.tokenToId(token);
    }

    /** The token of an id, of the added ones or of the model. */
    public Optional<String> idToToken(int id) {
        String token = added.token(id);
        return Optional.ofNullable(token != null ? token : model.idToToken(id));
    }

    /** How many tokens there are, with the added ones. */
    public int vocabularySize() {
        int size = model.vocabularySize();
        for (AddedToken token : added.tokens().values()) {
            if (model.tokenToId(token.content()).isEmpty()) {
                size++;
            }
        }
        return size;
    }

    /** All tokens with their ids, with the added ones, as a new map. */
    public Map<String, Integer> vocabulary() {
        Map<String, Integer> vocabulary = model.vocabulary();
        added.tokens().forEach((id, token) -> vocabulary.put(token.content(), id));
        return vocabulary;
    }

    /** The added tokens by id, in ascending order. */
    public Map<Integer, AddedToken> addedTokens() {
        return java.util.Collections.unmodifiableMap(added.tokens());
    }

    // Parts.

    /** The model. */
    public Model model() {
        return model;
    }

    /** The normalizer, if there is one. */
    public Optional<Normalizer> normalizer() {
        return Optional.ofNullable(normalizer);
    }

    /** The pre-tokenizer, if there is one. */
    public Optional<PreTokenizer> preTokenizer() {
        return Optional.ofNullable(preTokenizer);
    }

    /** The post-processor, if there is one. */
    public Optional<PostProcessor> postProcessor() {
        return Optional.ofNullable(postProcessor);
    }

    /** The decoder, if there is one. */
    public Optional<Decoder> decoder() {
        return Optional.ofNullable(decoder);
    }

    /** The truncation, if there is one. */
    public Optional<Truncation> truncation() {
        return Optional.ofNullable(truncation);
    }

    /** The padding, if there is one. */
    public Optional<Padding> padding() {
        return Optional.ofNullable(padding);
    }

    /** The parts of a tokenizer. */
    public static final class Builder {
        private final Model model;
        private @Nullable Normalizer normalizer;
        private @Nullable PreTokenizer preTokenizer;
        private @Nullable PostProcessor postProcessor;
        private @Nullable Decoder decoder;
        private @Nullable Truncation truncation;
        private @Nullable Padding padding;
        private final List<AddedToken> addedTokens = new ArrayList<>();

        private Builder(Model model) {
            this.model = model;
        }

        /** What changes the text first. */
        public Builder normalizer(Normalizer part) {
            normalizer = part;
            return this;
        }

        /** What splits the text. */
        public Builder preTokenizer(PreTokenizer part) {
            preTokenizer = part;
            return this;
        }

        /** What adds special tokens. */
        public Builder postProcessor(PostProcessor part) {
            postProcessor = part;
            return this;
        }

        /** What turns tokens into text. */
        public Builder decoder(Decoder part) {
            decoder = part;
            return this;
        }

        /** How long encodings may be. */
        public Builder truncation(Truncation part) {
            truncation = part;
            return this;
        }

        /** Encodings may be as long as they come. */
        public Builder noTruncation() {
            truncation = null;
            return this;
        }

        /** How encodings are made equally long. */
        public Builder padding(Padding part) {
            padding = part;
            return this;
        }

        /** Encodings stay as long as they come. */
        public Builder noPadding() {
            padding = null;
            return this;
        }

        /** Adds tokens, after those that were added before. */
        public Builder addedTokens(List<AddedToken> tokens) {
            addedTokens.addAll(tokens);
            return this;
        }

        /**
         * The tokenizer.
         *
         * @throws TokenizerException when truncation leaves no room beside the special tokens
         */
        public Tokenizer build() {
            return new Tokenizer(this);
        }
    }
}
