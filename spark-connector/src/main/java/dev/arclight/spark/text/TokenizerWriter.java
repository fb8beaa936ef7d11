package dev.arclight.spark.text;

import dev.arclight.spark.files.NewFolder;
import java.io.OutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.DefaultParamsWriter;
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
        NewFolder.write(path, sc().hadoopConfiguration(), (files, folder) -> {
            DefaultParamsWriter.saveMetadata(stage, folder.toString(), sparkSession());
            try (OutputStream out = files.create(new Path(folder, SharedTokenizer.FILE), false)) {
                out.write(tokenizer.json());
            }
        });
    }
}
