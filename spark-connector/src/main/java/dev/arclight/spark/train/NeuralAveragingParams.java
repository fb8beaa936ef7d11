package dev.arclight.spark.train;

import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;

/** The params that say where local steps are made and how they are averaged. */
public interface NeuralAveragingParams extends Params {
    /** For {@link #optimizerState}: momenta and moments are averaged as parameters are. */
    String AVERAGE = "average";

    /** For {@link #optimizerState}: each round begins without momenta and moments. */
    String RESET = "reset";

    /** For {@link #optimizerState}: each partition goes on with its own momenta and moments. */
    String KEEP = "keep";

    /** For {@link #partitionPolicy}: rows are learnt from in the partitions that the data has. */
    String NEVER = "never";

    /** For {@link #partitionPolicy}: as many partitions as tasks run at once. */
    String AUTO = "auto";

    default Param<String> optimizerState() {
        return new Param<>(
                this,
                "optimizerState",
                "what becomes of momenta and moments at an average: average takes their mean too, reset forgets them,"
                        + " keep lets each partition go on with its own, through files in checkpointDir",
                ParamValidators.inArray(new String[] {AVERAGE, KEEP, RESET}));
    }

    default IntParam averagingPeriod() {
        return new IntParam(
                this,
                "averagingPeriod",
                "local steps of each partition between two averages (≥ 1), the first of which follows the first step"
                        + " behind the warm-up; an epoch's end averages too",
                ParamValidators.gtEq(1));
    }

    default IntParam warmUpSteps() {
        return new IntParam(
                this,
                "warmUpSteps",
                "the first steps, after each of which there is an average (≥ 0)",
                ParamValidators.gtEq(0));
    }

    default IntParam numPartitions() {
        return new IntParam(
                this,
                "numPartitions",
                "partitions to train in, each on its own examples, dealt out by what they hold; 0 for what partitionPolicy says",
                ParamValidators.gtEq(0));
    }

    default Param<String> partitionPolicy() {
        return new Param<>(
                this,
                "partitionPolicy",
                "where numPartitions is 0: never leaves rows in the partitions that the data has, auto makes one for each"
                        + " task that the cluster runs at once",
                ParamValidators.inArray(new String[] {NEVER, AUTO}));
    }

    default IntParam aggregationDepth() {
        return new IntParam(
                this,
                "aggregationDepth",
                "stages in which what partitions have learnt is merged, where it travels whole (≥ 1); 0 for one stage for"
                        + " each " + AveragingPlan.FAN_IN + "-fold of partitions",
                ParamValidators.gtEq(0));
    }

    default LongParam shardedAverageBytes() {
        return new LongParam(
                this,
                "shardedAverageBytes",
                "the size of parameters and averaged optimizer state from which on executors average pieces of it (≥ 0)",
                ParamValidators.gtEq(0));
    }

    default Param<String> averagingDType() {
        return new Param<>(
                this,
                "averagingDType",
                "as what partitions send their change of the parameters: " + String.join(", ", Wire.NAMES)
                        + "; the mean is float32",
                ParamValidators.inArray(Wire.NAMES.toArray(String[]::new)));
    }

    default String getOptimizerState() {
        return getOrDefault(optimizerState());
    }

    default int getAveragingPeriod() {
        return (Integer) getOrDefault(averagingPeriod());
    }

    default int getWarmUpSteps() {
        return (Integer) getOrDefault(warmUpSteps());
    }

    default int getNumPartitions() {
        return (Integer) getOrDefault(numPartitions());
    }

    default String getPartitionPolicy() {
        return getOrDefault(partitionPolicy());
    }

    default int getAggregationDepth() {
        return (Integer) getOrDefault(aggregationDepth());
    }

    default long getShardedAverageBytes() {
        return (Long) getOrDefault(shardedAverageBytes());
    }

    default String getAveragingDType() {
        return getOrDefault(averagingDType());
    }
}
