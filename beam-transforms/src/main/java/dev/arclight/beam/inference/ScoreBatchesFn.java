package dev.arclight.beam.inference;

import dev.arclight.beam.inference.ModelPool.Lease;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.ValueInSingleWindow;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/** Scores batches, and puts each output where its example was: timestamp, window and pane. */
final class ScoreBatchesFn<InputT, OutputT> extends DoFn<Batch<InputT>, Prediction<InputT, OutputT>> {
    private static final long serialVersionUID = 1L;

    private static final String NO_MODEL = "there is no model for this key; name one, or leave such examples out";

    private final Scoring<InputT, OutputT> scoring;
    private final TupleTag<Prediction<InputT, OutputT>> predictions;
    private final TupleTag<Prediction<InputT, OutputT>> failures;
    private final InferenceMetrics metrics;

    private transient @Nullable WorkerModels<InputT, OutputT> models;
    private transient @Nullable Scorer<InputT, OutputT> scorer;

    ScoreBatchesFn(
            Scoring<InputT, OutputT> scoring,
            TupleTag<Prediction<InputT, OutputT>> predictions,
            TupleTag<Prediction<InputT, OutputT>> failures) {
        this.scoring = scoring;
        this.predictions = predictions;
        this.failures = failures;
        this.metrics = new InferenceMetrics(scoring.metricsNamespace());
    }

    /** An example's own timestamp may be before its batch's where state kept it; see {@link BatchExamplesFn}. */
    @Override
    @SuppressWarnings("deprecation")
    public Duration getAllowedTimestampSkew() {
        return Duration.millis(Long.MAX_VALUE);
    }

    @Setup
    public void setup() {
        models = new WorkerModels<>(scoring, metrics);
        scorer = new Scorer<>(scoring.handler(), scoring.limits(), metrics);
    }

    @StartBundle
    public void startBundle() {
        setUp(models).startBundle();
    }

    @ProcessElement
    public void processElement(ProcessContext context) throws InterruptedException {
        Batch<InputT> batch = context.element();
        if (batch.model().equals(ModelRef.NONE)) {
            for (ValueInSingleWindow<InputT> row : batch.rows()) {
                metrics.exampleFailed();
                emit(context, failures, row, Prediction.failed(row.getValue(), "", NO_MODEL));
            }
            return;
        }
        Lease<InputT, OutputT> lease = setUp(models).lease(batch.model());
        List<InputT> examples = new ArrayList<>(batch.rows().size());
        for (ValueInSingleWindow<InputT> row : batch.rows()) {
            examples.add(row.getValue());
        }
        String modelId = lease.modelId();
        boolean sound = false;
        try {
            setUp(scorer).score(lease, examples, new Scorer.Outcome<>() {
                @Override
                public void scored(int row, OutputT value) {
                    ValueInSingleWindow<InputT> place = batch.rows().get(row);
                    emit(context, predictions, place, Prediction.scored(examples.get(row), value, modelId));
                }

                @Override
                public void failed(int row, String error) {
                    ValueInSingleWindow<InputT> place = batch.rows().get(row);
                    emit(context, failures, place, Prediction.failed(examples.get(row), modelId, error));
                }
            });
            sound = true;
        } finally {
            if (!sound) {
                setUp(models).discard();
            }
        }
    }

    private void emit(
            ProcessContext context,
            TupleTag<Prediction<InputT, OutputT>> tag,
            ValueInSingleWindow<InputT> row,
            Prediction<InputT, OutputT> prediction) {
        context.outputWindowedValue(tag, prediction, row.getTimestamp(), List.of(row.getWindow()), row.getPane());
    }

    @FinishBundle
    public void finishBundle() {
        setUp(models).finishBundle();
    }

    /** Not promised: a worker that is killed never calls it, and nothing here matters once its JVM is gone. */
    @Teardown
    public void teardown() {
        if (models != null) {
            models.close();
        }
    }

    private static <T> T setUp(@Nullable T made) {
        if (made == null) {
            throw new IllegalStateException("a bundle came before the setup");
        }
        return made;
    }
}
