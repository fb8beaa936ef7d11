package dev.arclight.spark.train;

import dev.arclight.io.ModelFolder;
import dev.arclight.io.Signature;
import dev.arclight.nn.Module;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.MLWriter;

/** Writes params and the model folder beside the destination and renames the whole, so that it is there whole or not at all. */
final class NeuralModelWriter extends MLWriter {
    static final String MODEL = "model";

    private final Params stage;
    private final Module module;
    private final Signature signature;

    NeuralModelWriter(Params stage, Module module, Signature signature) {
        this.stage = stage;
        this.module = module;
        this.signature = signature;
    }

    @Override
    public void saveImpl(String path) {
        Path target = new Path(path);
        Path work = new Path(target.getParent(), "." + target.getName() + "-" + UUID.randomUUID());
        try {
            FileSystem files = target.getFileSystem(sc().hadoopConfiguration());
            try {
                DefaultParamsWriter.saveMetadata(stage, work.toString(), sparkSession());
                writeModel(files, new Path(work, MODEL));
                if (!files.rename(work, target)) {
                    throw new TrainingException("the model cannot be moved from " + work + " to " + target
                            + "; see whether another program wrote there, and save to another path");
                }
            } finally {
                files.delete(work, true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the model cannot be saved to " + path, e);
        }
    }

    /** A model folder is written to a local disk; whatever file system is the target gets a copy. */
    private void writeModel(FileSystem files, Path folder) throws IOException {
        java.nio.file.Path local = Files.createTempDirectory("arclight-model");
        try {
            ModelFolder.save(module, signature, local.resolve(MODEL));
            files.copyFromLocalFile(false, false, new Path(local.resolve(MODEL).toUri()), folder);
        } finally {
            FileSystem.getLocal(sc().hadoopConfiguration()).delete(new Path(local.toUri()), true);
        }
    }
}
