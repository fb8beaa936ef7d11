package dev.arclight.spark.text;

import dev.arclight.spark.files.NewFolder;
import dev.arclight.spark.tokens.SharedTokenizer;
import dev.arclight.spark.version.SparkApi;
import java.io.OutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.MLWriter;

/** Writes params and the tokenizer.json. */
final class TokenizerWriter extends MLWriter {
    private final TokenizerTransformer stage;
    private final SharedTokenizer tokenizer;

    TokenizerWriter(TokenizerTransformer stage, SharedTokenizer tokenizer) {
        this.stage = stage;
        this.tokenizer = tokenizer;
    }

    @Override
    public void saveImpl(String path) {
        NewFolder.write(path, SparkApi.hadoop(sparkSession()), (files, folder) -> {
            SparkApi.saveMetadata(stage, folder.toString(), sparkSession());
            try (OutputStream out = files.create(new Path(folder, SharedTokenizer.FILE), false)) {
                out.write(tokenizer.json());
            }
        });
    }
}
