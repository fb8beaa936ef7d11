package dev.arclight.spark.text;

import dev.arclight.spark.files.FolderWriter;
import dev.arclight.spark.files.NewFolder;
import dev.arclight.spark.tokens.SharedEmbedder;
import dev.arclight.spark.version.SparkApi;
import java.io.OutputStream;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/** Writes params and the model's files. */
final class TextEmbedderWriter extends FolderWriter {
    static final String MODEL = "model";

    private final TextEmbedder stage;
    private final SharedEmbedder embedder;

    TextEmbedderWriter(TextEmbedder stage, SharedEmbedder embedder) {
        this.stage = stage;
        this.embedder = embedder;
    }

    @Override
    protected NewFolder.Content content() {
        return (files, folder) -> {
            SparkApi.saveMetadata(stage, folder.toString(), sparkSession());
            for (Map.Entry<String, byte[]> file : embedder.files().contents().entrySet()) {
                try (OutputStream out = files.create(new Path(new Path(folder, MODEL), file.getKey()), false)) {
                    out.write(file.getValue());
                }
            }
        };
    }
}
