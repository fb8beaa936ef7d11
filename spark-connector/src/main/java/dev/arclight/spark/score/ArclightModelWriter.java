package dev.arclight.spark.score;

import dev.arclight.io.ModelFormatException;
import dev.arclight.spark.files.FolderWriter;
import dev.arclight.spark.files.NewFolder;
import dev.arclight.spark.version.SparkApi;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** Writes params and, unless the stage reloads its folder, a copy of the model. */
final class ArclightModelWriter extends FolderWriter {
    static final String MODEL = "model";

    private final ArclightModel stage;

    ArclightModelWriter(ArclightModel stage) {
        this.stage = stage;
    }

    @Override
    protected NewFolder.Content content() {
        ModelVersion version = stage.saved(sparkSession());
        if (version != null && !version.model().files().isFolder()) {
            throw new ModelFormatException(
                    "the stage's network is " + version.model().location()
                            + ", which no folder can hold; make the stage by ofFolder or ofModule to save it");
        }
        return (files, folder) -> write(version, files, folder);
    }

    private void write(@Nullable ModelVersion version, FileSystem files, Path folder) throws IOException {
        SparkApi.saveMetadata(stage, folder.toString(), sparkSession());
        if (version != null) {
            ModelFiles copied = version.model().files();
            for (String name : copied.names()) {
                Path file = new Path(new Path(folder, MODEL), name);
                try (InputStream in = copied.open(name);
                        OutputStream out = files.create(file, false)) {
                    in.transferTo(out);
                }
            }
        }
    }
}
