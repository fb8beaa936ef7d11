package dev.arclight.spark.train;

import dev.arclight.tensor.ArclightException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
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
     * Trains from the beginning to the end, without validation and checkpoints.
     *
     * @throws TrainingException if there are no rows or a loss is not finite
     */
    TrainingState run(TrainingState initial) {
        Rounds rounds = new Rounds(plan, plan.stepsPerEpoch(data().mostRows()));
        Progress start = new Progress(initial, EarlyStopping.begin(0, 0), Optional.of(rounds.first()));
        return run(rounds, start, Optional.empty(), Optional.empty()).result();
    }

    /**
     * Goes on from where a training stands to its end.
     *
     * @param held shards whose held-out rows each epoch is measured on
     * @throws TrainingException if a loss is not finite, there are no rows held out, or a checkpoint cannot be written
     */
    Progress run(
            Rounds rounds, Progress start, Optional<JavaRDD<Shard>> held, Optional<TrainingCheckpoints> checkpoints) {
        SpeedUpMeter meter = new SpeedUpMeter(
                shards.getNumPartitions(), Math.max(1, context.sc().defaultParallelism()));
        Progress progress = start;
        while (progress.next().isPresent()) {
            Round round = progress.next().get();
            TrainingState state = round(rounds, round, progress.state(), meter);
            EarlyStopping stopping = progress.stopping();
            if (held.isPresent() && rounds.endsEpoch(round)) {
                stopping = validate(rounds, round, state, held.get(), stopping);
            }
            boolean over = rounds.isLast(round) || stopping.stops();
            progress = new Progress(state, stopping, over ? Optional.empty() : Optional.of(rounds.after(round)));
            if (checkpoints.isPresent()) {
                checkpoints.get().after(round, rounds.endsEpoch(round), progress);
            }
        }
        return progress;
    }

    private TrainingState round(Rounds rounds, Round round, TrainingState state, SpeedUpMeter meter) {
        long begin = System.nanoTime();
        Contribution average = average(state, round, plan.rates().factors(round, rounds.steps()));
        double seconds = (System.nanoTime() - begin) * 1e-9;
        RoundReport report = new RoundReport(
                round.number() + 1,
                rounds.count(),
                round.epoch() + 1,
                rounds.epochs(),
                average.lossSum() / average.weight(),
                average.examples(),
                seconds);
        LOG.info("{}", report);
        listener.roundDone(report);
        meter.roundDone(average.seconds(), seconds).ifPresent(estimate -> {
            LOG.info("{}", estimate);
            listener.estimated(estimate);
        });
        return average.state();
    }

    private EarlyStopping validate(
            Rounds rounds, Round round, TrainingState state, JavaRDD<Shard> held, EarlyStopping stopping) {
        Validation validation = validation(state, held);
        if (!(validation.weight() > 0)) {
            throw new TrainingException("no rows are held out for validation, or their weights are all 0; raise"
                    + " validationFraction, or mark rows in validationIndicatorCol");
        }
        int epoch = round.epoch() + 1;
        EarlyStopping after = stopping.after(epoch, validation.loss(), state);
        EpochReport report = new EpochReport(
                epoch,
                rounds.epochs(),
                validation.weight(),
                validation.loss(),
                plan.objective().isOfClasses() ? validation.accuracy() : Double.NaN,
                after.bestEpoch() == epoch);
        LOG.info("{}", report);
        listener.epochDone(report);
        return after;
    }

    private Validation validation(TrainingState state, JavaRDD<Shard> held) {
        Broadcast<TrainingState> measured = context.broadcast(state);
        try {
            TrainingPlan how = plan;
            JavaRDD<Validation> parts = held.mapPartitionsWithIndex(
                    (partition, shard) -> validate(how, measured.value(), shard, partition), true);
            return Validation.sum(typed(parts::collect));
        } finally {
            measured.destroy();
        }
    }

    /** Runs in a task. */
    private static Iterator<Validation> validate(
            TrainingPlan plan, TrainingState state, Iterator<Shard> shards, int partition) {
        if (!shards.hasNext()) {
            return Collections.emptyIterator();
        }
        LocalTrainer trainer = TrainerPool.take(plan);
        Validation validation = trainer.validate(state, shards.next(), partition);
        TrainerPool.give(plan, trainer);
        return List.of(validation).iterator();
    }

    /**
     * Reads every partition for the first time; what is wrong with the data shows here.
     *
     * @throws TrainingException if there are no rows to learn from
     */
    TrainingData data() {
        return typed(() -> TrainingData.of(shards));
    }

    private Contribution average(TrainingState state, Round round, double[] rateFactors) {
        Broadcast<TrainingState> start = context.broadcast(state);
        try {
            TrainingPlan how = plan;
            JavaRDD<Contribution> contributions = shards.mapPartitionsWithIndex(
                    (partition, shard) ->
                            contribute(how, start.value(), shard, new LocalWork(partition, round, rateFactors)),
                    true);
            Contribution average = typed(() -> Averaging.merge(collect(contributions)))
                    .orElseThrow(() -> new TrainingException("round " + (round.number() + 1)
                            + ": no partition has a row that counts; look for weights of 0 in weightCol and"
                            + " classWeights"));
            requireFinite(average, round);
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
        boolean nothing = contribution.weight() == 0 && contribution.failedStep() == Contribution.NO_FAILURE;
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

    private static void requireFinite(Contribution average, Round round) {
        String where = "round " + (round.number() + 1);
        if (average.failedStep() != Contribution.NO_FAILURE) {
            throw new TrainingException(where + ", partition " + average.partition() + ": the loss of batch "
                    + (round.firstStep() + average.failedStep()) + " of the epoch is " + average.lossSum() + REMEDY);
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
