package dev.arclight.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Metrics against what scikit-learn gives for the same numbers. */
final class KnownMetricsTest {
    private static final float[] LOGITS = {
        0.4f, -0.3f, 2.4f, -0.3f, 0.1f, 1.6f, -0.9f, -0.6f, 0.2f, -0.3f, -1.2f, -0.2f, -0.4f, 0.6f, -1.7f, -0.7f, 1.2f,
        1.9f, -1.5f, 0.6f, -1.0f, -0.9f, -0.9f, -0.4f, 1.0f, 0.7f, 0.1f, -0.4f, 0.0f, -0.1f, 0.8f, -0.6f, -0.0f, -0.1f,
        -0.1f, 0.2f, 0.2f, 1.3f, -0.1f, 1.6f, -0.3f, -0.5f, 0.1f, 0.4f, 0.3f, 1.3f, 1.1f, 0.5f, -0.3f, -0.1f, 1.4f,
        0.2f, -1.3f, -0.7f, -0.6f, 1.2f, -0.1f, 2.3f, 0.7f, 0.1f, -0.4f, 1.0f, -0.2f, -0.8f, 0.6f, 0.0f, 1.2f, -0.1f,
        -2.9f, 0.8f, -1.9f, 1.5f, 1.8f, -0.4f, -1.2f, -1.4f, 0.9f, -0.2f, -0.6f, -0.2f, 2.1f, 0.3f, 0.7f, 0.8f, 1.0f,
        1.1f, -0.7f, -0.2f, -0.8f, -0.7f, 1.1f, -0.5f, -0.1f, -0.7f, -0.6f, 0.8f, -0.4f, -0.5f, 0.5f, 0.5f, 0.8f, 0.2f,
        -1.8f, 0.6f, 0.5f, 1.0f, -0.8f, 2.5f, -1.2f, 0.7f, 0.0f, -0.5f, 0.8f, -0.3f, -2.3f, -1.2f, 0.5f, 2.2f, -1.5f,
        -0.0f, 1.5f, 0.6f, -0.4f, -1.4f, -1.8f, -0.7f, -0.4f, -2.2f, -1.7f, 0.3f, -0.4f, -0.8f, -0.4f, -0.8f, 0.9f,
        1.6f, 2.1f, 0.7f, 0.7f, 1.5f, 1.7f, 1.5f, 1.2f, -0.6f, -1.6f, 0.9f, -0.1f, -0.1f, -0.9f, -1.3f, 1.4f, 0.5f,
        -1.1f, 0.4f, 0.3f, 0.5f, 2.2f, -0.0f, -1.3f, 0.0f
    };
    private static final long[] CLASSES = {
        0, 1, 1, 1, 3, 0, 0, 1, 0, 3, 0, 3, 0, 1, 3, 0, 3, 0, 0, 3, 3, 0, 0, 0, 3, 0, 3, 0, 1, 0, 1, 0, 1, 2, 3, 1, 1,
        1, 1, 0
    };
    private static final float[] SCORES = {
        0.7f, 0.3f, 0.8f, 0.1f, 0.2f, 0.4f, 0.1f, 0.2f, 0.8f, 0.4f, 0.2f, 0.8f, 0.6f, 0.6f, 0.9f, 0.7f, 0.3f,
        0.0f, 0.5f, 0.7f, 0.8f, 0.2f, 0.6f, 0.9f, 0.3f, 0.3f, 0.4f, 0.6f, 1.0f, 0.6f, 0.9f, 0.7f, 0.5f, 0.3f,
        0.4f, 0.8f, 0.2f, 0.1f, 0.2f, 0.7f
    };
    private static final long[] ANSWERS = {
        1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 1, 1, 0, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 0, 0, 1, 1, 0,
        1, 1, 1
    };
    private static final float[] LABEL_SCORES = {
        1.0f, 0.5f, 0.3f, 0.9f, 1.0f, 0.7f, 0.1f, 0.9f, 0.4f, 0.8f, 0.7f, 0.7f, 0.8f, 0.8f, 0.5f, 0.5f, 0.1f,
        0.4f, 0.9f, 0.2f, 0.7f, 0.8f, 0.2f, 0.8f, 0.7f, 1.0f, 0.4f, 0.8f, 0.8f, 0.4f, 0.2f, 0.4f, 0.7f, 0.3f,
        0.9f, 0.3f, 0.8f, 0.3f, 0.5f, 0.9f, 0.5f, 0.6f, 0.3f, 0.5f, 0.1f, 0.5f, 0.4f, 0.3f, 0.2f, 0.3f, 0.3f,
        0.4f, 0.8f, 0.9f, 0.9f, 0.4f, 0.9f, 0.6f, 1.0f, 0.1f, 0.8f, 0.6f, 0.5f, 0.8f, 0.8f, 0.8f, 0.3f, 0.4f,
        0.6f, 0.0f, 0.8f, 0.6f, 0.4f, 0.6f, 1.0f, 0.8f, 0.7f, 0.2f, 1.0f, 0.4f, 0.9f, 0.5f, 0.7f, 0.9f, 0.1f,
        0.3f, 0.2f, 0.0f, 0.3f, 0.9f, 0.3f, 0.1f, 0.9f, 0.5f, 0.5f, 0.7f, 0.8f, 0.2f, 0.2f, 0.4f, 0.8f, 0.9f,
        0.2f, 0.7f, 0.4f, 0.9f, 0.3f, 0.3f, 0.0f, 0.9f, 0.2f, 0.3f, 0.2f, 0.9f, 0.1f, 0.3f, 0.7f, 0.2f, 0.6f,
        0.4f
    };
    private static final long[] LABELS = {
        1, 0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1,
        0, 0, 1, 1, 1, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 1, 1, 0, 0, 1, 0, 1, 1, 1, 0, 0, 0, 0, 1, 0, 1, 0,
        1, 1, 0, 0, 1, 1, 1, 1, 0, 1, 0, 1, 0, 0, 0, 1, 1, 0, 1, 0, 0, 1, 1, 1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 0, 0, 0, 0,
        0, 0, 1, 1, 0, 1, 1, 1, 0
    };

