package dev.arclight.distributed;

import dev.arclight.autograd.Autograd;
import dev.arclight.autograd.GradMode;
import dev.arclight.nn.Module;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A module that each worker has and trains on examples of its own, as {@code torch.nn.parallel.DistributedDataParallel}: all
 * begin with the parameters of worker 0, and when a backward pass has ended the gradients are the means over all workers. With
 * equal shares and losses that are means, that is training by one worker on the whole batch.
 *
 * <pre>{@code
 * ProcessGroup.launch(2, group -> {
 *     DistributedDataParallel model = new DistributedDataParallel(new Net(), group);
 *     SGD optimizer = new SGD(model.parameters(), 0.1);
 *     …
 * });
 * }</pre>
 *
 * <p>Every worker must make as many backward passes as the others. A parameter that no worker used keeps no gradient; one that
 * some did not use counts as zero there. A module whose forward takes several tensors is called by {@link #module()}.
 */
@SuppressWarnings("try") // Scopes are there to be closed.
public final class DistributedDataParallel extends Module {
    /** PyTorch's 25 MiB: few meetings, and no copy of all gradients at once. */
    private static final int DEFAULT_BUCKET_BYTES = 25 << 20;

    private final Module module;
    private final ProcessGroup group;
    private final List<List<Tensor>> buckets;
    private boolean synchronizes = true;

    /** Whether the pass under way will meet the other workers at its end. */
    private boolean queued;

    public DistributedDataParallel(Module module, ProcessGroup group) {
        this(module, group, DEFAULT_BUCKET_BYTES);
    }

    /** @param bucketBytes how many bytes of gradients are averaged at once, at least one parameter's */
    public DistributedDataParallel(Module module, ProcessGroup group, int bucketBytes) {
        this.module = register("module", module);
        this.group = group;
        List<Tensor> trained =
                module.parameters().stream().filter(Tensor::requiresGrad).toList();
        buckets = buckets(trained, bucketBytes);
        module.parameters().forEach(parameter -> group.broadcast(parameter, 0));
        module.buffers().forEach(buffer -> group.broadcast(buffer, 0));
        trained.forEach(parameter -> parameter.registerPostAccumulateGradHook(collected -> queue()));
    }

    /** Parameters in the reverse of their order, which is that in which gradients come, cut where a bucket is full. */
    private static List<List<Tensor>> buckets(List<Tensor> parameters, int bucketBytes) {
        List<Tensor> reversed = new ArrayList<>(parameters);
        Collections.reverse(reversed);
        List<List<Tensor>> buckets = new ArrayList<>();
        long room = 0;
        DType dtype = DType.FLOAT32;
        for (Tensor parameter : reversed) {
            long bytes = (long) parameter.numel() * parameter.dtype().bytes();
            if (buckets.isEmpty() || bytes > room || parameter.dtype() != dtype) {
                buckets.add(new ArrayList<>());
                room = bucketBytes;
                dtype = parameter.dtype();
            }
            buckets.get(buckets.size() - 1).add(parameter);
            room -= bytes;
        }
        return buckets;
    }

    /** The module itself. */
    public Module module() {
        return module;
    }

    /** Buffers, such as running means, are those of worker 0 before each forward pass in training. */
    @Override
    public Tensor forward(Tensor input) {
        if (isTraining() && synchronizes && GradMode.isRecording()) {
            module.buffers().forEach(buffer -> group.broadcast(buffer, 0));
        }
        return module.call(input);
    }

    /** A scope in which gradients stay each worker's own, to be averaged with those of the first pass after it. */
    public NoSync noSync() {
        return new NoSync();
    }

    /** While open, backward passes do not meet. */
    public final class NoSync implements AutoCloseable {
        private final boolean before = synchronizes;

        private NoSync() {
            synchronizes = false;
        }

        @Override
        public void close() {
            synchronizes = before;
        }
    }

    private void queue() {
        if (synchronizes && !queued && group.size() > 1) {
            queued = true;
            Autograd.queueCallback(this::average);
        }
    }

    private void average() {
        queued = false;
        try (GradMode.Scope scope = GradMode.noGrad()) {
            for (List<Tensor> bucket : buckets) {
                average(bucket);
            }
        }
    }

    private void average(List<Tensor> bucket) {
        List<Tensor> parts = new ArrayList<>();
        float[] used = new float[bucket.size()];
        for (int i = 0; i < used.length; i++) {
            Tensor parameter = bucket.get(i);
            Tensor grad = parameter.grad();
            used[i] = grad == null ? 0 : 1;
            parts.add(
                    grad == null
                            ? Tensor.zeros(parameter.dtype(), parameter.numel())
                            : grad.detach().contiguous().view(-1));
        }
        Tensor usedAnywhere = Tensor.of(used, used.length);
        group.allReduce(usedAnywhere, ReduceOp.MAX);
        Tensor flat = Tensor.cat(parts, 0);
        group.allReduce(flat, ReduceOp.AVG);
        int at = 0;
        for (int i = 0; i < used.length; i++) {
            Tensor parameter = bucket.get(i);
            Tensor mean =
                    flat.narrow(0, at, parameter.numel()).view(parameter.shape().toArray());
            Tensor grad = parameter.grad();
            if (grad != null) {
                grad.copy_(mean);
            } else if (usedAnywhere.item(i) != 0) {
                parameter.setGrad(mean.clone());
            }
            at += parameter.numel();
        }
    }
}
