package dev.arclight.spark.image;

import dev.arclight.spark.version.SparkApi;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.MLReader;
import scala.Option;

/** Reads the params of a stage. */
final class ImageReaderReader extends MLReader<ImageReader> {
    @Override
    public ImageReader load(String path) {
        DefaultParamsReader.Metadata metadata =
                SparkApi.loadMetadata(path, ImageReader.class.getName(), sparkSession());
        ImageReader stage = new ImageReader(metadata.uid());
        metadata.getAndSetParams(stage, Option.empty());
        return stage;
    }
}
