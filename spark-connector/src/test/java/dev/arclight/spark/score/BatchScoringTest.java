package dev.arclight.spark.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.TaskKilledException;
import org.junit.jupiter.api.Test;

class BatchScoringTest {
    /** A model that fails on some rows and on batches that are too large; it writes down what it is asked. */
    private static final class Rows implements BatchScoring.Call {
        private final Set<Integer> poison;
        private final int memory;
        private final Set<Integer> scored = new TreeSet<>();
        private final Set<Integer> failed = new TreeSet<>();
        private final List<String> causes = new ArrayList<>();
        private final List<Integer> sizes = new ArrayList<>();

        Rows(Set<Integer> poison, int memory) {
            this.poison = poison;
            this.memory = memory;
        }

        @Override
        public void score(int from, int to) {
            sizes.add(to - from);
            if (to - from > memory) {
                throw new OutOfMemoryError("no room for " + (to - from));
            }
            for (int row = from; row < to; row++) {
                if (poison.contains(row)) {
                    throw new IllegalArgumentException("rows " + from + " to " + to);
                }
            }
            for (int row = from; row < to; row++) {
                assertThat(scored.add(row)).as("row %d is scored once", row).isTrue();
            }
        }

        BatchScoring in(int batchRows) {
            return new BatchScoring(
                    new BatchLimits(batchRows, 0, 0),
                    this,
                    (row, cause) -> {
                        failed.add(row);
                        causes.add(String.valueOf(cause.getMessage()));
                    },
                    () -> {});
        }
    }

    @Test
    void a_poison_row_costs_twice_the_logarithm_of_the_batch_at_most() {
        for (int size = 1; size <= 130; size++) {
            for (int bad = 0; bad < size; bad++) {
                Rows rows = new Rows(Set.of(bad), size);

                int batches = rows.in(size).score(size, new int[size], 0, 0);

                assertThat(batches).isOne();
                assertThat(rows.failed).containsExactly(bad);
                assertThat(rows.causes)
                        .as("the error is the row's own")
                        .containsExactly("rows " + bad + " to " + (bad + 1));
                assertThat(rows.scored).hasSize(size - 1).doesNotContain(bad);
                assertThat(rows.sizes.size() - 1.0)
                        .as("further calls for row %d of %d", bad, size)
                        .isLessThanOrEqualTo(2 * Math.log(size) / Math.log(2) + 1e-9);
            }
        }
    }

    @Test
    void every_poison_row_is_found() {
        Set<Integer> poison = Set.of(0, 3, 4, 17, 18, 19, 63, 64, 99);
        Rows rows = new Rows(poison, 100);

        rows.in(32).score(100, new int[100], 0, 0);

        assertThat(rows.failed).isEqualTo(new TreeSet<>(poison));
        assertThat(rows.scored).hasSize(91);
    }

    @Test
    void where_memory_does_not_suffice_batches_are_halved_and_stay_so() {
        Rows rows = new Rows(Set.of(21), 10);
        BatchScoring scoring = rows.in(32);

        scoring.score(96, new int[96], 0, 0);

        assertThat(rows.scored).hasSize(95);
        assertThat(rows.failed).containsExactly(21);
        assertThat(scoring.limits().rows()).isEqualTo(8);
        assertThat(rows.sizes.stream().filter(size -> size > 10)).containsExactly(32, 16, 16);
    }

    @Test
    void a_row_for_which_there_is_no_memory_ends_it() {
        Rows rows = new Rows(Set.of(), 0);

        assertThatThrownBy(() -> rows.in(4).score(4, new int[4], 0, 0))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessage("no room for 1");
    }

    @Test
    void an_error_that_rows_are_not_to_blame_for_is_not_searched_for() {
        List<Integer> sizes = new ArrayList<>();
        BatchScoring scoring = new BatchScoring(
                new BatchLimits(8, 0, 0),
                (from, to) -> {
                    sizes.add(to - from);
                    throw new ScoringException("too late");
                },
                (row, cause) -> {},
                () -> {});

        assertThatThrownBy(() -> scoring.score(20, new int[20], 0, 0)).hasMessage("too late");
        assertThat(sizes).containsExactly(8);
    }

    @Test
    void a_kill_while_the_model_works_is_no_fault_of_the_rows() {
        List<Integer> sizes = new ArrayList<>();
        List<Integer> failed = new ArrayList<>();
        Thread caller = Thread.currentThread();
        try (TimeLimit limit = new TimeLimit(60)) {
            BatchScoring scoring = new BatchScoring(
                    new BatchLimits(8, 0, 0),
                    (from, to) -> {
                        sizes.add(to - from);
                        limit.run(() -> interruptAndStay(caller), () -> new BatchTimeoutException("late"));
                    },
                    (row, cause) -> failed.add(row),
                    () -> {});

            assertThatThrownBy(() -> scoring.score(20, new int[20], 0, 0)).isInstanceOf(TaskKilledException.class);

            assertThat(Thread.interrupted()).as("the kill is passed on").isTrue();
            assertThat(sizes).containsExactly(8);
            assertThat(failed).isEmpty();
            assertThatThrownBy(() -> limit.run(() -> {}, () -> new BatchTimeoutException("late")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("has ended");
        }
    }

    private static void interruptAndStay(Thread caller) {
        caller.interrupt();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void batches_keep_to_rows_bytes_and_tokens() {
        int[] lengths = {1, 2, 2, 3, 5, 8, 8, 9, 40};

        assertThat(cuts(new BatchLimits(4, 0, 0), lengths, 0, 4)).containsExactly(4, 8, 9);
        assertThat(cuts(new BatchLimits(100, 0, 16), lengths, 0, 4)).containsExactly(4, 6, 7, 8, 9);
        assertThat(cuts(new BatchLimits(100, 64, 0), lengths, 0, 4)).containsExactly(4, 6, 7, 8, 9);
        assertThat(cuts(new BatchLimits(100, 64, 0), new int[9], 16, 0)).containsExactly(4, 8, 9);
        assertThat(cuts(new BatchLimits(100, 1, 1), lengths, 16, 4)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    private static List<Integer> cuts(BatchLimits limits, int[] lengths, long fixedBytes, long tokenBytes) {
        List<Integer> ends = new ArrayList<>();
        for (int from = 0; from < lengths.length; ) {
            from = limits.end(from, lengths.length, lengths, fixedBytes, tokenBytes);
            ends.add(from);
        }
        return ends;
    }
}
