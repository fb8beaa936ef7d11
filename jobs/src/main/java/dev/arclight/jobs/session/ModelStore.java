package dev.arclight.jobs.session;

import dev.arclight.io.Model;
import dev.arclight.io.ModelFolder;
import dev.arclight.io.ModelSource;
import dev.arclight.io.Signature;
import dev.arclight.jobs.JobException;
import dev.arclight.nn.Module;
import dev.arclight.spark.score.ScoringModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Model folders on any file system that Spark knows. */
public final class ModelStore {
    private final Configuration conf;

    public ModelStore(SparkSession spark) {
        this(spark.sparkContext().hadoopConfiguration());
    }

    /** On the file systems that this configuration knows. */
    public ModelStore(Configuration conf) {
        this.conf = conf;
    }

    /**
     * Checks that the folder may be written.
     *
     * @param sources paths that the work reads: none may be the folder or lie in it
     * @throws JobException if it is there and must not be replaced
     */
    public void requireFree(String folder, boolean overwrite, String... sources) {
        OutputFolder.of(folder, conf).requireFree(overwrite, sources);
    }

    /** Writes a model, all or nothing: to this machine's disk first, since that is where the engine writes. */
    public void save(Module module, Signature signature, String folder, boolean overwrite) {
        OutputFolder target = OutputFolder.of(folder, conf);
        target.requireFree(overwrite);
        target.write(temporary -> {
            java.nio.file.Path work = Files.createTempDirectory("arclight-model");
            try {
                java.nio.file.Path local = work.resolve("model");
                ModelFolder.save(module, signature, local);
                FileSystem files = withoutChecksums(temporary.getFileSystem(conf));
                for (String name : new String[] {ModelFolder.DESCRIPTION, ModelFolder.WEIGHTS}) {
                    files.copyFromLocalFile(new Path(local.resolve(name).toUri()), new Path(temporary, name));
                }
            } finally {
                FileSystem.getLocal(conf).delete(new Path(work.toUri()), true);
            }
        });
    }

    /**
     * Checks that rows can be scored with a model: SQL would wrap what is wrong with it in words of its own.
     *
     * @throws dev.arclight.tensor.ArclightException if it cannot be read or takes no rows
     */
    public void requireScoring(String folder) {
        ScoringModel.load(folder, conf);
    }

    /** Reads a model. */
    public Model load(String folder) {
        OutputFolder place = OutputFolder.of(folder, conf);
        return ModelFolder.read(new ModelSource() {
            @Override
            public InputStream open(String fileName) throws IOException {
                Path file = new Path(place.path(), fileName);
                return file.getFileSystem(conf).open(file);
            }

            @Override
            public String location() {
                return place.shown();
            }
        });
    }

    /** The bytes of a model's files. */
    public long size(String folder) {
        OutputFolder place = OutputFolder.of(folder, conf);
        long size = 0;
        try {
            for (FileStatus file : place.path().getFileSystem(conf).listStatus(place.path())) {
                size += file.getLen();
            }
        } catch (IOException e) {
            throw new JobException("cannot look into " + place.shown() + ": " + e.getMessage(), e);
        }
        return size;
    }

    /** The folder as people write it. */
    public String shown(String folder) {
        return OutputFolder.of(folder, conf).shown();
    }

    /** On this machine's disk Hadoop would put a hidden file of checksums beside each file. */
    private static FileSystem withoutChecksums(FileSystem files) {
        return files instanceof LocalFileSystem local ? local.getRaw() : files;
    }
}
