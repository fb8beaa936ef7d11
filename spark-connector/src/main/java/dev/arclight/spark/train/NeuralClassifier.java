package dev.arclight.spark.train;

import dev.arclight.io.Signature;
import dev.arclight.nn.Module;
import dev.arclight.spark.data.DataException;
import dev.arclight.spark.data.ParquetTensors;
import java.util.Arrays;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;

/**
 * Trains a network to tell classes, with cross-entropy of its logits. How it trains is said at {@link LocalSgdEstimator}.
 *
 * <pre>{@code
 * NeuralClassifier classifier = new NeuralClassifier()
 *         .setNetwork(new Sequential(new Linear(784, 128), new ReLU(), new Linear(128, 10)))
 *         .setFeaturesCol("pixels").setEpochs(2).setLearningRate(0.05);
 * NeuralClassifierModel model = classifier.fit(images);
 * }</pre>
 */
public final class NeuralClassifier extends LocalSgdEstimator<NeuralClassifier, NeuralClassifierModel>
        implements NeuralClassifierParams {
    private static final long serialVersionUID = 2L;

    public NeuralClassifier() {
        this(Identifiable.randomUID("neuralClassifier"));
    }

    /** Loading and copying call this by reflection. */
    public NeuralClassifier(String uid) {
        super(uid);
        setDefault(probabilityCol(), "");
        setDefault(rawPredictionCol(), "");
        setDefault(classWeights(), new double[0]);
        setDefault(labelSmoothing(), 0.0);
    }

    public DoubleArrayParam classWeights() {
        return new DoubleArrayParam(
                this,
                "classWeights",
                "how much the rows of each class count beside their own weights (≥ 0); empty for all alike");
    }

    public DoubleParam labelSmoothing() {
        return new DoubleParam(
                this,
                "labelSmoothing",
                "how much of each label is dealt out to all classes, from 0 to 1",
                ParamValidators.inRange(0, 1));
    }

    public double[] getClassWeights() {
        return getOrDefault(classWeights()).clone();
    }

    public double getLabelSmoothing() {
        return (Double) getOrDefault(labelSmoothing());
    }

    @Override
    NeuralClassifier self() {
        return this;
    }

    @Override
    LearningTask task(Dataset<?> dataset, Module network) {
        return taskOfFeatures(
                dataset,
                (shape, dtype) -> NetworkProbe.ofClasses(network, shape, dtype),
                this::objective,
                this::labelled);
    }

    private Objective objective(Signature signature) {
        double[] weights = getClassWeights();
        int classes = classes(signature);
        boolean sound = Arrays.stream(weights).allMatch(weight -> weight >= 0 && weight <= Float.MAX_VALUE);
        if (weights.length > 0 && (weights.length != classes || !sound)) {
            throw new TrainingException("classWeights is " + Arrays.toString(weights) + ", expected " + classes
                    + " finite numbers from 0: one for each class that the network tells");
        }
        return Objective.classes(weights, getLabelSmoothing());
    }

    private ParquetTensors labelled(ParquetTensors columns, Signature signature) {
        return columns.label(getLabelCol(), classes(signature));
    }

    @Override
    NeuralClassifierModel model(NetworkSource source, Module network, Signature signature) {
        return new NeuralClassifierModel(uid(), network, signature);
    }

    private static int classes(Signature signature) {
        return signature.outputs().get(0).shape()[1];
    }

    /** @throws DataException if a column is missing, of a type that cannot be read, or to be added and there already */
    @Override
    public StructType transformSchema(StructType schema) {
        TrainingChecks.requireColumns(this, schema);
        return NeuralClassifierParams.outputSchema(this, schema);
    }

    /** Reads a classifier that {@code write().save} wrote. */
    public static MLReader<NeuralClassifier> read() {
        return new DefaultParamsReader<>();
    }

    public static NeuralClassifier load(String path) {
        return read().load(path);
    }

    public NeuralClassifier setProbabilityCol(String value) {
        set(probabilityCol(), value);
        return this;
    }

    public NeuralClassifier setRawPredictionCol(String value) {
        set(rawPredictionCol(), value);
        return this;
    }

    public NeuralClassifier setClassWeights(double... value) {
        set(classWeights(), value.clone());
        return this;
    }

    public NeuralClassifier setLabelSmoothing(double value) {
        set(labelSmoothing(), value);
        return this;
    }
}
