package dev.arclight.beam.train;

import dev.arclight.beam.data.Failures;
import dev.arclight.beam.data.TensorBlock;
import dev.arclight.beam.train.StateChunk.StateChunkCoder;
import dev.arclight.distributed.localsgd.HeldOutScore;
import dev.arclight.io.Signature;
import dev.arclight.nn.Module;
import dev.arclight.tensor.DType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Redistribute;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains for many rounds as a row of short pipelines, with a checkpoint between two, so that no graph grows with the length of
 * the training.
 *
 * <pre>{@code
 * TrainingLoop.Result trained = TrainingLoop.of(
 *                 TrainModel.of(network).withFeatures("image").withShards(16).to("gs://work/clothes", "gs://models/clothes"),
 *                 ReadParquetTensors.from("gs://…/train.parquet").withColumn("image", 28, 28).withColumn("label"))
 *         .withEpochs(10).withValidationShare(0.1).withPatience(2)
 *         .run(options);
 * }</pre>
 *
 * <p>The first pipeline reads the rows and puts them into shards, once. Each of the others trains some rounds. Killed at any
 * point and run again with the same settings and folder, the loop goes on from the last checkpoint and arrives at the same
 * bits as one that was never killed; how rounds are divided into pipelines does not change them either. What goes on learns from
 * the rows that were read first, even if the source has others by now: for these take another folder.
 */
public final class TrainingLoop {
    private static final Logger LOG = LoggerFactory.getLogger(TrainingLoop.class);

    private static final TrainingListener NOBODY = new TrainingListener() {
        @Override
        public void roundDone(RoundReport report) {}

        @Override
        public void epochDone(EpochReport report) {}
    };

    /** Starting a pipeline costs an embedded Flink about a second, a round of a small network less. */
    private static final int ROUNDS_PER_PIPELINE = 10;

    private final TrainModel training;
    private final PTransform<PBegin, PCollection<TensorBlock>> source;
    private final int patience;
    private final int roundsPerPipeline;
    private final TrainingListener listener;

    private TrainingLoop(
            TrainModel training,
            PTransform<PBegin, PCollection<TensorBlock>> source,
            int patience,
            int roundsPerPipeline,
            TrainingListener listener) {
        this.training = training;
        this.source = source;
        this.patience = patience;
        this.roundsPerPipeline = roundsPerPipeline;
        this.listener = listener;
    }

    /**
     * What a training arrived at.
     *
     * @param network in evaluation mode
     * @param epochs reports of those that were validated
     */
    public record Result(Module network, Signature signature, List<EpochReport> epochs) {
        /** Copies the list. */
        public Result {
            epochs = List.copyOf(epochs);
        }
    }

    /**
     * A loop of as many rounds as the training says.
     *
     * @param source of the rows, such as {@link dev.arclight.beam.data.ReadParquetTensors}
     */
    public static TrainingLoop of(TrainModel training, PTransform<PBegin, PCollection<TensorBlock>> source) {
        return new TrainingLoop(training, source, 0, ROUNDS_PER_PIPELINE, NOBODY);
    }

    private TrainingLoop with(TrainModel changed) {
        return new TrainingLoop(changed, source, patience, roundsPerPipeline, listener);
    }

    /** Passes over the rows, instead of a number of rounds. */
    public TrainingLoop withEpochs(int epochs) {
        return with(training.withEpochs(epochs));
    }

    /** Holds out a share of the rows, by their content and the seed, and measures on them after each epoch. */
    public TrainingLoop withValidationShare(double share) {
        return with(training.withValidationShare(share));
    }

    /**
     * Stops after so many epochs without a lower validation loss, and gives the model of the best one.
     *
     * @param epochs 0 for never, the default
     */
    public TrainingLoop withPatience(int epochs) {
        if (epochs < 0) {
            throw new TrainingException("patience is " + epochs + ", expected at least 0");
        }
        return new TrainingLoop(training, source, epochs, roundsPerPipeline, listener);
    }

