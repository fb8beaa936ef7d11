package dev.arclight.spark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.distributed.localsgd.StateLayout;
import dev.arclight.nn.BatchNorm1d;
import dev.arclight.nn.Embedding;
import dev.arclight.nn.Flatten;
import dev.arclight.nn.Functional;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Module;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.op.Reduction;
import dev.arclight.optim.AdamW;
import dev.arclight.optim.NAdam;
import dev.arclight.optim.Optimizer;
import dev.arclight.optim.ParamGroup;
import dev.arclight.spark.LocalSpark;
import dev.arclight.spark.data.DataException;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LocalSpark.class)
class NeuralEstimatorTest {
    @TempDir
    private Path work;

    private final SparkSession spark;

    NeuralEstimatorTest(SparkSession spark) {
        this.spark = spark;
    }

    /** Two tables of embeddings, whose product is one output, and a bias of the item as another. */
    public static final class TwoTowers extends Module implements NamedForward {
        private final Embedding users = register("users", new Embedding(8, 4));
        private final Embedding items = register("items", new Embedding(8, 4));
        private final Linear bias = register("bias", new Linear(2, 1));

        @Override
        public Map<String, Tensor> forward(Map<String, Tensor> inputs) {
            Tensor user = users.forward(of(inputs, "user")).flatten(1);
            Tensor item = items.forward(of(inputs, "item")).flatten(1);
            Map<String, Tensor> outputs = new LinkedHashMap<>();
            outputs.put(
                    "stars",
                    user.mul(item).sum(1).add(bias.forward(of(inputs, "more")).reshape(-1)));
            outputs.put("pair", Tensor.cat(List.of(user.narrow(1, 0, 1), item.narrow(1, 0, 1)), 1));
            return outputs;
        }
    }

    public static final class TwoTowersFactory implements NetworkFactory {
        private static final long serialVersionUID = 1L;

        @Override
        public Module create() {
            return new TwoTowers();
        }
    }

    public static final class StarsLoss implements TrainingLoss {
        private static final long serialVersionUID = 1L;

        @Override
        public Tensor loss(Map<String, Tensor> outputs, Map<String, Tensor> targets) {
            return Functional.mseLoss(of(outputs, "stars"), of(targets, "rating"), Reduction.NONE);
        }
    }

    @Test
    void named_inputs_and_outputs_go_through_a_network_of_ones_own() {
        Dataset<Row> data = ratings();
        NeuralEstimator estimator = towers();

        Dataset<Row> scored = estimator.fit(data).transform(data);

        assertThat(scored.schema().apply("stars").dataType().catalogString()).isEqualTo("double");
        assertThat(scored.schema().apply("pair").dataType().catalogString()).isEqualTo("array<float>");
        double error = scored.selectExpr("avg(pow(stars - rating, 2))").first().getDouble(0);
        double spread = data.selectExpr("var_pop(rating)").first().getDouble(0);
        assertThat(error).isLessThan(spread / 4);
        assertThat(scored.selectExpr("size(pair)").distinct().first().getInt(0)).isEqualTo(2);
    }

    @Test
    void an_estimator_and_a_model_of_named_functions_are_saved_and_loaded() throws Exception {
        Dataset<Row> data = ratings();
        NeuralEstimator estimator = towers();
        estimator.write().save(work.resolve("estimator").toString());
        NeuralEstimatorModel model =
                NeuralEstimator.load(work.resolve("estimator").toString()).fit(data);
        model.write().save(work.resolve("model").toString());

        NeuralEstimatorModel loaded =
                NeuralEstimatorModel.load(work.resolve("model").toString());

        assertThat(loaded.transform(data).collectAsList())
                .isEqualTo(estimator.fit(data).transform(data).collectAsList());
    }

    @Test
    void functions_without_a_name_train_and_are_not_saved() {
        NeuralEstimator estimator = towers().setNetworkFactory(TwoTowers::new);
        NeuralEstimatorModel model = estimator.fit(ratings());

        assertThatThrownBy(() -> estimator.write().save(work.resolve("no").toString()))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("networkFactory is a lambda");
        assertThatThrownBy(() -> model.write().save(work.resolve("no").toString()))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("networkFactory is a lambda");
    }

    /** Says less of itself than it is. */
    public static final class Opaque extends Module {
        private final Linear inner;

