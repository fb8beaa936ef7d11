package dev.arclight.spark.score;

import dev.arclight.spark.version.SparkApi;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.MLReader;
import scala.Option;

/** Reads what {@link ArclightModelWriter} wrote. */
final class ArclightModelReader extends MLReader<ArclightModel> {
    @Override
    public ArclightModel load(String path) {
        DefaultParamsReader.Metadata metadata =
                SparkApi.loadMetadata(path, ArclightModel.class.getName(), sparkSession());
        ArclightModel stage = new ArclightModel(metadata.uid());
        metadata.getAndSetParams(stage, Option.empty());
        if (stage.getHotReload()) {
            return stage;
        }
        String folder = new Path(path, ArclightModelWriter.MODEL).toString();
        ScoringModel model = ScoringModel.read(folder, SparkApi.hadoop(sparkSession()));
        return stage.with(ModelVersion.of(ArclightModelWriter.MODEL, model));
    }
}
