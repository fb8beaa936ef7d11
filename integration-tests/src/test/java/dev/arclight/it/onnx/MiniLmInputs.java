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
        long[] shape = {ids.size(0), ids.size(1)};
        long[] ones = new long[ids.numel()];
        Arrays.fill(ones, 1);
        byName = Map.of(
                "input_ids", OnnxTensor.createTensor(environment, LongBuffer.wrap(ids.toLongArray()), shape),
                "attention_mask", OnnxTensor.createTensor(environment, LongBuffer.wrap(ones), shape),
                "token_type_ids", OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[ones.length]), shape));
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
