package dev.arclight.spark.train;

import dev.arclight.io.Model;
import dev.arclight.io.ModelFolder;
import dev.arclight.io.Signature;
import dev.arclight.nn.Module;
import dev.arclight.spark.files.HadoopModelSource;
import dev.arclight.spark.version.SparkApi;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.MLReader;
import scala.Option;

/** Reads what {@link NeuralModelWriter} wrote. */
final class NeuralModelReader<M extends NeuralModel<M>> extends MLReader<M> {

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

    @Override
    public M load(String path) {
        DefaultParamsReader.Metadata metadata = SparkApi.loadMetadata(path, type.getName(), sparkSession());
        String folder = new Path(path, NeuralModelWriter.MODEL).toString();
        Model read = ModelFolder.read(HadoopModelSource.of(folder, SparkApi.hadoop(sparkSession())));
        read.module().eval();
        M model = factory.of(metadata.uid(), read.module(), read.signature());
        metadata.getAndSetParams(model, Option.empty());
        return model;
    }
}
