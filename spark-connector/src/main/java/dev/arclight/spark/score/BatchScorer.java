package dev.arclight.spark.score;

import dev.arclight.autograd.GradMode;
import dev.arclight.io.Model;
import dev.arclight.spark.data.FeatureBuffer;
import dev.arclight.spark.executor.TaskThreads;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.NumThreads;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One task's session with a model: fill {@link #features}, {@link #score}, read the results, and again.
 *
 * <p>Weights, and their packed copies where the model can be compiled, are shared with all tasks of the JVM, buffers are its
 * own. Compiled or not, the answers have the same bits. Not for use by two threads.
 */
public final class BatchScorer {
    /** For {@link #classOf}: the row has no class, since an output is NaN. */
    public static final int NO_CLASS = -1;

    private final Model model;
    private final int[] inputShape;
    private final int outputWidth;
    private final FeatureBuffer features;
    private final Arena arena = new Arena();
    private final CompiledSessions compiled;
    private boolean sawFullBatch;
    private final double[] powers;
    private float[] scores = {};
    private Tensor @Nullable [] all;

    /**
     * Opens a session.
     *
     * @param inputShape the extents of one row's features
     * @param batchRows the most rows that are scored at once
     */
    public BatchScorer(Model model, int[] inputShape, int outputWidth, int batchRows) {
        this.model = model;
        this.compiled = CompiledSessions.of(LoadedModel.of(model));
        this.inputShape = inputShape.clone();
        this.outputWidth = outputWidth;
        this.powers = new double[outputWidth];
        int width = 1;
        for (int extent : inputShape) {
            width *= extent;
        }
        this.features = FeatureBuffer.of(model.signature().inputs().get(0).dtype(), batchRows, width);
    }

    /** Where rows to score are put. */
    public FeatureBuffer features() {
        return features;
    }

    /**
     * Scores the first {@code rows} rows of the buffer.
     *
     * @throws ShapeException if the model gives another number of values than its signature says
     */
    public void score(int rows) {
        try (NumThreads.Scope threads = TaskThreads.open()) {
            scoreOnItsThreads(rows);
        }
    }

    private void scoreOnItsThreads(int rows) {
        // Full batches recycle their memory, and from the second on they are worth compiling for. Others differ in
        // size, so an arena would hoard arrays of every size, and every size would be compiled.
        if (rows != features.rows()) {
            forward(rows);
            return;
        }
        if (sawFullBatch) {
            compiled.run(whole(), outputs -> scores = valuesOf(outputs[0], rows), () -> forwardInArena(rows));
        } else {
            forwardInArena(rows);
            sawFullBatch = true;
        }
    }

    private void forwardInArena(int rows) {
        try (Arena.Scope scope = arena.open()) {
            forward(rows);
        }
    }

    /** The whole buffer, always the same tensor, since a session computes where its input lies. */
    private Tensor[] whole() {
        Tensor[] known = all;
        if (known == null) {
            known = new Tensor[] {features.tensor(features.rows(), inputShape)};
            all = known;
        }
        return known;
    }

    private void forward(int rows) {
        try (GradMode.Scope scope = GradMode.noGrad()) {
            scores = valuesOf(model.module().forward(features.tensor(rows, inputShape)), rows);
        }
    }

    private float[] valuesOf(Tensor output, int rows) {
        if (output.numel() != (long) rows * outputWidth) {
            throw new ShapeException("the model gave a result of shape " + output.shape() + " for " + rows
                    + " rows, expected " + outputWidth + " values a row as its signature says; save it again with"
                    + " the right signature");
        }
        return output.toFloatArray();
    }

    /** All results of the last {@link #score}: {@code scores[row * outputWidth + k]}. */
    public float[] scores() {
        return scores;
    }

    /** Output {@code k} of a row. */
    public float score(int row, int k) {
        return scores[row * outputWidth + k];
    }

    /** A row's outputs, in a new array. */
    public float[] scoresOf(int row) {
        float[] values = new float[outputWidth];
        System.arraycopy(scores, row * outputWidth, values, 0, outputWidth);
        return values;
    }

    /** A row's {@link ScoreForm#CLASS}, or {@link #NO_CLASS}. */
    public int classOf(int row) {
        int first = row * outputWidth;
        int best = 0;
        for (int k = 0; k < outputWidth; k++) {
            float score = scores[first + k];
            if (Float.isNaN(score)) {
                return NO_CLASS;
            }
            if (score > scores[first + best]) {
                best = k;
            }
        }
        return best;
    }

    /** A row's {@link ScoreForm#PROBABILITIES}, in a new array; all NaN if an output is. */
    public float[] probabilitiesOf(int row) {
        int first = row * outputWidth;
        float greatest = Float.NEGATIVE_INFINITY;
        for (int k = 0; k < outputWidth; k++) {
            greatest = Math.max(greatest, scores[first + k]);
        }
        double sum = 0;
        for (int k = 0; k < outputWidth; k++) {
            // Subtracting the greatest keeps every power at 1 or below.
            powers[k] = Math.exp((double) scores[first + k] - greatest);
            sum += powers[k];
        }
        float[] values = new float[outputWidth];
        for (int k = 0; k < outputWidth; k++) {
            values[k] = (float) (powers[k] / sum);
        }
        return values;
    }
}
