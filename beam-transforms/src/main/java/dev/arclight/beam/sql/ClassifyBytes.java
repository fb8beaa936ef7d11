package dev.arclight.beam.sql;

import org.apache.beam.sdk.extensions.sql.BeamSqlUdf;
import org.jspecify.annotations.Nullable;

/** {@code ARCLIGHT_CLASSIFY_BYTES(model, features)} in SQL; public because Beam calls it by reflection, knowing it by the types of {@code eval}. */
public final class ClassifyBytes implements BeamSqlUdf {
    private ClassifyBytes() {}

    /**
     * The number of the greatest output; null if one is NaN.
     *
     * @throws dev.arclight.tensor.ArclightException if the model cannot be read or takes other features
     */
    public static @Nullable Integer eval(@Nullable String model, byte @Nullable [] features) {
        double[] outputs = SqlModels.outputs(model, SqlModels.numbers(features));
        return outputs == null ? null : SqlModels.greatest(model, outputs);
    }
}
