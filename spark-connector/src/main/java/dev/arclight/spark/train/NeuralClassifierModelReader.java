package dev.arclight.spark.train;

import dev.arclight.io.Model;
import dev.arclight.io.ModelFolder;
import dev.arclight.io.ModelSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.MLReader;
import scala.Option;

/** Reads what {@link NeuralClassifierModelWriter} wrote. */
final class NeuralClassifierModelReader extends MLReader<NeuralClassifierModel> {

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
    public NeuralClassifierModel load(String path) {
        DefaultParamsReader.Metadata metadata =
                DefaultParamsReader.loadMetadata(path, sparkSession(), NeuralClassifierModel.class.getName());
        Path folder = new Path(path, NeuralClassifierModelWriter.MODEL);
        try {
            FileSystem files = folder.getFileSystem(sc().hadoopConfiguration());
            Model read = ModelFolder.read(new Folder(files, folder));
            read.module().eval();
            NeuralClassifierModel model = new NeuralClassifierModel(metadata.uid(), read.module(), read.signature());
            metadata.getAndSetParams(model, Option.empty());
            return model;
        } catch (IOException e) {
            throw new UncheckedIOException("no file system serves the model at " + path, e);
        }
    }
}
