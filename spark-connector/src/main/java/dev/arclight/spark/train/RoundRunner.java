package dev.arclight.spark.train;

import dev.arclight.distributed.localsgd.HeldOutScore;
import dev.arclight.distributed.localsgd.Round;
import dev.arclight.spark.version.SparkApi;
import dev.arclight.tensor.ArclightException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver's side of a training: broadcasts the state, has every partition make its local steps, averages, and again.
 *
 * <p>Between two rounds nothing lives in executors but what can be made again: the cached shards and idle trainers.
 */
final class RoundRunner {
    private static final Logger LOG = LoggerFactory.getLogger(RoundRunner.class);

    private static final String REMEDY =
            "; lower learningRate, scale the features to about -1 to 1, and look for NaN among them";

    /** The share of the learning rate below which steps may be too small for float32. */
    private static final double SLOW = 1e-2;

    private final JavaSparkContext context;
    private final Configuration configuration;
    private final JavaRDD<Shard> shards;
    private final TrainingPlan plan;
    private final RoundListener listener;
    private final double explosion;
    private final int parameterValues;
    private final double learningRate;
    private @Nullable Broadcast<SerializableConfiguration> fileSystems;
    private double lossLimit = Double.POSITIVE_INFINITY;
    private boolean learnt;

    /** @param shards one in each partition, or none where a partition is empty; cached by the caller */
    RoundRunner(SparkSession session, JavaRDD<Shard> shards, TrainingPlan plan, RoundListener listener) {
        this(
                session,
                shards,
                plan,
                listener,
                0,
                Beginning.of(plan, plan.network().make()));
    }

    /**
     * Made for one training.
     *
     * @param shards one in each partition, or none where a partition is empty; cached by the caller
     * @param explosion how many times the first round's loss, or 1 if that is less, a batch's may be; 0 for any number
     * @param beginning of the plan
     */
    RoundRunner(
            SparkSession session,
            JavaRDD<Shard> shards,
            TrainingPlan plan,
            RoundListener listener,
            double explosion,
            Beginning beginning) {
        this.context = JavaSparkContext.fromSparkContext(session.sparkContext());
        this.configuration = SparkApi.hadoop(session);
        this.shards = shards;
        this.plan = plan;
        this.listener = listener;
        this.explosion = explosion;
        this.parameterValues = beginning.parameterValues();
        this.learningRate = beginning.learningRate();
    }

    /**
     * Trains from the beginning to the end, without validation and checkpoints.
     *
     * @throws TrainingException if there are no rows or a loss is not finite
     */
    TrainingState run(TrainingState initial) {
        Rounds rounds = new Rounds(plan, plan.stepsPerEpoch(data(shards).mostRows()));
        Progress start = Progress.begin(initial, EarlyStopping.begin(0, 0), rounds.first());
        return run(rounds, () -> start, Optional.empty(), Optional.empty()).result();
    }

    /**
     * Goes on from where a training stands to its end.
     *
     * @param start asked for once; whoever held on to what it gives would hold a state for the whole training
     * @param held shards whose held-out rows each epoch is measured on
     * @throws TrainingException if a loss is not finite, there are no rows held out, or a checkpoint cannot be written
     */
    Progress run(
            Rounds rounds,
            Supplier<Progress> start,
            Optional<JavaRDD<Shard>> held,
            Optional<TrainingCheckpoints> checkpoints) {
        if (plan.keptFolder().isEmpty()) {
            return goOn(rounds, start, held, checkpoints);
        }
        Broadcast<SerializableConfiguration> sent = context.broadcast(new SerializableConfiguration(configuration));
        fileSystems = sent;
        try {
            return goOn(rounds, start, held, checkpoints);
        } finally {
            sent.destroy();
        }
    }

