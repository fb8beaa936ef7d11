package dev.arclight.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class DataLoaderTest {
    /** Items whose value is drawn, as by a random transform. */
    private static final Dataset<Tensor> RANDOM =
            of(20, i -> Tensor.scalar(i + Generator.current().nextDouble()));

    @Test
    void batchesComeInOrderWithARestAtTheEnd() {
        assertThat(values(DataLoader.of(DatasetsTest.numbers(10), 4)))
                .containsExactly(List.of(0L, 1L, 2L, 3L), List.of(4L, 5L, 6L, 7L), List.of(8L, 9L));
    }

    @Test
    void theRestIsLeftOutIfAskedFor() {
        try (DataLoader<Batch> loader = DataLoader.builder(DatasetsTest.numbers(10))
                .batchSize(4)
                .dropLast(true)
                .build()) {
            assertThat(values(loader)).hasSize(2);
            assertThat(loader.size()).isEqualTo(2);
        }
        assertThat(DataLoader.of(DatasetsTest.numbers(10), 4).size()).isEqualTo(3);
    }

    @Test
    void aDatasetWithoutItemsHasNoBatches() {
        assertThat(values(DataLoader.of(DatasetsTest.numbers(0), 4, true))).isEmpty();
    }

    @Test
    void shuffledPassesHoldEveryItemInAnotherOrderEachTime() {
        try (DataLoader<Batch> loader = DataLoader.builder(DatasetsTest.numbers(30))
                .batchSize(30)
                .shuffle(true)
                .seed(1)
                .build()) {
            List<Long> first = values(loader).get(0);
            List<Long> second = values(loader).get(0);

            assertThat(new HashSet<>(first)).hasSize(30);
            assertThat(second).containsExactlyInAnyOrderElementsOf(first).isNotEqualTo(first);
        }
    }

    @Test
    void manualSeedSettlesTheOrderOfALoaderWithoutASeed() {
        Generator.manualSeed(5);
        List<List<Long>> first = values(DataLoader.of(DatasetsTest.numbers(30), 7, true));
        Generator.manualSeed(5);
        assertThat(values(DataLoader.of(DatasetsTest.numbers(30), 7, true))).isEqualTo(first);
        Generator.manualSeed(6);
        assertThat(values(DataLoader.of(DatasetsTest.numbers(30), 7, true))).isNotEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void theNumberOfWorkersChangesNothing(int workers) {
        assertThat(twoPasses(workers)).isEqualTo(twoPasses(0));
    }

    private static List<List<Double>> twoPasses(int workers) {
        List<List<Double>> passes = new ArrayList<>();
        try (DataLoader<Batch> loader = DataLoader.builder(RANDOM)
                .batchSize(3)
                .shuffle(true)
                .seed(11)
                .numWorkers(workers)
                .build()) {
            for (int pass = 0; pass < 2; pass++) {
                for (Batch batch : loader) {
                    passes.add(
                            Arrays.stream(batch.data().toDoubleArray()).boxed().toList());
                }
            }
        }
        assertThat(passes).hasSize(14);
        assertThat(new HashSet<>(passes)).hasSize(14);
        return passes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void theConsumersGeneratorIsNotMovedByItems(int workers) {
        Generator.manualSeed(3);
        double expected = Generator.current().nextDouble();
        Generator.manualSeed(3);
        DataLoaderBuilder<Tensor, Batch> builder =
                DataLoader.builder(RANDOM).seed(1).numWorkers(workers);
        try (DataLoader<Batch> loader = builder.build()) {
            loader.forEach(batch -> {});
        }
        assertThat(Generator.current().nextDouble()).isEqualTo(expected);
    }

    @Test
    void anItemThatIsDrawnTwiceDrawsAnew() {
        Dataset<Tensor> one = of(1, i -> Tensor.scalar(Generator.current().nextDouble()));
        try (DataLoader<Batch> loader = DataLoader.builder(one)
                .sampler(new RandomSampler(one, true, 8))
                .batchSize(8)
                .seed(1)
                .build()) {
            double[] drawn = loader.iterator().next().data().toDoubleArray();
            assertThat(Arrays.stream(drawn).distinct()).hasSize(8);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void whatFailsIsToldWithTheItemAndTheCause(int workers) {
        IllegalStateException cause = new IllegalStateException("broken picture");
        Dataset<Integer> dataset = of(20, i -> {
            if (i == 13) {
                throw cause;
            }
            return i;
        });
        try (DataLoader<Batch> loader =
                DataLoader.builder(dataset).batchSize(4).numWorkers(workers).build()) {
            DataLoader.BatchIterator<Batch> batches = loader.iterator();
            for (int i = 0; i < 3; i++) {
                batches.next();
            }
            assertThatThrownBy(batches::next)
                    .isInstanceOf(DataLoaderException.class)
                    .hasMessageContaining("item 13")
                    .hasMessageContaining("batch 3")
                    .hasMessageContaining("broken picture")
                    .hasCause(cause)
                    .satisfies(
                            e -> assertThat(((DataLoaderException) e).index()).isEqualTo(13));
            assertThat(batches.hasNext()).isFalse();
            assertThatThrownBy(batches::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void evenAnErrorOfTheJvmIsCarriedToTheConsumer(int workers) {
        Dataset<Integer> dataset = of(3, i -> {
            throw new StackOverflowError("deep");
        });
        try (DataLoader<Batch> loader =
                DataLoader.builder(dataset).numWorkers(workers).build()) {
            assertThatThrownBy(() -> loader.forEach(batch -> {}))
                    .isInstanceOf(DataLoaderException.class)
                    .hasRootCauseInstanceOf(StackOverflowError.class);
        }
    }

    @Test
    void itemsThatCannotBeCollatedAreToldWithTheirBatch() {
        assertThatThrownBy(() -> values(DataLoader.of(of(4, i -> i < 3 ? (Object) i : "text"), 2)))
                .isInstanceOf(DataLoaderException.class)
                .hasMessageContaining("batch 1")
                .hasMessageContaining("java.lang.String");
    }

    @Test
    void workersAreOnlySoFarAhead() throws InterruptedException {
        AtomicInteger loaded = new AtomicInteger();
        CountDownLatch six = new CountDownLatch(6);
        Dataset<Integer> dataset = of(100, i -> {
            loaded.incrementAndGet();
            six.countDown();
            return i;
        });
        try (DataLoader<Batch> loader =
                DataLoader.builder(dataset).numWorkers(2).prefetchFactor(3).build()) {
            DataLoader.BatchIterator<Batch> batches = loader.iterator();
            assertThat(six.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(loaded).hasValue(6);
            batches.next();
            batches.next();
            assertThat(loaded.get()).isBetween(6, 8);
        }
    }

    @Test
    void closingAnIteratorEndsItsWorkers() throws InterruptedException {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        Dataset<Integer> dataset = of(1000, i -> {
            threads.add(Thread.currentThread());
            return i;
        });
        DataLoader<Batch> loader = DataLoader.builder(dataset).numWorkers(2).build();
        DataLoader.BatchIterator<Batch> batches = loader.iterator();
        batches.next();
        batches.close();

        assertEnd(threads);
        assertThat(batches.hasNext()).isFalse();
        assertThat(threads)
                .isNotEmpty()
                .allSatisfy(thread -> assertThat(thread.isDaemon()).isTrue());
    }

    @Test
    void theEndOfAPassEndsItsWorkers() throws InterruptedException {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        Dataset<Integer> dataset = of(10, i -> {
            threads.add(Thread.currentThread());
            return i;
        });
        for (Batch batch : DataLoader.builder(dataset).numWorkers(2).build()) {
            assertThat(batch.size()).isEqualTo(1);
        }
        assertEnd(threads);
    }

    @Test
    void anIteratorThatNobodyHoldsIsClosedByTheCollector() throws InterruptedException {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        Dataset<Integer> dataset = of(1000, i -> {
            threads.add(Thread.currentThread());
            return i;
        });
        DataLoader<Batch> loader = DataLoader.builder(dataset).numWorkers(2).build();
        leaveEarly(loader);

        for (int i = 0; i < 200 && threads.stream().anyMatch(Thread::isAlive); i++) {
            System.gc();
            for (Thread thread : threads) {
                thread.join(50);
            }
        }
        assertThat(threads).noneMatch(Thread::isAlive);
        assertThat(loader.size()).isEqualTo(1000);
    }

    private static void leaveEarly(DataLoader<Batch> loader) {
        for (Batch batch : loader) {
            assertThat(batch.size()).isEqualTo(1);
            return;
        }
    }

    @Test
    void persistentWorkersServeTheNextPass() throws InterruptedException {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        List<Integer> begun = new ArrayList<>();
        Dataset<Integer> dataset = of(10, i -> {
            threads.add(Thread.currentThread());
            return i;
        });
        try (DataLoader<Batch> loader = DataLoader.builder(dataset)
                .numWorkers(1)
                .persistentWorkers(true)
                .workerInitFn(begun::add)
                .build()) {
            assertThat(values(loader)).hasSize(10);
            assertThat(values(loader)).hasSize(10);
            assertThat(threads).hasSize(1);
            assertThat(begun).containsExactly(0);
        }
        assertEnd(threads);
    }

    @Test
    void aWorkersInitFunctionThatFailsIsTold() {
        try (DataLoader<Batch> loader = DataLoader.builder(DatasetsTest.numbers(4))
                .numWorkers(1)
                .workerInitFn(id -> {
                    throw new IllegalStateException("no licence");
                })
                .build()) {
            assertThatThrownBy(() -> loader.iterator().next()).hasMessageContaining("no licence");
        }
    }

    @Test
    void codeOfItemsKnowsItsWorker() {
        Dataset<Integer> dataset =
                of(8, i -> WorkerInfo.current().map(WorkerInfo::numWorkers).orElse(0));

        assertThat(values(DataLoader.builder(dataset).numWorkers(2).build())).allMatch(List.of(2L)::equals);
        assertThat(values(DataLoader.of(dataset, 1))).allMatch(List.of(0L)::equals);
    }

    @Test
    void aBatchThatDoesNotComeInTimeIsAnError() {
        CountDownLatch never = new CountDownLatch(1);
        Dataset<Integer> dataset = of(4, i -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return i;
        });
        try (DataLoader<Batch> loader =
                DataLoader.builder(dataset).numWorkers(1).timeout(0.05).build()) {
            assertThatThrownBy(() -> loader.iterator().next())
                    .isInstanceOf(DataLoaderException.class)
                    .hasMessageContaining("within 0.05 s")
                    .hasMessageContaining("timeout");
        }
    }

    @Test
    void anInterruptedConsumerLearnsOfItAndStaysInterrupted() {
        CountDownLatch never = new CountDownLatch(1);
        // The consumer has to wait, since only then it learns of anything.
        Dataset<Integer> dataset = of(4, i -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return i;
        });
        try (DataLoader<Batch> loader =
                DataLoader.builder(dataset).numWorkers(1).build()) {
            DataLoader.BatchIterator<Batch> batches = loader.iterator();
            Thread.currentThread().interrupt();
            assertThatThrownBy(batches::next)
                    .isInstanceOf(DataLoaderException.class)
                    .hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void aStreamsItemsComeOnceAndInOrderWhateverTheNumberOfWorkers(int workers) {
        DatasetsTest.Counting stream = new DatasetsTest.Counting(11);
        try (DataLoader<Batch> loader =
                DataLoader.builder(stream).batchSize(4).numWorkers(workers).build()) {
            assertThat(values(loader))
                    .containsExactly(List.of(0L, 1L, 2L, 3L), List.of(4L, 5L, 6L, 7L), List.of(8L, 9L, 10L));
            assertThatThrownBy(loader::size).hasMessageContaining("not known");
        }
        assertThat(stream.closed()).isEqualTo(1);
    }

    @Test
    void aStreamsRestIsLeftOutIfAskedFor() {
        assertThat(values(DataLoader.builder(new DatasetsTest.Counting(11))
                        .batchSize(4)
                        .dropLast(true)
                        .build()))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aStreamThatFailsIsToldWithThePlaceAndIsClosed(int workers) {
        AtomicInteger closed = new AtomicInteger();
        IterableDataset<Integer> stream = () -> new FailingStream(closed);
        try (DataLoader<Batch> loader =
                DataLoader.builder(stream).batchSize(4).numWorkers(workers).build()) {
            DataLoader.BatchIterator<Batch> batches = loader.iterator();
            batches.next();
            assertThatThrownBy(batches::next)
                    .isInstanceOf(DataLoaderException.class)
                    .hasMessageContaining("item 6")
                    .hasMessageContaining("torn");
        }
        assertThat(closed).hasValue(1);
    }

    private static final class FailingStream implements Iterator<Integer>, AutoCloseable {
        private final AtomicInteger closed;
        private int at;

        FailingStream(AtomicInteger closed) {
            this.closed = closed;
        }

        @Override
        public boolean hasNext() {
            return true;
        }

        @Override
        public Integer next() {
            if (at == 6) {
                throw new IllegalStateException("torn");
            }
            return at++;
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    @Test
    void rowsOfTensorsAreGatheredAsCollatingThemWould() {
        TensorDataset tensors =
                new TensorDataset(Tensor.arange(60).reshape(3, 20).t().toFloat(), Tensor.arange(20));
        Dataset<List<Tensor>> plain = of(20, tensors::get);

        for (Dataset<List<Tensor>> dataset : List.of(tensors, new Subset<>(tensors, 5, 1, 7, 7, 19))) {
            Dataset<List<Tensor>> slow =
                    dataset == tensors ? plain : new Subset<>(plain, ((Subset<?>) dataset).indices());
            Iterator<Batch> expected = DataLoader.builder(slow)
                    .batchSize(3)
                    .shuffle(true)
                    .seed(4)
                    .build()
                    .iterator();
            for (Batch batch : DataLoader.builder(dataset)
                    .batchSize(3)
                    .shuffle(true)
                    .seed(4)
                    .build()) {
                Batch other = expected.next();
                assertThat(batch.data().toFloatArray()).isEqualTo(other.data().toFloatArray());
                assertThat(batch.data().shape()).isEqualTo(other.data().shape());
                assertThat(batch.target().toLongArray())
                        .isEqualTo(other.target().toLongArray());
            }
            assertThat(expected.hasNext()).isFalse();
        }
    }

    @Test
    void batchesOfWorkersOutliveTheConsumersArena() {
        TensorDataset dataset = new TensorDataset(Tensor.arange(8));
        List<Tensor> held = new ArrayList<>();
        Arena arena = new Arena();
        try (DataLoader<Batch> loader =
                DataLoader.builder(dataset).batchSize(4).numWorkers(1).build()) {
            DataLoader.BatchIterator<Batch> batches = loader.iterator();
            for (int i = 0; i < 2; i++) {
                try (Arena.Scope step = arena.open()) {
                    held.add(batches.next().data());
                    Tensor.zeros(4).add(1);
                }
            }
        }
        assertThat(held.get(0).toLongArray()).containsExactly(0, 1, 2, 3);
        assertThat(held.get(1).toLongArray()).containsExactly(4, 5, 6, 7);
    }

    @Test
    void batchesMadeBetweenStepsOutliveTheStep() {
        TensorDataset dataset = new TensorDataset(Tensor.arange(8));
        Arena arena = new Arena();
        List<Tensor> held = new ArrayList<>();
        for (Batch batch : DataLoader.of(dataset, 4)) {
            try (Arena.Scope step = arena.open()) {
                Tensor.zeros(4).add(batch.data());
            }
            held.add(batch.data());
        }
        assertThat(held.get(0).toLongArray()).containsExactly(0, 1, 2, 3);
    }

    @Test
    void aBatchOfRowsTakesItsOwnMemoryAndLittleElse() {
        int rowBytes = 784 * Float.BYTES;
        TensorDataset dataset = new TensorDataset(Tensor.zeros(4096, 784), Tensor.arange(4096));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (DataLoader<Batch> loader =
                DataLoader.builder(dataset).batchSize(64).shuffle(true).seed(1).build()) {
            DataLoader.BatchIterator<Batch> batches = loader.iterator();
            for (int i = 0; i < 20; i++) {
                batches.next();
            }
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 40; i++) {
                batches.next();
            }
            long each = (threads.getCurrentThreadAllocatedBytes() - before) / 40;
            assertThat(each).isBetween(64L * rowBytes, 64L * (rowBytes + 8 + 8) + 16_384);
        }
    }

    @Test
    void itemsAreGivenOneByOneIfNoBatchesAreWanted() {
        List<Integer> items = new ArrayList<>();
        DataLoader.builder(DatasetsTest.numbers(3)).unbatched().build().forEach(items::add);

        assertThat(items).containsExactly(0, 1, 2);
    }

    @Test
    void aFunctionOfOnesOwnPutsItemsTogether() {
        List<String> batches = new ArrayList<>();
        DataLoader.builder(DatasetsTest.numbers(5))
                .batchSize(2)
                .collate(Object::toString)
                .build()
                .forEach(batches::add);

        assertThat(batches).containsExactly("[0, 1]", "[2, 3]", "[4]");
    }

    @Test
    void aBatchSamplerDecidesOnTheBatches() {
        List<int[]> batches = List.of(new int[] {4, 1}, new int[] {2}, new int[] {});
        try (DataLoader<Integer> loader = DataLoader.builder(DatasetsTest.numbers(5))
                .batchSampler(batches)
                .collate(List::size)
                .build()) {
            List<Integer> sizes = new ArrayList<>();
            loader.forEach(sizes::add);
            assertThat(sizes).containsExactly(2, 1, 0);
            assertThatThrownBy(loader::size).hasMessageContaining("extend BatchSampler");
            assertThat(loader.batchSize()).isEmpty();
        }
    }

    @Test
    void whatExcludesEachOtherIsRefused() {
        Dataset<Integer> ten = DatasetsTest.numbers(10);
        BatchSampler batches = new BatchSampler(new SequentialSampler(ten), 2, false);

        refused(DataLoader.builder(ten).sampler(new SequentialSampler(ten)).shuffle(true), "shuffle");
        refused(DataLoader.builder(ten).batchSampler(batches).batchSize(2), "batchSize");
        refused(DataLoader.builder(ten).batchSampler(batches).dropLast(true), "dropLast");
        refused(DataLoader.builder(ten).unbatched().dropLast(true), "unbatched");
        refused(DataLoader.builder(ten).prefetchFactor(2), "numWorkers");
        refused(DataLoader.builder(ten).persistentWorkers(true), "numWorkers");
        refused(DataLoader.builder(new DatasetsTest.Counting(3)).shuffle(true), "stream");
        assertThatThrownBy(() -> DataLoader.builder(ten).batchSize(0)).isInstanceOf(ArclightException.class);
        assertThatThrownBy(() -> DataLoader.builder(ten).numWorkers(-1)).isInstanceOf(ArclightException.class);
        assertThatThrownBy(() -> DataLoader.builder(ten).timeout(-1)).isInstanceOf(ArclightException.class);
    }

    @Test
    void aClosedLoaderBeginsNoPass() {
        DataLoader<Batch> loader = DataLoader.of(DatasetsTest.numbers(3), 1);
        loader.close();

        assertThatThrownBy(loader::iterator)
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("closed");
    }

    private static void refused(DataLoaderBuilder<?, ?> builder, String message) {
        assertThatThrownBy(builder::build).isInstanceOf(ArclightException.class).hasMessageContaining(message);
    }

    private static void assertEnd(Set<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(60_000);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    static List<List<Long>> values(DataLoader<Batch> loader) {
        List<List<Long>> values = new ArrayList<>();
        for (Batch batch : loader) {
            values.add(Arrays.stream(batch.data().toLongArray()).boxed().toList());
        }
        return values;
    }

    static <T> Dataset<T> of(int size, Function<Integer, T> items) {
        return new Dataset<>() {
            @Override
            public int size() {
                return size;
            }

            @Override
            public T get(int index) {
                return items.apply(index);
            }
        };
    }
}