    private final Tensor logits = Tensor.of(LOGITS, CLASSES.length, 4);
    private final Tensor classes = Tensor.of(CLASSES, CLASSES.length);
    private final Tensor scores = Tensor.of(SCORES, SCORES.length);
    private final Tensor answers = Tensor.of(ANSWERS, ANSWERS.length);
    private final Tensor labelScores = Tensor.of(LABEL_SCORES, LABELS.length / 3, 3);
    private final Tensor labels = Tensor.of(LABELS, LABELS.length / 3, 3);

    @Test
    void classesOnTheWhole() {
        assertThat(of(Accuracy.multiclass(4), logits, classes)).containsExactly(0.25f);
        assertThat(of(Precision.multiclass(4), logits, classes)).containsExactly(0.25f);
        assertThat(of(Recall.multiclass(4), logits, classes)).containsExactly(0.25f);
        assertThat(of(F1Score.multiclass(4), logits, classes)).containsExactly(0.25f);
    }

    @Test
    void classesByTheirMean() {
        assertMacro(Average.MACRO, 0.2318181818181818, 0.19215686274509802, 0.20838509316770187, 0.19803690195237073);
        assertMacro(Average.WEIGHTED, 0.3136363636363636, 0.25, 0.27577639751552796, 0.25928985196309806);
    }

    private void assertMacro(Average average, double precision, double recall, double f1, double f2) {
        assertThat(value(Precision.multiclass(4).average(average), logits, classes))
                .isCloseTo(precision, within(1e-12));
        assertThat(value(Recall.multiclass(4).average(average), logits, classes))
                .isCloseTo(recall, within(1e-12));
        assertThat(value(F1Score.multiclass(4).average(average), logits, classes))
                .isCloseTo(f1, within(1e-12));
        assertThat(value(FBetaScore.multiclass(2, 4).average(average), logits, classes))
                .isCloseTo(f2, within(1e-12));
    }

