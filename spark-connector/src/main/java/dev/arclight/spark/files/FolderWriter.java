package dev.arclight.spark.files;

import dev.arclight.spark.version.SparkApi;
import java.io.IOException;
import org.apache.spark.ml.util.MLWriter;

/**
 * Saves a stage as a {@link NewFolder}. Spark would delete what is overwritten first, and then find out whether the stage can be
 * saved; here it goes last.
 */
public abstract class FolderWriter extends MLWriter {
    /** Takes part in Spark's ways of saving. */
    protected FolderWriter() {}

    /**
     * What is to be in the folder.
     *
     * @throws RuntimeException if the stage cannot be saved; nothing has been written or deleted by then
     */
    protected abstract NewFolder.Content content();

    @Override
    public final void save(String path) throws IOException {
        if (shouldOverwrite()) {
            NewFolder.replace(path, SparkApi.hadoop(sparkSession()), content());
        } else {
            super.save(path);
        }
    }

    @Override
    public final void saveImpl(String path) {
        NewFolder.write(path, SparkApi.hadoop(sparkSession()), content());
    }
}
