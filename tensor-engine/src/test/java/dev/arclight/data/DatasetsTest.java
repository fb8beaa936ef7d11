package dev.arclight.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DatasetsTest {
    @Test
    void aTensorDatasetGivesRowsOfEachTensor() {
        TensorDataset dataset = new TensorDataset(Tensor.arange(6).reshape(3, 2), Tensor.arange(3));

        assertThat(dataset.size()).isEqualTo(3);
        assertThat(dataset.get(1).get(0).toLongArray()).containsExactly(2, 3);
        assertThat(dataset.get(1).get(1).itemLong()).isEqualTo(1);
    }

    @Test
    void tensorsOfOtherLengthsAreRefused() {
        assertThatThrownBy(() -> new TensorDataset(Tensor.zeros(3, 2), Tensor.zeros(4)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("[4]")
                .hasMessageContaining("first extent");
        assertThatThrownBy(() -> new TensorDataset(Tensor.scalar(1))).isInstanceOf(ShapeException.class);
        assertThatThrownBy(TensorDataset::new).isInstanceOf(ArclightException.class);
    }

    @Test
    void anItemPastTheEndIsRefused() {
        TensorDataset dataset = new TensorDataset(Tensor.zeros(3));

        assertThatThrownBy(() -> dataset.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new Subset<>(dataset, 0, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aSubsetHasAnOrderOfItsOwn() {
        Subset<Integer> subset = new Subset<>(numbers(10), 7, 3, 3);

        assertThat(items(subset)).containsExactly(7, 3, 3);
        assertThat(subset.indices()).containsExactly(7, 3, 3);
    }

    @Test
    void aConcatDatasetFindsItemsBehindEmptyDatasets() {
        ConcatDataset<Integer> all =
                new ConcatDataset<>(List.of(numbers(0), numbers(2), numbers(0), numbers(0), numbers(3), numbers(0)));

        assertThat(items(all)).containsExactly(0, 1, 0, 1, 2);
        assertThat(all.cumulativeSizes()).containsExactly(0, 2, 2, 2, 5, 5);
        assertThat(all.get(-1)).isEqualTo(2);
        assertThatThrownBy(() -> all.get(5)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> all.get(-6)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aChainDatasetGivesStreamsInTurnAndClosesEach() {
        Counting first = new Counting(2);
        Counting second = new Counting(3);
        ChainDataset<Integer> chain = new ChainDataset<>(List.of(first, new Counting(0), second));

        List<Integer> read = new ArrayList<>();
        chain.forEach(read::add);

        assertThat(read).containsExactly(0, 1, 0, 1, 2);
        assertThat(first.closed()).isEqualTo(1);
        assertThat(second.closed()).isEqualTo(1);
    }

    @Test
    void aStackDatasetPutsItemsSideBySide() {
        StackDataset stack = new StackDataset(List.of(numbers(3), new Subset<>(numbers(9), 8, 7, 6)));

        assertThat(stack.get(1)).isEqualTo(Map.of("0", 1, "1", 7));
        assertThatThrownBy(() -> new StackDataset(List.of(numbers(3), numbers(4))))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("4 items");
    }

    @Test
    void aRandomSplitSharesOutEveryItemOnce() {
        List<Subset<Integer>> parts = Dataset.randomSplit(numbers(10), new int[] {3, 0, 7}, Generator.seeded(1));

        assertThat(parts).extracting(Subset::size).containsExactly(3, 0, 7);
        List<Integer> all = new ArrayList<>();
        parts.forEach(part -> all.addAll(items(part)));
        assertThat(all).containsExactlyInAnyOrderElementsOf(items(numbers(10)));
        assertThat(all).isNotEqualTo(items(numbers(10)));
    }

    @Test
    void aRandomSplitFollowsFromTheGenerator() {
        List<Integer> first = items(Dataset.randomSplit(numbers(50), new int[] {25, 25}, Generator.seeded(7))
                .get(0));
        List<Integer> again = items(Dataset.randomSplit(numbers(50), new int[] {25, 25}, Generator.seeded(7))
                .get(0));

        assertThat(again).isEqualTo(first);
    }

    @Test
    void whatFractionsLeaveOverGoesToTheFirstParts() {
        assertThat(Dataset.randomSplit(numbers(11), 0.3, 0.3, 0.4))
                .extracting(Subset::size)
                .containsExactly(4, 3, 4);
    }

    @Test
    void lengthsAndFractionsThatDoNotSumAreRefused() {
        assertThatThrownBy(() -> Dataset.randomSplit(numbers(10), 3, 6))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("sum to 9")
                .hasMessageContaining("10 items");
        assertThatThrownBy(() -> Dataset.randomSplit(numbers(10), 0.5, 0.4)).hasMessageContaining("sum to 0.9");
        assertThatThrownBy(() -> Dataset.randomSplit(numbers(10), 1.5, -0.5)).hasMessageContaining("1.5");
        assertThatThrownBy(() -> Dataset.randomSplit(numbers(10), -1, 11)).hasMessageContaining("negative");
    }

    static Dataset<Integer> numbers(int size) {
        return new Dataset<>() {
            @Override
            public int size() {
                return size;
            }

            @Override
            public Integer get(int index) {
                return index;
            }
        };
    }

    static <T> List<T> items(Dataset<T> dataset) {
        return IntStream.range(0, dataset.size()).mapToObj(dataset::get).toList();
    }

    /** The numbers below a limit, and how many of its iterators were closed. */
    static final class Counting implements IterableDataset<Integer> {
        private final int limit;
        private final AtomicInteger closes = new AtomicInteger();

        Counting(int limit) {
            this.limit = limit;
        }

        int closed() {
            return closes.get();
        }

        @Override
        public Iterator<Integer> iterator() {
            return new Numbers();
        }

        private final class Numbers implements Iterator<Integer>, AutoCloseable {
            private int at;

            @Override
            public boolean hasNext() {
                return at < limit;
            }

            @Override
            public Integer next() {
                return at++;
            }

            @Override
            public void close() {
                closes.incrementAndGet();
            }
        }
    }

    static List<Integer> boxed(int[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
