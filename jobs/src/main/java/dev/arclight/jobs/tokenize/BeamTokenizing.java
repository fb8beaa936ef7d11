package dev.arclight.jobs.tokenize;

import dev.arclight.beam.data.ParquetRows;
import dev.arclight.beam.text.Tokenize;
import dev.arclight.jobs.session.BeamPipelines;
import dev.arclight.jobs.session.EngineOptions;
import dev.arclight.jobs.session.OutputFolder;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;

/** Parquet in, Parquet with columns of ids out, by a pipeline of Beam. */
final class BeamTokenizing {
    private BeamTokenizing() {}

    static void run(EngineOptions engine, TokenizeCommand.Request request, OutputFolder folder) {
        PipelineOptions options = BeamPipelines.options(engine, request.input(), request.tokenizer(), folder.shown());
        folder.write(temporary -> {
            Pipeline pipeline = Pipeline.create(options);
            Tokenize tokenize = Tokenize.with(request.tokenizer());
            if (request.maxLength() > 0) {
                tokenize = tokenize.withMaxLength(request.maxLength());
            }
            if (request.pads()) {
                tokenize = tokenize.withPadding();
            }
            pipeline.apply("Read", ParquetRows.read(request.input()))
                    .apply("Tokenize", tokenize.ofField(request.textCol()))
                    .apply("Write", ParquetRows.write(OutputFolder.shown(temporary)));
            BeamPipelines.run(pipeline, temporary);
        });
    }
}
