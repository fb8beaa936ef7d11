package dev.arclight.spark.train;

import dev.arclight.io.Signature;
import dev.arclight.nn.Module;
import dev.arclight.nn.NamedLosses;
import dev.arclight.spark.data.Columns;
import dev.arclight.spark.data.DataException;
import dev.arclight.spark.data.FeatureColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Trains any network with any loss: several input columns, several label columns, several outputs. How it trains is said at
 * {@link LocalSgdEstimator}.
 *
 * <pre>{@code
 * NeuralEstimator tagger = new NeuralEstimator()
 *         .setNetwork(new Sequential(new Linear(300, 64), new ReLU(), new Linear(64, 12)))
 *         .setFeaturesCol("embedding").setLabelCol("tags").setLoss("bce_with_logits");
 * NeuralEstimator recommender = new NeuralEstimator()
 *         .setNetworkFactory(new TwoTowersFactory())
 *         .setInputCols("user", "item").setInputTypes("int64", "int64")
 *         .setLoss((outputs, targets) -> Functional.mseLoss(outputs.get("score"), targets.get("stars"), Reduction.NONE));
 * }</pre>
 *
 * <p>A network that implements {@link NamedForward} gets its inputs by name. Any other takes one tensor: its input as it is, or
 * several joined to rows of float32. What a loss by name reads: {@code cross_entropy}, {@code nll} and {@code multi_margin} a
 * column of class numbers; all others as many numbers as the network gives. With several outputs and as many label columns a
 * named loss is the sum of each output's with the label at its place; with one output all label columns are joined.
 */
