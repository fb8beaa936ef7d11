package dev.arclight.spark.score;

import dev.arclight.io.ModelFolder;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Sequential;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** Models that add a number to theirs, so that a result tells which of them gave it. */
final class Biased {
    private Biased() {}

    static Sequential network(float bias) {
        Sequential network = new Sequential(new Linear(1, 1));
        network.loadStateDict(Map.of(
                "0.weight", Tensor.of(new float[] {1}, 1, 1),
                "0.bias", Tensor.of(new float[] {bias}, 1)));
        return network;
    }

    static void save(Path folder, float bias) {
        ModelFolder.save(network(bias), Models.signature(1, 1), folder, true);
    }

    /** As a program leaves it that copies files and is not done yet. */
    static void saveHalf(Path folder, float bias) throws IOException {
        Path whole = folder.resolveSibling("." + folder.getFileName());
        save(whole, bias);
        Files.createDirectories(folder);
        byte[] weights = Files.readAllBytes(whole.resolve(ModelFolder.WEIGHTS));
        Files.write(folder.resolve(ModelFolder.WEIGHTS), Arrays.copyOf(weights, weights.length - 2));
        Files.copy(whole.resolve(ModelFolder.DESCRIPTION), folder.resolve(ModelFolder.DESCRIPTION));
    }

    /** What was missing comes. */
    static void saveRest(Path folder) throws IOException {
        Path whole = folder.resolveSibling("." + folder.getFileName());
        Files.write(folder.resolve(ModelFolder.WEIGHTS), Files.readAllBytes(whole.resolve(ModelFolder.WEIGHTS)));
    }
}
