package dev.arclight.beam.inference;

import dev.arclight.beam.data.BeamModelSource;
import dev.arclight.io.Model;
import dev.arclight.io.ModelFolder;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.values.Row;

/**
 * Scores with model folders, on any file system that Beam knows. Immutable.
 *
 * <pre>{@code
 * ArclightHandler.floats()                          // float[] -> float[], the outputs
 * ArclightHandler.rows("age", "income").classes()   // Row -> the number of the greatest output
 * ArclightHandler.texts(128).probabilities()        // String -> float[]
 * ArclightHandler.images()                          // bytes of PNG and JPEG files -> float[]
 * }</pre>
 *
 * <p>A model takes one tensor and gives one, with -1 (the batch) as the first extent of both. One extent of the input may be -1
 * besides, such as the length of a text: examples of equal length are then scored together. Outputs have the same bits whatever
 * batch an example is in.
 *
 * @param <InputT> an example
 * @param <OutputT> what is made of the model's output for it
 */
public final class ArclightHandler<InputT, OutputT> implements ModelHandler<InputT, OutputT> {
    private static final long serialVersionUID = 1L;

    private final InputForm<InputT> input;
    private final OutputForm<OutputT> output;
    private final int threads;

    private ArclightHandler(InputForm<InputT> input, OutputForm<OutputT> output, int threads) {
        this.input = input;
        this.output = output;
        this.threads = threads;
    }

    private static <T> ArclightHandler<T, float[]> of(InputForm<T> input) {
        return new ArclightHandler<>(input, new OutputForm.Floats(), 1);
    }

    /** Of examples that are arrays, in the order of the input's extents. */
    public static ArclightHandler<float[], float[]> floats() {
        return of(ArrayForm.FLOATS);
    }

    /** As {@link #floats}. */
    public static ArclightHandler<double[], float[]> doubles() {
        return of(ArrayForm.DOUBLES);
    }

    /** As {@link #floats}; for ids of tokens, for instance. */
    public static ArclightHandler<int[], float[]> ints() {
        return of(ArrayForm.INTS);
    }

    /** As {@link #floats}. */
    public static ArclightHandler<long[], float[]> longs() {
        return of(ArrayForm.LONGS);
    }

    /** As {@link #floats}; each byte is a number from 0 to 255, but for models of int8. */
    public static ArclightHandler<byte[], float[]> bytes() {
        return of(ArrayForm.BYTES);
    }

    /**
     * Of rows, from whose fields the numbers are taken one after the other: numbers, booleans, bytes and arrays of such.
     *
     * @param fields the names; none for the field that is called as the model's input
     */
    public static ArclightHandler<Row, float[]> rows(String... fields) {
        return of(new RowForm(List.of(fields)));
    }

    /** Of texts, by the tokenizer.json beside the model, cut off where it says. */
    public static ArclightHandler<String, float[]> texts() {
        return texts(0);
    }

    /** Of texts, cut off behind so many tokens, marks such as [CLS] included. */
    public static ArclightHandler<String, float[]> texts(int maxLength) {
        return of(new TextForm(maxLength, true));
    }

    /**
     * Of the bytes of PNG, JPEG, GIF and BMP files. They are brought to the size and the channels of the model's input, which is
     * float32 (then from 0 to 1; a {@code Normalize} layer does the rest) or uint8 of shape [-1, 1 or 3, height, width].
     */
    public static ArclightHandler<byte[], float[]> images() {
        return of(new ImageForm());
    }

    /** Gives the outputs as float64. */
    public ArclightHandler<InputT, double[]> doubleOutputs() {
        return new ArclightHandler<>(input, new OutputForm.Doubles(), threads);
    }

    /** Gives the outputs as int64. */
    public ArclightHandler<InputT, long[]> longOutputs() {
        return new ArclightHandler<>(input, new OutputForm.Longs(), threads);
    }

    /** Gives the number of the greatest output, the lowest such; -1 if one is NaN. */
    public ArclightHandler<InputT, Integer> classes() {
        return new ArclightHandler<>(input, new OutputForm.Classes(), threads);
    }

    /** What {@link #classes} gives for these outputs. */
    public static int classOf(double... outputs) {
        return OutputForm.Classes.greatest(outputs, 0, outputs.length);
    }

    /** Gives the softmax of the outputs, which must be logits. */
    public ArclightHandler<InputT, float[]> probabilities() {
        return new ArclightHandler<>(input, new OutputForm.Probabilities(), threads);
    }

    /** How many threads a batch is computed on; 1 unless set, since runners run as many bundles as there are cores. */
    public ArclightHandler<InputT, OutputT> withThreads(int count) {
        if (count < 1) {
            throw new IllegalArgumentException(
                    "ArclightHandler.withThreads: got " + count + " threads; expected at least 1");
        }
        return new ArclightHandler<>(input, output, count);
    }

    @Override
    public LoadedModel<InputT, OutputT> load(ModelRef ref) throws Exception {
        BeamModelSource folder = BeamModelSource.of(ref.location());
        Model model = ModelFolder.read(folder);
        ModelInput takes = ModelInput.of(ref.location(), model.signature());
        return new FolderModel<>(model, takes, input.reader(takes, folder), output, threads);
    }

    @Override
    public Coder<OutputT> outputCoder() {
        return output.coder();
    }

    @Override
    public long byteSize(InputT example) {
        return input.byteSize(example);
    }

    @Override
    public String metricsNamespace() {
        return "BeamML_Arclight";
    }
}
