package dev.arclight.spark.score;

import dev.arclight.io.ModelFolder;
import dev.arclight.io.Signature;
import dev.arclight.io.TensorSpec;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Module;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;

/** Small real models for tests. */
public final class Models {
    private Models() {}

    /** {@code y = weights · x}, exact for the small numbers that tests use; one output for each row of weights. */
    public static Sequential linear(float[]... weights) {
        int width = weights[0].length;
        Linear layer = new Linear(width, weights.length, false);
        float[] flat = new float[weights.length * width];
        for (int k = 0; k < weights.length; k++) {
            System.arraycopy(weights[k], 0, flat, k * width, width);
        }
        Sequential model = new Sequential(layer);
        String name = model.stateDict().keySet().iterator().next();
        model.loadStateDict(java.util.Map.of(name, Tensor.of(flat, weights.length, width)));
        return model;
    }

    /** A network of two layers with weights of a fixed seed. */
    public static Sequential mlp(int inputs, int hidden, int outputs) {
        Sequential model = new Sequential(new Linear(inputs, hidden), new ReLU(), new Linear(hidden, outputs));
        Generator generator = Generator.seeded(5);
        model.stateDict()
                .values()
                .forEach(tensor ->
                        tensor.copy_(Tensor.randn(generator, tensor.shape().toArray())));
        return model;
    }

    public static Signature signature(int outputs, int... inputShape) {
        return signature(DType.FLOAT32, outputs, inputShape);
    }

    public static Signature signature(DType dtype, int outputs, int... inputShape) {
        int[] shape = new int[inputShape.length + 1];
        shape[0] = -1;
        System.arraycopy(inputShape, 0, shape, 1, inputShape.length);
        return new Signature(
                List.of(new TensorSpec("features", dtype, shape)),
                List.of(new TensorSpec("scores", DType.FLOAT32, new int[] {-1, outputs})));
    }

    /** Saves a model, over one that is there, and returns its folder. */
    public static String save(Path folder, Module model, Signature signature) {
        ModelFolder.save(model, signature, folder, true);
        return folder.toString();
    }
}
