package dev.arclight.spark.text;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.MLWriter;

/** Writes params and the tokenizer.json beside the destination and renames the whole, so that it is there whole or not at all. */
final class TokenizerWriter extends MLWriter {
    private final TokenizerTransformer stage;
    private final SharedTokenizer tokenizer;

    TokenizerWriter(TokenizerTransformer stage, SharedTokenizer tokenizer) {
        this.stage = stage;
        this.tokenizer = tokenizer;
    }

    @Override
    public void saveImpl(String path) {
        Path target = new Path(path);
        Path work = new Path(target.getParent(), "." + target.getName() + "-" + UUID.randomUUID());
        try {
            FileSystem files = target.getFileSystem(sc().hadoopConfiguration());
            try {
                DefaultParamsWriter.saveMetadata(stage, work.toString(), sparkSession());
                try (OutputStream out = files.create(new Path(work, SharedTokenizer.FILE), false)) {
                    out.write(tokenizer.json());
                }
                if (!files.rename(work, target)) {
                    throw new IOException(
                            "it cannot be moved from " + work + "; see whether another program wrote there");
                }
            } finally {
                files.delete(work, true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the tokenizer cannot be saved to " + path, e);
        }
    }
}
