package dev.arclight.beam.train;

import dev.arclight.beam.train.StateChunk.StateChunkCoder;
import dev.arclight.distributed.localsgd.Round;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Some rounds: every shard trains from the same state, and the mean of what they arrive at starts the next round. Beam has no
 * loop, so the graph grows with the rounds.
 */
final class TrainRounds extends PTransform<PCollection<Shard>, PCollectionTuple> {
    static final TupleTag<StateChunk> STATE = new TupleTag<>() {};
    static final TupleTag<RoundReport> REPORTS = new TupleTag<>() {};

    private final TrainingPlan plan;
    private final PCollection<StateChunk> start;
    private final PCollectionView<Iterable<Shard>> shardsView;
    private final int first;
    private final int count;

    /** @param first the number of the first round, counted from 0 */
    TrainRounds(
            TrainingPlan plan,
            PCollection<StateChunk> start,
            PCollectionView<Iterable<Shard>> shardsView,
            int first,
            int count) {
        this.plan = plan;
        this.start = start;
        this.shardsView = shardsView;
        this.first = first;
        this.count = count;
    }

    @Override
    public PCollectionTuple expand(PCollection<Shard> shards) {
        PCollection<StateChunk> state = start;
        List<PCollection<RoundReport>> reports = new ArrayList<>();
        for (int round = first; round < first + count; round++) {
            PCollectionTuple done = shards.apply("Round" + (round + 1), new OneRound(plan, state, shardsView, round));
            state = done.get(STATE);
            reports.add(done.get(REPORTS));
        }
        PCollection<RoundReport> all = PCollectionList.of(reports).apply("Reports", Flatten.pCollections());
        return PCollectionTuple.of(STATE, state).and(REPORTS, all);
    }

    /** A composite, so that a round is one box in the runner's picture of the job. */
    private static final class OneRound extends PTransform<PCollection<Shard>, PCollectionTuple> {
        private final TrainingPlan plan;
        private final PCollection<StateChunk> state;
        private final PCollectionView<Iterable<Shard>> shardsView;
        private final int round;

        OneRound(
                TrainingPlan plan,
                PCollection<StateChunk> state,
                PCollectionView<Iterable<Shard>> shardsView,
                int round) {
            this.plan = plan;
            this.state = state;
            this.shardsView = shardsView;
            this.round = round;
        }

        @Override
        public PCollectionTuple expand(PCollection<Shard> shards) {
            PCollectionView<Iterable<StateChunk>> view = state.apply("State", View.asIterable());
            PCollectionTuple averaged = shards.apply(
                            "Train",
                            ParDo.of(new TrainShardFn(plan, round, view, shardsView))
                                    .withSideInputs(view, shardsView))
                    .setCoder(KvCoder.of(VarIntCoder.of(), StateChunkCoder.INSTANCE))
                    // A grouping and no Combine, which would add in the order in which bundles finish.
                    .apply("Group", GroupByKey.create())
                    .apply(
                            "Average",
                            ParDo.of(new AverageFn(plan, round, shardsView))
                                    .withSideInputs(shardsView)
                                    .withOutputTags(STATE, TupleTagList.of(REPORTS)));
            averaged.get(STATE).setCoder(StateChunkCoder.INSTANCE);
            averaged.get(REPORTS).setCoder(SerializableCoder.of(RoundReport.class));
            return averaged;
        }
    }

    private static final class AverageFn extends DoFn<KV<Integer, Iterable<StateChunk>>, StateChunk> {
        private final TrainingPlan plan;
        private final int round;
        private final PCollectionView<Iterable<Shard>> shardsView;

        AverageFn(TrainingPlan plan, int round, PCollectionView<Iterable<Shard>> shardsView) {
            this.plan = plan;
            this.round = round;
            this.shardsView = shardsView;
        }

        @ProcessElement
        public void processElement(ProcessContext context) {
            StateChunk mean = StateChunk.mean(context.element().getValue());
            context.output(STATE, mean);
            if (mean.index() == 0) {
                Round done = Rounds.of(plan, context.sideInput(shardsView)).at(round);
                context.output(
                        REPORTS,
                        new RoundReport(round + 1, done.epoch() + 1, mean.lossSum() / mean.weight(), mean.examples()));
            }
        }
    }
}
