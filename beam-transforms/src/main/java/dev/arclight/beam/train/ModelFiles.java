package dev.arclight.beam.train;

import dev.arclight.io.ModelFolder;
import dev.arclight.io.Signature;
import dev.arclight.nn.Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes model folders to any file system that Beam knows. */
final class ModelFiles {
    private ModelFiles() {}

    /**
     * Writes a model folder by way of a local disk. The description goes last: where it is, the weights are. What was there
     * is replaced, so nobody should be reading it.
     */
    static void write(Module network, Signature signature, String folder) throws IOException {
        Path local = Files.createTempDirectory("arclight-model");
        Path model = local.resolve("model");
        try {
            ModelFolder.save(network, signature, model);
            for (String name : new String[] {ModelFolder.WEIGHTS, ModelFolder.DESCRIPTION}) {
                BeamFiles.replace(folder + "/" + name, out -> Files.copy(model.resolve(name), out));
            }
        } finally {
            Files.deleteIfExists(model.resolve(ModelFolder.WEIGHTS));
            Files.deleteIfExists(model.resolve(ModelFolder.DESCRIPTION));
            Files.deleteIfExists(model);
            Files.deleteIfExists(local);
        }
    }
}
