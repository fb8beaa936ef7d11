package dev.arclight.spark.train;

import dev.arclight.io.NetworkJson;
import dev.arclight.nn.Module;
import dev.arclight.optim.NamedOptimizer;
import dev.arclight.optim.lrscheduler.NamedSchedule;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;

/**
 * The settings of a training by local SGD: their defaults and setters. What they mean is said at the params.
 *
 * @param <E> the estimator itself, which its setters return
 * @param <M> what {@code fit} gives
 */
public abstract class LocalSgdSettings<E extends LocalSgdSettings<E, M>, M extends Model<M>> extends Estimator<M>
        implements NeuralTrainingParams {
    private static final long serialVersionUID = 1L;

    private final String uid;

    LocalSgdSettings(String uid) {
        this.uid = uid;
        setDefault(featuresCol(), "features");
        setDefault(labelCol(), "label");
        setDefault(predictionCol(), "prediction");
        setDefault(inputShape(), new int[0]);
        setDefault(optimizer(), NamedOptimizer.SGD);
        setDefault(learningRate(), 0.01);
        setDefault(momentum(), 0.9);
        setDefault(learningRateSchedule(), NamedSchedule.CONSTANT);
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
        setDefault(mixedPrecision(), Precision.NAMES.get(0));
        setDefault(quantizeAfter(), false);
        setDefault(device(), CPU);
        setDefault(logDir(), "");
        setDefault(explosionFactor(), 1e9);
        setDefault(checkFinite(), true);
        setDefault(partitionPolicy(), NEVER);
        setDefault(aggregationDepth(), AveragingPlan.DEFAULT.depth());
        setDefault(shardedAverageBytes(), AveragingPlan.DEFAULT.shardedBytes());
        setDefault(averagingDType(), Wire.NAMES.get(0));
    }

    @Override
    public final String uid() {
        return uid;
    }

    abstract E self();

    /** A network that is named replaces a factory. */
    void forgetNetworkFactory() {}

    /** An optimizer that is named replaces a factory. */
    void forgetOptimizerFactory() {}

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
        forgetNetworkFactory();
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
        forgetOptimizerFactory();
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

    public final E setMixedPrecision(String value) {
        set(mixedPrecision(), value);
        return self();
    }

    public final E setQuantizeAfter(boolean value) {
        set(quantizeAfter(), value);
        return self();
    }

    public final E setDevice(String value) {
        set(device(), value);
        return self();
    }

    public final E setLogDir(String value) {
        set(logDir(), value);
        return self();
    }

    public final E setExplosionFactor(double value) {
        set(explosionFactor(), value);
        return self();
    }

    public final E setCheckFinite(boolean value) {
        set(checkFinite(), value);
        return self();
    }

    public final E setPartitionPolicy(String value) {
        set(partitionPolicy(), value);
        return self();
    }

    public final E setAggregationDepth(int value) {
        set(aggregationDepth(), value);
        return self();
    }

    public final E setShardedAverageBytes(long value) {
        set(shardedAverageBytes(), value);
        return self();
    }

    public final E setAveragingDType(String value) {
        set(averagingDType(), value);
        return self();
    }

    /** Of first weights, the order of examples, and dropout. Fitting restarts the calling thread's generator with it. */
    public final E setSeed(long value) {
        set(seed(), value);
        return self();
    }
}
