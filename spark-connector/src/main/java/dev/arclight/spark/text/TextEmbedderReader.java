package dev.arclight.spark.text;

import dev.arclight.spark.tokens.SharedEmbedder;
import dev.arclight.spark.version.SparkApi;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.MLReader;
import scala.Option;

/** Reads what {@link TextEmbedderWriter} wrote. */
final class TextEmbedderReader extends MLReader<TextEmbedder> {
    @Override
    public TextEmbedder load(String path) {
        DefaultParamsReader.Metadata metadata =
                SparkApi.loadMetadata(path, TextEmbedder.class.getName(), sparkSession());
        TextEmbedder stage = new TextEmbedder(metadata.uid());
        metadata.getAndSetParams(stage, Option.empty());
        return stage.setModel(SharedEmbedder.load(
                new Path(path, TextEmbedderWriter.MODEL).toString(), SparkApi.hadoop(sparkSession())));
    }
}
