package dev.arclight.spark.train;

import dev.arclight.io.Signature;
import dev.arclight.nn.Module;
import dev.arclight.quantize.DynamicQuantization;
import dev.arclight.spark.data.Columns;
import dev.arclight.spark.data.DataException;
import dev.arclight.spark.data.ParquetTensors;
import dev.arclight.spark.version.SparkApi;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;

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
        Generator.manualSeed(getSeed());
        NetworkSource source = source();
        Module network = source.make();
        LearningTask task = task(dataset, network);
        TrainingPlan plan = plan(source, task);
        LocalTrainer trainer = new LocalTrainer(plan, network);

        String indicator = getValidationIndicatorCol();
        Column marked = indicator.isEmpty() ? null : Columns.of(dataset, indicator);
        Dataset<?> learnt = marked == null ? dataset : dataset.where(functions.not(marked));
        List<JavaRDD<Shard>> cached = new ArrayList<>();
        try {
            cached.add(shards(learnt, task, getValidationFraction()));
            if (marked != null) {
                cached.add(shards(dataset.where(marked), task, 1));
            }
            boolean validates = marked != null || getValidationFraction() > 0;
            Optional<JavaRDD<Shard>> held = validates ? Optional.of(cached.get(cached.size() - 1)) : Optional.empty();
            trainer.state(train(dataset, plan, task, trainer, cached.get(0), held));
        } finally {
            TrainerPool.forget(plan);
            cached.forEach(rows -> rows.unpersist(false));
        }
        network.eval();
        Module fitted = getQuantizeAfter() ? DynamicQuantization.quantize(network) : network;
        return copyValues(model(source, fitted, task.signature()), ParamMap.empty())
                .setParent(this);
    }

    private TrainingState train(
            Dataset<?> dataset,
            TrainingPlan plan,
            LearningTask task,
            LocalTrainer trainer,
            JavaRDD<Shard> shards,
            Optional<JavaRDD<Shard>> held) {
        SparkSession session = dataset.sparkSession();
        Configuration configuration = SparkApi.hadoop(session);
        TrainingData data = RoundRunner.data(shards);
        Map<String, String> identity = identity(plan, task, trainer.network(), data);
        try (Listeners heard = new Listeners(configuration);
                KeptFolder kept = new KeptFolder(session, identity)) {
            RoundRunner runner =
                    new RoundRunner(session, shards, plan.withKept(kept.path()), heard, getExplosionFactor(), trainer);
            Rounds rounds = new Rounds(plan, plan.stepsPerEpoch(data.mostRows()));
            EarlyStopping stopping = EarlyStopping.begin(getEarlyStoppingPatience(), getEarlyStoppingTolerance());
            Progress begin = Progress.begin(trainer.state(), stopping, rounds.first());
            if (getCheckpointDir().isEmpty()) {
                return runner.run(rounds, begin, held, Optional.empty()).result();
            }
            TrainingCheckpoints checkpoints = new TrainingCheckpoints(
                    getCheckpointDir(),
                    configuration,
                    identity,
                    new CheckpointTriggers(getCheckpointEpochs(), getCheckpointSteps(), getCheckpointMinutes()));
            Progress start = checkpoints.latest(stopping).orElse(begin);
            return runner.run(rounds, start, held, Optional.of(checkpoints)).result();
        }
    }

    /** Whoever hears of rounds: the one who asked to, and the log. */
    private final class Listeners implements RoundListener, AutoCloseable {
        private final @Nullable TrainingLog log;

        Listeners(Configuration configuration) {
            log = getLogDir().isEmpty() ? null : new TrainingLog(getLogDir(), configuration);
        }

        @Override
        public void roundDone(RoundReport report) {
            if (log != null) {
                log.roundDone(report);
            }
            listener.roundDone(report);
        }

        @Override
        public void epochDone(EpochReport report) {
            if (log != null) {
                log.epochDone(report);
            }
            listener.epochDone(report);
        }

        @Override
        public void estimated(SpeedUpEstimate estimate) {
            listener.estimated(estimate);
        }

        @Override
        public void close() {
            if (log != null) {
                log.close();
            }
        }
    }

    /** Where optimizers keep what they remember: beside the checkpoints, or in a folder that goes with the training. */
    private final class KeptFolder implements AutoCloseable {
        private final String path;
        private final @Nullable KeptStates temporary;

        KeptFolder(SparkSession session, Map<String, String> identity) {
            if (!getOptimizerState().equals(KEEP)) {
                path = "";
                temporary = null;
            } else if (!getCheckpointDir().isEmpty()) {
                byte[] text = identity.toString().getBytes(StandardCharsets.UTF_8);
                path = new Path(getCheckpointDir(), "kept-" + UUID.nameUUIDFromBytes(text)).toString();
                temporary = null;
            } else if (session.sparkContext().isLocal()) {
                path = temporary();
                temporary = new KeptStates(path, SparkApi.hadoop(session));
            } else {
                throw new TrainingException("optimizerState is 'keep', which hands states from executor to executor in"
                        + " files, and there is no folder for them; set checkpointDir to one that all of them reach");
            }
        }

        private static String temporary() {
            try {
                return new Path(Files.createTempDirectory("arclight-kept").toUri()).toString();
            } catch (IOException e) {
                throw new UncheckedIOException("no temporary folder can be made for what optimizers keep", e);
            }
        }

        String path() {
            return path;
        }

        @Override
        public void close() {
            if (temporary != null) {
                temporary.delete();
            }
        }
    }

    private JavaRDD<Shard> shards(Dataset<?> rows, LearningTask task, double heldShare) {
        ParquetTensors columns = task.columns().apply(partitioned(rows)).finite(getCheckFinite());
        if (!getWeightCol().isEmpty()) {
            columns = columns.weight(getWeightCol());
        }
        long seed = getSeed();
        return columns.read()
                .data()
                .map(data -> Shard.of(data, heldShare, seed))
                .persist(StorageLevel.MEMORY_AND_DISK());
    }

    private TrainingPlan plan(NetworkSource source, LearningTask task) {
        return new TrainingPlan(
                uid() + "-" + UUID.randomUUID(),
                source,
                task.inputs(),
                task.objective(),
                new OptimizerSettings(
                        getOptimizer(),
                        getLearningRate(),
                        getMomentum(),
                        isSet(weightDecay()) ? (Double) getOrDefault(weightDecay()) : Double.NaN,
                        optimizerFactory().orElse(null)),
                new LearningRates(getLearningRateSchedule(), getLearningRateWarmUpSteps()),
                OptimizerMemory.valueOf(getOptimizerState().toUpperCase(Locale.ROOT)),
                "",
                Precision.of(getMixedPrecision()),
                getMaxGradNorm(),
                getEpochs(),
                getMaxSteps(),
                getBatchSize(),
                getAveragingPeriod(),
                getWarmUpSteps(),
                getShuffle(),
                new AveragingPlan(Wire.of(getAveragingDType()), getAggregationDepth(), getShardedAverageBytes()),
                getSeed());
    }

    /** What two trainings must share for one to go on from the other's checkpoint. */
    private Map<String, String> identity(TrainingPlan plan, LearningTask task, Module network, TrainingData data) {
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put("network", plan.network().digest(network));
        identity.put("inputs", SignatureText.inputs(task.signature()));
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

    /** The names of params whose function cannot be made again by a name. */
    List<String> unnamed() {
        return List.of();
    }

    /** @throws TrainingException if params contradict each other */
    void requireSense() {
        if (!getCheckpointDir().isEmpty() && !unnamed().isEmpty()) {
            throw Functions.unresumable(unnamed().get(0));
        }
        if (!getDevice().equals(CPU)) {
            throw new TrainingException(
                    "device is '" + getDevice() + "', which is not supported yet; set it to '" + CPU + "'");
        }
        boolean validates = !getValidationIndicatorCol().isEmpty() || getValidationFraction() > 0;
        if (!getValidationIndicatorCol().isEmpty() && getValidationFraction() > 0) {
            throw new TrainingException("validationIndicatorCol and validationFraction are both set; set one of them");
        }
        if (getEarlyStoppingPatience() > 0 && !validates) {
            throw new TrainingException("earlyStoppingPatience is " + getEarlyStoppingPatience()
                    + " but no rows are held out; set validationIndicatorCol or validationFraction");
        }
    }

    /** The task of learning one column from another, which is given to the network as it is. */
    final LearningTask taskOfFeatures(
            Dataset<?> dataset,
            BiFunction<int[], DType, Signature> probe,
            Function<Signature, Objective> objective,
            BiFunction<ParquetTensors, Signature, ParquetTensors> labelled) {
        DataType type = Columns.require(dataset.schema(), getFeaturesCol()).dataType();
        DType dtype = type instanceof BinaryType ? DType.UINT8 : DType.FLOAT32;
        int[] shape = getInputShape().length > 0 ? getInputShape() : firstShape(dataset, getFeaturesCol());
        Signature signature = probe.apply(shape, dtype);
        return new LearningTask(
                List.of(),
                signature,
                objective.apply(signature),
                rows -> labelled.apply(ParquetTensors.of(rows).features(getFeaturesCol()), signature)
                        .shape(shape)
                        .dtype(dtype));
    }

    /** A vector as long as the first row's. */
    static int[] firstShape(Dataset<?> dataset, String column) {
        return ParquetTensors.of(dataset.select(Columns.of(dataset, column)).limit(1))
                .features(column)
                .read()
                .layout()
                .shape();
    }

    /** Rows go where their content sends them, so how the data were cut into splits changes nothing. */
    private Dataset<?> partitioned(Dataset<?> dataset) {
        int partitions = getNumPartitions();
        if (partitions == 0 && getPartitionPolicy().equals(AUTO)) {
            partitions = Math.max(1, dataset.sparkSession().sparkContext().defaultParallelism());
        }
        if (partitions == 0) {
            return dataset;
        }
        Set<String> names = new LinkedHashSet<>(columns());
        if (!getWeightCol().isEmpty()) {
            names.add(getWeightCol());
        }
        Column[] all = names.stream().map(name -> Columns.of(dataset, name)).toArray(Column[]::new);
        return dataset.select(all).repartition(partitions, all);
    }

    /**
     * Checks the columns that are read beside the features.
     *
     * @throws DataException if one is missing or of a type that cannot be read
     */
    final void requireColumns(StructType schema) {
        requireLabel(schema, getLabelCol());
        requireWeightsAndMarks(schema);
    }

    static void requireLabel(StructType schema, String name) {
        DataType label = Columns.require(schema, name).dataType();
        if (!(label instanceof NumericType || label instanceof BooleanType)) {
            throw new DataException(
                    name,
                    "type " + label.catalogString()
                            + " is no label; expected a number: convert it with cast, or text with"
                            + " Spark ML's StringIndexer");
        }
    }

    final void requireWeightsAndMarks(StructType schema) {
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
