package tutorial;

import dev.arclight.io.Checkpoint;
import dev.arclight.io.ModelFolder;
import dev.arclight.io.Safetensors;
import dev.arclight.io.Signature;
import dev.arclight.io.TensorSpec;
import dev.arclight.io.torch.TorchFiles;
import dev.arclight.nn.CrossEntropyLoss;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Module;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.optim.Adam;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A model, its weights and a whole training run, saved and loaded. */
public final class SavingAndLoading {
    private SavingAndLoading() {}

    public static void main(String[] args) throws IOException {
        Path folder = Files.createTempDirectory("saving");
        try {
            wholeModel(folder);
            weights(folder);
            checkpoint(folder);
            run(folder);
        } finally {
            delete(folder);
        }
    }

    private static Module network() {
        return new Sequential(new Linear(784, 128), new ReLU(), new Linear(128, 10));
    }

    /** Layers and weights. No class of the program is needed to load it. */
    private static void wholeModel(Path folder) {
        Generator.manualSeed(0);
        Module model = network().eval();
        Signature signature = Signature.of(
                new TensorSpec("image", DType.FLOAT32, TensorSpec.ANY, 784),
                new TensorSpec("digit", DType.FLOAT32, TensorSpec.ANY, 10));
        ModelFolder.save(model, signature, folder.resolve("model"));

        Module loaded = ModelFolder.load(folder.resolve("model")).module();
        Tensor x = Tensor.randn(2, 784);
        System.out.println("whole model: " + loaded.call(x).equal(model.call(x)));
    }

    /** The weights alone, as it is recommended, in PyTorch's format: Python opens the file with torch.load. */
    private static void weights(Path folder) {
        Module model = network();
        Path file = folder.resolve("model_weights.pth");
        TorchFiles.save(model.stateDict(), file);

        Module other = network();
        other.loadStateDict(TorchFiles.loadStateDict(file));
        Tensor x = Tensor.randn(2, 784);
        System.out.println("weights: " + other.call(x).equal(model.call(x)));
        System.out.println(TorchFiles.loadStateDict(file).keySet());

        // The same in a format that every framework reads.
        Safetensors.write(folder.resolve("model.safetensors"), model.stateDict());
        other.loadStateDict(Safetensors.read(folder.resolve("model.safetensors")).tensors());
    }

    /** A checkpoint to go on from, as PyTorch's users write it by hand. */
    private static void checkpoint(Path folder) {
        Module model = network();
        Adam optimizer = new Adam(model.parameters(), 0.001);
        double loss = train(model, optimizer);

        Map<String, Object> checkpoint = new LinkedHashMap<>();
        checkpoint.put("epoch", 1);
        checkpoint.put("model_state_dict", model.stateDict());
        checkpoint.put("optimizer_state_dict", optimizer.stateDict());
        checkpoint.put("loss", loss);
        Path file = folder.resolve("checkpoint.pth");
        TorchFiles.save(checkpoint, file);

        Module other = network();
        Adam otherOptimizer = new Adam(other.parameters(), 0.001);
        Map<String, Object> loaded = TorchFiles.loadState(file);
        other.loadStateDict(TorchFiles.loadStateDict(file, "model_state_dict"));
        otherOptimizer.loadStateDict(TorchFiles.loadState(file, "optimizer_state_dict"));
        System.out.println("checkpoint: epoch " + loaded.get("epoch") + ", " + loaded.get("loss").equals(loss));
        System.out.println("goes on alike: " + goOnAlike(model, optimizer, other, otherOptimizer));
    }

    /** The same without writing it by hand, and with the random numbers: a run goes on to the bit. */
    private static void run(Path folder) {
        Module model = network();
        Adam optimizer = new Adam(model.parameters(), 0.001);
        Checkpoint checkpoint = new Checkpoint().with("model", model).with("optimizer", optimizer);
        train(model, optimizer);
        Path file = folder.resolve("run.ckpt");
        checkpoint.epoch(1).step(100).save(file);

        Module other = network();
        Adam otherOptimizer = new Adam(other.parameters(), 0.001);
        Checkpoint resumed = new Checkpoint().with("model", other).with("optimizer", otherOptimizer);
        resumed.load(file);
        System.out.println("run: epoch " + resumed.epoch() + ", step " + resumed.step());
        System.out.println("goes on alike: " + goOnAlike(model, optimizer, other, otherOptimizer));
    }

    private static boolean goOnAlike(Module model, Adam optimizer, Module other, Adam otherOptimizer) {
        Generator.manualSeed(5);
        double loss = train(model, optimizer);
        Generator.manualSeed(5);
        return loss == train(other, otherOptimizer);
    }

    /** Three steps on random images; the last loss. */
    private static double train(Module model, Adam optimizer) {
        CrossEntropyLoss criterion = new CrossEntropyLoss();
        double last = 0;
        for (int step = 0; step < 3; step++) {
            Tensor images = Tensor.randn(16, 784);
            Tensor digits = Tensor.randint(0, 10, 16);
            optimizer.zeroGrad();
            Tensor loss = criterion.call(model.call(images), digits);
            loss.backward();
            optimizer.step();
            last = loss.item();
        }
        return last;
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }
}
