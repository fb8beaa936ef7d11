package dev.arclight.beam.train;

import dev.arclight.beam.data.TensorBlock;
import dev.arclight.beam.data.TensorBlockCoder;
import java.io.IOException;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/** Puts rows into shards by their content and writes these to files. The rows travel once; afterwards only descriptions do. */
final class MakeShards extends PTransform<PCollection<TensorBlock>, PCollection<Shard>> {
    private final TrainingPlan plan;

    MakeShards(TrainingPlan plan) {
        this.plan = plan;
    }

    @Override
    public PCollection<Shard> expand(PCollection<TensorBlock> blocks) {
        return blocks.apply("Assign", ParDo.of(new AssignRowsFn(plan)))
                .setCoder(KvCoder.of(VarIntCoder.of(), TensorBlockCoder.of()))
                .apply("Group", GroupByKey.create())
                .apply("Write", ParDo.of(new WriteShardFn(plan)))
                .setCoder(SerializableCoder.of(Shard.class));
    }

    private static final class WriteShardFn extends DoFn<KV<Integer, Iterable<TensorBlock>>, Shard> {
        private final TrainingPlan plan;

        WriteShardFn(TrainingPlan plan) {
            this.plan = plan;
        }

        @ProcessElement
        public void processElement(@Element KV<Integer, Iterable<TensorBlock>> rows, OutputReceiver<Shard> out)
                throws IOException {
            out.output(ShardFiles.write(plan, rows.getKey(), rows.getValue()));
        }
    }
}
