package dev.arclight.beam.inference;

import dev.arclight.autograd.GradMode;
import dev.arclight.graph.InferenceSession;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.NumThreads;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread's memory for scoring with a model folder: room for the largest batch so far, and a compiled session that is bound to
 * it. Other sizes, of bundles' last batches and of divided ones, would each be compiled for a single use, and run as they are,
 * with the same bits.
 */
final class FolderSession<InputT, OutputT> implements LoadedModel.Session<InputT, OutputT> {
    private static final Logger LOG = LoggerFactory.getLogger(FolderSession.class);

    /** A length of texts that most models take. */
    private static final int WARM_UP_EXTENT = 16;

    private final FolderModel<InputT, OutputT> model;
    private @Nullable InferenceSession session;
    private @Nullable TensorBuffer full;
    private int fullRows;
    private int fullExtent;
    private int fullRuns;

    FolderSession(FolderModel<InputT, OutputT> model) {
        this.model = model;
    }

    @Override
    public List<OutputT> run(List<InputT> batch) {
        ModelInput input = model.input();
        InputForm.Numbers[] numbers = new InputForm.Numbers[batch.size()];
        int[] extents = new int[batch.size()];
        Integer[] order = new Integer[batch.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = model.reader().read(batch.get(i));
            extents[i] = input.freeExtent(numbers[i].count());
            order[i] = i;
        }
        if (input.hasFreeExtent()) {
            Arrays.sort(order, Comparator.comparingInt(i -> extents[i]));
        }
        List<OutputT> outputs = new ArrayList<>(Collections.nCopies(batch.size(), null));
        try (NumThreads.Scope threads = NumThreads.of(model.threads())) {
            int from = 0;
            while (from < order.length) {
                int extent = extents[order[from]];
                int to = from + 1;
                while (to < order.length && extents[order[to]] == extent) {
                    to++;
                }
                List<OutputT> values = runEqual(numbers, order, from, to, extent);
                for (int i = from; i < to; i++) {
                    outputs.set(order[i], values.get(i - from));
                }
                from = to;
            }
        }
        return outputs;
    }

    private List<OutputT> runEqual(InputForm.Numbers[] numbers, Integer[] order, int from, int to, int extent) {
        int rows = to - from;
        TensorBuffer buffer = buffer(rows, extent);
        int width = model.input().width() * extent;
        for (int i = from; i < to; i++) {
            numbers[order[i]].write(buffer, (i - from) * width);
        }
        return compute(buffer, rows);
    }

    private TensorBuffer buffer(int rows, int extent) {
        if (full != null && rows == fullRows && extent == fullExtent) {
            fullRuns++;
            return full;
        }
        TensorBuffer made =
                new TensorBuffer(model.input().dtype(), model.input().batchShape(rows, extent));
        if ((long) rows * extent >= (long) fullRows * fullExtent) {
            full = made;
            fullRows = rows;
            fullExtent = extent;
            fullRuns = 1;
        }
        return made;
    }

    private List<OutputT> compute(TensorBuffer buffer, int rows) {
        // The second batch of a size says that there will be more.
        if (buffer != full || fullRuns < 2 || model.isRefused()) {
            return forward(buffer, rows);
        }
        InferenceSession bound = session;
        if (bound == null) {
            bound = model.compiled().newSession();
        }
        session = null;
        Tensor result;
        try {
            result = bound.run(buffer.tensor());
        } catch (ArclightException e) {
            // If the examples are to blame, this says so, and the model is not.
            List<OutputT> plain = forward(buffer, rows);
            model.refuse(e);
            return plain;
        }
        session = bound;
        return values(result, rows);
    }

    private List<OutputT> forward(TensorBuffer buffer, int rows) {
        try (GradMode.Scope off = GradMode.noGrad()) {
            return values(model.model().module().forward(buffer.tensor()), rows);
        }
    }

    private List<OutputT> values(Tensor result, int rows) {
        int[] shape = result.shape().toArray();
        if (shape.length == 0 || shape[0] != rows) {
            throw new BrokenSessionException("the model gave a result of shape " + result.shape() + " for " + rows
                    + " examples; its first extent must be theirs");
        }
        return model.output().values(result, rows, result.numel() / rows);
    }

    /** Zeros may be none of the model's examples, and where an extent is free, theirs is not known; so a refusal is no error. */
    @Override
    public void warmUp(int rows) {
        boolean free = model.input().hasFreeExtent();
        int extent = free ? WARM_UP_EXTENT : 1;
        try (NumThreads.Scope threads = NumThreads.of(model.threads())) {
            TensorBuffer buffer = buffer(rows, extent);
            // There will be more batches of this size, so it is compiled at once.
            fullRuns = Math.max(fullRuns, 2);
            compute(buffer, rows);
        } catch (ArclightException e) {
            LOG.warn(
                    "model {} is not warmed up: it takes no zeros of shape {}: {}",
                    model.model().checksum(),
                    Arrays.toString(model.input().batchShape(rows, extent)),
                    e.getMessage());
        }
        if (free) {
            // Whatever comes first is of the size to keep room for, and may be smaller.
            full = null;
            fullRows = 0;
            fullExtent = 0;
            fullRuns = 0;
        }
    }
}
