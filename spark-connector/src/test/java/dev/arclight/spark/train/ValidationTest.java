package dev.arclight.spark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.spark.LocalSpark;
import dev.arclight.spark.data.DataException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LocalSpark.class)
class ValidationTest {
    private static final long SEED = 21;

    @TempDir
    private Path work;

    private final SparkSession spark;

    ValidationTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void marked_rows_are_measured_and_not_learnt_from() throws IOException {
        Dataset<Row> data = clouds(150, 3).withColumn("held", functions.expr("id % 5 = 0"));
        Heard heard = new Heard();
        NeuralClassifier classifier = Clouds.classifierWithDropout();

        NeuralClassifierModel model = classifier
                .copy(ParamMap.empty())
                .setValidationIndicatorCol("held")
                .setRoundListener(heard)
                .fit(data);

        EpochReport last = heard.epochs.get(2);
        Dataset<Row> scored = model.transform(data.where("held"));
        assertThat(heard.epochs).hasSize(3).extracting(EpochReport::epoch).containsExactly(1, 2, 3);
        assertThat(last.rows()).isEqualTo(30);
        assertThat(last.accuracy())
                .isEqualTo(new MulticlassClassificationEvaluator()
                        .setMetricName("accuracy")
                        .evaluate(scored));
        assertThat(last.loss())
                .isCloseTo(
                        new MulticlassClassificationEvaluator()
                                .setMetricName("logLoss")
                                .setProbabilityCol("probability")
                                .evaluate(model.setProbabilityCol("probability").transform(data.where("held"))),
                        Offset.offset(1e-5));
        // Looking at held-out rows changes nothing of what is learnt from the others.
        List<byte[]> without = Clouds.bytes(classifier.fit(data.where("not held")), work.resolve("without"));
        assertThat(Clouds.bytes(model, work.resolve("with")).get(1)).isEqualTo(without.get(1));
    }

    @Test
    void a_share_is_chosen_by_content_whatever_the_partitions() {
        List<Double> rows = new ArrayList<>();
        List<Long> learnt = new ArrayList<>();
        for (int partitions : new int[] {1, 4}) {
            Heard heard = new Heard();
            Clouds.classifier()
                    .setEpochs(1)
                    .setValidationFraction(0.3)
                    .setRoundListener(heard)
                    .fit(clouds(400, partitions));
            rows.add(heard.epochs.get(0).rows());
            learnt.add(heard.rounds.stream().mapToLong(RoundReport::examples).sum());
        }

        assertThat(rows.get(0)).isEqualTo(rows.get(1)).isBetween(90.0, 150.0);
        assertThat(learnt.get(0))
                .isEqualTo(learnt.get(1))
                .isEqualTo(400 - rows.get(0).longValue());
    }

    @Test
    void training_stops_when_the_loss_no_longer_falls_and_gives_the_best_epoch() throws IOException {
        Heard heard = new Heard();
        // So high a rate that the loss soon rises.
        NeuralClassifier classifier = Clouds.classifier()
                .setLearningRate(0.8)
                .setEpochs(30)
                .setValidationFraction(0.3)
                .setEarlyStoppingPatience(2);

        NeuralClassifierModel model =
                classifier.copy(ParamMap.empty()).setRoundListener(heard).fit(clouds(200, 2));

        int best = 0;
        for (int i = 0; i < heard.epochs.size(); i++) {
            if (heard.epochs.get(i).best()) {
                best = i + 1;
            }
        }
        assertThat(heard.epochs).hasSize(best + 2).hasSizeLessThan(30);
        double least =
                heard.epochs.stream().mapToDouble(EpochReport::loss).min().orElseThrow();
        assertThat(heard.epochs.get(best - 1).loss()).isEqualTo(least);
        NeuralClassifierModel asLong =
                classifier.setEarlyStoppingPatience(0).setEpochs(best).fit(clouds(200, 2));
        assertThat(Clouds.bytes(model, work.resolve("stopped")).get(1))
                .isEqualTo(Clouds.bytes(asLong, work.resolve("best")).get(1));
    }

    @Test
    void a_mark_that_is_no_boolean_and_no_marked_rows_are_refused() {
        assertThatThrownBy(() ->
                        Clouds.classifier().setValidationIndicatorCol("id").fit(clouds(30, 1)))
                .isInstanceOf(DataException.class)
                .hasMessage("column 'id': type int tells no rows apart; expected a boolean");
        assertThatThrownBy(() -> Clouds.classifier()
                        .setValidationIndicatorCol("held")
                        .fit(clouds(30, 1).selectExpr("*", "false as held")))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith("no rows are held out for validation");
        assertThatThrownBy(() -> Clouds.classifier()
                        .setValidationIndicatorCol("held")
                        .setValidationFraction(0.1)
                        .fit(clouds(30, 1).selectExpr("*", "id = 1 as held")))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("are both set");
    }

    private Dataset<Row> clouds(int rows, int partitions) {
        return Clouds.dataset(spark, Clouds.rows(rows, SEED), partitions);
    }

    private static final class Heard implements RoundListener {
        private final List<RoundReport> rounds = new ArrayList<>();
        private final List<EpochReport> epochs = new ArrayList<>();

        @Override
        public void roundDone(RoundReport report) {
            rounds.add(report);
        }

        @Override
        public void epochDone(EpochReport report) {
            epochs.add(report);
        }
    }
}
