package dev.arclight.spark.train;

import dev.arclight.io.Model;
import dev.arclight.io.ModelFolder;
import dev.arclight.io.ModelSource;
import dev.arclight.io.Signature;
import dev.arclight.nn.Module;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.MLReader;
import scala.Option;

/** Reads what {@link NeuralModelWriter} wrote. */
final class NeuralModelReader<M extends Params> extends MLReader<M> {

    /** Makes a stage of what was read. */
    interface Factory<M> {
        M of(String uid, Module network, Signature signature);
    }

    private final Class<M> type;
    private final Factory<M> factory;

    NeuralModelReader(Class<M> type, Factory<M> factory) {
        this.type = type;
        this.factory = factory;
    }

    private record Folder(FileSystem files, Path path) implements ModelSource {
        @Override
        public InputStream open(String fileName) throws IOException {
            return files.open(new Path(path, fileName));
        }

        @Override
        public String location() {
            return path.toString();
        }
    }

    @Override
    public M load(String path) {
        DefaultParamsReader.Metadata metadata = DefaultParamsReader.loadMetadata(path, sparkSession(), type.getName());
        Path folder = new Path(path, NeuralModelWriter.MODEL);
        try {
            FileSystem files = folder.getFileSystem(sc().hadoopConfiguration());
            Model read = ModelFolder.read(new Folder(files, folder));
            read.module().eval();
            M model = factory.of(metadata.uid(), read.module(), read.signature());
            metadata.getAndSetParams(model, Option.empty());
            return model;
        } catch (IOException e) {
            throw new UncheckedIOException("no file system serves the model at " + path, e);
        }
    }
}
