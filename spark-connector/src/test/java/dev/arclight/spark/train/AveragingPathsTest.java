package dev.arclight.spark.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.spark.LocalSpark;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole or in pieces, in few stages or many: the bits of an average are the same. */
@ExtendWith(LocalSpark.class)
class AveragingPathsTest {
    private static final long SEED = 3;

    private final JavaSparkContext context;

    AveragingPathsTest(SparkSession spark) {
        this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, ShardedAverage.PIECE - 1, ShardedAverage.PIECE, 2 * ShardedAverage.PIECE + 3})
    void pieces_give_the_bits_of_whole_states(int length) {
        List<Contribution> contributions = random(5, length);

        Contribution pieces = sharded(contributions, length).orElseThrow();

        Contribution whole = Averaging.merge(contributions).orElseThrow();
        assertThat(pieces.state().values()).isEqualTo(whole.state().values());
        assertThat(pieces.state().counts()).isEqualTo(whole.state().counts());
        assertThat(pieces.weight()).isEqualTo(whole.weight());
        assertThat(pieces.examples()).isEqualTo(whole.examples());
        assertThat(pieces.lossSum()).isEqualTo(whole.lossSum());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 9})
    void the_depth_of_the_tree_changes_no_bit(int depth) {
        List<Contribution> contributions = random(21, 40);
        AveragingPlan plan = new AveragingPlan(Wire.FLOAT32, depth, Long.MAX_VALUE);

        Contribution staged = TreeAverage.of(rdd(contributions), plan.fanIn(21)).orElseThrow();

        assertThat(staged.state().values())
                .isEqualTo(Averaging.merge(contributions).orElseThrow().state().values());
    }

    @Test
    void a_failure_is_told_though_the_others_sent_pieces() {
        List<Contribution> contributions = random(4, 10);
        contributions.set(2, Contribution.failed(2, "it broke"));

        Contribution average = sharded(contributions, 10).orElseThrow();

        assertThat(average.failure()).isEqualTo("it broke");
        assertThat(average.partition()).isEqualTo(2);
    }

    @Test
    void nobody_s_pieces_are_empty() {
        assertThat(sharded(List.of(), 10)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"float16", "bfloat16"})
    void narrow_differences_are_averaged_alike_whole_and_in_pieces(String name) {
        Wire wire = Wire.of(name);
        int length = 2 * ShardedAverage.PIECE + 7;
        int parameters = ShardedAverage.PIECE + 3;
        TrainingState start = random(1, length).get(0).state();
        List<Contribution> sent = random(3, length).stream()
                .map(each -> each.with(each.state().sent(start, wire, parameters)))
                .toList();

        float[] pieces = sharded(sent, length)
                .orElseThrow()
                .state()
                .arrived(start, wire, parameters)
                .values();
        float[] whole = TreeAverage.of(rdd(sent), 2)
                .orElseThrow()
                .state()
                .arrived(start, wire, parameters)
                .values();

        assertThat(pieces).isEqualTo(whole);
        float[] exact = Averaging.merge(random(3, length)).orElseThrow().state().values();
        for (int i = 0; i < 40; i++) {
            assertThat((double) whole[i]).isCloseTo(exact[i], Offset.offset(0.03));
        }
        assertThat(Arrays.copyOf(whole, parameters)).isNotEqualTo(Arrays.copyOf(exact, parameters));
        assertThat(Arrays.copyOfRange(whole, parameters, length))
                .isEqualTo(Arrays.copyOfRange(exact, parameters, length));
    }

    @Test
    void several_jobs_bring_the_pieces_of_one_average() {
        int length = 9 * ShardedAverage.PIECE + 1;
        List<Contribution> contributions = random(2, length);

        Contribution pieces =
                ShardedAverage.of(context, rdd(contributions), length, 1L << 20).orElseThrow();

        Contribution whole = Averaging.merge(contributions).orElseThrow();
        assertThat(pieces.state().values()).isEqualTo(whole.state().values());
        assertThat(pieces.examples()).isEqualTo(whole.examples());
    }

    @Test
    void the_largest_array_is_cut_into_pieces_that_hold_it() {
        int largest = Integer.MAX_VALUE - 8;

        assertThat(ShardedAverage.pieces(0)).isZero();
        assertThat(ShardedAverage.pieces(1)).isEqualTo(1);
        assertThat(ShardedAverage.pieces(ShardedAverage.PIECE)).isEqualTo(1);
        assertThat(ShardedAverage.pieces(ShardedAverage.PIECE + 1)).isEqualTo(2);
        assertThat((long) ShardedAverage.pieces(largest) * ShardedAverage.PIECE)
                .isBetween((long) largest, (long) largest + ShardedAverage.PIECE - 1);
    }

    private Optional<Contribution> sharded(List<Contribution> contributions, int length) {
        return ShardedAverage.of(context, rdd(contributions), length);
    }

    private JavaRDD<Contribution> rdd(List<Contribution> contributions) {
        return context.parallelize(contributions, Math.max(1, contributions.size()));
    }

    private static List<Contribution> random(int count, int length) {
        Random random = new Random(SEED + count);
        List<Contribution> contributions = new ArrayList<>();
        for (int partition = 0; partition < count; partition++) {
            float[] values = new float[length];
            for (int i = 0; i < length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            long examples = 1L + random.nextInt(100);
            contributions.add(new Contribution(
                    partition,
                    examples,
                    examples,
                    random.nextDouble(),
                    Contribution.NO_FAILURE,
                    0,
                    new TrainingState(values, new long[] {partition, 7})));
        }
        return contributions;
    }
}
