package dev.arclight.beam.inference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.ValueInSingleWindow;

/** Says which models are to score the examples of a group, all of one window, that waited for each other in state. */
final class GroupedBatchesFn<InputT> extends DoFn<KV<Integer, Iterable<ValueInSingleWindow<InputT>>>, Batch<InputT>> {
    private static final long serialVersionUID = 1L;

    private final ModelChoice<InputT> choice;

    GroupedBatchesFn(ModelChoice<InputT> choice) {
        this.choice = choice;
    }

    @ProcessElement
    public void processElement(ProcessContext context) {
        ModelChoice.Chosen<InputT> chosen = choice.resolve(context::sideInput);
        Map<ModelRef, List<ValueInSingleWindow<InputT>>> byModel = new LinkedHashMap<>();
        for (ValueInSingleWindow<InputT> row : context.element().getValue()) {
            byModel.computeIfAbsent(chosen.of(row.getValue()), same -> new ArrayList<>())
                    .add(row);
        }
        byModel.forEach((model, rows) -> context.output(new Batch<>(model, rows)));
    }
}