        Opaque(int width) {
            inner = register("inner", new Linear(1, width));
        }

        @Override
        public Tensor forward(Tensor input) {
            return inner.forward(input).sum(1);
        }

        @Override
        public String toString() {
            return "Opaque()";
        }
    }

    public static final class Narrow implements NetworkFactory {
        private static final long serialVersionUID = 1L;

        @Override
        public Module create() {
            return new Opaque(2);
        }
    }

    public static final class Wide implements NetworkFactory {
        private static final long serialVersionUID = 1L;

        @Override
        public Module create() {
            return new Opaque(5);
        }
    }

    public static final class HalfLoss implements TrainingLoss {
        private static final long serialVersionUID = 1L;

        @Override
        public Tensor loss(Map<String, Tensor> outputs, Map<String, Tensor> targets) {
            return of(outputs, "output").sub(of(targets, "label")).abs().mul(0.5);
        }
    }

    public static final class DoubleLoss implements TrainingLoss {
        private static final long serialVersionUID = 1L;

        @Override
        public Tensor loss(Map<String, Tensor> outputs, Map<String, Tensor> targets) {
            return of(outputs, "output").sub(of(targets, "label")).abs().mul(2);
        }
    }

    public static final class ScaledLoss implements TrainingLoss {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("FieldCanBeFinal")
        private double factor = 3;

        @Override
        public Tensor loss(Map<String, Tensor> outputs, Map<String, Tensor> targets) {
            return of(outputs, "output").sub(of(targets, "label")).abs().mul(factor);
        }
    }

    public static final class SlowAdamW implements OptimizerFactory {
        private static final long serialVersionUID = 1L;

        @Override
        public Optimizer create(List<Tensor> parameters) {
            return new AdamW(List.of(new ParamGroup(parameters).lr(0.003)));
        }
    }

    @Test
    void checkpoints_of_another_factory_or_loss_are_refused() {
        String folder = work.resolve("checkpoints").toString();
        line().setNetworkFactory(new Narrow())
                .setLoss(new HalfLoss())
                .setCheckpointDir(folder)
                .fit(points());

        assertThatThrownBy(() -> line().setNetworkFactory(new Wide())
                        .setLoss(new HalfLoss())
                        .setCheckpointDir(folder)
                        .fit(points()))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("holds another training: its network");
        assertThatThrownBy(() -> line().setNetworkFactory(new Narrow())
                        .setLoss(new DoubleLoss())
                        .setCheckpointDir(folder)
                        .fit(points()))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("holds another training: its settings")
                .hasMessageContaining("DoubleLoss");
        assertThatThrownBy(() -> withoutRates(line())
                        .setNetworkFactory(new Narrow())
                        .setLoss(new HalfLoss())
                        .setOptimizerFactory(new SlowAdamW())
                        .setCheckpointDir(folder)
                        .fit(points()))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("SlowAdamW");
    }

    @Test
    void checkpoints_need_functions_with_names() {
        String folder = work.resolve("unnamed").toString();

        assertThatThrownBy(() -> line().setLoss(
                                (outputs, targets) -> of(outputs, "output").mean())
                        .setCheckpointDir(folder)
                        .fit(points()))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("checkpointDir is set, and the lossFunction is a lambda")
                .hasMessageContaining("make it a public class");
    }

    @Test
    void a_function_with_fields_has_no_name() {
        assertThat(Functions.name(new HalfLoss())).isEqualTo(HalfLoss.class.getName());
        assertThat(Functions.name(new ScaledLoss())).isEmpty();
        assertThatThrownBy(() -> line().setLoss(new ScaledLoss())
                        .write()
                        .save(work.resolve("scaled").toString()))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("lossFunction");
    }

    @Test
    void what_was_set_last_is_trained_with() {
        float[] named = values(line().setLoss("l1").setOptimizer("adam").fit(points()));

        NeuralEstimator changed = line().setLoss(new DoubleLoss())
                .setOptimizerFactory(new SlowAdamW())
                .setNetworkFactory(new Wide());
        changed.setLoss("l1").setOptimizer("adam").setNetwork(new Sequential(new Linear(1, 1)));

        assertThat(values(changed.fit(points()))).isEqualTo(named);
        assertThat(changed.getOrDefault(changed.lossFunction())).isEmpty();
    }

