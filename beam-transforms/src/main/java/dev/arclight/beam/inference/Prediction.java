package dev.arclight.beam.inference;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.StructuredCoder;
import org.jspecify.annotations.Nullable;

/**
 * An example, what a model made of it, and which model that was; or why it could make nothing of it. Immutable if its parts
 * are.
 *
 * @param example as it came
 * @param value what the model gave; null exactly if there is an error
 * @param modelId the version of the {@link ModelRef}, or the checksum of the model that was used; empty if there was none
 * @param error what was wrong, in one line; null exactly if there is a value
 */
public record Prediction<InputT, OutputT>(
        InputT example,
        @Nullable OutputT value,
        String modelId,
        @Nullable String error) {
    /** @throws IllegalArgumentException unless there is either a value or an error */
    public Prediction {
        if ((value == null) == (error == null)) {
            throw new IllegalArgumentException(
                    "a prediction has either a value or an error; got value " + value + " and error " + error);
        }
    }

    static <InputT, OutputT> Prediction<InputT, OutputT> scored(InputT example, OutputT value, String modelId) {
        return new Prediction<>(example, value, modelId, null);
    }

    static <InputT, OutputT> Prediction<InputT, OutputT> failed(InputT example, String modelId, String error) {
        return new Prediction<>(example, null, modelId, error);
    }

    /** Whether there is no value. */
    public boolean isFailure() {
        return error != null;
    }

    /** The value. @throws IllegalStateException if there is none, with the error */
    public OutputT requireValue() {
        if (value == null) {
            throw new IllegalStateException("the example has no prediction: " + error);
        }
        return value;
    }

    /** The example, the model's id, and then the value or the error. */
    public static final class PredictionCoder<InputT, OutputT> extends StructuredCoder<Prediction<InputT, OutputT>> {
        private static final StringUtf8Coder STRINGS = StringUtf8Coder.of();

        private final Coder<InputT> exampleCoder;
        private final Coder<OutputT> valueCoder;
        private final NullableCoder<String> errorCoder = NullableCoder.of(STRINGS);

        private PredictionCoder(Coder<InputT> exampleCoder, Coder<OutputT> valueCoder) {
            this.exampleCoder = exampleCoder;
            this.valueCoder = valueCoder;
        }

        public static <InputT, OutputT> PredictionCoder<InputT, OutputT> of(
                Coder<InputT> exampleCoder, Coder<OutputT> valueCoder) {
            return new PredictionCoder<>(exampleCoder, valueCoder);
        }

        @Override
        public void encode(@Nullable Prediction<InputT, OutputT> prediction, OutputStream out) throws IOException {
            if (prediction == null) {
                throw new CoderException("PredictionCoder cannot encode null");
            }
            exampleCoder.encode(prediction.example(), out);
            STRINGS.encode(prediction.modelId(), out);
            errorCoder.encode(prediction.error(), out);
            if (prediction.error() == null) {
                valueCoder.encode(prediction.requireValue(), out);
            }
        }

        @Override
        public Prediction<InputT, OutputT> decode(InputStream in) throws IOException {
            InputT example = exampleCoder.decode(in);
            String modelId = STRINGS.decode(in);
            String error = errorCoder.decode(in);
            return error == null ? scored(example, valueCoder.decode(in), modelId) : failed(example, modelId, error);
        }

        @Override
        public List<? extends Coder<?>> getCoderArguments() {
            return List.of(exampleCoder, valueCoder);
        }

        @Override
        public void verifyDeterministic() throws NonDeterministicException {
            verifyDeterministic(this, "the coder of the example must be deterministic", exampleCoder);
            verifyDeterministic(this, "the coder of the value must be deterministic", valueCoder);
        }

        @Override
        public boolean consistentWithEquals() {
            return exampleCoder.consistentWithEquals() && valueCoder.consistentWithEquals();
        }

        /** What is compared where arrays would only be equal to themselves. */
        @Override
        public Object structuralValue(@Nullable Prediction<InputT, OutputT> prediction) {
            Prediction<InputT, OutputT> present = Objects.requireNonNull(prediction);
            return Arrays.asList(
                    exampleCoder.structuralValue(present.example()),
                    present.value() == null ? null : valueCoder.structuralValue(present.value()),
                    present.modelId(),
                    present.error());
        }
    }
}