    private Progress goOn(
            Rounds rounds,
            Supplier<Progress> start,
            Optional<JavaRDD<Shard>> held,
            Optional<TrainingCheckpoints> checkpoints) {
        Progress progress = start.get();
        lossLimit = progress.lossLimit();
        learnt = progress.learnt();
        beginKept(progress.next(), checkpoints);
        SpeedUpMeter meter = new SpeedUpMeter(
                shards.getNumPartitions(),
                Math.max(1, context.sc().defaultParallelism()),
                RoundTraffic.of(progress.state(), parameterValues, plan.averaging()));
        while (progress.next().isPresent()) {
            Round round = progress.next().get();
            TrainingState state = round(rounds, round, progress.state(), meter);
            EarlyStopping stopping = progress.stopping();
            if (held.isPresent() && rounds.endsEpoch(round)) {
                stopping = validate(rounds, round, state, held.get(), stopping);
            }
            boolean over = rounds.isLast(round) || stopping.stops();
            Optional<Round> next = over ? Optional.empty() : Optional.of(rounds.after(round));
            progress = new Progress(state, stopping, next, lossLimit, learnt);
            if (checkpoints.isPresent()) {
                checkpoints.get().after(round, rounds.endsEpoch(round), progress);
            }
            retainKept(round, over, checkpoints);
        }
        return progress;
    }

    private Optional<KeptStates> kept() {
        return plan.keptFolder().isEmpty()
                ? Optional.empty()
                : Optional.of(new KeptStates(plan.keptFolder(), configuration));
    }

    /** What lies there of a training that came to no checkpoint may be of other bits: nobody is to read it. */
    private void beginKept(Optional<Round> next, Optional<TrainingCheckpoints> checkpoints) {
        boolean goesOn = next.map(round -> round.number() > 0).orElse(false);
        kept().ifPresent(kept -> {
            if (goesOn) {
                kept.retain(
                        checkpoints.map(written -> Set.copyOf(written.rounds())).orElse(Set.of()));
            } else {
                kept.delete();
            }
        });
    }

    /** Optimizers keep what the next round needs and a training that begins behind a checkpoint would. */
    private void retainKept(Round round, boolean over, Optional<TrainingCheckpoints> checkpoints) {
        kept().ifPresent(kept -> {
            if (over) {
                kept.delete();
                return;
            }
            Set<Integer> rounds = new HashSet<>(Set.of(round.number()));
            checkpoints.ifPresent(written -> rounds.addAll(written.rounds()));
            kept.retain(rounds);
        });
    }

