package dev.arclight.it.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.arclight.tensor.Tensor;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.Map;

/** The inputs of {@link MiniLm}'s ONNX file for sentences of one length: their words, no padding, one type. */
public final class MiniLmInputs implements AutoCloseable {
    private final Map<String, OnnxTensor> byName;

    /** @param ids {@code [batch, tokens]} */
    public MiniLmInputs(OrtEnvironment environment, Tensor ids) throws OrtException {
        this(environment, ids.toLongArray(), ones(ids.numel()), ids.size(0), ids.size(1));
    }

    /** @param mask 1 for what counts, 0 for padding */
    public MiniLmInputs(OrtEnvironment environment, long[] ids, long[] mask, int batch, int tokens)
            throws OrtException {
        long[] shape = {batch, tokens};
        byName = Map.of(
                "input_ids", OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape),
                "attention_mask", OnnxTensor.createTensor(environment, LongBuffer.wrap(mask), shape),
                "token_type_ids", OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[ids.length]), shape));
    }

    private static long[] ones(int count) {
        long[] ones = new long[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** What a session takes. */
    public Map<String, OnnxTensor> byName() {
        return byName;
    }

    @Override
    public void close() {
        byName.values().forEach(OnnxTensor::close);
    }
}