    @Test
    void eachClass() {
        assertThat(of(Precision.multiclass(4).average(Average.NONE), logits, classes))
                .containsExactly(4 / 11f, 4 / 11f, 0, 0.2f);
        assertThat(of(Recall.multiclass(4).average(Average.NONE), logits, classes))
                .containsExactly(4 / 17f, 1 / 3f, 0, 0.2f);
        assertThat(of(Accuracy.multiclass(4).average(Average.NONE), logits, classes))
                .containsExactly(4 / 17f, 1 / 3f, 0, 0.2f);
    }

    @Test
    void confusionOfClasses() {
        assertThat(of(ConfusionMatrix.multiclass(4), logits, classes))
                .containsExactly(4, 4, 4, 5, 4, 4, 2, 2, 0, 0, 0, 1, 3, 3, 2, 2);
        assertThat(of(ConfusionMatrix.multiclass(4).normalize(ConfusionMatrix.Normalize.TRUE), logits, classes))
                .startsWith(4 / 17f, 4 / 17f, 4 / 17f, 5 / 17f)
                .endsWith(0.3f, 0.3f, 0.2f, 0.2f);
        assertThat(of(ConfusionMatrix.multiclass(4).normalize(ConfusionMatrix.Normalize.PRED), logits, classes))
                .startsWith(4 / 11f, 4 / 11f, 4 / 8f, 5 / 10f);
        assertThat(of(ConfusionMatrix.multiclass(4).normalize(ConfusionMatrix.Normalize.ALL), logits, classes))
                .startsWith(0.1f, 0.1f, 0.1f, 0.125f);
    }

    @Test
    void curvesOfClasses() {
        assertThat(value(AUROC.multiclass(4), logits, classes)).isCloseTo(0.6289309720543735, within(1e-6));
        assertThat(value(AUROC.multiclass(4).average(Average.WEIGHTED), logits, classes))
                .isCloseTo(0.5790082019429845, within(1e-6));
        assertThat(value(AveragePrecision.multiclass(4), logits, classes)).isCloseTo(0.3442255083044847, within(1e-6));
        assertThat(value(AveragePrecision.multiclass(4).average(Average.WEIGHTED), logits, classes))
                .isCloseTo(0.42971009416002737, within(1e-6));
    }

    @Test
    void yesAndNo() {
        assertThat(value(AUROC.binary(), scores, answers)).isCloseTo(0.5506666666666666, within(1e-12));
        assertThat(value(AveragePrecision.binary(), scores, answers)).isCloseTo(0.667655986119144, within(1e-12));
        assertThat(value(F1Score.binary(), scores, answers)).isCloseTo(0.5454545454545454, within(1e-12));
        assertThat(value(Accuracy.binary(), scores, answers)).isEqualTo(0.5);
    }

    @Test
    void severalLabels() {
        assertThat(value(AUROC.multilabel(3).average(Average.MICRO), labelScores, labels))
                .isCloseTo(0.7994909502262444, within(1e-12));
        assertThat(value(AveragePrecision.multilabel(3).average(Average.MICRO), labelScores, labels))
                .isCloseTo(0.8303563052177065, within(1e-12));
        assertThat(value(F1Score.multilabel(3).average(Average.MACRO), labelScores, labels))
                .isCloseTo(0.7508674787744555, within(1e-12));
    }

    @Test
    void thresholdsThatSeparateAllScoresGiveTheExactArea() {
        // Scores are tenths, so eleven thresholds see every order but that of 0 beside nothing.
        assertThat(value(AveragePrecision.binary().thresholds(11), scores, answers))
                .isCloseTo(0.667655986119144, within(1e-12));
        assertThat(value(AUROC.multilabel(3).average(Average.MICRO).thresholds(11), labelScores, labels))
                .isCloseTo(0.7994909502262444, within(0.01));
    }

