package dev.arclight.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Generator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplersTest {
    private static final Dataset<Integer> TEN = DatasetsTest.numbers(10);

    @Test
    void sequentialGivesEveryNumberInOrder() {
        assertThat(drawn(new SequentialSampler(TEN)))
                .containsExactlyElementsOf(IntStream.range(0, 10).boxed().toList());
    }

    @Test
    void randomGivesEveryNumberOnceInAnotherOrderEachPass() {
        RandomSampler sampler = new RandomSampler(TEN, Generator.seeded(3));
        List<Integer> first = drawn(sampler);
        List<Integer> second = drawn(sampler);

        assertThat(first)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 10).boxed().toList());
        assertThat(second).containsExactlyInAnyOrderElementsOf(first).isNotEqualTo(first);
    }

    @Test
    void moreNumbersThanItemsAreSeveralOrders() {
        List<Integer> drawn = drawn(new RandomSampler(TEN, false, 25, Generator.seeded(3)));

        assertThat(drawn).hasSize(25);
        assertThat(new HashSet<>(drawn.subList(0, 10))).hasSize(10);
        assertThat(new HashSet<>(drawn.subList(10, 20))).hasSize(10);
    }

    @Test
    void replacementDrawsEachNumberAsOften() {
        int[] count = new int[10];
        drawn(new RandomSampler(TEN, true, 10_000, Generator.seeded(3))).forEach(i -> count[i]++);

        assertThat(DatasetsTest.boxed(count))
                .allSatisfy(each -> assertThat(each).isBetween(850, 1150));
    }

    @Test
    void aSamplerThatWasSetBackRepeatsItsPass() {
        RandomSampler sampler = new RandomSampler(TEN, Generator.seeded(3));
        Map<String, Object> state = sampler.stateDict();
        List<Integer> pass = drawn(sampler);

        RandomSampler fresh = new RandomSampler(TEN, Generator.seeded(8));
        fresh.loadStateDict(state);

        assertThat(drawn(fresh)).isEqualTo(pass);
        assertThatThrownBy(() -> new RandomSampler(TEN).loadStateDict(state))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("generator");
    }

    @Test
    void subsetRandomGivesTheGivenNumbers() {
        assertThat(drawn(new SubsetRandomSampler(4, 2, 9, 7))).containsExactlyInAnyOrder(4, 2, 9, 7);
    }

    @Test
    void weightsSayHowOftenANumberIsDrawn() {
        int[] count = new int[4];
        drawn(new WeightedRandomSampler(new double[] {1, 0, 2, 1}, 20_000, true, Generator.seeded(5)))
                .forEach(i -> count[i]++);

        assertThat(count[0]).isBetween(4700, 5300);
        assertThat(count[1]).isZero();
        assertThat(count[2]).isBetween(9700, 10_300);
    }

    @Test
    void weightsWithoutReplacementGiveEachNumberOnce() {
        int first = 0;
        for (int seed = 0; seed < 3000; seed++) {
            List<Integer> drawn =
                    drawn(new WeightedRandomSampler(new double[] {1, 0, 2, 1}, 3, false, Generator.seeded(seed)));
            assertThat(drawn).containsExactlyInAnyOrder(0, 2, 3);
            first += drawn.get(0) == 2 ? 1 : 0;
        }
        assertThat(first).isBetween(1400, 1600);
    }

    @Test
    void weightsThatCannotServeAreRefused() {
        assertThatThrownBy(() -> new WeightedRandomSampler(new double[] {1, -1}, 1))
                .hasMessageContaining("-1.0");
        assertThatThrownBy(() -> new WeightedRandomSampler(new double[] {0, 0}, 1))
                .hasMessageContaining("too few");
        assertThatThrownBy(() -> new WeightedRandomSampler(new double[] {1, 0}, 2, false, null))
                .hasMessageContaining("without replacement");
        assertThatThrownBy(() -> new WeightedRandomSampler(new double[] {1}, 0)).hasMessageContaining("positive");
    }

    @Test
    void batchesAreCutFromTheNumbers() {
        assertThat(batches(new BatchSampler(new SequentialSampler(TEN), 4, false)))
                .containsExactly(List.of(0, 1, 2, 3), List.of(4, 5, 6, 7), List.of(8, 9));
        assertThat(batches(new BatchSampler(new SequentialSampler(TEN), 4, true)))
                .containsExactly(List.of(0, 1, 2, 3), List.of(4, 5, 6, 7));
        assertThat(new BatchSampler(new SequentialSampler(TEN), 4, false).size())
                .isEqualTo(3);
        assertThat(new BatchSampler(new SequentialSampler(TEN), 4, true).size()).isEqualTo(2);
        assertThatThrownBy(() -> new BatchSampler(new SequentialSampler(TEN), 0, true))
                .isInstanceOf(ArclightException.class);
    }

    @Test
    void distributedSharesTogetherHoldEveryNumber() {
        List<Integer> all = new ArrayList<>();
        for (int rank = 0; rank < 3; rank++) {
            DistributedSampler sampler = new DistributedSampler(TEN, 3, rank);
            assertThat(drawn(sampler)).hasSize(4).hasSize(sampler.size());
            all.addAll(drawn(sampler));
        }

        assertThat(new HashSet<>(all)).hasSize(10);
        assertThat(all).hasSize(12);
    }

    @Test
    void distributedSharesWithoutOrderAreEveryNthNumberFromTheStartAgain() {
        assertThat(drawn(new DistributedSampler(TEN, 4, 3, false, 0, false))).containsExactly(3, 7, 1);
        assertThat(drawn(new DistributedSampler(TEN, 4, 3, false, 0, true))).containsExactly(3, 7);
        assertThat(drawn(new DistributedSampler(DatasetsTest.numbers(2), 5, 4, false, 0, false)))
                .containsExactly(0);
    }

    @Test
    void distributedOrdersDifferFromEpochToEpochAndAreTheSameForAllRanks() {
        DistributedSampler sampler = new DistributedSampler(TEN, 1, 0);
        List<Integer> first = drawn(sampler);
        sampler.setEpoch(1);

        assertThat(drawn(sampler)).isNotEqualTo(first);
        sampler.setEpoch(0);
        assertThat(drawn(sampler)).isEqualTo(first);
        assertThatThrownBy(() -> new DistributedSampler(TEN, 2, 2)).hasMessageContaining("rank 2");
    }

    private static List<Integer> drawn(Sampler sampler) {
        List<Integer> drawn = new ArrayList<>();
        sampler.forEach(drawn::add);
        return drawn;
    }

    private static List<List<Integer>> batches(BatchSampler sampler) {
        List<List<Integer>> batches = new ArrayList<>();
        sampler.forEach(batch -> batches.add(DatasetsTest.boxed(batch)));
        return batches;
    }
}
