package dev.arclight.jobs.score;

import dev.arclight.beam.program.ScoreParquet;
import dev.arclight.jobs.console.Console;
import dev.arclight.jobs.session.BeamPipelines;
import dev.arclight.jobs.session.EngineOptions;
import dev.arclight.jobs.session.OutputFolder;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.hadoop.conf.Configuration;

/** Parquet in, Parquet with a column of predictions out, by a pipeline of Beam. */
final class BeamScoring {
    private BeamScoring() {}

    static Scoring run(EngineOptions engine, Scoring.Request request, Console console) {
        OutputFolder folder = OutputFolder.of(request.output(), new Configuration());
        folder.requireFree(request.overwrite(), request.input(), request.model());
        PipelineOptions pipelines = BeamPipelines.options(engine, request.input(), request.model(), request.output());
        console.note("score with " + pipelines.getRunner().getSimpleName());
        long start = System.nanoTime();
        AtomicLong rows = new AtomicLong();
        folder.write(temporary -> {
            ScoreParquet.Options options = pipelines.as(ScoreParquet.Options.class);
            options.setInput(request.input());
            options.setModel(request.model());
            options.setOutput(OutputFolder.shown(temporary));
            options.setFeaturesColumn(request.featuresCol());
            options.setResult(ScoreParquet.Result.valueOf(request.result().name()));
            options.setKeepFeatures(request.keepFeatures());
            Pipeline pipeline = Pipeline.create(options);
            ScoreParquet.build(pipeline, options);
            rows.set(rows(BeamPipelines.run(pipeline, temporary)));
        });
        return new Scoring(rows.get(), System.nanoTime() - start, "", folder.shown());
    }

    private static long rows(PipelineResult result) {
        long rows = 0;
        for (MetricResult<Long> counter : result.metrics()
                .queryMetrics(MetricsFilter.builder()
                        .addNameFilter(MetricNameFilter.named(ScoreParquet.METRICS, ScoreParquet.ROWS))
                        .build())
                .getCounters()) {
            // Where bundles are tried again only what succeeded counts; not all runners tell it from the rest.
            Long committed = counter.getCommittedOrNull();
            rows += committed == null ? counter.getAttempted() : committed;
        }
        return rows;
    }
}
