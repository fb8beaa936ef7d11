package dev.arclight.distributed.localsgd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.arclight.nn.Functional;
import dev.arclight.nn.Linear;
import dev.arclight.nn.NamedLosses;
import dev.arclight.nn.Utils;
import dev.arclight.op.Reduction;
import dev.arclight.optim.ParamGroup;
import dev.arclight.optim.SGD;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LocalStepsTest {
    private static final int WIDTH = 3;
    private static final int CLASSES = 2;
    private static final int ROWS = 10;
    private static final int BATCH = 4;
    private static final double RATE = 0.1;
    private static final double MAX_NORM = 0.5;
    private static final int[] ORDER = {3, 1, 4, 0, 5, 9, 2, 6, 8, 7};
    private static final LocalSteps.LossCheck ANY = (step, loss) -> "";

    /** Rows of random numbers, whose class is told by the first. */
    private record Rows(Linear network, float[] features, float[] weights) implements LocalRows {
        static Rows of(Linear network, float... weights) {
            Generator generator = Generator.seeded(3);
            float[] features = new float[ROWS * WIDTH];
            for (int i = 0; i < features.length; i++) {
                features[i] = (float) generator.nextGaussian();
            }
            return new Rows(network, features, weights);
        }

        @Override
        public float[] weights(int[] order, int from, int to) {
            float[] some = new float[weights.length == 0 ? 0 : to - from];
            for (int i = 0; i < some.length; i++) {
                some[i] = weights[order[from + i]];
            }
            return some;
        }

        @Override
        public Outcome outcome(int[] order, int from, int to, float... some) {
            float[] batch = new float[(to - from) * WIDTH];
            for (int i = from; i < to; i++) {
                System.arraycopy(features, order[i] * WIDTH, batch, (i - from) * WIDTH, WIDTH);
            }
            Tensor logits = network.forward(Tensor.of(batch, to - from, WIDTH));
            long[] classes = classes(order, from, to);
            Tensor labels = Tensor.of(classes, classes.length);
            return new Outcome(
                    logits,
                    LocalRows.mean(
                            reduction -> NamedLosses.ofClasses(NamedLosses.CROSS_ENTROPY, logits, labels, 0, reduction),
                            some));
        }

        @Override
        public long[] classes(int[] order, int from, int to) {
            return IntStream.range(from, to)
                    .mapToLong(i -> features[order[i] * WIDTH] > 0 ? 1 : 0)
                    .toArray();
        }
    }

    private static Linear network() {
        Generator.manualSeed(7);
        return new Linear(WIDTH, CLASSES);
    }

    private static SGD sgd(List<Tensor> parameters) {
        return new SGD(List.of(new ParamGroup(parameters).lr(RATE))).momentum(0.9);
    }

    private static LocalSteps steps(Linear network) {
        return new LocalSteps(network, LocalStepsTest::sgd, BATCH, MAX_NORM, GradientStep.PLAIN);
    }

    private static float[] parameters(Linear network) {
        return Tensor.cat(
                        network.parameters().stream()
                                .map(tensor -> tensor.detach().reshape(-1))
                                .toList(),
                        0)
                .toFloatArray();
    }

    /** The second and the third batch of the order, as a loop in a program makes its steps. */
    private static float[] handWritten(double... factors) {
        Linear network = network();
        Rows rows = Rows.of(network);
        SGD optimizer = sgd(network.parameters());
        for (int step = 1; step < 3; step++) {
            int from = step * BATCH;
            int to = Math.min(ROWS, from + BATCH);
            optimizer.learningRate(RATE * factors[step - 1]);
            optimizer.zeroGrad();
            rows.outcome(ORDER, from, to).loss().backward();
            Utils.clipGradNorm_(network.parameters(), MAX_NORM);
            optimizer.step();
        }
        return parameters(network);
    }

    @Test
    void stepsAreThoseOfALoopInAProgram() {
        Linear network = network();
        double[] factors = {0.5, 2};

        LocalSteps.Result result =
                steps(network).run(new Round(0, 0, 1, 2, 1), ORDER, Rows.of(network), step -> factors[step], ANY);

        assertThat(parameters(network)).isEqualTo(handWritten(factors));
        assertThat(result.examples()).isEqualTo(6);
        assertThat(result.weight()).isEqualTo(6);
        assertThat(result.fault()).isEmpty();
    }

    @Test
    void aRoundEndsWithTheRowsOfThePartition() {
        Linear network = network();

        LocalSteps.Result result =
                steps(network).run(new Round(0, 0, 1, 50, 1), ORDER, Rows.of(network), step -> 1, ANY);

        assertThat(parameters(network)).isEqualTo(handWritten(1, 1));
        assertThat(result.examples()).isEqualTo(6);
        assertThat(steps(network).run(new Round(1, 0, 3, 50, 3), ORDER, Rows.of(network), step -> 1, ANY))
                .isEqualTo(new LocalSteps.Result(0, 0, 0, ""));
    }

    @Test
    void lossesAreWeighted() {
        Linear network = network();
        float[] weights = {1, 0, 0, 0.5f, 3, 1, 1, 1, 1, 1};
        Rows rows = Rows.of(network, weights);
        Tensor each = Functional.crossEntropy(
                network.forward(Tensor.of(rows.features(), ROWS, WIDTH)),
                Tensor.of(rows.classes(IntStream.range(0, ROWS).toArray(), 0, ROWS), ROWS),
                null,
                -100,
                Reduction.NONE,
                0);
        double expected = 0;
        for (int i = 0; i < BATCH; i++) {
            expected += weights[ORDER[i]] * each.toFloatArray()[ORDER[i]];
        }

        LocalSteps.Result result = steps(network).run(new Round(0, 0, 0, 1, 0), ORDER, rows, step -> 1, ANY);

        assertThat(result.weight()).isEqualTo(4.5);
        assertThat(result.lossSum()).isCloseTo(expected, offset(1e-5));
        assertThat(result.examples()).isEqualTo(4);
    }

    @Test
    void aBatchOfRowsThatDoNotCountIsNoStep() {
        Linear network = network();
        float[] before = parameters(network);

        LocalSteps.Result result =
                steps(network).run(new Round(0, 0, 0, 3, 0), ORDER, Rows.of(network, new float[ROWS]), step -> 1, ANY);

        assertThat(result).isEqualTo(new LocalSteps.Result(0, 0, 0, ""));
        assertThat(parameters(network)).isEqualTo(before);
    }

    @Test
    void aFaultEndsTheRound() {
        Linear network = network();
        List<Integer> heard = new ArrayList<>();

        LocalSteps.Result result = steps(network)
                .run(new Round(0, 0, 0, 3, 0), ORDER, Rows.of(network), step -> 1, (step, loss) -> {
                    heard.add(step);
                    return step == 1 ? "enough" : "";
                });

        assertThat(heard).containsExactly(0, 1);
        assertThat(result.fault()).isEqualTo("enough");
        assertThat(result.examples()).isEqualTo(4);
    }

    @Test
    void aLossThatIsNoNumberMakesNoStep() {
        Linear network = network();
        float[] before = parameters(network);
        Rows rows = Rows.of(network);
        rows.features()[ORDER[0] * WIDTH] = Float.NaN;
        List<Double> heard = new ArrayList<>();

        steps(network).run(new Round(0, 0, 0, 1, 0), ORDER, rows, step -> 1, (step, loss) -> {
            heard.add(loss);
            return "";
        });

        assertThat(heard).containsExactly(Double.NaN);
        assertThat(parameters(network)).isEqualTo(before);
    }

    @Test
    void whatAnOptimizerRemembersGoesOnUntilItIsForgotten() {
        List<float[]> ends = new ArrayList<>();
        for (boolean forgets : new boolean[] {false, true}) {
            Linear network = network();
            LocalSteps steps = steps(network);
            steps.run(new Round(0, 0, 1, 1, 1), ORDER, Rows.of(network), step -> 1, ANY);
            if (forgets) {
                steps.forget();
            }
            steps.run(new Round(1, 0, 2, 1, 2), ORDER, Rows.of(network), step -> 1, ANY);
            ends.add(parameters(network));
        }

        assertThat(ends.get(0)).isEqualTo(handWritten(1, 1));
        assertThat(ends.get(1)).isNotEqualTo(ends.get(0));
    }

    @Test
    void whatIsMeasuredIsTheMeanOfTheRowsThatAreHeldOut() {
        Linear network = network();
        float[] weights = {1, 2, 3, 0.5f, 0, 1, 1, 1, 1, 1};
        int[] heldOut = {4, 0, 3, 2, 1};
        Rows rows = Rows.of(network, weights);
        double loss = 0;
        double right = 0;
        for (int row : heldOut) {
            LocalRows.Outcome one = rows.outcome(new int[] {row}, 0, 1);
            loss += weights[row] * one.loss().item();
            boolean told = one.output().argmax(1).toLongArray()[0] == rows.classes(new int[] {row}, 0, 1)[0];
            right += told ? weights[row] : 0;
        }

        HeldOutScore score = steps(network).measure(8, heldOut, rows);

        assertThat(score.partition()).isEqualTo(8);
        assertThat(score.weight()).isEqualTo(6.5);
        assertThat(score.lossSum()).isCloseTo(loss, offset(1e-5));
        assertThat(score.right()).isEqualTo(right);
    }
}
