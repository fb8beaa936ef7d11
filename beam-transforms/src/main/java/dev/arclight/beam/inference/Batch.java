package dev.arclight.beam.inference;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.StructuredCoder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.VarInt;
import org.apache.beam.sdk.values.ValueInSingleWindow;
import org.jspecify.annotations.Nullable;

/**
 * Examples that one model scores together, each with its timestamp, window and pane. Being an element of its own is what lets
 * an output have the pane of its example: a bundle's end cannot give one.
 */
record Batch<InputT>(ModelRef model, List<ValueInSingleWindow<InputT>> rows) {

    /** A reference, a count, and as many examples. */
    static final class BatchCoder<InputT> extends StructuredCoder<Batch<InputT>> {
        private final Coder<InputT> exampleCoder;
        private final Coder<? extends BoundedWindow> windowCoder;
        private final ValueInSingleWindow.Coder<InputT> rowCoder;

        BatchCoder(Coder<InputT> exampleCoder, Coder<? extends BoundedWindow> windowCoder) {
            this.exampleCoder = exampleCoder;
            this.windowCoder = windowCoder;
            this.rowCoder = ValueInSingleWindow.Coder.of(exampleCoder, windowCoder);
        }

        @Override
        public void encode(@Nullable Batch<InputT> batch, OutputStream out) throws IOException {
            if (batch == null) {
                throw new CoderException("BatchCoder cannot encode null");
            }
            ModelRef.ModelRefCoder.of().encode(batch.model(), out);
            VarInt.encode(batch.rows().size(), out);
            for (ValueInSingleWindow<InputT> row : batch.rows()) {
                rowCoder.encode(row, out);
            }
        }

        @Override
        public Batch<InputT> decode(InputStream in) throws IOException {
            ModelRef model = ModelRef.ModelRefCoder.of().decode(in);
            int count = VarInt.decodeInt(in);
            List<ValueInSingleWindow<InputT>> rows = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                rows.add(rowCoder.decode(in));
            }
            return new Batch<>(model, rows);
        }

        @Override
        public List<? extends Coder<?>> getCoderArguments() {
            return List.of(exampleCoder, windowCoder);
        }

        @Override
        public void verifyDeterministic() throws NonDeterministicException {
            verifyDeterministic(this, "the coder of the example must be deterministic", exampleCoder);
            verifyDeterministic(this, "the coder of the window must be deterministic", windowCoder);
        }
    }
}
