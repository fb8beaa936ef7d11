package dev.arclight.beam.testkit;

import dev.arclight.io.ModelFolder;
import dev.arclight.io.Signature;
import dev.arclight.io.TensorSpec;
import dev.arclight.nn.Identity;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Module;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.nio.file.Path;
import java.util.Map;

/** Small real models in folders. */
public final class TestModels {
    private TestModels() {}

    /** Gives for {@code x} of two numbers {@code factor * x[0] + x[1]}, exactly where numbers are small and whole. */
    public static String linear(Path folder, float factor) {
        Linear layer = new Linear(2, 1, false);
        String name = layer.stateDict().keySet().iterator().next();
        layer.loadStateDict(Map.of(name, Tensor.of(new float[] {factor, 1}, 1, 2)));
        return save(folder, new Sequential(layer), DType.FLOAT32, 1, 2);
    }

    /** Two layers with seeded weights, so that every output depends on every input. */
    public static String mlp(Path folder, int inputs, int outputs) {
        return save(
                folder,
                seeded(new Sequential(new Linear(inputs, 16), new ReLU(), new Linear(16, outputs))),
                DType.FLOAT32,
                outputs,
                inputs);
    }

    /** The same network with weights of a fixed seed. */
    public static Sequential seeded(Sequential network) {
        Generator generator = Generator.seeded(5);
        network.stateDict().values().forEach(tensor -> {
            if (tensor.dtype().isFloating()) {
                tensor.copy_(Tensor.randn(generator, tensor.shape().toArray()));
            }
        });
        return network;
    }

    /** Gives its numbers back, in that dtype. */
    public static String identity(Path folder, DType dtype, int width) {
        ModelFolder.save(
                new Sequential(new Identity()),
                Signature.of(
                        new TensorSpec("features", dtype, TensorSpec.ANY, width),
                        new TensorSpec("scores", dtype, TensorSpec.ANY, width)),
                folder,
                true);
        return folder.toString();
    }

    /** Saves a network that takes examples of such a shape, over one that is there. */
    public static String save(Path folder, Module network, DType input, int outputs, int... exampleShape) {
        int[] shape = new int[exampleShape.length + 1];
        shape[0] = TensorSpec.ANY;
        System.arraycopy(exampleShape, 0, shape, 1, exampleShape.length);
        Signature signature = Signature.of(
                new TensorSpec("features", input, shape),
                new TensorSpec("scores", DType.FLOAT32, TensorSpec.ANY, outputs));
        ModelFolder.save(network, signature, folder, true);
        return folder.toString();
    }
}
