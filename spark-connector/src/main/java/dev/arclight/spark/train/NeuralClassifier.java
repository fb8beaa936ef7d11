package dev.arclight.spark.train;

import dev.arclight.io.NetworkJson;
import dev.arclight.io.Signature;
import dev.arclight.nn.Module;
import dev.arclight.spark.data.Columns;
import dev.arclight.spark.data.DataException;
import dev.arclight.spark.data.ParquetTensors;
import dev.arclight.spark.data.TensorPartitions;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import java.util.UUID;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Trains a network to tell classes, by local steps of stochastic gradient descent in every partition and example-weighted
 * averaging of the parameters (local SGD; Stich 2019, "Local SGD converges fast and communicates little").
 *
 * <p>In a round every partition starts from the same parameters, makes up to {@link #averagingPeriod} steps on its own
 * examples, and the mean of the results, weighted by examples, starts the next round. Momentum and Adam's moments are
 * averaged in the same way, and so are running statistics; of counts, the greatest goes on. With a period of 1, plain SGD and
 * equal partitions this is SGD with one large batch; one partition alone gives what a loop in one program gives.
 *
 * <p>The same rows, seed and {@link #numPartitions} give the same model, bit for bit: whatever the order of the rows, the
 * files or splits that they come in, the cores and the order in which tasks finish, and whether or not some are repeated. If
 * {@code numPartitions} is 0 the rows stay in the partitions that the data has, and the model depends on these, too.
 *
 * <pre>{@code
 * NeuralClassifier classifier = new NeuralClassifier()
 *         .setNetwork(new Sequential(new Linear(784, 128), new ReLU(), new Linear(128, 10)))
 *         .setFeaturesCol("pixels").setEpochs(2).setLearningRate(0.05);
 * NeuralClassifierModel model = classifier.fit(images);
 * }</pre>
 *
 * <p>Features are decoded once and stay in the executors' memory (bytes as bytes), or on their disks where memory is short.
 */
public final class NeuralClassifier extends Estimator<NeuralClassifierModel>
        implements NeuralTrainingParams, DefaultParamsWritable {
    private static final long serialVersionUID = 1L;

    private static final RoundListener NOBODY = report -> {};

    private final String uid;
    private transient RoundListener listener = NOBODY;

    public NeuralClassifier() {
        this(Identifiable.randomUID("neuralClassifier"));
    }

    /** Loading and copying call this by reflection. */
    public NeuralClassifier(String uid) {
        this.uid = uid;
        setDefault(featuresCol(), "features");
        setDefault(labelCol(), "label");
        setDefault(predictionCol(), "prediction");
        setDefault(probabilityCol(), "");
        setDefault(rawPredictionCol(), "");
        setDefault(inputShape(), new int[0]);
        setDefault(optimizer(), OptimizerSettings.SGD);
        setDefault(learningRate(), 0.01);
        setDefault(momentum(), 0.9);
        setDefault(epochs(), 1);
        setDefault(batchSize(), 64);
        setDefault(averagingPeriod(), 50);
        setDefault(numPartitions(), 0);
        setDefault(seed(), 0L);
    }

    @Override
    public String uid() {
        return uid;
    }

    /**
     * Checks data and network, then trains.
     *
     * @throws DataException if a column is missing, or it or a row of it cannot be read
     * @throws TrainingException if the network does not fit the data, there is no data, or a loss is not finite
     */
    @Override
    public NeuralClassifierModel fit(Dataset<?> dataset) {
        transformSchema(dataset.schema());
        DataType featuresType =
                Columns.require(dataset.schema(), getFeaturesCol()).dataType();
        DType dtype = featuresType instanceof BinaryType ? DType.UINT8 : DType.FLOAT32;
        int[] shape = getInputShape().length > 0 ? getInputShape() : firstShape(dataset);
        TrainingPlan plan = plan();
        Generator.manualSeed(plan.seed());
        LocalTrainer start = new LocalTrainer(plan);
        Signature signature = NetworkProbe.signature(start.network(), shape, dtype);
        int classes = signature.outputs().get(0).shape()[1];

        TensorPartitions partitions = ParquetTensors.of(partitioned(dataset))
                .features(getFeaturesCol())
                .label(getLabelCol(), classes)
                .shape(shape)
                .dtype(dtype)
                .read();
        JavaRDD<Shard> shards = partitions.data().map(Shard::of).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            JavaSparkContext context =
                    JavaSparkContext.fromSparkContext(dataset.sparkSession().sparkContext());
            start.state(new RoundRunner(context, shards, plan, listener).run(start.state()));
        } finally {
            TrainerPool.forget(plan);
            shards.unpersist(false);
        }
        start.network().eval();
        return copyValues(new NeuralClassifierModel(uid, start.network(), signature), ParamMap.empty())
                .setParent(this);
    }

    private TrainingPlan plan() {
        return new TrainingPlan(
                uid + "-" + UUID.randomUUID(),
                requireNetwork(),
                new OptimizerSettings(getOptimizer(), getLearningRate(), getMomentum()),
                getEpochs(),
                getBatchSize(),
                getAveragingPeriod(),
                getSeed());
    }

    private String requireNetwork() {
        if (!isSet(network())) {
            throw new TrainingException("the classifier has no network; call setNetwork before fit");
        }
        return getOrDefault(network());
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
        Column features = Columns.of(dataset, getFeaturesCol());
        Column label = Columns.of(dataset, getLabelCol());
        return dataset.select(features, label).repartition(getNumPartitions(), features, label);
    }

    /** @throws DataException if a column is missing, of a type that cannot be read, or to be added and there already */
    @Override
    public StructType transformSchema(StructType schema) {
        DataType label = Columns.require(schema, getLabelCol()).dataType();
        if (!(label instanceof NumericType || label instanceof BooleanType)) {
            throw new DataException(
                    getLabelCol(),
                    "type " + label.catalogString()
                            + " is no label; expected a number: convert it with cast, or text with"
                            + " Spark ML's StringIndexer");
        }
        return NeuralPredictionParams.outputSchema(this, schema);
    }

    @Override
    public NeuralClassifier copy(ParamMap extra) {
        NeuralClassifier copy = defaultCopy(extra);
        copy.listener = listener;
        return copy;
    }

    /** Reads a classifier that {@code write().save} wrote. */
    public static MLReader<NeuralClassifier> read() {
        return new DefaultParamsReader<>();
    }

    public static NeuralClassifier load(String path) {
        return read().load(path);
    }

    // ---- setters ------------------------------------------------------------------------------------

    /** Hears of every averaging round; not saved with the classifier, kept by its copies. */
    public NeuralClassifier setRoundListener(RoundListener value) {
        listener = value;
        return this;
    }

    /**
     * The architecture to train. Its weights do not matter: training starts from first weights made from the seed.
     *
     * @throws dev.arclight.tensor.ArclightException if a part of it cannot be described in a model folder
     */
    public NeuralClassifier setNetwork(Module value) {
        return setNetwork(NetworkJson.write(value));
    }

    /** The architecture as JSON, for grids of {@code CrossValidator}. */
    public NeuralClassifier setNetwork(String json) {
        set(network(), json);
        return this;
    }

    /** The architecture as JSON. */
    public String getNetwork() {
        return requireNetwork();
    }

    public NeuralClassifier setFeaturesCol(String value) {
        set(featuresCol(), value);
        return this;
    }

    public NeuralClassifier setLabelCol(String value) {
        set(labelCol(), value);
        return this;
    }

    public NeuralClassifier setPredictionCol(String value) {
        set(predictionCol(), value);
        return this;
    }

    public NeuralClassifier setProbabilityCol(String value) {
        set(probabilityCol(), value);
        return this;
    }

    public NeuralClassifier setRawPredictionCol(String value) {
        set(rawPredictionCol(), value);
        return this;
    }

    public NeuralClassifier setInputShape(int... value) {
        set(inputShape(), value.clone());
        return this;
    }

    public NeuralClassifier setOptimizer(String value) {
        set(optimizer(), value);
        return this;
    }

    public NeuralClassifier setLearningRate(double value) {
        set(learningRate(), value);
        return this;
    }

    public NeuralClassifier setMomentum(double value) {
        set(momentum(), value);
        return this;
    }

    public NeuralClassifier setEpochs(int value) {
        set(epochs(), value);
        return this;
    }

    public NeuralClassifier setBatchSize(int value) {
        set(batchSize(), value);
        return this;
    }

    public NeuralClassifier setAveragingPeriod(int value) {
        set(averagingPeriod(), value);
        return this;
    }

    public NeuralClassifier setNumPartitions(int value) {
        set(numPartitions(), value);
        return this;
    }

    /** Of first weights, the order of examples, and dropout. Fitting restarts the calling thread's generator with it. */
    public NeuralClassifier setSeed(long value) {
        set(seed(), value);
        return this;
    }
}