    /**
     * At most so many rounds in a pipeline; default 10. 1 where starting one is cheap, more where workers are started for each.
     */
    public TrainingLoop withRoundsPerPipeline(int rounds) {
        if (rounds < 1) {
            throw new TrainingException("roundsPerPipeline is " + rounds + ", expected at least 1");
        }
        return new TrainingLoop(training, source, patience, rounds, listener);
    }

    public TrainingLoop withListener(TrainingListener hears) {
        return new TrainingLoop(training, source, patience, roundsPerPipeline, hears);
    }

    /**
     * Trains to the end and writes the model folder.
     *
     * @throws TrainingException if settings contradict each other, the folder holds another training, there are no rows, or a
     *     pipeline fails
     * @throws IOException if the work folder cannot be read or written
     */
    public Result run(PipelineOptions options) throws IOException {
        TrainingPlan plan = training.plan();
        if (plan.folder().isEmpty()) {
            throw new TrainingException("the training has no folders; call to(workFolder, modelFolder) on it");
        }
        if (patience > 0 && plan.validationShare() == 0) {
            throw new TrainingException(
                    "patience is " + patience + " but no rows are held out; call withValidationShare");
        }
        // The driver itself reads and writes files.
        FileSystems.setDefaultPipelineOptions(options);
        Checkpoints checkpoints = new Checkpoints(plan.folder());
        checkpoints.requireSame(plan.settings() + ", patience " + patience);
        List<Shard> shards = shards(checkpoints, options);
        Rounds rounds = Rounds.of(plan, shards);
        LocalTrainer first = new LocalTrainer(plan);
        TrainedNetwork.signature(
                plan,
                first.network(),
                DType.of(shards.get(0).dtype()),
                shards.get(0).extents());
        Checkpoints.Progress progress = checkpoints.latest().orElse(Checkpoints.Progress.BEGIN);
        while (progress.rounds() < rounds.count() && !stops(progress.epochs())) {
            progress = advance(checkpoints, options, shards, rounds, progress);
        }
        int best = best(progress.epochs());
        int at = patience > 0 && best > 0 ? best * rounds.perEpoch() : progress.rounds();
        TrainedNetwork trained = TrainedNetwork.of(plan, checkpoints.state(at), shards.get(0));
        if (!plan.model().isEmpty()) {
            ModelFiles.write(trained.network(), trained.signature(), plan.model());
        }
        return new Result(trained.network(), trained.signature(), progress.epochs());
    }

    /** The shards in the order of their numbers; made now if they are not there. */
    private List<Shard> shards(Checkpoints checkpoints, PipelineOptions options) throws IOException {
        Optional<List<Shard>> known = checkpoints.shards();
        if (known.isPresent()) {
            return known.get();
        }
        Pipeline pipeline = Pipeline.create(options);
        pipeline.apply("Rows", source)
                .apply("Shards", new MakeShards(training.plan()))
                .apply("Manifest", checkpoints.writeShards());
        run(pipeline, "reading the rows");
        return checkpoints
                .shards()
                .orElseThrow(() ->
                        new TrainingException("there are no rows to learn from; check the input's path and filters"));
    }

    private Checkpoints.Progress advance(
            Checkpoints checkpoints,
            PipelineOptions options,
            List<Shard> shards,
            Rounds rounds,
            Checkpoints.Progress progress)
            throws IOException {
        TrainingPlan plan = training.plan();
        int done = progress.rounds();
        int more = Math.min(roundsPerPipeline, rounds.count() - done);
        boolean validates = plan.validationShare() > 0;
        if (validates) {
            // A pipeline ends with the epoch, which is measured there.
            more = Math.min(more, rounds.perEpoch() - done % rounds.perEpoch());
        }
        boolean measures = validates && rounds.endsEpoch(done + more - 1);
        int now = done + more;
        checkpoints.clear(now);
        run(pipeline(checkpoints, options, shards, done, more, measures), "rounds " + (done + 1) + " to " + now);
        for (RoundReport report : checkpoints.reports(done + 1, now)) {
            LOG.info("{}", report);
            listener.roundDone(report);
        }
        List<EpochReport> epochs = new ArrayList<>(progress.epochs());
        if (measures) {
            EpochReport report = epochReport(rounds.at(now - 1).epoch() + 1, checkpoints.held(now));
            LOG.info("{}", report);
            listener.epochDone(report);
            epochs.add(report);
        }
        Checkpoints.Progress next = new Checkpoints.Progress(now, epochs);
        int best = patience > 0 ? best(epochs) * rounds.perEpoch() : 0;
        checkpoints.commit(next, best);
        return next;
    }

