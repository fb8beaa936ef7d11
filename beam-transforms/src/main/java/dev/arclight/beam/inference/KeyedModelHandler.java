package dev.arclight.beam.inference;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.values.KV;

/**
 * Carries a key past a model that does not look at it, as Python's {@code KeyedModelHandler}: outputs have the key of their
 * example. {@link RunInference#perKey} uses it to choose a model for each key.
 *
 * @param inner the handler of the values
 * @param keyCoder the coder of the keys, for outputs
 */
public record KeyedModelHandler<K, InputT, OutputT>(ModelHandler<InputT, OutputT> inner, Coder<K> keyCoder)
        implements ModelHandler<KV<K, InputT>, KV<K, OutputT>> {
    private static final long serialVersionUID = 1L;

    public static <K, InputT, OutputT> KeyedModelHandler<K, InputT, OutputT> of(
            ModelHandler<InputT, OutputT> inner, Coder<K> keyCoder) {
        return new KeyedModelHandler<>(inner, keyCoder);
    }

    @Override
    public LoadedModel<KV<K, InputT>, KV<K, OutputT>> load(ModelRef ref) throws Exception {
        return new Keyed<>(inner.load(ref));
    }

    private static final class Keyed<K, InputT, OutputT>
            extends WrappedModel<KV<K, InputT>, KV<K, OutputT>, InputT, OutputT> {
        Keyed(LoadedModel<InputT, OutputT> model) {
            super(model);
        }

        @Override
        InputT unwrap(KV<K, InputT> example) {
            return example.getValue();
        }

        @Override
        List<KV<K, OutputT>> rewrap(List<KV<K, InputT>> batch, List<OutputT> outputs) {
            List<KV<K, OutputT>> keyed = new ArrayList<>(outputs.size());
            for (int i = 0; i < outputs.size(); i++) {
                keyed.add(KV.of(batch.get(i).getKey(), outputs.get(i)));
            }
            return keyed;
        }
    }

    @Override
    public Coder<KV<K, OutputT>> outputCoder() {
        return KvCoder.of(keyCoder, inner.outputCoder());
    }

    @Override
    public long byteSize(KV<K, InputT> example) {
        return inner.byteSize(example.getValue());
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
