package dev.arclight.it.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.ArrayList;
import java.util.List;

/** Sentences, and what ONNX Runtime makes of them in one padded batch: the mean over the mask, of length 1. */
public final class SentenceEmbeddings {
    private static final int WIDTH = 384;

    private SentenceEmbeddings() {}

    /** Short and long ones, of several equal lengths among them. */
    public static List<String> sentences() {
        List<String> sentences = new ArrayList<>(List.of(
                "",
                "cat",
                "A cat sits on the mat.",
                "The dog sleeps under the table.",
                "Straße, naïveté and 東京 are words too!",
                "How do I reset my password?",
                "I forgot my login, what now?"));
        sentences.add("Rows and columns, columns and rows. ".repeat(12));
        sentences.add("Deep learning where the data is. ".repeat(40));
        return sentences;
    }

    /** @param ids of each sentence, marks included */
    public static float[][] byOnnxRuntime(byte[] file, List<int[]> ids) throws OrtException {
        int longest = ids.stream().mapToInt(each -> each.length).max().orElseThrow();
        long[] tokens = new long[ids.size() * longest];
        long[] mask = new long[tokens.length];
        for (int row = 0; row < ids.size(); row++) {
            for (int i = 0; i < ids.get(row).length; i++) {
                tokens[row * longest + i] = ids.get(row)[i];
                mask[row * longest + i] = 1;
            }
        }
        try (OrtEnvironment environment = OrtEnvironment.getEnvironment();
                OrtSession session = MiniLm.peer(environment, file);
                MiniLmInputs inputs = new MiniLmInputs(environment, tokens, mask, ids.size(), longest);
                OrtSession.Result result = session.run(inputs.byName())) {
            float[] hidden = new float[tokens.length * WIDTH];
            ((OnnxTensor) result.get(0)).getFloatBuffer().get(hidden);
            float[][] vectors = new float[ids.size()][WIDTH];
            for (int row = 0; row < vectors.length; row++) {
                double[] sum = new double[WIDTH];
                for (int i = 0; i < ids.get(row).length; i++) {
                    for (int k = 0; k < WIDTH; k++) {
                        sum[k] += hidden[(row * longest + i) * WIDTH + k];
                    }
                }
                double length = 0;
                for (double each : sum) {
                    length += each * each;
                }
                for (int k = 0; k < WIDTH; k++) {
                    vectors[row][k] = (float) (sum[k] / Math.sqrt(length));
                }
            }
            return vectors;
        }
    }
}
