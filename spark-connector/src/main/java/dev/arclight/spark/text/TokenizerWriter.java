package dev.arclight.spark.text;

import dev.arclight.spark.files.FolderWriter;
import dev.arclight.spark.files.NewFolder;
import dev.arclight.spark.tokens.SharedTokenizer;
import dev.arclight.spark.version.SparkApi;
import java.io.OutputStream;
import org.apache.hadoop.fs.Path;

/** Writes params and the tokenizer.json. */
final class TokenizerWriter extends FolderWriter {
    private final TokenizerTransformer stage;
    private final SharedTokenizer tokenizer;

    TokenizerWriter(TokenizerTransformer stage, SharedTokenizer tokenizer) {
        this.stage = stage;
        this.tokenizer = tokenizer;
    }

    @Override
    protected NewFolder.Content content() {
        return (files, folder) -> {
            SparkApi.saveMetadata(stage, folder.toString(), sparkSession());
            try (OutputStream out = files.create(new Path(folder, SharedTokenizer.FILE), false)) {
                out.write(tokenizer.json());
            }
        };
    }
}
