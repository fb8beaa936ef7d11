package dev.arclight.jobs.train;

import dev.arclight.jobs.console.Console;
import dev.arclight.jobs.console.Format;
import dev.arclight.jobs.session.ParquetInput;
import dev.arclight.log.Progress;
import dev.arclight.spark.train.EpochReport;
import dev.arclight.spark.train.NeuralClassifierModel;
import dev.arclight.spark.train.RoundListener;
import dev.arclight.spark.train.RoundReport;
import dev.arclight.spark.train.SpeedUpEstimate;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What a training gave.
 *
 * @param model the trained network
 * @param examples how many examples were learnt from, each as often as it was
 * @param loss the mean loss of the last epoch
 * @param nanos how long it took, reading included
 * @param learningNanos how long the rounds alone took
 */
public record Training(NeuralClassifierModel model, long examples, double loss, long nanos, long learningNanos) {
    /**
     * Trains a network on Parquet and shows how it goes.
     *
     * @throws dev.arclight.tensor.ArclightException if the input cannot be read, does not fit or diverges
     */
    public static Training run(
            SparkSession spark,
            String input,
            String featuresCol,
            String labelCol,
            TrainingOptions options,
            Console console) {
        long start = System.nanoTime();
        Dataset<Row> rows = ParquetInput.read(spark, input, featuresCol, labelCol);
        ParquetInput.requireIntegers(rows, labelCol);
        ImageSize size = options.imageSize().orElseGet(() -> ImageSize.ofFirst(rows, featuresCol));
        try (Progress progress = console.progress("train")) {
            Rounds rounds = new Rounds(progress);
            NeuralClassifierModel model = options.classifier(size)
                    .setFeaturesCol(featuresCol)
                    .setLabelCol(labelCol)
                    .setRoundListener(rounds)
                    .fit(rows);
            return new Training(
                    model, rounds.examples, rounds.epochLoss(), System.nanoTime() - start, rounds.learningNanos());
        }
    }

    /** Adds the rounds up, and says a line for each epoch. Called on one thread. */
    private static final class Rounds implements RoundListener {
        private final Progress progress;
        private long examples;
        private double seconds;
        private int epoch;
        private double lossSum;
        private long epochExamples;
        private double epochSeconds;
        private String ofEpochs = "";
        private String state = "";

        Rounds(Progress progress) {
            this.progress = progress;
        }

        @Override
        public void roundDone(RoundReport round) {
            if (round.epoch() != epoch) {
                if (epoch > 0) {
                    progress.note(state);
                }
                epoch = round.epoch();
                lossSum = 0;
                epochExamples = 0;
                epochSeconds = 0;
            }
            ofEpochs = round.epoch() + "/" + round.epochs();
            examples += round.examples();
            seconds += round.seconds();
            epochExamples += round.examples();
            epochSeconds += round.seconds();
            lossSum += round.loss() * round.examples();
            state = String.format(
                    Locale.ROOT,
                    "epoch %s, loss %.4f, %s examples/s",
                    ofEpochs,
                    epochLoss(),
                    Format.count(Math.round(epochExamples / epochSeconds)));
            progress.update(round.round(), round.rounds(), state);
            if (round.round() == round.rounds()) {
                progress.note(state);
            }
        }

        @Override
        public void epochDone(EpochReport epochEnd) {
            progress.note(epochEnd.toString());
        }

        @Override
        public void estimated(SpeedUpEstimate estimate) {
            progress.note(estimate.toString());
        }

        double epochLoss() {
            return lossSum / Math.max(1, epochExamples);
        }

        long learningNanos() {
            return (long) (seconds * TimeUnit.SECONDS.toNanos(1));
        }
    }
}
