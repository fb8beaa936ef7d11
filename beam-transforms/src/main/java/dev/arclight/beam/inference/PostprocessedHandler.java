package dev.arclight.beam.inference;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.ProcessFunction;

/** Makes other outputs of another handler's. */
record PostprocessedHandler<InputT, OutputT, T>(
        ModelHandler<InputT, OutputT> inner, ProcessFunction<OutputT, T> finish, Coder<T> outputCoder)
        implements ModelHandler<InputT, T> {
    private static final long serialVersionUID = 1L;

    @Override
    public LoadedModel<InputT, T> load(ModelRef ref) throws Exception {
        return new Finishing(inner.load(ref));
    }

    private final class Finishing extends WrappedModel<InputT, T, InputT, OutputT> {
        Finishing(LoadedModel<InputT, OutputT> model) {
            super(model);
        }

        @Override
        InputT unwrap(InputT example) {
            return example;
        }

        @Override
        List<T> rewrap(List<InputT> batch, List<OutputT> outputs) throws Exception {
            List<T> finished = new ArrayList<>(outputs.size());
            for (OutputT output : outputs) {
                finished.add(finish.apply(output));
            }
            return finished;
        }
    }

    @Override
    public long byteSize(InputT example) {
        return inner.byteSize(example);
    }

    @Override
    public BatchLimits batchLimits() {
        return inner.batchLimits();
    }

    @Override
    public String metricsNamespace() {
        return inner.metricsNamespace();
    }
}
