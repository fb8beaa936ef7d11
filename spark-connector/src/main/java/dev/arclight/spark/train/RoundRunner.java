package dev.arclight.spark.train;

import dev.arclight.tensor.ArclightException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * The driver's side of a training: broadcasts the state, has every partition make its local steps, averages, and again.
 *
 * <p>Between two rounds nothing lives in executors but what can be made again: the cached shards and idle trainers.
 */
final class RoundRunner {
    private static final Logger LOG = LoggerFactory.getLogger(RoundRunner.class);

    /**
     * The most contributions that are merged in one place. A power of two, so that a group is a node of {@link Averaging}'s
     * tree and the stages give the same bits as the driver alone would.
     */
    static final int FAN_IN = 16;

    private static final String REMEDY =
            "; lower learningRate, scale the features to about -1 to 1, and look for NaN among them";

    private final JavaSparkContext context;
    private final JavaRDD<Shard> shards;
    private final TrainingPlan plan;
    private final RoundListener listener;

    /** @param shards one in each partition, or none where a partition is empty; cached by the caller */
    RoundRunner(JavaSparkContext context, JavaRDD<Shard> shards, TrainingPlan plan, RoundListener listener) {
        this.context = context;
        this.shards = shards;
        this.plan = plan;
        this.listener = listener;
    }

    /**
     * Trains for all epochs.
     *
     * @throws TrainingException if there are no rows or a loss is not finite
     */
    TrainingState run(TrainingState initial) {
        int longest = stepsOfLongestShard();
        int roundsPerEpoch = (longest + plan.averagingPeriod() - 1) / plan.averagingPeriod();
        int rounds = Math.multiplyExact(roundsPerEpoch, plan.epochs());
        TrainingState state = initial;
        for (int round = 0; round < rounds; round++) {
            int epoch = round / roundsPerEpoch;
            int firstStep = round % roundsPerEpoch * plan.averagingPeriod();
            long start = System.nanoTime();
            Contribution average = average(state, round, epoch, firstStep);
            double seconds = (System.nanoTime() - start) * 1e-9;
            state = average.state();
            double loss = average.lossSum() / average.examples();
            RoundReport report =
                    new RoundReport(round + 1, rounds, epoch + 1, plan.epochs(), loss, average.examples(), seconds);
            LOG.info("{}", report);
            listener.roundDone(report);
        }
        return state;
    }

    /** Reads every partition for the first time; what is wrong with the data shows here. */
    private int stepsOfLongestShard() {
        List<Integer> rows = typed(() -> shards.map(Shard::rows).collect());
        int most = rows.isEmpty() ? 0 : Collections.max(rows);
        if (most == 0) {
            throw new TrainingException(
                    "the dataset has no rows to learn from; check the path and the filters before fit");
        }
        return plan.stepsPerEpoch(most);
    }

    private Contribution average(TrainingState state, int round, int epoch, int firstStep) {
        Broadcast<TrainingState> start = context.broadcast(state);
        try {
            TrainingPlan how = plan;
            JavaRDD<Contribution> contributions = shards.mapPartitionsWithIndex(
                    (partition, shard) ->
                            contribute(how, start.value(), shard, new LocalWork(partition, round, epoch, firstStep)),
                    true);
            Contribution average =
                    typed(() -> Averaging.merge(collect(contributions))).orElseThrow();
            requireFinite(average, round, firstStep);
            return average;
        } finally {
            start.destroy();
        }
    }

    /** Runs in a task. */
    private static Iterator<Contribution> contribute(
            TrainingPlan plan, TrainingState start, Iterator<Shard> shards, LocalWork work) {
        if (!shards.hasNext()) {
            return Collections.emptyIterator();
        }
        LocalTrainer trainer = TrainerPool.take(plan);
        Contribution contribution = trainer.run(start, shards.next(), work);
        TrainerPool.give(plan, trainer);
        if (shards.hasNext()) {
            throw new IllegalStateException("partition " + work.partition() + " holds more than one shard");
        }
        boolean nothing = contribution.examples() == 0 && contribution.failedStep() == Contribution.NO_FAILURE;
        return nothing ? Collections.emptyIterator() : List.of(contribution).iterator();
    }

    /** Brings contributions to the driver, merged in as many stages as their number needs. */
    private static List<Contribution> collect(JavaRDD<Contribution> contributions) {
        JavaRDD<Contribution> nodes = contributions;
        int span = 1;
        while (nodes.getNumPartitions() > FAN_IN) {
            span *= FAN_IN;
            int width = span;
            int groups = (contributions.getNumPartitions() + width - 1) / width;
            JavaPairRDD<Integer, Contribution> byGroup =
                    nodes.mapToPair(node -> new Tuple2<>(node.partition() / width, node));
            // Partition numbers hash to themselves, so each group gets a partition of its own.
            nodes = byGroup.groupByKey(new HashPartitioner(groups))
                    .map(group -> Averaging.merge(list(group._2())).orElseThrow());
        }
        return nodes.collect();
    }

    private static List<Contribution> list(Iterable<Contribution> contributions) {
        List<Contribution> list = new ArrayList<>();
        contributions.forEach(list::add);
        return list;
    }

    private static void requireFinite(Contribution average, int round, int firstStep) {
        String where = "round " + (round + 1);
        if (average.failedStep() != Contribution.NO_FAILURE) {
            throw new TrainingException(where + ", partition " + average.partition() + ": the loss of batch "
                    + (firstStep + average.failedStep()) + " of the epoch is " + average.lossSum() + REMEDY);
        }
        for (float value : average.state().values()) {
            if (!Float.isFinite(value)) {
                throw new TrainingException(where + ": the average of the parameters holds " + value + REMEDY);
            }
        }
    }

    private interface Job<T> {
        T run();
    }

    /** Spark wraps what a task throws; Arclight's own errors, which are about data or the network, come out again. */
    private static <T> T typed(Job<T> job) {
        try {
            return job.run();
        } catch (Exception e) {
            for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
                if (cause instanceof ArclightException found) {
                    throw found;
                }
            }
            throw e;
        }
    }
}
