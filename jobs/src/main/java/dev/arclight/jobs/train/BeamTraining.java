package dev.arclight.jobs.train;

import dev.arclight.beam.data.ReadParquetTensors;
import dev.arclight.beam.train.EpochReport;
import dev.arclight.beam.train.RoundReport;
import dev.arclight.beam.train.TrainModel;
import dev.arclight.beam.train.TrainingListener;
import dev.arclight.beam.train.TrainingLoop;
import dev.arclight.data.Batch;
import dev.arclight.data.DataLoader;
import dev.arclight.data.ParquetDataset;
import dev.arclight.io.Signature;
import dev.arclight.jobs.JobException;
import dev.arclight.jobs.console.Console;
import dev.arclight.jobs.session.BeamPipelines;
import dev.arclight.jobs.session.EngineOptions;
import dev.arclight.nn.Module;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * A training on Beam.
 *
 * @param network in evaluation mode
 * @param examples how many images were learnt from, each counted as often as it was; 0 if it was finished before
 * @param loss the mean of the last epoch
 */
record BeamTraining(Module network, Signature signature, long examples, double loss, long nanos) {
    static BeamTraining run(
            EngineOptions engine,
            String input,
            String featuresCol,
            String labelCol,
            TrainingOptions options,
            Console console)
            throws IOException {
        long start = System.nanoTime();
        PipelineOptions pipelines = BeamPipelines.options(engine, input, options.checkpointDir());
        ImageSize size = options.imageSize().orElseGet(() -> sizeOfFirst(input, featuresCol));
        try (WorkFolder work = WorkFolder.of(options.checkpointDir())) {
            Reports reports = new Reports(console);
            TrainModel training = training(options, size)
                    .withFeatures(featuresCol)
                    .withLabel(labelCol)
                    .to(work.path(), "");
            TrainingLoop.Result trained = TrainingLoop.of(
                            training,
                            ReadParquetTensors.from(input)
                                    .withColumn(featuresCol, 1, size.height(), size.width())
                                    .withColumn(labelCol)
                                    .withDType(labelCol, DType.INT64))
                    .withEpochs(options.epochs())
                    .withValidationShare(options.validationFraction())
                    .withPatience(options.patience())
                    .withListener(reports)
                    .run(pipelines);
            reports.sayEpoch();
            return new BeamTraining(
                    trained.network(),
                    trained.signature(),
                    reports.examples,
                    reports.loss(),
                    System.nanoTime() - start);
        }
    }

    /** Where shards and checkpoints are: the user's folder, or one of this machine's that goes with the training. */
    private record WorkFolder(String path, boolean isOwn) implements AutoCloseable {
        static WorkFolder of(String checkpointDir) throws IOException {
            return checkpointDir.isEmpty()
                    ? new WorkFolder(Files.createTempDirectory("arclight-train").toString(), true)
                    : new WorkFolder(checkpointDir, false);
        }

        @Override
        public void close() throws IOException {
            if (!isOwn) {
                return;
            }
            try (Stream<Path> found = Files.walk(Path.of(path))) {
                for (Path each : found.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    /** Shards are partitions, two unless given. */
    private static TrainModel training(TrainingOptions options, ImageSize size) {
        TrainModel training = TrainModel.of(options.network(size))
                .withBatchSize(options.batchSize())
                .withOptimizer(options.optimizerName())
                .withLearningRate(options.learningRate())
                .withMomentum(options.momentum())
                .withLearningRateSchedule(options.scheduleName(), options.rateWarmUp())
                .withMaxGradNorm(options.maxGradNorm())
                .withAveragingPeriod(options.averagingPeriod())
                .withShards(options.partitions().orElse(2))
                .withSeed(options.seed());
        return options.weightDecay().isPresent()
                ? training.withWeightDecay(options.weightDecay().get())
                : training;
    }

    /** The images are taken to be square. */
    private static ImageSize sizeOfFirst(String input, String column) {
        int pixels = firstImage(input, column).numel();
        int side = (int) Math.round(Math.sqrt(pixels));
        if (side * side != pixels) {
            throw new JobException("column '" + column + "' holds " + pixels
                    + " numbers in its first row, which is no square image; say its extents with --image-size");
        }
        return new ImageSize(side, side);
    }

    private static Tensor firstImage(String input, String column) {
        ParquetDataset images = ParquetDataset.builder(input).columns(column).build();
        try (DataLoader.BatchIterator<Batch> batches =
                DataLoader.builder(images).batchSize(1).build().iterator()) {
            if (batches.hasNext() && batches.next().get(column) instanceof Tensor image) {
                return image;
            }
        }
        throw new JobException(input + " holds no rows with numbers in column '" + column + "'");
    }

    /** Adds rounds up and says a line for each epoch. */
    private static final class Reports implements TrainingListener {
        private final Console console;
        private long examples;
        private int epoch;
        private int said;
        private double lossSum;
        private long epochExamples;

        Reports(Console console) {
            this.console = console;
        }

        @Override
        public void roundDone(RoundReport report) {
            if (report.epoch() != epoch) {
                sayEpoch();
                epoch = report.epoch();
                lossSum = 0;
                epochExamples = 0;
            }
            examples += report.examples();
            epochExamples += report.examples();
            lossSum += report.loss() * report.examples();
        }

        /** Says how the present epoch went, once. */
        private void sayEpoch() {
            if (epoch > said) {
                said = epoch;
                console.note(String.format(Locale.ROOT, "epoch %d: loss %.4f", epoch, loss()));
            }
        }

        @Override
        public void epochDone(EpochReport report) {
            sayEpoch();
            console.note(report.toString());
        }

        double loss() {
            return lossSum / Math.max(1, epochExamples);
        }
    }
}
