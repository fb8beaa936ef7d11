package dev.arclight.it.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.arclight.graph.CompiledModel;
import dev.arclight.graph.InferenceSession;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.nio.FloatBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MiniLmAgreementTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "1, 16", "3, 37", "2, 200"})
    void aSentenceEncoderGivesWhatOnnxRuntimeGivesAndCompiledTheBitsOfItsForwardPass(int batch, int tokens)
            throws IOException, OrtException {
        byte[] file = MiniLm.file();
        MiniLm network = MiniLm.load(file);
        Tensor ids = Tensor.randint(Generator.seeded(3), 0, MiniLm.WORDS, batch, tokens);
        InferenceSession session = CompiledModel.of(network).newSession();

        float[] compiled = session.run(ids).toFloatArray();

        assertThat(compiled).isEqualTo(network.eager(ids).toFloatArray());
        try (OrtEnvironment environment = OrtEnvironment.getEnvironment();
                OrtSession peer = MiniLm.peer(environment, file)) {
            assertThat(compiled).containsExactly(peer(environment, peer, ids), within(1e-4f));
        }
    }

    private static org.assertj.core.data.Offset<Float> within(float value) {
        return org.assertj.core.data.Offset.offset(value);
    }

    private static float[] peer(OrtEnvironment environment, OrtSession session, Tensor ids) throws OrtException {
        try (MiniLmInputs inputs = new MiniLmInputs(environment, ids);
                OrtSession.Result result = session.run(inputs.byName())) {
            FloatBuffer buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] values = new float[buffer.remaining()];
            buffer.get(values);
            return values;
        }
    }
}