    @Test
    void a_grid_s_function_is_trained_with_instead_of_the_one_that_was_set() {
        NeuralEstimator estimator = line().setNetworkFactory(new Narrow()).setLoss(new HalfLoss());
        ParamMap other = new ParamMap()
                .put(estimator.networkFactory().w(Wide.class.getName()))
                .put(estimator.lossFunction().w(DoubleLoss.class.getName()));

        NeuralEstimatorModel model = estimator.fit(points(), other);

        assertThat(values(model))
                .isEqualTo(values(line().setNetworkFactory(new Wide())
                        .setLoss(new DoubleLoss())
                        .fit(points())));
    }

    @Test
    void several_outputs_without_an_order_are_refused() {
        NeuralEstimator estimator = towers().setNetworkFactory(Unordered::new);

        assertThatThrownBy(() -> estimator.fit(ratings()))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith(
                        "the network gives the outputs [pair, stars] in a java.util.ImmutableCollections")
                .hasMessageContaining("LinkedHashMap");
    }

    private static final class Unordered extends Module implements NamedForward {
        private final TwoTowers ordered = register("ordered", new TwoTowers());

        @Override
        public Map<String, Tensor> forward(Map<String, Tensor> inputs) {
            return Map.copyOf(ordered.forward(inputs));
        }
    }

    @Test
    void what_a_loss_function_throws_is_said_with_what_it_was_given() {
        NeuralEstimator estimator =
                line().setLoss((outputs, targets) -> of(outputs, "stars").sub(of(targets, "label")));

        assertThatThrownBy(() -> estimator.fit(points()))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith("the loss function threw java.lang.NullPointerException: stars")
                .hasMessageContaining("outputs output float32[2")
                .hasMessageContaining("targets [label float32[]]");
    }

    @Test
    void a_column_named_twice_is_refused() {
        assertThatThrownBy(() -> towers().setInputCols("user", "user", "more").fit(ratings()))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith("inputCols is [user, user, more], which names a column twice");
    }

    @Test
    void running_statistics_alone_are_no_progress() {
        NeuralEstimator estimator = withoutRates(line())
                .setNetwork(new Sequential(new Linear(1, 3), new BatchNorm1d(3), new Linear(3, 1)))
                .setOptimizerFactory(parameters ->
                        new AdamW(List.of(new ParamGroup(parameters).lr(0).weightDecay(0))));

        assertThatThrownBy(() -> estimator.fit(points()))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("no partition changed a parameter");
    }

    @Test
    void a_first_step_without_gradients_is_no_end() {
        // The first batch's labels lie around any first bias, those of the others above it.
        Dataset<Row> data = spark.range(0, 12, 1, 1)
                .selectExpr("array(0f) as features", "float(if(id < 4, id % 2 * 20 - 10, 10)) as label");
        NeuralEstimator estimator =
                line().setLoss("l1").setShuffle(false).setBatchSize(4).setAveragingPeriod(2);
        List<RoundReport> reports = new ArrayList<>();

        estimator.setRoundListener(reports::add).fit(data);

        assertThat(reports.get(0).examples()).isEqualTo(4);
        assertThat(reports).hasSizeGreaterThan(1);
    }

    @Test
    void the_rate_that_is_reported_is_the_factory_s() {
        List<RoundReport> reports = new ArrayList<>();

        withoutRates(line())
                .setOptimizerFactory(new SlowAdamW())
                .setRoundListener(reports::add)
                .fit(points());

        assertThat(reports).extracting(RoundReport::learningRate).containsOnly(0.003);
    }

    @Test
    void a_rate_that_an_optimizer_s_factory_does_not_see_is_refused() {
        NeuralEstimator estimator = withoutRates(line()).setOptimizerFactory(new SlowAdamW());
        ParamMap rate = new ParamMap().put(estimator.learningRate().w(0.5));

        assertThatThrownBy(() -> estimator.fit(points(), rate))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith("an optimizer factory is set, which does not see learningRate; give");
        assertThatThrownBy(() -> estimator.setMomentum(0.5).setWeightDecay(0.1).fit(points()))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("does not see momentum, weightDecay");
    }

