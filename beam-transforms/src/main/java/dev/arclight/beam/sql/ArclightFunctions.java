package dev.arclight.beam.sql;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.beam.sdk.extensions.sql.BeamSqlUdf;
import org.apache.beam.sdk.extensions.sql.meta.provider.UdfUdafProvider;

/**
 * The functions of Arclight in Beam SQL. Every {@code SqlTransform} with this jar on its class path knows them, without
 * registration:
 *
 * <pre>{@code
 * rows.apply(SqlTransform.query(
 *         "SELECT id, ARCLIGHT_PREDICT('gs://models/churn', features) AS score FROM PCOLLECTION"));
 * }</pre>
 *
 * <table>
 *   <caption>Functions of a model folder, which a constant should name, and of a row's features</caption>
 *   <tr><th>function</th><th>features</th><th>gives</th></tr>
 *   <tr><td>{@code ARCLIGHT_PREDICT}</td><td>ARRAY of FLOAT or DOUBLE</td><td>DOUBLE, of a model with one output</td></tr>
 *   <tr><td>{@code ARCLIGHT_SCORES}</td><td>the same</td><td>ARRAY of DOUBLE, all outputs</td></tr>
 *   <tr><td>{@code ARCLIGHT_CLASSIFY}</td><td>the same</td><td>INTEGER, the number of the greatest output</td></tr>
 *   <tr><td>{@code ARCLIGHT_PREDICT_BYTES}, {@code ARCLIGHT_SCORES_BYTES}, {@code ARCLIGHT_CLASSIFY_BYTES}</td>
 *       <td>VARBINARY, each byte a number from 0 to 255</td><td>as those without {@code _BYTES}</td></tr>
 * </table>
 *
 * <p>Names are written in capitals or in small letters. A null model and null features give null. Numbers are float64 on their
 * way in and out, so those of a float32 model have its bits, and ids and float64 models lose none. A model is loaded once per
 * JVM and stays; its outputs are bit by bit those of {@link dev.arclight.beam.inference.RunInference}. Beam calls a function
 * for one row at a time: where rows are many, put {@code RunInference}, which scores in batches, before or after the query.
 */
public final class ArclightFunctions implements UdfUdafProvider {
    private static final Map<String, Class<? extends BeamSqlUdf>> FUNCTIONS = Map.of(
            "ARCLIGHT_PREDICT", Predict.class,
            "ARCLIGHT_SCORES", Scores.class,
            "ARCLIGHT_CLASSIFY", Classify.class,
            "ARCLIGHT_PREDICT_BYTES", PredictBytes.class,
            "ARCLIGHT_SCORES_BYTES", ScoresBytes.class,
            "ARCLIGHT_CLASSIFY_BYTES", ClassifyBytes.class);

    /** Beam looks functions up with regard to case, so they are known in both. */
    @Override
    public Map<String, Class<? extends BeamSqlUdf>> getBeamSqlUdfs() {
        Map<String, Class<? extends BeamSqlUdf>> both = new HashMap<>(FUNCTIONS);
        FUNCTIONS.forEach((name, function) -> both.put(name.toLowerCase(Locale.ROOT), function));
        return both;
    }
}
