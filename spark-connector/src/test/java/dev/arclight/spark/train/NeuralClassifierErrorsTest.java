package dev.arclight.spark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.io.ModelFormatException;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Sequential;
import dev.arclight.spark.LocalSpark;
import dev.arclight.spark.data.DataException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LocalSpark.class)
class NeuralClassifierErrorsTest {
    private static final long SEED = 8;

    private final SparkSession spark;

    NeuralClassifierErrorsTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void a_missing_features_column_is_named_with_those_that_are_there() {
        assertThatThrownBy(() -> Clouds.classifier().setFeaturesCol("pixels").fit(clouds()))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "column 'pixels': is missing, expected one of id, features, label; name one of them or add the"
                                + " column");
    }

    @Test
    void a_missing_label_column_is_named() {
        assertThatThrownBy(() -> Clouds.classifier().setLabelCol("class").fit(clouds()))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("column 'class': is missing, expected one of");
    }

    @Test
    void labels_of_text_are_sent_to_the_string_indexer() {
        assertThatThrownBy(() -> Clouds.classifier().fit(clouds().selectExpr("features", "string(label) as label")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("type string is no label")
                .hasMessageContaining("StringIndexer");
    }

    @Test
    void features_of_text_are_refused() {
        assertThatThrownBy(() -> Clouds.classifier().fit(clouds().selectExpr("'x' as features", "label")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("type string holds no features");
    }

    @Test
    void a_label_that_no_output_stands_for_is_named_with_its_row() {
        Dataset<Row> tooMany = clouds().selectExpr("features", "if(id = 5, 3, label) as label");

        assertThatThrownBy(() -> Clouds.classifier().fit(tooMany))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("column 'label', row 5")
                .hasMessageContaining("label is 3.0, expected a class number from 0 to 2");
    }

    @Test
    void a_negative_label_and_one_between_classes_are_refused() {
        for (String bad : List.of("-1", "0.5D")) {
            Dataset<Row> data = clouds().selectExpr("features", "if(id = 2, " + bad + ", label) as label");

            assertThatThrownBy(() -> Clouds.classifier().fit(data))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("row 2")
                    .hasMessageContaining("expected a class number from 0 to 2");
        }
    }

    @Test
    void a_row_with_another_number_of_features_is_named() {
        Dataset<Row> uneven = clouds().selectExpr("if(id = 7, slice(features, 1, 4), features) as features", "label");

        assertThatThrownBy(() -> Clouds.classifier().fit(uneven))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("column 'features', row 7");
    }

    @Test
    void a_null_feature_is_named_with_its_row() {
        Dataset<Row> holes = clouds().selectExpr("if(id = 4, null, features) as features", "label");

        assertThatThrownBy(() -> Clouds.classifier().fit(holes))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("column 'features', row 4");
    }

    @Test
    void no_rows_are_nothing_to_learn_from() {
        NeuralClassifier classifier = Clouds.classifier().setInputShape(Clouds.WIDTH);

        assertThatThrownBy(() -> classifier.fit(clouds().where("id < 0")))
                .isInstanceOf(TrainingException.class)
                .hasMessage("the dataset has no rows to learn from; check the path and the filters before fit");
        assertThatThrownBy(() -> Clouds.classifier().fit(clouds().where("id < 0")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("has no rows");
    }

    @Test
    void a_network_for_other_features_is_refused_before_any_training() {
        NeuralClassifier classifier =
                Clouds.classifier().setNetwork(new Sequential(new Linear(Clouds.WIDTH + 1, Clouds.CLASSES)));

        assertThatThrownBy(() -> classifier.fit(clouds()))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith("the network does not take features of shape [6] and dtype float32: ")
                .hasMessageContaining("set inputShape");
    }

    @Test
    void a_network_that_gives_no_row_of_logits_is_refused() {
        NeuralClassifier classifier =
                Clouds.classifier().setInputShape(2, 3).setNetwork(new Sequential(new Linear(3, Clouds.CLASSES)));

        assertThatThrownBy(() -> classifier.fit(clouds()))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("expected floating logits of shape [2, classes]");
    }

    @Test
    void a_classifier_without_a_network_says_what_to_call() {
        assertThatThrownBy(() -> new NeuralClassifier().fit(clouds()))
                .isInstanceOf(TrainingException.class)
                .hasMessage("the estimator has no network; call setNetwork before fit");
    }

    @Test
    void a_network_whose_json_is_cut_off_is_refused() {
        String json = Clouds.classifier().getNetwork();

        assertThatThrownBy(() -> Clouds.classifier()
                        .setNetwork(json.substring(0, json.length() / 2))
                        .fit(clouds()))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith("the network's JSON: is not sound");
    }

    @Test
    void a_prediction_column_that_is_there_already_is_not_overwritten() {
        assertThatThrownBy(() -> Clouds.classifier().setPredictionCol("label").fit(clouds()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("column 'label': is to be added but is there already");
    }

    @Test
    void a_column_of_that_name_in_other_letters_is_there_already_unless_case_matters() {
        Dataset<Row> data = clouds().withColumn("Prediction", functions.lit("mine"));

        assertThatThrownBy(() -> Clouds.classifier().fit(data))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("column 'prediction': is to be added but is there already");
        NeuralClassifierModel model = Clouds.classifier().fit(clouds());
        assertThatThrownBy(() -> model.transform(data)).isInstanceOf(DataException.class);
        spark.conf().set("spark.sql.caseSensitive", true);
        try {
            assertThat(model.transform(data).columns()).contains("Prediction", "prediction");
        } finally {
            spark.conf().unset("spark.sql.caseSensitive");
        }
    }

    @Test
    void columns_are_found_in_other_letters_and_with_dots() {
        Dataset<Row> data = clouds().selectExpr("features as `The.Features`", "label as LABEL");

        NeuralClassifierModel model = Clouds.classifier()
                .setFeaturesCol("the.features")
                .setNumPartitions(2)
                .fit(data);

        assertThat(model.transform(data).columns()).containsExactly("The.Features", "LABEL", "prediction");
    }

    @Test
    void a_loss_that_is_not_finite_names_round_and_partition() {
        List<Row> rows = new ArrayList<>(Clouds.rows(32, SEED));
        float[] broken = {1, 2, Float.NaN, 4, 5, 6};
        rows.set(30, RowFactory.create(30, broken, 0));
        Dataset<Row> data = Clouds.dataset(spark, rows, 2);
        NeuralClassifier classifier =
                Clouds.classifier().setAveragingPeriod(1).setBatchSize(4).setCheckFinite(false);
        List<RoundReport> reports = new ArrayList<>();

        assertThatThrownBy(() -> classifier.setRoundListener(reports::add).fit(data))
                .isInstanceOf(TrainingException.class)
                .hasMessageMatching("round [1-4], partition 1: the loss of batch [1-4] of the epoch is NaN; .*");
        assertThat(reports).allSatisfy(report -> assertThat(report.loss()).isFinite());
    }

    @Test
    void parameters_that_overflow_in_the_last_step_are_not_returned() {
        NeuralClassifier classifier =
                Clouds.classifier().setLearningRate(1e300).setBatchSize(64).setEpochs(1);

        assertThatThrownBy(() -> classifier.fit(Clouds.dataset(spark, Clouds.rows(32, SEED), 1)))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("round 1")
                .hasMessageContaining("lower learningRate");
    }

    @Test
    void settings_out_of_range_are_refused_when_they_are_set() {
        NeuralClassifier classifier = Clouds.classifier();

        assertThatThrownBy(() -> classifier.setBatchSize(0)).hasMessageContaining("batchSize given invalid value 0");
        assertThatThrownBy(() -> classifier.setLearningRate(-1)).hasMessageContaining("learningRate given invalid");
        assertThatThrownBy(() -> classifier.setMomentum(1)).hasMessageContaining("momentum given invalid value 1.0");
        assertThatThrownBy(() -> classifier.setOptimizer("lamb"))
                .hasMessageContaining("optimizer given invalid value lamb");
    }

    private Dataset<Row> clouds() {
        return Clouds.dataset(spark, Clouds.rows(12, SEED), 1);
    }
}
