package dev.arclight.beam.train;

import dev.arclight.beam.train.StateChunk.StateChunkCoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.PDone;
import org.jspecify.annotations.Nullable;

/** The steps of a pipeline that read and write {@link Checkpoints}. */
final class CheckpointSteps {
    private CheckpointSteps() {}

    /** A step that writes and gives nothing. */
    static final class Sink<T> extends PTransform<PCollection<T>, PDone> {
        private final String step;
        private final DoFn<T, Void> write;
        private final List<PCollectionView<?>> views;

        Sink(String step, DoFn<T, Void> write, PCollectionView<?>... views) {
            this.step = step;
            this.write = write;
            this.views = List.of(views);
        }

        @Override
        public PDone expand(PCollection<T> input) {
            input.apply(step, ParDo.of(write).withSideInputs(views));
            return PDone.in(input.getPipeline());
        }
    }

    static final class WriteShards extends PTransform<PCollection<Shard>, PDone> {
        private final String file;

        WriteShards(String file) {
            this.file = file;
        }

        @Override
        public PDone expand(PCollection<Shard> shards) {
            shards.apply("Together", WithKeys.of(0))
                    .apply("Group", GroupByKey.create())
                    .apply("Write", ParDo.of(new WriteShardsFn(file)));
            return PDone.in(shards.getPipeline());
        }
    }

    private static final class WriteShardsFn extends DoFn<KV<Integer, Iterable<Shard>>, Void> {
        private final String file;

        WriteShardsFn(String file) {
            this.file = file;
        }

        @ProcessElement
        public void processElement(@Element KV<Integer, Iterable<Shard>> all) throws IOException {
            List<Shard> shards = new ArrayList<>();
            all.getValue().forEach(shards::add);
            shards.sort(Shard.BY_ID);
            BeamFiles.writeLinesOnce(file, shards.stream().map(Shard::line).toList());
        }
    }

    static final class ReadState extends PTransform<PBegin, PCollection<StateChunk>> {
        private final Checkpoints checkpoints;
        private final int rounds;
        private final int chunks;

        ReadState(Checkpoints checkpoints, int rounds, int chunks) {
            this.checkpoints = checkpoints;
            this.rounds = rounds;
            this.chunks = chunks;
        }

        @Override
        public PCollection<StateChunk> expand(PBegin begin) {
            return begin.apply(
                            "Pieces",
                            Create.of(IntStream.range(0, chunks).boxed().toList()))
                    .apply("Read", ParDo.of(new ReadStateFn(checkpoints, rounds)))
                    .setCoder(StateChunkCoder.INSTANCE);
        }
    }

    private static final class ReadStateFn extends DoFn<Integer, StateChunk> {
        private final Checkpoints checkpoints;
        private final int rounds;

        ReadStateFn(Checkpoints checkpoints, int rounds) {
            this.checkpoints = checkpoints;
            this.rounds = rounds;
        }

        @ProcessElement
        public void processElement(@Element Integer chunk, OutputReceiver<StateChunk> out) throws IOException {
            out.output(checkpoints.readChunk(rounds, chunk));
        }
    }

    static final class WriteStateFn extends DoFn<StateChunk, Void> {
        private final Checkpoints checkpoints;
        private final int rounds;

        WriteStateFn(Checkpoints checkpoints, int rounds) {
            this.checkpoints = checkpoints;
            this.rounds = rounds;
        }

        @ProcessElement
        public void processElement(@Element StateChunk chunk) throws IOException {
            checkpoints.writeChunk(rounds, chunk);
        }
    }

    static final class WriteReportFn extends DoFn<RoundReport, Void> {
        private final Checkpoints checkpoints;
        private final int rounds;

        WriteReportFn(Checkpoints checkpoints, int rounds) {
            this.checkpoints = checkpoints;
            this.rounds = rounds;
        }

        @ProcessElement
        public void processElement(@Element RoundReport report) throws IOException {
            checkpoints.writeReport(rounds, report);
        }
    }

    /** Measures the state on the rows that each shard holds out. */
    static final class MeasureFn extends DoFn<Shard, Void> {
        private final Checkpoints checkpoints;
        private final TrainingPlan plan;
        private final int rounds;
        private final PCollectionView<Iterable<StateChunk>> stateView;

        private transient @Nullable LocalTrainer trainer;

        MeasureFn(
                Checkpoints checkpoints,
                TrainingPlan plan,
                int rounds,
                PCollectionView<Iterable<StateChunk>> stateView) {
            this.checkpoints = checkpoints;
            this.plan = plan;
            this.rounds = rounds;
            this.stateView = stateView;
        }

        @ProcessElement
        public void processElement(ProcessContext context) throws IOException {
            LocalTrainer own = trainer;
            if (own == null) {
                own = new LocalTrainer(plan);
                trainer = own;
            }
            Shard shard = context.element();
            TrainingState state = StateChunk.join(context.sideInput(stateView));
            checkpoints.writeHeld(rounds, own.validate(state, ShardFiles.rows(shard), shard.id()));
        }
    }
}
