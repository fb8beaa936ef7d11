package dev.arclight.beam.train;

import dev.arclight.beam.data.TensorBlock;
import dev.arclight.distributed.localsgd.RowDigest;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/** Sends each row to the shard that its content names. */
final class AssignRowsFn extends DoFn<TensorBlock, KV<Integer, TensorBlock>> {
    private final TrainingPlan plan;

    AssignRowsFn(TrainingPlan plan) {
        this.plan = plan;
    }

    @ProcessElement
    public void processElement(@Element TensorBlock block, OutputReceiver<KV<Integer, TensorBlock>> out) {
        Map<String, Tensor> columns = new LinkedHashMap<>();
        columns.put(ShardFiles.FEATURES, block.column(plan.features()));
        columns.put(ShardFiles.LABEL, ShardFiles.label(plan.objective(), plan.label(), block.column(plan.label())));
        if (!plan.weight().isEmpty()) {
            columns.put(ShardFiles.WEIGHT, ShardFiles.weight(plan.weight(), block.column(plan.weight())));
        }
        TensorBlock needed = TensorBlock.of(columns);
        long[] digests = ShardFiles.digests(needed);
        long[][] rows = new long[plan.shards()][digests.length];
        int[] counts = new int[plan.shards()];
        for (int row = 0; row < digests.length; row++) {
            int shard = RowDigest.partition(digests[row], plan.shards());
            rows[shard][counts[shard]++] = row;
        }
        for (int shard = 0; shard < counts.length; shard++) {
            if (counts[shard] > 0) {
                Tensor chosen = Tensor.of(Arrays.copyOf(rows[shard], counts[shard]), counts[shard]);
                Map<String, Tensor> part = new LinkedHashMap<>();
                for (String name : needed.names()) {
                    part.put(name, needed.column(name).indexSelect(0, chosen));
                }
                out.output(KV.of(shard, TensorBlock.of(part)));
            }
        }
    }
}
