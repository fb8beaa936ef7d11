package dev.arclight.spark.train;

import dev.arclight.io.Model;
import dev.arclight.io.ModelFolder;
import dev.arclight.io.Safetensors;
import dev.arclight.io.Signature;
import dev.arclight.nn.Module;
import dev.arclight.spark.files.HadoopModelSource;
import dev.arclight.spark.version.SparkApi;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.MLReader;
import scala.Option;

/** Reads a model of {@link NeuralEstimator}: a model folder, or the weights of a network that a factory makes. */
final class NeuralEstimatorReader extends MLReader<NeuralEstimatorModel> {

    @Override
    public NeuralEstimatorModel load(String path) {
        DefaultParamsReader.Metadata metadata =
                SparkApi.loadMetadata(path, NeuralEstimatorModel.class.getName(), sparkSession());
        Path saved = new Path(path, NeuralModelWriter.MODEL);
        try {
            FileSystem files = saved.getFileSystem(SparkApi.hadoop(sparkSession()));
            NeuralEstimatorModel model = files.getFileStatus(saved).isDirectory()
                    ? described(metadata.uid(), saved)
                    : made(metadata, files, saved);
            metadata.getAndSetParams(model, Option.empty());
            return model;
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be read: " + e.getMessage(), e);
        }
    }

    private NeuralEstimatorModel described(String uid, Path folder) {
        Model read = ModelFolder.read(HadoopModelSource.of(folder.toString(), SparkApi.hadoop(sparkSession())));
        read.module().eval();
        return new NeuralEstimatorModel(uid, NetworkSource.of(""), read.module(), read.signature());
    }

    private static NeuralEstimatorModel made(DefaultParamsReader.Metadata metadata, FileSystem files, Path weights)
            throws IOException {
        String factory = (String) metadata.getParamValue("networkFactory").values();
        NetworkSource source = NetworkSource.of(Functions.make(factory, NetworkFactory.class, "networkFactory"));
        try (InputStream in = files.open(weights)) {
            Safetensors.Contents contents = Safetensors.read(in, weights.toString());
            String text = contents.metadata().getOrDefault(SignatureText.KEY, "");
            Signature signature = SignatureText.read(text, weights.toString());
            Module network = source.make();
            network.loadStateDict(contents.tensors());
            network.eval();
            return new NeuralEstimatorModel(metadata.uid(), source, network, signature);
        }
    }
}
