package dev.arclight.beam.sql;

import java.util.List;
import org.apache.beam.sdk.extensions.sql.BeamSqlUdf;
import org.jspecify.annotations.Nullable;

/** {@code ARCLIGHT_PREDICT(model, features)} in SQL; public because Beam calls it by reflection, knowing it by the types of {@code eval}. */
public final class Predict implements BeamSqlUdf {
    private Predict() {}

    /**
     * The only output of the model.
     *
     * @throws dev.arclight.tensor.ArclightException if the model cannot be read or takes other features
     */
    public static @Nullable Double eval(@Nullable String model, @Nullable List<Double> features) {
        double[] outputs = SqlModels.outputs(model, SqlModels.numbers(features));
        return outputs == null ? null : SqlModels.only("ARCLIGHT_PREDICT", model, outputs);
    }
}
