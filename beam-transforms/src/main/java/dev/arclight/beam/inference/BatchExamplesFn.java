package dev.arclight.beam.inference;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.ValueInSingleWindow;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/** Collects the examples of a bundle into batches, whatever their windows, and says which model is to score each. */
final class BatchExamplesFn<InputT> extends DoFn<InputT, Batch<InputT>> {
    private static final long serialVersionUID = 1L;

    private final ModelHandler<InputT, ?> handler;
    private final ModelChoice<InputT> choice;
    private final BatchLimits limits;

    private transient @Nullable Map<ModelRef, Filling<InputT>> batches;
    private transient @Nullable Map<BoundedWindow, ModelChoice.Chosen<InputT>> choices;

    BatchExamplesFn(Scoring<InputT, ?> scoring) {
        this.handler = scoring.handler();
        this.choice = scoring.choice();
        this.limits = scoring.limits();
    }

    /**
     * A full batch has the timestamp of its oldest example, which may be older than the current one. That is safe though the
     * method is deprecated: a runner holds the watermark at the oldest input of the bundle until the bundle ends.
     */
    @Override
    @SuppressWarnings("deprecation")
    public Duration getAllowedTimestampSkew() {
        return Duration.millis(Long.MAX_VALUE);
    }

    @StartBundle
    public void startBundle() {
        batches = new LinkedHashMap<>();
        choices = new HashMap<>();
    }

    @ProcessElement
    public void processElement(ProcessContext context, BoundedWindow window) {
        Map<ModelRef, Filling<InputT>> filling = started(batches);
        InputT example = context.element();
        ModelRef model = started(choices)
                .computeIfAbsent(window, same -> choice.resolve(context::sideInput))
                .of(example);
        Filling<InputT> batch = filling.computeIfAbsent(model, same -> new Filling<>());
        long bytes = limits.limitBytes() ? Scorer.byteSize(handler, example) : 0;
        if (!batch.rows.isEmpty() && bytes > limits.bytes() - batch.bytes) {
            emit(context, model, batch);
            batch = new Filling<>();
            filling.put(model, batch);
        }
        batch.add(ValueInSingleWindow.of(example, context.timestamp(), window, context.pane()), bytes);
        if (batch.rows.size() >= limits.rows() || batch.bytes >= limits.bytes()) {
            filling.remove(model);
            emit(context, model, batch);
        }
        if (limits.limitWait()) {
            emitOverdue(context, filling);
        }
    }

    private void emitOverdue(ProcessContext context, Map<ModelRef, Filling<InputT>> filling) {
        long now = System.nanoTime();
        Iterator<Map.Entry<ModelRef, Filling<InputT>>> each = filling.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<ModelRef, Filling<InputT>> entry = each.next();
            if (now - entry.getValue().began
                    >= TimeUnit.MILLISECONDS.toNanos(limits.maxWait().getMillis())) {
                each.remove();
                emit(context, entry.getKey(), entry.getValue());
            }
        }
    }

    private void emit(ProcessContext context, ModelRef model, Filling<InputT> batch) {
        context.outputWindowedValue(
                new Batch<>(model, batch.rows), batch.oldest, List.of(batch.window()), PaneInfo.NO_FIRING);
        if (choice.changesWithinBundle()) {
            started(choices).clear();
        }
    }

    @FinishBundle
    public void finishBundle(FinishBundleContext context) {
        started(batches)
                .forEach(
                        (model, batch) -> context.output(new Batch<>(model, batch.rows), batch.oldest, batch.window()));
        batches = null;
        choices = null;
    }

    private static <T> T started(@Nullable T ofBundle) {
        if (ofBundle == null) {
            throw new IllegalStateException("an example came outside of a bundle");
        }
        return ofBundle;
    }

    private static final class Filling<InputT> {
        final List<ValueInSingleWindow<InputT>> rows = new ArrayList<>();
        final long began = System.nanoTime();
        Instant oldest = BoundedWindow.TIMESTAMP_MAX_VALUE;
        long bytes;

        void add(ValueInSingleWindow<InputT> row, long rowBytes) {
            rows.add(row);
            bytes += rowBytes;
            if (row.getTimestamp().isBefore(oldest)) {
                oldest = row.getTimestamp();
            }
        }

        /** Any window will do, since each row has its own; this one ends last, so nothing is late that was not. */
        BoundedWindow window() {
            BoundedWindow last = rows.get(0).getWindow();
            for (ValueInSingleWindow<InputT> row : rows) {
                if (row.getWindow().maxTimestamp().isAfter(last.maxTimestamp())) {
                    last = row.getWindow();
                }
            }
            return last;
        }
    }
}
