package dev.arclight.beam.inference;

import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.ProcessFunction;

/** Makes another handler's examples. */
record PreprocessedHandler<T, InputT, OutputT>(ModelHandler<InputT, OutputT> inner, ProcessFunction<T, InputT> prepare)
        implements ModelHandler<T, OutputT> {
    private static final long serialVersionUID = 1L;

    @Override
    public LoadedModel<T, OutputT> load(ModelRef ref) throws Exception {
        return new Preparing(inner.load(ref));
    }

    private final class Preparing extends WrappedModel<T, OutputT, InputT, OutputT> {
        Preparing(LoadedModel<InputT, OutputT> model) {
            super(model);
        }

        @Override
        InputT unwrap(T example) throws Exception {
            return prepare.apply(example);
        }

        @Override
        List<OutputT> rewrap(List<T> batch, List<OutputT> outputs) {
            return outputs;
        }
    }

    @Override
    public Coder<OutputT> outputCoder() {
        return inner.outputCoder();
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
