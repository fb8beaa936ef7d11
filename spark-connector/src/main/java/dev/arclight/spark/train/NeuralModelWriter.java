package dev.arclight.spark.train;

import dev.arclight.spark.files.FolderWriter;
import dev.arclight.spark.files.NewFolder;
import dev.arclight.spark.version.SparkApi;
import java.io.IOException;
import java.nio.file.Files;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Writes params and the model folder. */
final class NeuralModelWriter extends FolderWriter {
    static final String MODEL = "model";

    private final NeuralModel<?> model;

    NeuralModelWriter(NeuralModel<?> model) {
        this.model = model;
    }

    @Override
    protected NewFolder.Content content() {
        model.requireSaveable();
        return (files, folder) -> {
            SparkApi.saveMetadata(model, folder.toString(), sparkSession());
            writeModel(files, new Path(folder, MODEL));
        };
    }

    /** A model folder is written to a local disk; whatever file system is the target gets a copy. */
    private void writeModel(FileSystem files, Path folder) throws IOException {
        java.nio.file.Path local = Files.createTempDirectory("arclight-model");
        try {
            model.saveNetwork(local.resolve(MODEL));
            files.copyFromLocalFile(false, false, new Path(local.resolve(MODEL).toUri()), folder);
        } finally {
            FileSystem.getLocal(SparkApi.hadoop(sparkSession())).delete(new Path(local.toUri()), true);
        }
    }
}
