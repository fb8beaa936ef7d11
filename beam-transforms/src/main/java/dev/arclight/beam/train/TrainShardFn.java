package dev.arclight.beam.train;

import dev.arclight.distributed.localsgd.Round;
import java.io.IOException;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Distribution;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionView;
import org.jspecify.annotations.Nullable;

/** Local steps from the state of the last round, for each shard of the bundle. */
final class TrainShardFn extends DoFn<Shard, KV<Integer, StateChunk>> {
    private final TrainingPlan plan;
    private final int round;
    private final PCollectionView<Iterable<StateChunk>> stateView;
    private final PCollectionView<Iterable<Shard>> shardsView;
    private final Counter examples = Metrics.counter(TrainModel.METRICS, "examples");
    private final Distribution shardMillis = Metrics.distribution(TrainModel.METRICS, "shard_millis");

    private transient @Nullable LocalTrainer trainer;
    private transient @Nullable TrainingState state;

    TrainShardFn(
            TrainingPlan plan,
            int round,
            PCollectionView<Iterable<StateChunk>> stateView,
            PCollectionView<Iterable<Shard>> shardsView) {
        this.plan = plan;
        this.round = round;
        this.stateView = stateView;
        this.shardsView = shardsView;
    }

    @StartBundle
    public void startBundle() {
        // A side input can be read only with an element at hand.
        state = null;
    }

    @ProcessElement
    public void processElement(ProcessContext context) throws IOException {
        LocalTrainer own = trainer;
        if (own == null) {
            own = new LocalTrainer(plan);
            trainer = own;
        }
        TrainingState start = state;
        if (start == null) {
            start = StateChunk.join(context.sideInput(stateView));
            state = start;
        }
        Shard shard = context.element();
        Rounds rounds = Rounds.of(plan, context.sideInput(shardsView));
        Round now = rounds.at(round);
        ShardRows rows = ShardFiles.rows(shard);
        long begin = System.nanoTime();
        for (StateChunk chunk :
                own.run(start, rows, shard.id(), now, plan.optimizer().rateFactors(rounds.steps()))) {
            if (chunk.index() == 0) {
                examples.inc(chunk.examples());
            }
            context.output(KV.of(chunk.index(), chunk));
        }
        shardMillis.update((System.nanoTime() - begin) / 1_000_000);
    }

    @Teardown
    public void tearDown() {
        trainer = null;
    }
}
