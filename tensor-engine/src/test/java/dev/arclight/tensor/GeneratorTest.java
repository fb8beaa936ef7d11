package dev.arclight.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.arclight.op.Functions;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratorTest {
    /** Pinned: whatever changes these changes every training run that is repeated from its seed. */
    @Test
    void theNumbersOfASeedNeverChange() {
        Generator generator = Generator.seeded(42);

        assertThat(generator.nextInt()).isEqualTo(-1662324653);
        assertThat(generator.nextLong()).isEqualTo(1350887119206566203L);
        assertThat(generator.nextDouble()).isEqualTo(0.9877186509177232);
        assertThat(generator.nextGaussian()).isEqualTo(0.5294403706537453);
        assertThat(generator.nextGaussian()).isEqualTo(-1.0252424792791766);
        assertThat(generator.nextInt(1000)).isEqualTo(658);
        assertThat(generator.permutation(6)).containsExactly(0, 1, 5, 2, 3, 4);
    }

    @Test
    void streamsOfSeedsIndicesAndForksDiffer() {
        Set<Long> firsts = new HashSet<>();
        int count = 0;
        for (long seed = 0; seed < 20; seed++) {
            firsts.add(Generator.seeded(seed).nextLong());
            count++;
            for (long index = 0; index < 20; index++) {
                firsts.add(Generator.seeded(seed, index).nextLong());
                firsts.add(Generator.seeded(seed).fork(index).nextLong());
                firsts.add(Generator.seeded(seed).fork(index).fork(1).nextLong());
                count += 3;
            }
        }

        assertThat(firsts).hasSize(count);
    }

    @Test
    void aForkDoesNotDependOnWhatWasDrawn() {
        Generator generator = Generator.seeded(3);
        long expected = generator.fork(5).nextLong();
        generator.nextGaussian();

        assertThat(generator.fork(5).nextLong()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 5, 8})
    void aStateGoesOnWhereItWasTaken(int skipped) {
        Generator generator = Generator.seeded(11, 4);
        for (int i = 0; i < skipped; i++) {
            generator.nextInt();
        }
        generator.nextGaussian();
        generator.nextBoolean(0.5);
        Tensor state = generator.getState();
        double[] expected = mixed(generator);

        Generator other = Generator.seeded(0);
        other.nextGaussian();
        other.setState(state);
        assertThat(mixed(other)).isEqualTo(expected);
        assertThat(other.initialSeed()).isEqualTo(11);
    }

    private static double[] mixed(Generator generator) {
        float[] mask = new float[9];
        generator.fillBernoulli(mask, 0, 9, 0.5, 1);
        return new double[] {
            generator.nextGaussian(), generator.nextInt(), generator.nextGaussian(), mask[8], generator.nextDouble()
        };
    }

    @Test
    void whatIsNoStateIsRefused() {
        Generator generator = Generator.seeded(1);

        assertThatThrownBy(() -> generator.setState(Tensor.zeros(5))).isInstanceOf(DTypeException.class);
        assertThatThrownBy(() -> generator.setState(Tensor.zeros(DType.INT64, 4)))
                .isInstanceOf(ShapeException.class);
    }

    @Test
    void manualSeedRestartsTheThreadsGenerator() {
        Generator generator = Generator.current();
        Generator.manualSeed(77);
        float first = generator.nextFloat();
        Generator.manualSeed(77);

        assertThat(Generator.current().nextFloat()).isEqualTo(first);
        assertThat(Generator.seeded(77).nextFloat()).isEqualTo(first);
    }

    /** Lengths around the generator's own pieces, from places that are no multiple of a block. */
    private static final int[] LENGTHS = {0, 1, 2, 3, 4, 5, 7, 8, 9, 63, 509, 510, 511, 1020, 1023, 3000};

    @Test
    void fillingGivesWhatDrawingGives() {
        for (int skipped = 0; skipped < 9; skipped++) {
            for (int length : LENGTHS) {
                Generator one = skipped(skipped);
                Generator bulk = skipped(skipped);
                float[] floats = new float[length + 2];
                bulk.fillUniform(floats, 1, length + 1);
                each(length, i -> assertThat(floats[i + 1]).isEqualTo(one.nextFloat()));
                double[] doubles = new double[length + 2];
                bulk.fillUniform(doubles, 1, length + 1);
                each(length, i -> assertThat(doubles[i + 1]).isEqualTo(one.nextDouble()));
                bulk.fillGaussian(floats, 1, length + 1);
                each(length, i -> assertThat(floats[i + 1]).isEqualTo((float) one.nextGaussian()));
                bulk.fillGaussian(doubles, 1, length + 1);
                each(length, i -> assertThat(doubles[i + 1]).isEqualTo(one.nextGaussian()));
                bulk.fillBernoulli(floats, 1, length + 1, 0.3, 5);
                each(length, i -> assertThat(floats[i + 1]).isEqualTo(one.nextBoolean(0.3) ? 5 : 0));
                assertThat(bulk.nextInt()).isEqualTo(one.nextInt());
                assertThat(floats[0]).isZero();
                assertThat(floats[length + 1]).isZero();
                assertThat(doubles[0]).isZero();
                assertThat(doubles[length + 1]).isZero();
            }
        }
    }

    private static Generator skipped(int count) {
        Generator generator = Generator.seeded(5);
        each(count, i -> generator.nextInt());
        return generator;
    }

    private static void each(int count, IntConsumer body) {
        for (int i = 0; i < count; i++) {
            body.accept(i);
        }
    }

    @Test
    void normalsAreTheirDefinition() {
        Generator words = Generator.seeded(6);
        Generator normals = Generator.seeded(6);
        for (int i = 0; i < 2000; i++) {
            double radius = Math.sqrt(-2 * StrictMath.log(((words.nextLong() >>> 11) + 1) * 0x1.0p-53));
            double angle = 2 * Math.PI * ((words.nextLong() >> 11) * 0x1.0p-53);
            assertThat(normals.nextGaussian()).isCloseTo(radius * StrictMath.cos(angle), within(1e-14));
            assertThat(normals.nextGaussian()).isCloseTo(radius * StrictMath.sin(angle), within(1e-14));
        }
    }

    @Test
    void uniformNumbersPassKolmogorovAndSmirnov() {
        double[] doubles = new double[200_000];
        Generator.seeded(21).fillUniform(doubles, 0, doubles.length);
        float[] floats = new float[200_000];
        Generator.seeded(22).fillUniform(floats, 0, floats.length);

        assertThat(distance(doubles, x -> x)).isLessThan(bound(doubles.length));
        assertThat(distance(widened(floats), x -> x)).isLessThan(bound(floats.length));
    }

    @Test
    void normalNumbersPassKolmogorovAndSmirnovAndHaveTheirMoments() {
        double[] x = new double[200_000];
        Generator.seeded(23).fillGaussian(x, 0, x.length);
        double mean = Arrays.stream(x).average().orElseThrow();
        double second = Arrays.stream(x).map(v -> v * v).average().orElseThrow();
        double third = Arrays.stream(x).map(v -> v * v * v).average().orElseThrow();
        double fourth = Arrays.stream(x).map(v -> v * v * v * v).average().orElseThrow();

        assertThat(distance(x, v -> Functions.erfc(-v * Math.sqrt(0.5)) / 2)).isLessThan(bound(x.length));
        // Four standard deviations of each.
        double unit = 4 / Math.sqrt(x.length);
        assertThat(mean).isCloseTo(0, within(unit));
        assertThat(second).isCloseTo(1, within(unit * Math.sqrt(2)));
        assertThat(third).isCloseTo(0, within(unit * Math.sqrt(15)));
        assertThat(fourth).isCloseTo(3, within(unit * Math.sqrt(96)));
        double related = 0;
        for (int i = 1; i < x.length; i++) {
            related += x[i] * x[i - 1];
        }
        assertThat(related / x.length).isCloseTo(0, within(unit));
    }

    @Test
    void exponentialNumbersPassKolmogorovAndSmirnov() {
        Generator generator = Generator.seeded(24);
        double[] x = new double[100_000];
        Arrays.setAll(x, i -> generator.nextExponential());

        assertThat(distance(x, v -> 1 - Math.exp(-v))).isLessThan(bound(x.length));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 10, 1000, (1 << 30) + 1})
    void numbersBelowABoundAreEven(int bound) {
        Generator generator = Generator.seeded(25, bound);
        int cells = Math.min(bound, 10);
        int[] counts = new int[cells];
        int n = 100_000;
        int outside = 0;
        for (int i = 0; i < n; i++) {
            int value = generator.nextInt(bound);
            outside += value < 0 || value >= bound ? 1 : 0;
            counts[(int) ((long) value * cells / bound)]++;
        }

        assertThat(outside).isZero();
        double chiSquare = 0;
        for (int cell = 0; cell < cells; cell++) {
            long from = ((long) cell * bound + cells - 1) / cells;
            long to = ((long) (cell + 1) * bound + cells - 1) / cells;
            double expected = (double) n * (to - from) / bound;
            chiSquare += (counts[cell] - expected) * (counts[cell] - expected) / expected;
        }
        // Of nine degrees of freedom at most; passed once in 10,000 seeds.
        assertThat(chiSquare).isLessThan(33.7);
    }

    @Test
    void longsFillTheirRange() {
        Generator generator = Generator.seeded(26);
        long bits = 0;
        for (int i = 0; i < 1000; i++) {
            assertThat(generator.nextLong(-5, 3)).isBetween(-5L, 2L);
            assertThat(generator.nextLong(1)).isZero();
            assertThat(generator.nextLong(Long.MAX_VALUE)).isNotNegative();
            bits |= generator.nextLong(Long.MIN_VALUE, Long.MAX_VALUE);
        }
        assertThat(bits).isEqualTo(-1);
        assertThatThrownBy(() -> generator.nextLong(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> generator.nextLong(3, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> generator.nextInt(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-4, 1.0 / 256, 0.1, 0.25, 0.5, 0.9, 255.9 / 256, 1})
    void truthsComeWithTheirProbability(double p) {
        int n = 1_000_000;
        float[] x = new float[n];
        Generator.seeded(27).fillBernoulli(x, 0, n, p, 2);
        int count = 0;
        int other = 0;
        for (float value : x) {
            count += value == 2 ? 1 : 0;
            other += value == 0 || value == 2 ? 0 : 1;
        }

        assertThat(other).isZero();
        assertThat((double) count / n).isCloseTo(p, within(4.5 * Math.sqrt(p * (1 - p) / n)));
    }

    @Test
    void aProbabilityOutsideItsRangeIsRefused() {
        for (double p : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> Generator.seeded(1).nextBoolean(p))
                    .isInstanceOf(ArclightException.class)
                    .hasMessageContaining("from 0 to 1");
        }
    }

    @Test
    void permutationsHoldEveryNumberOnce() {
        int[] order = Generator.seeded(28).permutation(1000);
        assertThat(order).isNotEqualTo(Arrays.stream(order).sorted().toArray());
        assertThat(Arrays.stream(order).sorted().toArray())
                .isEqualTo(IntStream.range(0, 1000).toArray());
    }

    /** The largest distance between the distribution of a sample and a distribution function. */
    private static double distance(double[] sample, DoubleUnaryOperator distribution) {
        double[] sorted = sample.clone();
        Arrays.sort(sorted);
        double largest = 0;
        for (int i = 0; i < sorted.length; i++) {
            double expected = distribution.applyAsDouble(sorted[i]);
            largest = Math.max(largest, Math.abs((i + 1.0) / sorted.length - expected));
            largest = Math.max(largest, Math.abs((double) i / sorted.length - expected));
        }
        return largest;
    }

    /** What the distance passes once in 10,000 seeds. */
    private static double bound(int n) {
        return Math.sqrt(-0.5 * Math.log(0.00005)) / Math.sqrt(n);
    }

    private static double[] widened(float[] values) {
        double[] wide = new double[values.length];
        Arrays.setAll(wide, i -> values[i]);
        return wide;
    }

    @Test
    void aGeneratorIsTheCurrentOneUntilItsScopeCloses() {
        Generator outer = Generator.current();
        Generator inner = Generator.seeded(1);
        try (Generator.Scope scope = inner.use()) {
            assertThat(Generator.current()).isSameAs(inner);
            try (Generator.Scope deeper = inner.fork(2).use()) {
                assertThat(Generator.current()).isNotSameAs(inner);
            }
            assertThat(Generator.current()).isSameAs(inner);
        }
        assertThat(Generator.current()).isSameAs(outer);
    }
}
