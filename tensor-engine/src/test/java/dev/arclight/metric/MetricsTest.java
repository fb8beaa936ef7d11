package dev.arclight.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class MetricsTest {
    private static final long SEED = 20260704;

    /** Every kind, with data for it. */
    private record Case(Supplier<Metric> make, Tensor preds, Tensor target) {}

    private static List<Case> cases() {
        Random random = new Random(SEED);
        Tensor scores = scores(random, 24, 3);
        Tensor classes = whole(random, 3, 24);
        Tensor chances = scores(random, 24).sigmoid();
        Tensor answers = whole(random, 2, 24);
        Tensor labels = whole(random, 2, 24, 3);
        return List.of(
                new Case(() -> Accuracy.multiclass(3), scores, classes),
                new Case(() -> Precision.multiclass(3).average(Average.NONE), scores, classes),
                new Case(() -> Recall.binary().threshold(0.3), chances, answers),
                new Case(() -> FBetaScore.multilabel(0.5, 3).average(Average.WEIGHTED), scores, labels),
                new Case(() -> ConfusionMatrix.multiclass(3), scores, classes),
                new Case(() -> ConfusionMatrix.multilabel(3), scores, labels),
                new Case(AUROC::binary, chances, answers),
                new Case(() -> AUROC.multiclass(3).thresholds(20), scores, classes),
                new Case(() -> AveragePrecision.multilabel(3).average(Average.NONE), scores, labels),
                new Case(MeanSquaredError::new, chances, scores.select(1, 0)),
                new Case(() -> new MeanAbsoluteError(3), scores, scores.square()),
                new Case(R2Score::new, chances, chances.square()),
                new Case(Perplexity::new, scores.view(4, 6, 3), classes.view(4, 6)),
                new Case(MeanMetric::new, chances, chances.square()));
    }

    @Test
    void partitionsThatAreMergedCountAsOne() {
        for (Case each : cases()) {
            int n = each.preds.size(0);
            Metric whole = each.make.get();
            whole.update(each.preds, each.target);
            Metric first = each.make.get();
            first.update(each.preds.narrow(0, 0, n / 4), each.target.narrow(0, 0, n / 4));
            Metric second = each.make.get();
            second.update(each.preds.narrow(0, n / 4, n - n / 4), each.target.narrow(0, n / 4, n - n / 4));
            first.merge(sent(second));
            assertThat(first.compute().allclose(whole.compute(), 1e-6, 1e-7, false))
                    .as(whole.toString())
                    .isTrue();
            assertThat(first.updateCount()).isEqualTo(2);
        }
    }

    @Test
    void metricGoesOnFromItsState() {
        for (Case each : cases()) {
            Metric metric = each.make.get();
            metric.update(each.preds, each.target);
            Metric fresh = each.make.get();
            fresh.loadStateDict(metric.stateDict());
            assertThat(fresh.compute().equal(metric.compute()))
                    .as(metric.toString())
                    .isTrue();
            assertThatThrownBy(() -> fresh.loadStateDict(java.util.Map.of("updates", 1)))
                    .isInstanceOf(ArclightException.class);
        }
    }

    @Test
    void resetForgetsAndComputingFromNothingIsAnError() {
        for (Case each : cases()) {
            Metric metric = each.make.get();
            assertThatThrownBy(metric::compute)
                    .isInstanceOf(ArclightException.class)
                    .hasMessageContaining("before any update");
            metric.update(each.preds, each.target);
            Tensor once = metric.compute();
            metric.reset();
            assertThatThrownBy(metric::compute).isInstanceOf(ArclightException.class);
            metric.update(each.preds, each.target);
            assertThat(metric.compute().equal(once)).isTrue();
        }
    }

    @Test
    void forwardGivesTheBatchAloneAndTakesItIn() {
        for (Case each : cases()) {
            int n = each.preds.size(0) / 2;
            Tensor p = each.preds.narrow(0, n, n);
            Tensor t = each.target.narrow(0, n, n);
            Metric metric = each.make.get();
            metric.update(each.preds.narrow(0, 0, n), each.target.narrow(0, 0, n));
            Metric alone = each.make.get();
            alone.update(p, t);
            assertThat(metric.forward(p, t).equal(alone.compute())).isTrue();
            Metric whole = each.make.get();
            whole.update(each.preds, each.target);
            assertThat(metric.compute().allclose(whole.compute(), 1e-6, 1e-7, false))
                    .as(whole.toString())
                    .isTrue();
            assertThat(metric.updateCount()).isEqualTo(2);
        }
    }

    @Test
    void areaIsTheShareOfPairsInTheRightOrder() {
        Random random = new Random(SEED);
        for (int round = 0; round < 20; round++) {
            int n = 1 + random.nextInt(30);
            double[] scores = random.doubles(n).map(x -> Math.rint(x * 8) / 8).toArray();
            long[] answers = random.longs(n, 0, 2).toArray();
            double right = 0;
            double pairs = 0;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    if (answers[i] == 1 && answers[j] == 0) {
                        pairs++;
                        right += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                    }
                }
            }
            AUROC area = AUROC.binary();
            area.update(Tensor.of(scores, n), Tensor.of(answers, n));
            assertThat(area.value())
                    .as("seed " + SEED + ", round " + round)
                    .isCloseTo(pairs == 0 ? 0 : right / pairs, within(1e-12));
        }
    }

    @Test
    void ignoredTargetsDoNotCount() {
        Tensor scores = Tensor.of(new float[] {0.9f, 0.1f, 0.8f, 0.7f}, 4);
        Tensor answers = Tensor.of(new long[] {1, -100, 0, 1}, 4);
        Metric accuracy = Accuracy.binary().ignoreIndex(-100);
        accuracy.update(scores, answers);
        assertThat(accuracy.value()).isCloseTo(2.0 / 3, within(1e-12));
        AUROC area = AUROC.binary().ignoreIndex(-100);
        area.update(scores, answers);
        assertThat(area.value()).isEqualTo(0.5);
        Perplexity perplexity = new Perplexity(0);
        perplexity.update(Tensor.zeros(1, 3, 5), Tensor.of(new long[] {0, 3, 0}, 1, 3));
        assertThat(perplexity.value()).isCloseTo(5, within(1e-12));
        assertThatThrownBy(() -> Accuracy.binary().update(scores, answers)).hasMessageContaining("-100");
    }

    @Test
    void predictionsMayBeLabelsProbabilitiesOrLogits() {
        Tensor answers = Tensor.of(new long[] {1, 0, 1}, 3);
        for (Tensor preds : List.of(
                answers, Tensor.of(new float[] {0.9f, 0.2f, 0.6f}, 3), Tensor.of(new float[] {3, -2, 0.4f}, 3))) {
            Accuracy accuracy = Accuracy.binary();
            accuracy.update(preds, answers);
            assertThat(accuracy.value()).isEqualTo(1);
        }
    }

    @Test
    void classesOfPixelsStandInTheSecondDimension() {
        Random random = new Random(SEED);
        Tensor scores = scores(random, 2, 3, 4, 5);
        Tensor target = whole(random, 3, 2, 4, 5);
        Accuracy pixels = Accuracy.multiclass(3);
        pixels.update(scores, target);
        Accuracy labels = Accuracy.multiclass(3);
        labels.update(scores.argmax(1), target);
        assertThat(pixels.value())
                .isEqualTo(labels.value())
                .isCloseTo(scores.argmax(1).eq(target).to(DType.FLOAT64).mean().item(), within(1e-12));
    }

    @Test
    void classAmongTheHighestScoresCounts() {
        Tensor scores = Tensor.of(new float[] {3, 2, 1, 1, 3, 2, 2, 1, 3}, 3, 3);
        Tensor target = Tensor.of(new long[] {1, 0, 2}, 3);
        Accuracy top = Accuracy.multiclass(3).topK(2);
        top.update(scores, target);
        assertThat(top.value()).isCloseTo(2.0 / 3, within(1e-12));
        assertThatThrownBy(() -> top.update(target, target)).isInstanceOf(ShapeException.class);
    }

    @Test
    void badInputIsNamed() {
        Tensor two = Tensor.of(new long[] {0, 1}, 2);
        assertThatThrownBy(() -> Accuracy.binary().update(Tensor.full(Double.NaN, 2), two))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> Accuracy.binary().update(Tensor.rand(3), two))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("[3]");
        assertThatThrownBy(() -> Accuracy.binary().update(Tensor.rand(2), Tensor.rand(2)))
                .isInstanceOf(DTypeException.class);
        assertThatThrownBy(() -> Accuracy.multiclass(3).update(Tensor.rand(2, 4), two))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("[N, 3, …]");
        assertThatThrownBy(() -> Accuracy.multiclass(2).update(Tensor.rand(1, 2), Tensor.of(new long[] {2}, 1)))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("holds 2");
        assertThatThrownBy(() -> new MeanSquaredError().update(Tensor.full(Double.NaN, 2), Tensor.ones(2)))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> Accuracy.multiclass(3).merge(Accuracy.multiclass(4)))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("4 classes");
        assertThatThrownBy(() -> Accuracy.binary().topK(2)).isInstanceOf(ArclightException.class);
        assertThatThrownBy(() -> new R2Score().merge(new R2Score(2, 0, R2Score.Multioutput.RAW_VALUES)))
                .isInstanceOf(ArclightException.class);
    }

    @Test
    void emptyBatchesChangeNothing() {
        Accuracy accuracy = Accuracy.multiclass(3);
        accuracy.update(Tensor.zeros(0, 3), Tensor.zeros(DType.INT64, 0));
        accuracy.update(Tensor.eye(3), Tensor.of(new long[] {0, 1, 1}, 3));
        assertThat(accuracy.value()).isCloseTo(2.0 / 3, within(1e-12));
    }

    @Test
    void spreadOfLargeTargetsIsNotLost() {
        double[] y = {1e9, 1e9 + 1, 1e9 + 2, 1e9 + 3};
        double[] p = {1e9, 1e9 + 1, 1e9 + 2, 1e9 + 4};
        R2Score score = new R2Score();
        score.update(Tensor.of(p, 4), Tensor.of(y, 4));
        assertThat(score.value()).isCloseTo(1 - 1 / 5.0, within(1e-9));
    }

    @Test
    void meansLeaveNanOutOrRefuseIt() {
        MeanMetric mean = new MeanMetric(NanStrategy.IGNORE);
        mean.update(2, 3);
        mean.update(Double.NaN);
        mean.update(6);
        assertThat(mean.value()).isEqualTo(3);
        assertThatThrownBy(() -> new MeanMetric(NanStrategy.ERROR).update(Double.NaN))
                .isInstanceOf(ArclightException.class);
    }

    @Test
    void runningMeanForgetsWhatIsOld() {
        RunningMean mean = new RunningMean(2);
        for (double value : new double[] {100, 1, 3}) {
            mean.update(value);
        }
        assertThat(mean.value()).isEqualTo(2);
        RunningMean other = new RunningMean(2);
        other.update(1);
        assertThatThrownBy(() -> mean.merge(other))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("order");
    }

    @Test
    void collectionAsksAllItsMetrics() {
        MetricCollection metrics = new MetricCollection()
                .add("accuracy", Accuracy.multiclass(3))
                .add("recall", Recall.multiclass(3).average(Average.MACRO))
                .prefix("val_");
        MetricCollection partition = new MetricCollection()
                .add("accuracy", Accuracy.multiclass(3))
                .add("recall", Recall.multiclass(3).average(Average.MACRO));
        metrics.update(Tensor.eye(3), Tensor.of(new long[] {0, 1, 1}, 3));
        partition.update(Tensor.eye(3), Tensor.of(new long[] {0, 1, 2}, 3));
        metrics.merge(partition);
        assertThat(metrics.values().keySet()).containsExactly("val_accuracy", "val_recall");
        assertThat(metrics.values().get("val_accuracy")).isCloseTo(5.0 / 6, within(1e-12));
        MetricCollection fresh = new MetricCollection()
                .add("accuracy", Accuracy.multiclass(3))
                .add("recall", Recall.multiclass(3).average(Average.MACRO));
        fresh.loadStateDict(metrics.stateDict());
        assertThat(fresh.values().values())
                .containsExactlyElementsOf(metrics.values().values());
        assertThatThrownBy(() -> metrics.add("recall", Recall.binary())).isInstanceOf(ArclightException.class);
    }

    private static Metric sent(Metric metric) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(metric);
            }
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                return (Metric) in.readObject();
            }
        } catch (IOException | ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static Tensor scores(Random random, int... shape) {
        Tensor scores = Tensor.zeros(shape);
        float[] values = new float[scores.numel()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(values, shape);
    }

    private static Tensor whole(Random random, int bound, int... shape) {
        return Tensor.of(random.longs(Tensor.zeros(shape).numel(), 0, bound).toArray(), shape);
    }
}
