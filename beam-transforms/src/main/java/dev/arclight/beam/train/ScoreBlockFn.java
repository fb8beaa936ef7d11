package dev.arclight.beam.train;

import dev.arclight.autograd.GradMode;
import dev.arclight.beam.data.TensorBlock;
import dev.arclight.nn.Module;
import dev.arclight.tensor.NumThreads;
import dev.arclight.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.jspecify.annotations.Nullable;

/** A block's predictions and targets; on one thread, since runners run as many bundles as they have cores. */
final class ScoreBlockFn extends DoFn<TensorBlock, TensorBlock> {
    private final String folder;
    private final String features;
    private final String label;
    private final boolean quantizes;
    private transient SharedModels.@Nullable Pair models;

    ScoreBlockFn(String folder, String features, String label, boolean quantizes) {
        this.folder = folder;
        this.features = features;
        this.label = label;
        this.quantizes = quantizes;
    }

    @Setup
    public void setUp() {
        models = SharedModels.load(folder, quantizes);
    }

    @ProcessElement
    public void processElement(@Element TensorBlock block, OutputReceiver<TensorBlock> out) {
        SharedModels.Pair pair = models;
        if (pair == null) {
            throw new IllegalStateException("a block came before the step was set up");
        }
        Tensor target = block.column(label);
        Tensor rows = block.column(features);
        Map<String, Tensor> columns = new LinkedHashMap<>();
        columns.put(EvaluateModel.FLOAT, predictions(pair.model().module(), rows, target));
        if (quantizes) {
            columns.put(EvaluateModel.INT8, predictions(pair.int8(), rows, target));
        }
        columns.put(MetricsFn.TARGET, target);
        out.output(TensorBlock.of(columns));
    }

    @SuppressWarnings("try") // Scopes are there to be closed.
    private static Tensor predictions(Module network, Tensor rows, Tensor target) {
        try (NumThreads.Scope one = NumThreads.of(1);
                GradMode.Scope off = GradMode.noGrad()) {
            Tensor output = network.forward(rows);
            // One value a row, as its target is.
            return output.rank() == target.rank() + 1 && output.size(-1) == 1
                    ? output.reshape(target.shape().toArray())
                    : output;
        }
    }
}
