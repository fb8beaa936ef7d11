package dev.arclight.beam.inference;

import dev.arclight.beam.data.BeamModelSource;
import org.apache.beam.sdk.transforms.SerializableFunction;

/**
 * Examples that are arrays of numbers, in the order of the input's extents.
 *
 * @param elementBytes of one number
 */
record ArrayForm<A>(Kind<A> kind, int elementBytes) implements InputForm<A> {
    private static final long serialVersionUID = 1L;

    /** Says what an array's numbers are. */
    interface Kind<A> extends SerializableFunction<A, Numbers> {}

    static final ArrayForm<float[]> FLOATS = new ArrayForm<>(InputForm::of, Float.BYTES);
    static final ArrayForm<double[]> DOUBLES = new ArrayForm<>(InputForm::of, Double.BYTES);
    static final ArrayForm<int[]> INTS = new ArrayForm<>(InputForm::of, Integer.BYTES);
    static final ArrayForm<long[]> LONGS = new ArrayForm<>(InputForm::of, Long.BYTES);
    static final ArrayForm<byte[]> BYTES = new ArrayForm<>(InputForm::of, Byte.BYTES);

    @Override
    public Reader<A> reader(ModelInput input, BeamModelSource folder) {
        return kind::apply;
    }

    @Override
    public long byteSize(A example) {
        return (long) kind.apply(example).count() * elementBytes;
    }
}
