package dev.arclight.spark.train;

import dev.arclight.io.Signature;
import dev.arclight.nn.Module;
import dev.arclight.quantize.DynamicQuantization;
import dev.arclight.spark.data.Columns;
import dev.arclight.spark.data.DataException;
import dev.arclight.spark.data.ParquetTensors;
import dev.arclight.spark.version.SparkApi;
import dev.arclight.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;

/**
 * Trains a network by local steps of stochastic gradient descent in every partition and weighted averaging of the
 * parameters (local SGD; Stich 2019, "Local SGD converges fast and communicates little").
 *
 * <p>In a round every partition starts from the same parameters, makes up to {@link #averagingPeriod} steps on its own
 * examples, and the mean of the results, weighted by examples, starts the next round. Momentum and moments are averaged in
 * the same way, kept by each partition or forgotten ({@link #optimizerState}); running statistics are averaged; of counts, the greatest goes on. With
 * a period of 1, plain SGD and equal partitions this is SGD with one large batch; one partition alone gives what a loop in
 * one program gives.
 *
 * <p>The same rows, seed and {@link #numPartitions} give the same model, bit for bit: whatever the order of the rows, the
 * files or splits that they come in, the cores and the order in which tasks finish, and whether or not some are repeated. If
 * {@code numPartitions} is 0 the rows stay in the partitions that the data has, and the model depends on these, too; with
 * {@link #partitionPolicy} {@code auto} there are as many as the cluster has cores for, and it depends on the cluster.
 *
 * <p>Features are decoded once and stay in the executors' memory (bytes as bytes), or on their disks where memory is short.
 *
 * @param <E> the estimator itself, which its setters return
 * @param <M> what {@code fit} gives
 */
public abstract class LocalSgdEstimator<E extends LocalSgdEstimator<E, M>, M extends Model<M>>
        extends LocalSgdSettings<E, M> implements DefaultParamsWritable {
    private static final long serialVersionUID = 1L;

    private static final RoundListener NOBODY = report -> {};

    private transient RoundListener listener = NOBODY;

    LocalSgdEstimator(String uid) {
        super(uid);
    }

    /** What the network learns from a dataset, after checks of both. */
    abstract LearningTask task(Dataset<?> dataset, Module network);

    abstract M model(NetworkSource source, Module network, Signature signature);

    NetworkSource source() {
        return NetworkSource.of(getNetwork());
    }

    /** What makes the optimizer, where params do not say it. */
    Optional<OptimizerFactory> optimizerFactory() {
        return Optional.empty();
    }

    /** The columns of features and labels. */
    List<String> columns() {
        return List.of(getFeaturesCol(), getLabelCol());
    }

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
        NetworkSource source = source();
        LearningTask task = task(dataset, source.make(getSeed()));
        Beginning beginning = beginning(source, task);

        String indicator = getValidationIndicatorCol();
        Column marked = indicator.isEmpty() ? null : Columns.of(dataset, indicator);
        Dataset<?> learnt = marked == null ? dataset : dataset.where(functions.not(marked));
        ShardReader reader = new ShardReader(this, task, columns());
        List<JavaRDD<Shard>> cached = new ArrayList<>();
        TrainingState end;
        try {
            cached.add(reader.read(learnt, getValidationFraction()));
            if (marked != null) {
                cached.add(reader.read(dataset.where(marked), 1));
            }
            boolean validates = marked != null || getValidationFraction() > 0;
            Optional<JavaRDD<Shard>> held = validates ? Optional.of(cached.get(cached.size() - 1)) : Optional.empty();
            end = train(dataset, beginning, task, cached.get(0), held);
        } finally {
            TrainerPool.forget(beginning.plan());
            cached.forEach(rows -> rows.unpersist(false));
        }
        Module network = beginning.network(end);
        network.eval();
        Module fitted = getQuantizeAfter() ? DynamicQuantization.quantize(network) : network;
        return copyValues(model(source, fitted, task.signature()), ParamMap.empty())
                .setParent(this);
    }

    private Beginning beginning(NetworkSource source, LearningTask task) {
        TrainingPlan plan = TrainingPlans.of(this, source, task, optimizerFactory());
        return Beginning.of(plan, source.make(getSeed()));
    }

    private TrainingState train(
            Dataset<?> dataset,
            Beginning beginning,
            LearningTask task,
            JavaRDD<Shard> shards,
            Optional<JavaRDD<Shard>> held) {
        SparkSession session = dataset.sparkSession();
        Configuration configuration = SparkApi.hadoop(session);
        TrainingPlan plan = beginning.plan();
        TrainingData data = RoundRunner.data(shards);
        Map<String, String> identity = TrainingPlans.identity(this, beginning, task, data);
        try (TrainingListeners heard = new TrainingListeners(listener, getLogDir(), configuration);
                KeptFolder kept = new KeptFolder(this, session, identity)) {
            RoundRunner runner = new RoundRunner(
                    session, shards, plan.withKept(kept.path()), heard, getExplosionFactor(), beginning);
            Rounds rounds = new Rounds(plan, plan.stepsPerEpoch(data.mostRows()));
            EarlyStopping stopping = EarlyStopping.begin(getEarlyStoppingPatience(), getEarlyStoppingTolerance());
            Optional<TrainingCheckpoints> checkpoints = getCheckpointDir().isEmpty()
                    ? Optional.empty()
                    : Optional.of(new TrainingCheckpoints(
                            getCheckpointDir(),
                            configuration,
                            identity,
                            new CheckpointTriggers(
                                    getCheckpointEpochs(), getCheckpointSteps(), getCheckpointMinutes())));
            return runner.run(
                            rounds,
                            () -> checkpoints
                                    .flatMap(written -> written.latest(stopping))
                                    .orElseGet(() -> Progress.begin(beginning.state(), stopping, rounds.first())),
                            held,
                            checkpoints)
                    .result();
        }
    }

    /** The names of params whose function cannot be made again by a name. */
    List<String> unnamed() {
        return List.of();
    }

    /** @throws TrainingException if params contradict each other */
    void requireSense() {
        TrainingChecks.requireSense(this, unnamed());
    }

    /** The task of learning one column from another, which is given to the network as it is. */
    final LearningTask taskOfFeatures(
            Dataset<?> dataset,
            BiFunction<int[], DType, Signature> probe,
            Function<Signature, Objective> objective,
            BiFunction<ParquetTensors, Signature, ParquetTensors> labelled) {
        DataType type = Columns.require(dataset.schema(), getFeaturesCol()).dataType();
        DType dtype = type instanceof BinaryType ? DType.UINT8 : DType.FLOAT32;
        int[] shape = getInputShape().length > 0 ? getInputShape() : ColumnSlots.firstShape(dataset, getFeaturesCol());
        Signature signature = probe.apply(shape, dtype);
        return new LearningTask(
                List.of(),
                signature,
                objective.apply(signature),
                rows -> labelled.apply(ParquetTensors.of(rows).features(getFeaturesCol()), signature)
                        .shape(shape)
                        .dtype(dtype));
    }

    @Override
    public final E copy(ParamMap extra) {
        E copy = defaultCopy(extra);
        LocalSgdEstimator<E, M> same = copy;
        same.listener = listener;
        copyFunctionsTo(copy, extra);
        return copy;
    }

    /**
     * Hands on what is no param.
     *
     * @param extra what the copy has been given that this has not
     */
    void copyFunctionsTo(E copy, ParamMap extra) {}

    /** Hears how the training goes; not saved with the estimator, kept by its copies. */
    public final E setRoundListener(RoundListener value) {
        listener = value;
        return self();
    }
}
