package dev.arclight.beam.train;

import dev.arclight.io.ModelFolder;
import dev.arclight.io.Signature;
import dev.arclight.nn.Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Writes model folders to any file system that Beam knows. */
final class ModelFiles {
    private ModelFiles() {}

    /**
     * Writes a model folder by way of a local disk. What was there is replaced, so nobody should be reading it.
     *
     * <p>Both files are whole beside their places before the first is put there. File systems rename one file at a time: of a
     * model with another description the old description goes first and the new one comes last, so that whoever stops between
     * leaves weights that nobody takes for a model, and never those of one with the layers of another.
     */
    static void write(Module network, Signature signature, String folder) throws IOException {
        String place = folder.endsWith("/") ? folder.substring(0, folder.length() - 1) : folder;
        Path local = Files.createTempDirectory("arclight-model");
        Path model = local.resolve("model");
        try {
            ModelFolder.save(network, signature, model);
            replace(model, place + "/" + ModelFolder.WEIGHTS, place + "/" + ModelFolder.DESCRIPTION);
        } finally {
            Files.deleteIfExists(model.resolve(ModelFolder.WEIGHTS));
            Files.deleteIfExists(model.resolve(ModelFolder.DESCRIPTION));
            Files.deleteIfExists(model);
            Files.deleteIfExists(local);
        }
    }

    private static void replace(Path model, String weightsFile, String descriptionFile) throws IOException {
        try (BeamFiles.Aside weights = new BeamFiles.Aside(weightsFile);
                BeamFiles.Aside description = new BeamFiles.Aside(descriptionFile)) {
            weights.write(out -> Files.copy(model.resolve(ModelFolder.WEIGHTS), out));
            Path described = model.resolve(ModelFolder.DESCRIPTION);
            description.write(out -> Files.copy(described, out));
            if (BeamFiles.exists(descriptionFile)
                    && !Arrays.equals(BeamFiles.readBytes(descriptionFile), Files.readAllBytes(described))) {
                BeamFiles.delete(descriptionFile);
            }
            weights.putInPlace();
            description.putInPlace();
        }
    }
}
