package dev.arclight.spark.train;

import dev.arclight.io.Signature;
import dev.arclight.nn.Module;
import dev.arclight.nn.NamedLosses;
import dev.arclight.spark.data.DataException;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;

/**
 * Trains a network with one output to predict a number. How it trains is said at {@link LocalSgdEstimator}.
 *
 * <pre>{@code
 * NeuralRegressor regressor = new NeuralRegressor()
 *         .setNetwork(new Sequential(new Linear(13, 32), new ReLU(), new Linear(32, 1)))
 *         .setLabelCol("price").setLoss("huber").setOptimizer("adam").setLearningRate(0.001);
 * NeuralRegressorModel model = regressor.fit(houses);
 * }</pre>
 */
public final class NeuralRegressor extends LocalSgdEstimator<NeuralRegressor, NeuralRegressorModel> {
    private static final long serialVersionUID = 1L;

    public NeuralRegressor() {
        this(Identifiable.randomUID("neuralRegressor"));
    }

    /** Loading and copying call this by reflection. */
    public NeuralRegressor(String uid) {
        super(uid);
        setDefault(loss(), NamedLosses.MSE);
        setDefault(delta(), 1.0);
    }

    public Param<String> loss() {
        return new Param<>(
                this,
                "loss",
                "what is made small: " + String.join(", ", NamedLosses.REGRESSION) + ", as PyTorch has them",
                ParamValidators.inArray(NamedLosses.REGRESSION.toArray(String[]::new)));
    }

    public DoubleParam delta() {
        return new DoubleParam(
                this,
                "delta",
                "the difference at which huber and smooth_l1 turn from squares to distances (> 0)",
                ParamValidators.gt(0));
    }

    public String getLoss() {
        return getOrDefault(loss());
    }

    public double getDelta() {
        return (Double) getOrDefault(delta());
    }

    @Override
    NeuralRegressor self() {
        return this;
    }

    @Override
    LearningTask task(Dataset<?> dataset, Module network) {
        return taskOfFeatures(
                dataset,
                (shape, dtype) -> NetworkProbe.ofValues(network, shape, dtype),
                signature -> Objective.values(getLoss(), getDelta()),
                (columns, signature) -> columns.target(getLabelCol()));
    }

    @Override
    NeuralRegressorModel model(NetworkSource source, Module network, Signature signature) {
        return new NeuralRegressorModel(uid(), network, signature);
    }

    /** @throws DataException if a column is missing, of a type that cannot be read, or to be added and there already */
    @Override
    public StructType transformSchema(StructType schema) {
        TrainingChecks.requireColumns(this, schema);
        return NeuralPredictionParams.outputSchema(this, schema);
    }

    /** Reads a regressor that {@code write().save} wrote. */
    public static MLReader<NeuralRegressor> read() {
        return new DefaultParamsReader<>();
    }

    public static NeuralRegressor load(String path) {
        return read().load(path);
    }

    public NeuralRegressor setLoss(String value) {
        set(loss(), value);
        return this;
    }

    public NeuralRegressor setDelta(double value) {
        set(delta(), value);
        return this;
    }
}