    @Test
    void numbers() {
        Tensor y = Tensor.of(
                new double[] {
                    1001.908447265625, 999.8568115234375, 998.9421997070312, 998.56494140625, 999.6636352539062,
                    999.5638427734375, 1001.3037719726562, 999.9473266601562, 1001.024658203125, 999.9292602539062,
                    999.5507202148438, 1001.5254516601562, 998.51953125, 1001.2586059570312, 999.63037109375,
                    1001.8624877929688, 999.576904296875, 999.9376220703125, 998.975341796875, 998.1273803710938,
                    998.7105102539062, 1000.6624145507812, 999.2974853515625, 1001.6889038085938, 999.6951904296875,
                    1000.6002807617188, 998.2138671875, 1000.3387451171875, 998.8729858398438, 1001.3638305664062,
                    1000.993408203125, 1001.5205078125, 1000.5985107421875, 1001.2941284179688, 997.8729248046875,
                    998.11083984375, 1000.6632690429688, 1000.2792358398438, 998.7125244140625, 1000.51416015625
                },
                20,
                2);
        Tensor p = Tensor.of(
                new double[] {
                    1001.9147338867188, 999.76611328125, 998.8848266601562, 998.3832397460938, 999.5424194335938,
                    999.3703002929688, 1000.9526977539062, 1000.304931640625, 1000.4678344726562, 999.9542236328125,
                    999.024169921875, 1001.1361694335938, 998.2896118164062, 1001.3041381835938, 999.855224609375,
                    1001.6807861328125, 999.8092041015625, 1000.3262939453125, 998.9428100585938, 998.517333984375,
                    998.6492919921875, 1000.7738037109375, 999.68505859375, 1001.6849365234375, 999.2221069335938,
                    1000.6799926757812, 998.4754638671875, 1000.2180786132812, 998.2382202148438, 1001.483154296875,
                    1000.6873779296875, 1001.6283569335938, 1000.3720703125, 1001.6956176757812, 997.22607421875,
                    998.181396484375, 1000.5860595703125, 1000.364501953125, 998.8244018554688, 1000.769287109375
                },
                20,
                2);
        R2Score.Multioutput weighted = R2Score.Multioutput.VARIANCE_WEIGHTED;
        assertThat(value(new R2Score(2, 0, R2Score.Multioutput.UNIFORM_AVERAGE), p, y))
                .isCloseTo(0.9300171136856079, within(1e-6));
        assertThat(value(new R2Score(2, 0, weighted), p, y)).isCloseTo(0.9305435419082642, within(1e-6));
        assertThat(value(new MeanSquaredError(), p, y)).isCloseTo(0.08281710743904114, within(1e-7));
        assertThat(value(new MeanSquaredError(false), p, y)).isCloseTo(Math.sqrt(0.08281710743904114), within(1e-7));
        assertThat(value(new MeanAbsoluteError(), p, y)).isCloseTo(0.2281143069267273, within(1e-7));
    }

    /** In three batches, as a program does. */
    private static Metric fed(Metric metric, Tensor preds, Tensor target) {
        int n = preds.size(0);
        int[] ends = {0, n / 3, n / 2, n};
        for (int i = 1; i < ends.length; i++) {
            metric.update(
                    preds.narrow(0, ends[i - 1], ends[i] - ends[i - 1]),
                    target.narrow(0, ends[i - 1], ends[i] - ends[i - 1]));
        }
        return metric;
    }

    private static double value(Metric metric, Tensor preds, Tensor target) {
        return fed(metric, preds, target).value();
    }

    private static float[] of(Metric metric, Tensor preds, Tensor target) {
        Tensor result = fed(metric, preds, target).compute();
        assertThat(result.dtype()).isEqualTo(DType.FLOAT32);
        return result.toFloatArray();
    }
}
