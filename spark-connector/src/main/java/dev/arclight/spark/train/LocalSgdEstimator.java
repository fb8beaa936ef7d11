package dev.arclight.spark.train;

import dev.arclight.io.NetworkJson;
import dev.arclight.io.Signature;
import dev.arclight.nn.Module;
import dev.arclight.spark.data.Columns;
import dev.arclight.spark.data.DataException;
import dev.arclight.spark.data.ParquetTensors;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Trains a network by local steps of stochastic gradient descent in every partition and weighted averaging of the
 * parameters (local SGD; Stich 2019, "Local SGD converges fast and communicates little").
 *
 * <p>In a round every partition starts from the same parameters, makes up to {@link #averagingPeriod} steps on its own
 * examples, and the mean of the results, weighted by examples, starts the next round. Momentum and moments are averaged in
 * the same way or forgotten ({@link #optimizerState}); running statistics are averaged; of counts, the greatest goes on. With
 * a period of 1, plain SGD and equal partitions this is SGD with one large batch; one partition alone gives what a loop in
 * one program gives.
 *
 * <p>The same rows, seed and {@link #numPartitions} give the same model, bit for bit: whatever the order of the rows, the
 * files or splits that they come in, the cores and the order in which tasks finish, and whether or not some are repeated. If
 * {@code numPartitions} is 0 the rows stay in the partitions that the data has, and the model depends on these, too.
 *
 * <p>Features are decoded once and stay in the executors' memory (bytes as bytes), or on their disks where memory is short.
 *
 * @param <E> the estimator itself, which its setters return
 * @param <M> what {@code fit} gives
 */
public abstract class LocalSgdEstimator<E extends LocalSgdEstimator<E, M>, M extends Model<M>> extends Estimator<M>
        implements NeuralTrainingParams, DefaultParamsWritable {
    private static final long serialVersionUID = 1L;

    private static final RoundListener NOBODY = report -> {};

    private final String uid;
    private transient RoundListener listener = NOBODY;

    LocalSgdEstimator(String uid) {
        this.uid = uid;
        setDefault(featuresCol(), "features");
        setDefault(labelCol(), "label");
        setDefault(predictionCol(), "prediction");
        setDefault(inputShape(), new int[0]);
        setDefault(optimizer(), OptimizerSettings.SGD);
        setDefault(learningRate(), 0.01);
        setDefault(momentum(), 0.9);
        setDefault(learningRateSchedule(), LearningRates.CONSTANT);
        setDefault(learningRateWarmUpSteps(), 0);
        setDefault(maxGradNorm(), 0.0);
        setDefault(optimizerState(), AVERAGE);
        setDefault(epochs(), 1);
        setDefault(maxSteps(), 0);
        setDefault(batchSize(), 64);
        setDefault(averagingPeriod(), 50);
        setDefault(warmUpSteps(), 0);
        setDefault(shuffle(), true);
        setDefault(weightCol(), "");
        setDefault(validationIndicatorCol(), "");
        setDefault(validationFraction(), 0.0);
        setDefault(earlyStoppingPatience(), 0);
        setDefault(earlyStoppingTolerance(), 0.0);
        setDefault(checkpointDir(), "");
        setDefault(checkpointEpochs(), 1);
        setDefault(checkpointSteps(), 0);
        setDefault(checkpointMinutes(), 0.0);
        setDefault(numPartitions(), 0);
        setDefault(seed(), 0L);
    }

    @Override
    public final String uid() {
        return uid;
    }

    // ---- what a kind of learning adds -----------------------------------------------------------------

    abstract E self();

    /** What is made small; called when the network is known to fit. */
    abstract Objective objective(Signature signature);

    /** What the network reads and gives, if it gives what this estimator can learn with. */
    abstract Signature signature(Module network, int[] shape, DType dtype);

    /** Adds the label column. */
    abstract ParquetTensors labelled(ParquetTensors columns, Signature signature);

    abstract M model(Module network, Signature signature);

    // ---- training -------------------------------------------------------------------------------------

    /**
     * Checks data and network, then trains, or goes on where the checkpoints in {@link #checkpointDir} end. If they are of
     * a training that was finished, its model is returned at once.
     *
     * @throws DataException if a column is missing, or it or a row of it cannot be read
     * @throws TrainingException if the network does not fit the data, there is no data, a loss is not finite, params
     *     contradict each other, or the checkpoints are of another training
     */
    @Override
    public final M fit(Dataset<?> dataset) {
        transformSchema(dataset.schema());
        requireSense();
        DataType featuresType =
                Columns.require(dataset.schema(), getFeaturesCol()).dataType();
        DType dtype = featuresType instanceof BinaryType ? DType.UINT8 : DType.FLOAT32;
        int[] shape = getInputShape().length > 0 ? getInputShape() : firstShape(dataset);
        Generator.manualSeed(getSeed());
        Module network = NetworkJson.read(getNetwork());
        Signature signature = signature(network, shape, dtype);
        TrainingPlan plan = plan(objective(signature));
        LocalTrainer trainer = new LocalTrainer(plan, network);

        String indicator = getValidationIndicatorCol();
        Column marked = indicator.isEmpty() ? null : Columns.of(dataset, indicator);
        Dataset<?> learnt = marked == null ? dataset : dataset.where(functions.not(marked));
        JavaRDD<Shard> shards = shards(learnt, signature, shape, dtype, getValidationFraction());
        Optional<JavaRDD<Shard>> held = Optional.empty();
        if (marked != null) {
            held = Optional.of(shards(dataset.where(marked), signature, shape, dtype, 1));
        } else if (getValidationFraction() > 0) {
            held = Optional.of(shards);
        }
        try {
            trainer.state(train(dataset, plan, trainer.state(), shards, held));
        } finally {
            TrainerPool.forget(plan);
            shards.unpersist(false);
            held.ifPresent(rows -> rows.unpersist(false));
        }
        network.eval();
        return copyValues(model(network, signature), ParamMap.empty()).setParent(this);
    }

    private TrainingState train(
            Dataset<?> dataset,
            TrainingPlan plan,
            TrainingState initial,
            JavaRDD<Shard> shards,
            Optional<JavaRDD<Shard>> held) {
        JavaSparkContext context =
                JavaSparkContext.fromSparkContext(dataset.sparkSession().sparkContext());
        RoundRunner runner = new RoundRunner(context, shards, plan, listener);
        TrainingData data = runner.data();
        Rounds rounds = new Rounds(plan, plan.stepsPerEpoch(data.mostRows()));
        EarlyStopping stopping = EarlyStopping.begin(getEarlyStoppingPatience(), getEarlyStoppingTolerance());
        Progress begin = new Progress(initial, stopping, Optional.of(rounds.first()));
        if (getCheckpointDir().isEmpty()) {
            return runner.run(rounds, begin, held, Optional.empty()).result();
        }
        TrainingCheckpoints checkpoints = new TrainingCheckpoints(
                getCheckpointDir(),
                context.hadoopConfiguration(),
                identity(plan, data),
                new CheckpointTriggers(getCheckpointEpochs(), getCheckpointSteps(), getCheckpointMinutes()));
        Progress start = checkpoints.latest(stopping).orElse(begin);
        return runner.run(rounds, start, held, Optional.of(checkpoints)).result();
    }

    private JavaRDD<Shard> shards(Dataset<?> rows, Signature signature, int[] shape, DType dtype, double heldShare) {
        ParquetTensors columns = ParquetTensors.of(partitioned(rows)).features(getFeaturesCol());
        if (!getWeightCol().isEmpty()) {
            columns = columns.weight(getWeightCol());
        }
        long seed = getSeed();
        return labelled(columns, signature)
                .shape(shape)
                .dtype(dtype)
                .read()
                .data()
                .map(data -> Shard.of(data, heldShare, seed))
                .persist(StorageLevel.MEMORY_AND_DISK());
    }

    private TrainingPlan plan(Objective objective) {
        return new TrainingPlan(
                uid + "-" + UUID.randomUUID(),
                getNetwork(),
                objective,
                new OptimizerSettings(
                        getOptimizer(),
                        getLearningRate(),
                        getMomentum(),
                        isSet(weightDecay()) ? (Double) getOrDefault(weightDecay()) : Double.NaN),
                new LearningRates(getLearningRateSchedule(), getLearningRateWarmUpSteps()),
                getOptimizerState().equals(AVERAGE),
                getMaxGradNorm(),
                getEpochs(),
                getMaxSteps(),
                getBatchSize(),
                getAveragingPeriod(),
                getWarmUpSteps(),
                getShuffle(),
                getSeed());
    }

    /** What two trainings must share for one to go on from the other's checkpoint. */
    private Map<String, String> identity(TrainingPlan plan, TrainingData data) {
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put(
                "network",
                UUID.nameUUIDFromBytes(plan.network().getBytes(StandardCharsets.UTF_8))
                        .toString());
        identity.put("settings", plan.settings());
        identity.put(
                "validation",
                getValidationIndicatorCol().isEmpty()
                        ? "fraction " + getValidationFraction()
                        : "column " + getValidationIndicatorCol());
        identity.put(
                "early stopping", getEarlyStoppingPatience() + " epochs, tolerance " + getEarlyStoppingTolerance());
        identity.put("rows", data.rows() + " (content " + Long.toHexString(data.digest()) + ")");
        return identity;
    }

    private void requireSense() {
        boolean validates = !getValidationIndicatorCol().isEmpty() || getValidationFraction() > 0;
        if (!getValidationIndicatorCol().isEmpty() && getValidationFraction() > 0) {
            throw new TrainingException("validationIndicatorCol and validationFraction are both set; set one of them");
        }
        if (getEarlyStoppingPatience() > 0 && !validates) {
            throw new TrainingException("earlyStoppingPatience is " + getEarlyStoppingPatience()
                    + " but no rows are held out; set validationIndicatorCol or validationFraction");
        }
    }

    private int[] firstShape(Dataset<?> dataset) {
        return ParquetTensors.of(
                        dataset.select(Columns.of(dataset, getFeaturesCol())).limit(1))
                .features(getFeaturesCol())
                .read()
                .layout()
                .shape();
    }

    /** Rows go where their content sends them, so how the data were cut into splits changes nothing. */
    private Dataset<?> partitioned(Dataset<?> dataset) {
        if (getNumPartitions() == 0) {
            return dataset;
        }
        List<Column> columns = new ArrayList<>();
        columns.add(Columns.of(dataset, getFeaturesCol()));
        columns.add(Columns.of(dataset, getLabelCol()));
        if (!getWeightCol().isEmpty()) {
            columns.add(Columns.of(dataset, getWeightCol()));
        }
        Column[] all = columns.toArray(Column[]::new);
        return dataset.select(all).repartition(getNumPartitions(), all);
    }

    /**
     * Checks the columns that are read beside the features.
     *
     * @throws DataException if one is missing or of a type that cannot be read
     */
    final void requireColumns(StructType schema) {
        DataType label = Columns.require(schema, getLabelCol()).dataType();
        if (!(label instanceof NumericType || label instanceof BooleanType)) {
            throw new DataException(
                    getLabelCol(),
                    "type " + label.catalogString()
                            + " is no label; expected a number: convert it with cast, or text with"
                            + " Spark ML's StringIndexer");
        }
        if (!getWeightCol().isEmpty()) {
            DataType weight = Columns.require(schema, getWeightCol()).dataType();
            if (!(weight instanceof NumericType)) {
                throw new DataException(
                        getWeightCol(), "type " + weight.catalogString() + " is no weight; expected a number");
            }
        }
        if (!getValidationIndicatorCol().isEmpty()) {
            DataType indicator =
                    Columns.require(schema, getValidationIndicatorCol()).dataType();
            if (!(indicator instanceof BooleanType)) {
                throw new DataException(
                        getValidationIndicatorCol(),
                        "type " + indicator.catalogString() + " tells no rows apart; expected a boolean");
            }
        }
    }

    @Override
    public final E copy(ParamMap extra) {
        E copy = defaultCopy(extra);
        LocalSgdEstimator<E, M> same = copy;
        same.listener = listener;
        return copy;
    }

    // ---- setters --------------------------------------------------------------------------------------

    /** Hears how the training goes; not saved with the estimator, kept by its copies. */
    public final E setRoundListener(RoundListener value) {
        listener = value;
        return self();
    }

    /**
     * The architecture to train. Its weights do not matter: training starts from first weights made from the seed.
     *
     * @throws dev.arclight.tensor.ArclightException if a part of it cannot be described in a model folder
     */
    public final E setNetwork(Module value) {
        return setNetwork(NetworkJson.write(value));
    }

    /** The architecture as JSON, for grids of {@code CrossValidator}. */
    public final E setNetwork(String json) {
        set(network(), json);
        return self();
    }

    /**
     * The architecture as JSON.
     *
     * @throws TrainingException if there is none
     */
    public final String getNetwork() {
        if (!isSet(network())) {
            throw new TrainingException("the estimator has no network; call setNetwork before fit");
        }
        return getOrDefault(network());
    }

    public final E setFeaturesCol(String value) {
        set(featuresCol(), value);
        return self();
    }

    public final E setLabelCol(String value) {
        set(labelCol(), value);
        return self();
    }

    public final E setPredictionCol(String value) {
        set(predictionCol(), value);
        return self();
    }

    public final E setWeightCol(String value) {
        set(weightCol(), value);
        return self();
    }

    public final E setInputShape(int... value) {
        set(inputShape(), value.clone());
        return self();
    }

    public final E setOptimizer(String value) {
        set(optimizer(), value);
        return self();
    }

    public final E setLearningRate(double value) {
        set(learningRate(), value);
        return self();
    }

    public final E setMomentum(double value) {
        set(momentum(), value);
        return self();
    }

    public final E setWeightDecay(double value) {
        set(weightDecay(), value);
        return self();
    }

    public final E setLearningRateSchedule(String value) {
        set(learningRateSchedule(), value);
        return self();
    }

    public final E setLearningRateWarmUpSteps(int value) {
        set(learningRateWarmUpSteps(), value);
        return self();
    }

    public final E setMaxGradNorm(double value) {
        set(maxGradNorm(), value);
        return self();
    }

    public final E setOptimizerState(String value) {
        set(optimizerState(), value);
        return self();
    }

    public final E setEpochs(int value) {
        set(epochs(), value);
        return self();
    }

    public final E setMaxSteps(int value) {
        set(maxSteps(), value);
        return self();
    }

    public final E setBatchSize(int value) {
        set(batchSize(), value);
        return self();
    }

    public final E setAveragingPeriod(int value) {
        set(averagingPeriod(), value);
        return self();
    }

    public final E setWarmUpSteps(int value) {
        set(warmUpSteps(), value);
        return self();
    }

    public final E setShuffle(boolean value) {
        set(shuffle(), value);
        return self();
    }

    public final E setValidationIndicatorCol(String value) {
        set(validationIndicatorCol(), value);
        return self();
    }

    public final E setValidationFraction(double value) {
        set(validationFraction(), value);
        return self();
    }

    public final E setEarlyStoppingPatience(int value) {
        set(earlyStoppingPatience(), value);
        return self();
    }

    public final E setEarlyStoppingTolerance(double value) {
        set(earlyStoppingTolerance(), value);
        return self();
    }

    public final E setCheckpointDir(String value) {
        set(checkpointDir(), value);
        return self();
    }

    public final E setCheckpointEpochs(int value) {
        set(checkpointEpochs(), value);
        return self();
    }

    public final E setCheckpointSteps(int value) {
        set(checkpointSteps(), value);
        return self();
    }

    public final E setCheckpointMinutes(double value) {
        set(checkpointMinutes(), value);
        return self();
    }

    public final E setNumPartitions(int value) {
        set(numPartitions(), value);
        return self();
    }

    /** Of first weights, the order of examples, and dropout. Fitting restarts the calling thread's generator with it. */
    public final E setSeed(long value) {
        set(seed(), value);
        return self();
    }
}