    private EpochReport epochReport(int epoch, HeldOutScore score) {
        if (!(score.weight() > 0)) {
            throw new TrainingException(
                    "no rows are held out for validation, or their weights are all 0; raise the validation share");
        }
        double loss = score.loss();
        if (!Double.isFinite(loss)) {
            throw new TrainingException("the loss of the rows that are held out is " + loss + " after epoch " + epoch
                    + "; look for NaN among their features, scale these to about -1 to 1, or lower the learning rate");
        }
        double accuracy = training.plan().objective().isOfClasses() ? score.accuracy() : Double.NaN;
        return new EpochReport(epoch, score.weight(), loss, accuracy);
    }

    private Pipeline pipeline(
            Checkpoints checkpoints, PipelineOptions options, List<Shard> shards, int done, int more, boolean measures)
            throws IOException {
        TrainingPlan plan = training.plan();
        Pipeline pipeline = Pipeline.create(options);
        PCollection<StateChunk> start = done == 0
                ? pipeline.apply("Begin", Create.of(plan.seed()))
                        .apply("FirstWeights", ParDo.of(new TrainModel.FirstWeightsFn(plan)))
                        .setCoder(StateChunkCoder.INSTANCE)
                : pipeline.apply("Checkpoint", checkpoints.readState(done));
        PCollection<Shard> spread = pipeline.apply(
                        "Shards", Create.of(shards).withCoder(SerializableCoder.of(Shard.class)))
                .apply("ById", WithKeys.of(Shard::id).withKeyType(TypeDescriptors.integers()))
                // Without this the shards may stay behind one source and train on one worker.
                .apply("Spread", Redistribute.byKey())
                .apply("Values", Values.create());
        PCollectionView<Iterable<Shard>> shardsView = pipeline.apply(
                        "AllShards", Create.of(shards).withCoder(SerializableCoder.of(Shard.class)))
                .apply("ShardsView", View.asIterable());
        PCollectionTuple trained = spread.apply("Rounds", new TrainRounds(plan, start, shardsView, done, more));
        trained.get(TrainRounds.STATE).apply("WriteState", checkpoints.writeState(done + more));
        trained.get(TrainRounds.REPORTS).apply("WriteReports", checkpoints.writeReports(done + more));
        if (measures) {
            PCollectionView<Iterable<StateChunk>> state =
                    trained.get(TrainRounds.STATE).apply("Trained", View.asIterable());
            spread.apply("Validate", checkpoints.measure(plan, done + more, state));
        }
        return pipeline;
    }

    private static void run(Pipeline pipeline, String what) {
        PipelineResult.State state;
        try {
            state = pipeline.run().waitUntilFinish();
        } catch (RuntimeException e) {
            // The runners have no error in common.
            throw new TrainingException(what + " failed: " + Failures.reason(e), e);
        }
        if (state != PipelineResult.State.DONE) {
            throw new TrainingException(what + " ended as " + state + "; see the runner's log");
        }
    }

    /** The epoch of the lowest loss, counted from 1; 0 before the first. */
    private static int best(List<EpochReport> epochs) {
        int best = 0;
        double lowest = Double.POSITIVE_INFINITY;
        for (EpochReport epoch : epochs) {
            if (epoch.loss() < lowest) {
                lowest = epoch.loss();
                best = epoch.epoch();
            }
        }
        return best;
    }

    private boolean stops(List<EpochReport> epochs) {
        return patience > 0 && epochs.size() - best(epochs) >= patience;
    }
}
