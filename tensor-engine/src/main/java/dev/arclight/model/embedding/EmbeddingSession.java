package dev.arclight.model.embedding;

import dev.arclight.autograd.GradMode;
import dev.arclight.nn.Module;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tokenizers.Tokenizer;
import dev.arclight.tokenizers.text.TokenizerException;
import java.util.Arrays;
import java.util.List;

/**
 * One thread's use of an {@link Embedder}: memory is recycled from call to call. Texts of equal numbers of tokens share a pass
 * through the network, however they are ordered. Not for use by two threads.
 */
@SuppressWarnings("try") // Scopes are there to be closed.
public final class EmbeddingSession {
    /** What a session takes at once where nothing else is said. */
    public static final int BATCH_TOKENS = 1024;

    private static final int FIRST_ROOM = 512;

    private final Embedder embedder;
    private final int batchTokens;
    private final Arena arena = new Arena();
    private int[] room = new int[FIRST_ROOM];

    EmbeddingSession(Embedder embedder, int batchTokens) {
        if (batchTokens < 1) {
            throw new ShapeException("a session cannot take " + batchTokens + " tokens at once; expected at least 1");
        }
        this.embedder = embedder;
        this.batchTokens = batchTokens;
    }

    /** The vector of one text, in a new array. */
    public float[] embed(CharSequence text) {
        return embed(List.of(text))[0];
    }

    /**
     * The vectors of texts in their order, each in a new array. A text without any token, as an empty one of a tokenizer that puts
     * no marks around texts, has zeros.
     *
     * @throws ShapeException if the network refuses a text, as one of more tokens than it has positions for
     * @throws ArclightException if the tokenizer refuses a text
     */
    public float[][] embed(List<? extends CharSequence> texts) {
        int[][] ids = new int[texts.size()][];
        long[] order = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = encode(texts.get(i));
            order[i] = (long) ids[i].length << Integer.SIZE | i;
        }
        Arrays.sort(order);
        float[][] vectors = new float[ids.length][embedder.dimension()];
        int from = 0;
        while (from < order.length) {
            int length = ids[(int) order[from]].length;
            int to = from;
            int most = Math.max(1, batchTokens / Math.max(1, length));
            while (to < order.length && to - from < most && ids[(int) order[to]].length == length) {
                to++;
            }
            if (length > 0) {
                embed(ids, order, from, to, length, vectors);
            }
            from = to;
        }
        return vectors;
    }

    private int[] encode(CharSequence text) {
        Tokenizer tokenizer = embedder.cutting();
        try {
            int count = tokenizer.encodeInto(text, true, room);
            if (count > room.length) {
                room = new int[count];
                count = tokenizer.encodeInto(text, true, room);
            }
            return Arrays.copyOf(room, count);
        } catch (TokenizerException e) {
            throw new ArclightException("a text cannot be embedded: " + e.getMessage(), e);
        }
    }

    /** Embeds the texts at {@code order[from … to)}, all of one length. */
    private void embed(int[][] ids, long[] order, int from, int to, int length, float[][] vectors) {
        int rows = to - from;
        long[] tokens = new long[rows * length];
        for (int row = 0; row < rows; row++) {
            int[] text = ids[(int) order[from + row]];
            for (int i = 0; i < length; i++) {
                tokens[row * length + i] = text[i];
            }
        }
        float[] pooled;
        int width = embedder.dimension();
        try (GradMode.Scope gradients = GradMode.noGrad();
                Arena.Scope memory = arena.open()) {
            Module network = embedder.network();
            Tensor hidden = network.call(Tensor.of(tokens, rows, length));
            if (hidden.rank() != 3 || hidden.size(0) != rows || hidden.size(1) != length || hidden.size(2) != width) {
                throw new ShapeException("the network gave " + hidden.shape() + " for " + rows + " texts of " + length
                        + " tokens; expected [" + rows + ", " + length + ", " + width + "]");
            }
            pooled = embedder.settings().pooling().of(hidden).toFloatArray();
        }
        for (int row = 0; row < rows; row++) {
            float[] vector = vectors[(int) order[from + row]];
            System.arraycopy(pooled, row * width, vector, 0, width);
            if (embedder.settings().normalize()) {
                normalize(vector);
            }
        }
    }

    /** As {@code torch.nn.functional.normalize}: what is shorter than 1e-12 is divided by that. */
    private static void normalize(float[] vector) {
        double sum = 0;
        for (float value : vector) {
            sum += (double) value * value;
        }
        float length = (float) Math.max(Math.sqrt(sum), 1e-12);
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= length;
        }
    }
}