public final class NeuralEstimator extends LocalSgdEstimator<NeuralEstimator, NeuralEstimatorModel>
        implements NeuralEstimatorParams {
    private static final long serialVersionUID = 1L;

    private final GivenFunction<NetworkFactory> networkMaker = new GivenFunction<>(NetworkFactory.class);
    private final GivenFunction<TrainingLoss> lossMaker = new GivenFunction<>(TrainingLoss.class);
    private final GivenFunction<OptimizerFactory> optimizerMaker = new GivenFunction<>(OptimizerFactory.class);

    public NeuralEstimator() {
        this(Identifiable.randomUID("neuralEstimator"));
    }

    /** Loading and copying call this by reflection. */
    public NeuralEstimator(String uid) {
        super(uid);
        setDefault(inputCols(), new String[0]);
        setDefault(inputShapes(), new String[0]);
        setDefault(inputTypes(), new String[0]);
        setDefault(labelCols(), new String[0]);
        setDefault(outputCols(), new String[0]);
        setDefault(networkFactory(), "");
        setDefault(loss(), NamedLosses.MSE);
        setDefault(lossFunction(), "");
        setDefault(optimizerFactoryClass(), "");
        setDefault(labelSmoothing(), 0.0);
        setDefault(delta(), 1.0);
    }

    public StringArrayParam inputShapes() {
        return new StringArrayParam(
                this,
                "inputShapes",
                "extents of each input column's tensor in a row, such as 3,28,28; empty for vectors as long as the first"
                        + " row's");
    }

    public StringArrayParam inputTypes() {
        return new StringArrayParam(
                this,
                "inputTypes",
                "dtype of each input column's tensor: float32, int64 (whole numbers below 2^24, such as ids) or uint8; empty"
                        + " for uint8 of binary columns and float32 of others");
    }

    public StringArrayParam labelCols() {
        return new StringArrayParam(
                this,
                "labelCols",
                "columns to learn: numbers, arrays of numbers or ML vectors; empty for labelCol alone");
    }

    public Param<String> loss() {
        return new Param<>(
                this,
                "loss",
                "what is made small, named as PyTorch's functions: " + String.join(", ", NamedLosses.all()),
                ParamValidators.inArray(NamedLosses.all().toArray(String[]::new)));
    }

    public Param<String> lossFunction() {
        return new Param<>(
                this, "lossFunction", "name of the public class of a TrainingLoss, instead of loss; empty for none");
    }

    public Param<String> optimizerFactoryClass() {
        return new Param<>(
                this,
                "optimizerFactoryClass",
                "name of the public class of an OptimizerFactory, instead of optimizer; empty for none");
    }

    public DoubleParam labelSmoothing() {
        return new DoubleParam(
                this,
                "labelSmoothing",
                "of cross_entropy: how much of each label is dealt out to all classes, from 0 to 1",
                ParamValidators.inRange(0, 1));
    }

    public DoubleParam delta() {
        return new DoubleParam(
                this,
                "delta",
                "the difference at which huber and smooth_l1 turn from squares to distances (> 0)",
                ParamValidators.gt(0));
    }

    @Override
    NeuralEstimator self() {
        return this;
    }

    @Override
    List<String> columns() {
        List<String> all = new ArrayList<>(NeuralEstimatorParams.inputs(this));
        all.addAll(labels());
        return all;
    }

    /** The columns to learn. */
    List<String> labels() {
        String[] several = getOrDefault(labelCols());
        return several.length == 0 ? List.of(getLabelCol()) : List.of(several);
    }

    @Override
    NetworkSource source() {
        return factory().map(NetworkSource::of).orElseGet(() -> NetworkSource.of(getNetwork()));
    }

    private Optional<NetworkFactory> factory() {
        return networkMaker.of(this, networkFactory());
    }

    /** What is made small instead of a loss by name. */
    Optional<TrainingLoss> ownLoss() {
        return lossMaker.of(this, lossFunction());
    }

    @Override
    Optional<OptimizerFactory> optimizerFactory() {
        return optimizerMaker.of(this, optimizerFactoryClass());
    }

    @Override
    LearningTask task(Dataset<?> dataset, Module network) {
        if (getQuantizeAfter() && factory().isPresent()) {
            throw new TrainingException(
                    "quantizeAfter is set for a network of a factory, which makes float layers only;"
                            + " give the network by setNetwork, or quantize the model's module");
        }
        return new NeuralTask(this).of(dataset, network);
    }

    @Override
    NeuralEstimatorModel model(NetworkSource source, Module network, Signature signature) {
        return new NeuralEstimatorModel(uid(), source, network, signature);
    }

    /** @throws DataException if a column is missing, of a type that cannot be read, or to be added and there already */
    @Override
    public StructType transformSchema(StructType schema) {
        TrainingChecks.requireDistinct("inputCols", NeuralEstimatorParams.inputs(this));
        TrainingChecks.requireDistinct("labelCols", labels());
        for (String name : columns()) {
            FeatureColumn.of(name, 0, Columns.require(schema, name).dataType());
        }
        TrainingChecks.requireWeightsAndMarks(this, schema);
        StructType wider = schema;
        for (String name : NeuralEstimatorParams.outputs(this)) {
            // Whether it is a number or an array is known when the network is.
            wider = NeuralPredictionParams.withColumn(
                    wider, name, DataTypes.createArrayType(DataTypes.FloatType, false));
        }
        return wider;
    }

    @Override
    void copyFunctionsTo(NeuralEstimator copy, ParamMap extra) {
        copy.networkMaker.giveAs(networkMaker);
        copy.lossMaker.giveAs(lossMaker);
        copy.optimizerMaker.giveAs(optimizerMaker);
        // What a grid names replaces what was given as an object, as the setters do.
        if (replaces(extra, network(), networkFactory())) {
            copy.forgetNetworkFactory();
        }
        if (replaces(extra, loss(), lossFunction())) {
            copy.forgetLossFunction();
        }
        if (replaces(extra, optimizer(), optimizerFactoryClass())) {
            copy.forgetOptimizerFactory();
        }
    }

    private static boolean replaces(ParamMap extra, Param<String> name, Param<String> function) {
        return extra.contains(function) ? extra.get(function).get().isEmpty() : extra.contains(name);
    }

    /** @throws TrainingException if params contradict each other */
    @Override
    void requireSense() {
        super.requireSense();
        if (optimizerFactory().isEmpty()) {
            return;
        }
        List<String> unread = Stream.of(learningRate(), momentum(), weightDecay())
                .filter(this::isSet)
                .map(DoubleParam::name)
                .toList();
        if (!unread.isEmpty()) {
            throw new TrainingException("an optimizer factory is set, which does not see " + String.join(", ", unread)
                    + "; give such numbers to the optimizer that it makes and clear these params, or set optimizer");
        }
    }

    /** @throws TrainingException when it is saved, if a function was given that has no name */
    @Override
    public MLWriter write() {
        if (!unnamed().isEmpty()) {
            throw Functions.unsaveable(unnamed().get(0));
        }
        return new DefaultParamsWriter(this);
    }

    @Override
    List<String> unnamed() {
        List<String> names = new ArrayList<>();
        addUnnamed(names, networkMaker, networkFactory());
        addUnnamed(names, lossMaker, lossFunction());
        addUnnamed(names, optimizerMaker, optimizerFactoryClass());
        return names;
    }

    private void addUnnamed(List<String> names, GivenFunction<?> function, Param<String> param) {
        if (function.isUnnamed(this, param)) {
            names.add(param.name());
        }
    }

    /** Reads an estimator that {@code write().save} wrote. */
    public static MLReader<NeuralEstimator> read() {
        return new DefaultParamsReader<>();
    }

    public static NeuralEstimator load(String path) {
        return read().load(path);
    }

    public String getLoss() {
        return getOrDefault(loss());
    }

    public double getLabelSmoothing() {
        return (Double) getOrDefault(labelSmoothing());
    }

    public double getDelta() {
        return (Double) getOrDefault(delta());
    }

    public NeuralEstimator setInputCols(String... value) {
        set(inputCols(), value.clone());
        return this;
    }

    public NeuralEstimator setInputShapes(String... value) {
        set(inputShapes(), value.clone());
        return this;
    }

    public NeuralEstimator setInputTypes(String... value) {
        set(inputTypes(), value.clone());
        return this;
    }

    public NeuralEstimator setLabelCols(String... value) {
        set(labelCols(), value.clone());
        return this;
    }

    public NeuralEstimator setOutputCols(String... value) {
        set(outputCols(), value.clone());
        return this;
    }

    /** A loss by name, instead of one's own if there was one. */
    public NeuralEstimator setLoss(String value) {
        forgetLossFunction();
        set(loss(), value);
        return this;
    }

    private void forgetLossFunction() {
        lossMaker.forget();
        clear(lossFunction());
    }

    /** A loss of one's own, instead of a name. */
    public NeuralEstimator setLoss(TrainingLoss value) {
        lossMaker.give(value);
        set(lossFunction(), Functions.name(value));
        return this;
    }

    /** What makes the network, where it holds layers that a model folder cannot describe. */
    public NeuralEstimator setNetworkFactory(NetworkFactory value) {
        networkMaker.give(value);
        set(networkFactory(), Functions.name(value));
        return this;
    }

    @Override
    void forgetNetworkFactory() {
        networkMaker.forget();
        clear(networkFactory());
    }

    @Override
    void forgetOptimizerFactory() {
        optimizerMaker.forget();
        clear(optimizerFactoryClass());
    }

    /**
     * What makes the optimizer, instead of a name and params: learning rate, momentum and weight decay are the factory's then.
     * Schedules and warm-up go for its rates too.
     */
    public NeuralEstimator setOptimizerFactory(OptimizerFactory value) {
        optimizerMaker.give(value);
        set(optimizerFactoryClass(), Functions.name(value));
        return this;
    }

    public NeuralEstimator setLabelSmoothing(double value) {
        set(labelSmoothing(), value);
        return this;
    }

    public NeuralEstimator setDelta(double value) {
        set(delta(), value);
        return this;
    }
}