    private TrainingState round(Rounds rounds, Round round, TrainingState state, SpeedUpMeter meter) {
        long begin = System.nanoTime();
        double[] factors = plan.rates().factors(round, rounds.steps());
        Contribution average = average(rounds, state, round, factors);
        double seconds = (System.nanoTime() - begin) * 1e-9;
        RoundReport report = new RoundReport(
                round.number() + 1,
                rounds.count(),
                round.epoch() + 1,
                rounds.epochs(),
                average.lossSum() / average.weight(),
                average.examples(),
                seconds,
                average.seconds(),
                rounds.stepsBehind(round),
                learningRate * factors[factors.length - 1]);
        if (explosion > 0 && lossLimit == Double.POSITIVE_INFINITY) {
            lossLimit = explosion * Math.max(1, report.loss());
        }
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
        HeldOutScore validation = validation(state, held);
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

    private HeldOutScore validation(TrainingState state, JavaRDD<Shard> held) {
        Broadcast<TrainingState> measured = context.broadcast(state);
        try {
            TrainingPlan how = plan;
            JavaRDD<HeldOutScore> parts = held.mapPartitionsWithIndex(
                    (partition, shard) -> validate(how, measured.value(), shard, partition), true);
            return HeldOutScore.sum(typed(parts::collect));
        } finally {
            measured.destroy();
        }
    }

    /** Runs in a task. */
    private static Iterator<HeldOutScore> validate(
            TrainingPlan plan, TrainingState state, Iterator<Shard> shards, int partition) {
        if (!shards.hasNext()) {
            return Collections.emptyIterator();
        }
        LocalTrainer trainer = TrainerPool.take(plan, partition);
        HeldOutScore validation = trainer.validate(state, shards.next(), partition);
        TrainerPool.give(plan, trainer);
        return List.of(validation).iterator();
    }

    /**
     * Reads every partition for the first time; what is wrong with the data shows here.
     *
     * @throws TrainingException if there are no rows to learn from
     */
    static TrainingData data(JavaRDD<Shard> shards) {
        return typed(() -> TrainingData.of(shards));
    }

    private Contribution average(Rounds rounds, TrainingState state, Round round, double[] rateFactors) {
        Broadcast<TrainingState> start = context.broadcast(state);
        try {
            TrainingPlan how = plan;
            double limit = lossLimit;
            @Nullable Broadcast<SerializableConfiguration> files = fileSystems;
            JavaRDD<Contribution> contributions = shards.mapPartitionsWithIndex(
                    (partition, shard) -> {
                        Optional<KeptStates> kept = files == null
                                ? Optional.empty()
                                : Optional.of(new KeptStates(
                                        how.keptFolder(), files.value().value()));
                        LocalWork work = new LocalWork(partition, round, rateFactors, limit);
                        return contribute(how, start.value(), shard, work, kept);
                    },
                    true);
            Contribution average = typed(() -> merged(contributions, state))
                    .orElseThrow(() -> new TrainingException("round " + (round.number() + 1)
                            + ": no partition has a row that counts; look for weights of 0 in weightCol and"
                            + " classWeights"));
            if (!average.isFailed()) {
                average = average.with(
                        average.state().arrived(state, plan.averaging().wire(), parameterValues));
            }
            requireSound(average, round);
            requireProgress(average, state, rounds, round, rateFactors);
            return average;
        } finally {
            start.destroy();
        }
    }

    private Optional<Contribution> merged(JavaRDD<Contribution> contributions, TrainingState state) {
        AveragingPlan averaging = plan.averaging();
        return averaging.shards(state)
                ? ShardedAverage.of(context, contributions, state.values().length)
                : TreeAverage.of(contributions, averaging.fanIn(contributions.getNumPartitions()));
    }

    /** Runs in a task. */
    private static Iterator<Contribution> contribute(
            TrainingPlan plan, TrainingState start, Iterator<Shard> shards, LocalWork work, Optional<KeptStates> kept) {
        if (!shards.hasNext()) {
            return Collections.emptyIterator();
        }
        LocalTrainer trainer = TrainerPool.take(plan, work.partition());
        Contribution contribution = trainer.run(start, shards.next(), work, kept);
        TrainerPool.give(plan, trainer);
        if (shards.hasNext()) {
            throw new IllegalStateException("partition " + work.partition() + " holds more than one shard");
        }
        boolean nothing = contribution.weight() == 0 && !contribution.isFailed();
        return nothing ? Collections.emptyIterator() : List.of(contribution).iterator();
    }

    private static void requireSound(Contribution average, Round round) {
        String where = "round " + (round.number() + 1);
        if (average.isFailed()) {
            throw new TrainingException(
                    where + ", partition " + average.partition() + ": " + average.failure() + REMEDY);
        }
        for (float value : average.state().values()) {
            if (!Float.isFinite(value)) {
                throw new TrainingException(where + ": the average of the parameters holds " + value + REMEDY);
            }
        }
    }

    /**
     * Where there is something to learn and the rate is not about 0, a training that begins with a round that changes no
     * parameter is in vain. A later one is where a training has come to rest. One step alone may well give no gradient; a
     * whole period of several or the last steps of an epoch judge.
     */
    private void requireProgress(
            Contribution average, TrainingState before, Rounds rounds, Round round, double[] rateFactors) {
        boolean slow = Arrays.stream(rateFactors).max().orElse(0) < SLOW;
        // Where losses are scaled, steps are left out until the scale fits; how long for is bounded where they are
        // made.
        if (learnt || slow || average.lossSum() == 0 || plan.precision().scales()) {
            return;
        }
        learnt = !Arrays.equals(
                before.values(), 0, parameterValues, average.state().values(), 0, parameterValues);
        boolean wholePeriod = round.steps() > 1 && round.steps() >= plan.averagingPeriod();
        if (!learnt && (wholePeriod || rounds.endsEpoch(round))) {
            throw new TrainingException("round " + (round.number() + 1) + ": no partition changed a parameter, though"
                    + " the loss is " + average.lossSum() / average.weight()
                    + "; the network gives no gradients or learningRate is too low: look for units that are always 0,"
                    + " and parameters that require no gradient");
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
