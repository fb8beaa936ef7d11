package dev.arclight.beam.sql;

import java.util.List;
import org.apache.beam.sdk.extensions.sql.BeamSqlUdf;
import org.jspecify.annotations.Nullable;

/** {@code ARCLIGHT_SCORES_BYTES(model, features)} in SQL; public because Beam calls it by reflection, knowing it by the types of {@code eval}. */
public final class ScoresBytes implements BeamSqlUdf {
    private ScoresBytes() {}

    /**
     * All outputs of the model.
     *
     * @throws dev.arclight.tensor.ArclightException if the model cannot be read or takes other features
     */
    public static @Nullable List<Double> eval(@Nullable String model, byte @Nullable [] features) {
        double[] outputs = SqlModels.outputs(model, SqlModels.numbers(features));
        return outputs == null ? null : SqlModels.list(outputs);
    }
}