    @Test
    void a_grid_s_names_are_trained_with_instead_of_functions_that_were_set() {
        NeuralEstimator plain = line().setLoss("l1").setOptimizer("adam");
        NeuralEstimator estimator = line().setNetworkFactory(() -> new Opaque(3))
                .setLoss((outputs, targets) -> of(outputs, "output").square())
                .setOptimizerFactory(parameters -> new AdamW(parameters));
        ParamMap names = new ParamMap()
                .put(estimator.network().w(plain.getNetwork()))
                .put(estimator.loss().w("l1"))
                .put(estimator.optimizer().w("adam"));

        NeuralEstimatorModel model = estimator.fit(points(), names);

        assertThat(values(model)).isEqualTo(values(plain.fit(points())));
        assertThat(estimator.unnamed()).hasSize(3);
    }

    /** Counts the networks that are made, in this JVM. */
    public static final class Counting implements NetworkFactory {
        private static final long serialVersionUID = 1L;
        private static final AtomicInteger MADE = new AtomicInteger();

        @Override
        public Module create() {
            MADE.incrementAndGet();
            return new Opaque(2);
        }
    }

    @Test
    void however_often_rows_are_scored_one_network_is_made() {
        NeuralEstimatorModel model = line().setNetworkFactory(new Counting()).fit(points());
        int trained = Counting.MADE.get();

        List<Row> first = model.transform(points()).collectAsList();
        List<Row> second = model.transform(points()).collectAsList();
        List<Row> third = model.copy(ParamMap.empty()).transform(points()).collectAsList();

        assertThat(first).hasSize(32).isEqualTo(second).isEqualTo(third);
        assertThat(Counting.MADE.get() - trained).isEqualTo(1);
    }

    @Test
    void trainings_at_the_same_time_in_one_jvm_do_not_disturb_each_other() throws Exception {
        NeuralEstimator first = line();
        NeuralEstimator second = line().setSeed(4).setOptimizer("adam");
        float[] alone = values(first.fit(points()));
        float[] other = values(second.fit(points()));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<float[]>> both =
                    threads.invokeAll(List.of(() -> values(first.fit(points())), () -> values(second.fit(points()))));

            assertThat(both.get(0).get()).isEqualTo(alone);
            assertThat(both.get(1).get()).isEqualTo(other);
        } finally {
            threads.shutdown();
        }
    }

    /** Trains with what its factory of optimizers says. */
    private static NeuralEstimator withoutRates(NeuralEstimator estimator) {
        estimator.clear(estimator.learningRate());
        estimator.clear(estimator.momentum());
        return estimator;
    }

    private static NeuralEstimator line() {
        return new NeuralEstimator()
                .setNetwork(new Sequential(new Linear(1, 1)))
                .setMomentum(0)
                .setLearningRate(0.02)
                .setBatchSize(8)
                .setSeed(3);
    }

    private Dataset<Row> points() {
        return spark.range(0, 32, 1, 2)
                .selectExpr("array(float(id % 8) / 8) as features", "float(id % 8) / 4 as label");
    }

    @Test
    void several_labels_at_once_are_learnt_with_logits() {
        Dataset<Row> data = spark.range(400)
                .selectExpr(
                        "array(float(id % 2), float(id % 3 = 0), float(id % 5 = 0)) as x",
                        "array(int(id % 2), int(id % 3 = 0 or id % 2 = 1)) as tags");
        NeuralEstimator estimator = new NeuralEstimator()
                .setNetwork(new Sequential(new Linear(3, 16), new ReLU(), new Linear(16, 2)))
                .setFeaturesCol("x")
                .setLabelCol("tags")
                .setLoss("bce_with_logits")
                .setOptimizer("adam")
                .setLearningRate(0.02)
                .setEpochs(6)
                .setBatchSize(8)
                .setNumPartitions(2);

        Dataset<Row> scored = estimator.fit(data).transform(data);

        long right = scored.where("(prediction[0] > 0) = (tags[0] = 1) and (prediction[1] > 0) = (tags[1] = 1)")
                .count();
        assertThat(right).isEqualTo(400);
    }

    @Test
    void plain_columns_are_joined_for_a_network_of_one_tensor() {
        Dataset<Row> data = spark.range(200)
                .selectExpr("float(id % 10) / 10 as a", "array(float(id % 7) / 7, 1f) as b", "id")
                .selectExpr("a", "b", "2 * a - b[0] as y", "a + b[0] as z");
        NeuralEstimator estimator = new NeuralEstimator()
                .setNetwork(new Sequential(new Linear(3, 2)))
                .setInputCols("a", "b")
                .setLabelCols("y", "z")
                .setOutputCols("out")
                .setOptimizer("adam")
                .setLearningRate(0.05)
                .setEpochs(8)
                .setBatchSize(4);

        Dataset<Row> scored = estimator.fit(data).transform(data);

        double error = scored.selectExpr("max(abs(out[0] - y) + abs(out[1] - z))")
                .first()
                .getDouble(0);
        assertThat(error).isLessThan(0.05);
    }

    @Test
    void ids_are_read_as_int64_by_a_describable_network() {
        Dataset<Row> data =
                spark.range(160).selectExpr("array(int(id % 4), int(id % 5)) as ids", "int(id % 4) as label");
        NeuralEstimator estimator = new NeuralEstimator()
                .setNetwork(new Sequential(new Embedding(5, 6), new Flatten(), new Linear(12, 4)))
                .setInputCols("ids")
                .setInputTypes("int64")
                .setLoss("cross_entropy")
                .setOptimizer("adam")
                .setLearningRate(0.05)
                .setEpochs(4)
                .setBatchSize(4)
                .setQuantizeAfter(true);

        Dataset<Row> scored = estimator.fit(data).transform(data);

        long right = scored.where("array_position(prediction, array_max(prediction)) - 1 = label")
                .count();
        assertThat(right).isEqualTo(160);
    }

    @Test
    void an_optimizer_of_ones_own_may_have_groups_of_parameters() {
        Dataset<Row> data = ratings();
        NeuralEstimator frozen = withoutRates(towers())
                .setOptimizerFactory(parameters -> new AdamW(List.of(
                        new ParamGroup(parameters.subList(0, 1)).lr(0).weightDecay(0),
                        new ParamGroup(parameters.subList(1, parameters.size())).lr(0.05))));

        NeuralEstimatorModel model = frozen.fit(data);

        Generator.manualSeed(frozen.getSeed());
        Module start = new TwoTowers();
        assertThat(model.module().parameters().get(0).toFloatArray())
                .isEqualTo(start.parameters().get(0).toFloatArray());
        assertThat(model.module().parameters().get(1).toFloatArray())
                .isNotEqualTo(start.parameters().get(1).toFloatArray());
        assertThatThrownBy(() ->
                        withoutRates(towers()).setOptimizerFactory(NAdam::new).fit(data))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("the optimizer is NAdam")
                .hasMessageContaining("use one of sgd");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mse",
                "l1",
                "smooth_l1",
                "huber",
                "bce_with_logits",
                "multilabel_soft_margin",
                "soft_margin",
                "poisson_nll"
            })
    void a_row_of_weight_two_counts_as_two_rows_whatever_the_loss(String loss) {
        Dataset<Row> data = spark.range(12)
                .selectExpr("array(float(id) / 12, float(id % 3)) as features", "1 + id % 2 as weight", "id")
                .selectExpr("*", "array(float(id % 2), float(id % 3 = 1)) as label")
                .coalesce(1);
        Dataset<Row> doubled = data.selectExpr("*", "explode(sequence(1, int(weight))) as copy");
        NeuralEstimator estimator = new NeuralEstimator()
                .setNetwork(new Sequential(new Linear(2, 2)))
                .setLoss(loss)
                .setMomentum(0)
                .setLearningRate(0.1)
                .setEpochs(3)
                .setBatchSize(100);

        float[] weighted =
                values(estimator.copy(ParamMap.empty()).setWeightCol("weight").fit(data));
        float[] copied = values(estimator.fit(doubled));

        for (int i = 0; i < weighted.length; i++) {
            assertThat(Math.abs(weighted[i] - copied[i])).isLessThan(1e-5f);
        }
        assertThat(weighted).isNotEqualTo(values(estimator.fit(data)));
    }

    @Test
    void it_is_a_stage_of_pipelines_and_of_cross_validation() throws Exception {
        Dataset<Row> data = spark.range(120)
                .selectExpr("array(float(id % 10) / 10, 1f) as features", "float(id % 10) / 5 as label");
        NeuralEstimator estimator = new NeuralEstimator()
                .setNetwork(new Sequential(new Linear(2, 1)))
                .setEpochs(4)
                .setBatchSize(2);
        Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {estimator});
        ParamMap[] grid = new ParamGridBuilder()
                .addGrid(estimator.learningRate(), new double[] {1e-6, 0.05})
                .build();

        CrossValidatorModel best = new CrossValidator()
                .setEstimator(pipeline)
                .setEstimatorParamMaps(grid)
                .setEvaluator(new RegressionEvaluator())
                .setNumFolds(2)
                .fit(data);
        PipelineModel chosen = (PipelineModel) best.bestModel();
        chosen.write().save(work.resolve("pipeline").toString());

        assertThat(best.avgMetrics()[1]).isLessThan(best.avgMetrics()[0] / 2);
        assertThat(PipelineModel.load(work.resolve("pipeline").toString())
                        .transform(data)
                        .collectAsList())
                .isEqualTo(chosen.transform(data).collectAsList());
    }

    @Test
    void a_null_input_gives_null_outputs() {
        Dataset<Row> data = ratings();
        Dataset<Row> holes = data.selectExpr("if(id = 3, null, user) as user", "item", "more", "id");

        List<Row> scored = towers().fit(data).transform(holes).orderBy("id").collectAsList();

        assertThat(scored.get(3).isNullAt(4)).isTrue();
        assertThat(scored.get(3).isNullAt(5)).isTrue();
        assertThat(scored.get(4).isNullAt(4)).isFalse();
    }

    @Test
    void what_does_not_fit_is_said_before_training() {
        Dataset<Row> data = ratings();

        assertThatThrownBy(() -> towers().setOutputCols("one").fit(data))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("the network gives 2 outputs");
        assertThatThrownBy(() -> towers().setInputTypes("int64").fit(data))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("inputTypes has 1 entries for the columns user, item, more");
        assertThatThrownBy(() -> towers().setInputCols("user", "item", "gone").fit(data))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("column 'gone': is missing");
        assertThatThrownBy(() ->
                        towers().setInputTypes("float32", "int64", "float32").fit(data))
                .isInstanceOf(RuntimeException.class)
                .hasMessageContaining("the network does not take");
        assertThatThrownBy(() -> new NeuralEstimator()
                        .setNetwork(new Sequential(new Linear(2, 3)))
                        .setFeaturesCol("more")
                        .setLabelCol("rating")
                        .fit(data))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("does not fit what the network gives");
        assertThatThrownBy(() -> towers().setLoss(
                                (outputs, targets) -> of(outputs, "stars").mean())
                        .setWeightCol("user")
                        .fit(data))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("rows have weights");
    }

    @Test
    void a_row_whose_arrays_have_each_other_s_lengths_is_an_error_of_its_column() {
        Dataset<Row> data = spark.range(20)
                .selectExpr(
                        "if(id = 7, array(1f), array(1f, 2f)) as a",
                        "if(id = 7, array(1f, 2f), array(1f)) as b",
                        "1f as label")
                .coalesce(1);
        NeuralEstimator estimator = new NeuralEstimator()
                .setNetwork(new Sequential(new Linear(3, 1)))
                .setInputCols("a", "b");

        assertThatThrownBy(() -> estimator.fit(data))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("column 'a', row 7")
                .hasMessageContaining("1 elements, expected 2");
    }

    private static Tensor of(Map<String, Tensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    private NeuralEstimator towers() {
        return new NeuralEstimator()
                .setNetworkFactory(new TwoTowersFactory())
                .setInputCols("user", "item", "more")
                .setInputTypes("int64", "int64", "float32")
                .setLabelCol("rating")
                .setOutputCols("stars", "pair")
                .setLoss(new StarsLoss())
                .setOptimizer("adam")
                .setLearningRate(0.05)
                .setEpochs(4)
                .setBatchSize(8)
                .setSeed(5);
    }

    private Dataset<Row> ratings() {
        return spark.range(0, 256, 1, 2)
                .selectExpr("id", "int(id % 8) as user", "int((id div 8) % 8) as item")
                .selectExpr(
                        "id",
                        "user",
                        "item",
                        "array(float(user) / 8, float(item) / 8) as more",
                        "float(if((user + item) % 2 = 0, 2, -1)) as rating");
    }

    private static float[] values(NeuralEstimatorModel model) {
        return StateLayout.parametersFirst(model.module(), Optional.empty(), new long[0], TrainingException::new)
                .values();
    }
}
