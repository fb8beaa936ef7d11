package dev.arclight.beam.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.beam.inference.ModelPool.Lease;
import dev.arclight.beam.testkit.TestModels;
import dev.arclight.beam.testkit.TestRunner;
import dev.arclight.io.ModelAccessException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.DoFnTester;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("unchecked") // arrays of generics, for expectations in any order
final class SwapTest {
    private static final int REFERENCE = 0;
    private static final int EXAMPLE = 1;

    @TempDir
    Path work;

    @BeforeEach
    void reset() {
        CountingHandler.reset();
    }

    /** A pipeline has one TestStream; its events are told apart by their keys. */
    private static final class Of extends DoFn<KV<Integer, Long>, Long> {
        private static final long serialVersionUID = 1L;

        private final int kind;

        Of(int kind) {
            this.kind = kind;
        }

        @ProcessElement
        public void processElement(@Element KV<Integer, Long> event, OutputReceiver<Long> out) {
            if (event.getKey() == kind) {
                out.output(event.getValue());
            }
        }
    }

    private static PCollectionView<ModelRef> references(PCollection<KV<Integer, Long>> events) {
        return events.apply("References", ParDo.of(new Of(REFERENCE)))
                .setCoder(VarLongCoder.of())
                .apply(MapElements.into(TypeDescriptor.of(ModelRef.class)).via((Long f) -> CountingHandler.model(f)))
                .apply(ModelUpdates.newest());
    }

    private static PCollection<Long> examples(PCollection<KV<Integer, Long>> events) {
        return events.apply("Examples", ParDo.of(new Of(EXAMPLE))).setCoder(VarLongCoder.of());
    }

    private static TimestampedValue<KV<Integer, Long>> event(int kind, long value, long second) {
        return TimestampedValue.of(KV.of(kind, value), Instant.ofEpochMilli(second * 1000));
    }

    private static TimestampedValue<KV<Integer, Long>>[] timestamped(int length) {
        return (TimestampedValue<KV<Integer, Long>>[]) new TimestampedValue<?>[length];
    }

    private static TestStream.Builder<KV<Integer, Long>> events() {
        return TestStream.create(KvCoder.of(VarIntCoder.of(), VarLongCoder.of()));
    }

    @Test
    void bundlesThatWaitAreScoredByTheModelThatWasNewest() {
        TestPipeline pipeline = TestRunner.DIRECT.pipeline();
        PCollection<KV<Integer, Long>> events = pipeline.apply(events().addElements(event(REFERENCE, 2, 0))
                .addElements(event(EXAMPLE, 10, 1), event(EXAMPLE, 11, 1))
                .advanceWatermarkTo(Instant.ofEpochMilli(5_000))
                .addElements(event(REFERENCE, 3, 6))
                .addElements(event(EXAMPLE, 12, 7))
                .advanceWatermarkToInfinity());
        PAssert.that(examples(events)
                        .apply(RunInference.of(new CountingHandler("wait"))
                                .withModel(references(events))
                                .withWaitForSwap())
                        .predictions())
                .containsInAnyOrder(
                        Prediction.scored(10L, 20L, "v2"),
                        Prediction.scored(11L, 22L, "v2"),
                        Prediction.scored(12L, 36L, "v3"));
        pipeline.run().waitUntilFinish();
    }

    @Test
    void underLoadEveryOutputIsLabelledWithTheModelThatMadeIt() {
        TestPipeline pipeline = TestRunner.DIRECT.pipeline();
        TestStream.Builder<KV<Integer, Long>> stream = events();
        int versions = 4;
        int each = 100;
        for (int version = 0; version < versions; version++) {
            long second = version * 10L;
            stream = stream.addElements(event(REFERENCE, version + 2, second));
            for (int i = 0; i < each; i += 50) {
                long first = (long) version * each + i;
                stream = stream.addElements(
                        event(EXAMPLE, first, second + 1),
                        LongStream.range(first + 1, first + 50)
                                .mapToObj(example -> event(EXAMPLE, example, second + 1))
                                .toArray(SwapTest::timestamped));
            }
            stream = stream.advanceWatermarkTo(Instant.ofEpochMilli(second * 1000 + 5_000));
        }
        PCollection<KV<Integer, Long>> events = pipeline.apply(stream.advanceWatermarkToInfinity());
        PAssert.that(examples(events)
                        .apply(RunInference.of(new CountingHandler("load")).withModel(references(events)))
                        .predictions())
                .satisfies(predictions -> {
                    requireLabelsTrue(predictions, versions * each, 2);
                    return null;
                });
        pipeline.run().waitUntilFinish();
    }

    /** In real time, since only the DirectRunner waits between the events of a TestStream. */
    @Test
    void onFlinkTooEveryOutputIsLabelledWithTheModelThatMadeIt() {
        TestPipeline pipeline = TestRunner.FLINK_STREAMING.pipeline();
        PCollectionView<ModelRef> newest = pipeline.apply(
                        "Ticks", GenerateSequence.from(0).to(2).withRate(1, Duration.standardSeconds(2)))
                .apply(MapElements.into(TypeDescriptor.of(ModelRef.class))
                        .via((Long tick) -> CountingHandler.model(tick + 2)))
                .apply(ModelUpdates.newest());
        PAssert.that(pipeline.apply(
                                "Numbers", GenerateSequence.from(0).to(400).withRate(100, Duration.standardSeconds(1)))
                        .apply(RunInference.of(new CountingHandler("flink")).withModel(newest))
                        .predictions())
                .satisfies(predictions -> {
                    requireLabelsTrue(predictions, 400, 2);
                    return null;
                });
        pipeline.run().waitUntilFinish();
    }

    private static void requireLabelsTrue(Iterable<Prediction<Long, Long>> predictions, int count, int fewestModels) {
        Set<Long> examples = new HashSet<>();
        Set<String> models = new HashSet<>();
        int seen = 0;
        for (Prediction<Long, Long> prediction : predictions) {
            long factor = Long.parseLong(prediction.modelId().substring(1));
            assertThat(prediction.requireValue()).isEqualTo(factor * prediction.example());
            examples.add(prediction.example());
            models.add(prediction.modelId());
            seen++;
        }
        assertThat(seen).isEqualTo(count);
        assertThat(examples).hasSize(count);
        assertThat(models).hasSizeGreaterThanOrEqualTo(fewestModels);
    }

    private static WorkerModels<Long, Long> following(String test) {
        return new WorkerModels<>(
                new Scoring<>(
                        new CountingHandler(test),
                        new ModelChoice.Watched<>("unused", Duration.standardSeconds(1), test),
                        BatchLimits.ofRows(8),
                        0,
                        1,
                        false,
                        "test"),
                new InferenceMetrics("test"));
    }

    @Test
    void theOldModelWorksUntilTheNextIsLoadedAndWarm() throws Exception {
        CountingHandler.gate = new CountDownLatch(1);
        try (WorkerModels<Long, Long> models = following("background")) {
            assertThat(models.lease(CountingHandler.model(2)).modelId()).isEqualTo("v2");
            ModelRef next = CountingHandler.model(100);
            for (int i = 0; i < 1000; i++) {
                assertThat(models.lease(next).modelId()).isEqualTo("v2");
            }
            CountingHandler.gate.countDown();
            Lease<Long, Long> swapped =
                    until(() -> models.lease(next), lease -> lease.modelId().equals("v100"));
            assertThat(swapped.session().run(List.of(3L))).containsExactly(300L);
            assertThat(CountingHandler.WARM_UPS).hasValue(2);
            assertThat(CountingHandler.LOADS).hasValue(2);
            assertThat(CountingHandler.CLOSES).hasValue(1);
        }
    }

    @Test
    void aModelThatCannotBeLoadedLeavesTheOldOneAtWork() throws Exception {
        try (WorkerModels<Long, Long> models = following("broken")) {
            models.lease(CountingHandler.model(2));
            ModelRef broken = ModelRef.of("no number", "broken");
            for (int i = 0; i < 100_000; i++) {
                assertThat(models.lease(broken).modelId()).isEqualTo("v2");
            }
            ModelRef next = CountingHandler.model(3);
            until(() -> models.lease(next), lease -> lease.modelId().equals("v3"));
        }
    }

    @Test
    void aModelThatIsNoLongerWantedIsClosedOnceItIsLoaded() {
        CountingHandler.gate = new CountDownLatch(1);
        try (WorkerModels<Long, Long> models = following("unwanted")) {
            models.lease(CountingHandler.model(2));
            models.lease(CountingHandler.model(100));
            assertThat(models.lease(CountingHandler.model(2)).modelId()).isEqualTo("v2");
            CountingHandler.gate.countDown();
            until(CountingHandler.CLOSES::get, closes -> closes == 1);
            assertThat(models.lease(CountingHandler.model(2)).modelId()).isEqualTo("v2");
        }
    }

    @Test
    void aThreadThatIsStoppedSpoilsALoadForNoOther() throws Exception {
        CountingHandler.gate = new CountDownLatch(1);
        ModelPool<Long, Long> pool = ModelPool.open(new CountingHandler("stopped"), Long.MAX_VALUE);
        FutureTask<Lease<Long, Long>> first = new FutureTask<>(() -> pool.acquire(CountingHandler.model(100)));
        FutureTask<Lease<Long, Long>> second = new FutureTask<>(() -> pool.acquire(CountingHandler.model(100)));
        Thread loading = new Thread(first);
        loading.start();
        until(loading::getState, state -> state == Thread.State.WAITING);
        Thread waiting = new Thread(second);
        waiting.start();
        until(waiting::getState, state -> state == Thread.State.WAITING);

        loading.interrupt();

        assertThatThrownBy(first::get).hasCauseInstanceOf(InterruptedException.class);
        CountingHandler.gate.countDown();
        try (Lease<Long, Long> lease = second.get(1, TimeUnit.MINUTES)) {
            assertThat(lease.session().run(List.of(3L))).containsExactly(300L);
        }
        pool.close();
    }

    private interface Condition<T> {
        boolean holds(T value);
    }

    /** Asks again and again, for a minute at most. */
    private static <T> T until(Supplier<T> ask, Condition<T> condition) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < 60_000_000_000L) {
            T answer = ask.get();
            if (condition.holds(answer)) {
                return answer;
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("did not come about in a minute");
    }

    @Test
    void theHighestVersionInAFolderIsUsedAndNamed() {
        TestModels.linear(work.resolve("v9"), 9);
        TestModels.linear(work.resolve("v10"), 10);
        TestPipeline pipeline = TestRunner.DIRECT.pipeline();
        PAssert.that(pipeline.apply(Create.of(new float[] {1, 0}))
                        .apply(RunInference.of(ArclightHandler.floats().classes())
                                .withNewestModelIn(work.toString(), Duration.standardSeconds(1)))
                        .predictions()
                        .apply(MapElements.into(TypeDescriptor.of(String.class)).via(Prediction::modelId)))
                .containsInAnyOrder("v10");
        pipeline.run().waitUntilFinish();
    }

    @Test
    void aFolderThatIsWrittenOverIsSeenAndAMissingOneIsNotForgotten() throws Exception {
        Path folder = work.resolve("model");
        assertThatThrownBy(() -> FolderWatch.of(folder.toString(), "test").newest(0))
                .isInstanceOf(ModelAccessException.class)
                .hasMessageContaining("holds neither a model nor folders with models");
        TestModels.linear(folder, 2);
        FolderWatch watch = FolderWatch.of(folder.toString(), "test");
        ModelRef first = watch.newest(0);
        assertThat(watch.newest(Long.MAX_VALUE / 1_000_000)).isEqualTo(first);
        TestModels.mlp(folder, 2, 3);
        until(() -> watch.newest(0), ref -> !ref.equals(first));
    }

    @Test
    void aWatchThatNobodyAsksIsForgotten() {
        FolderWatch asked = FolderWatch.of("asked", "forgotten");
        FolderWatch.of("unasked", "forgotten");
        assertThat(FolderWatch.of("asked", "forgotten")).isSameAs(asked);

        FolderWatch.of("another", "forgotten", -1);

        assertThat(FolderWatch.watches()).isEqualTo(1);
    }

    @Test
    @SuppressWarnings("deprecation") // Nothing else takes a bundle's elements one by one.
    void aNewerModelIsSeenWithinALongBundle() throws Exception {
        TestModels.linear(work.resolve("v1"), 1);
        BatchExamplesFn<float[]> batching = new BatchExamplesFn<>(new Scoring<>(
                ArclightHandler.floats(),
                new ModelChoice.Watched<>(work.toString(), Duration.millis(1), "bundle"),
                BatchLimits.ofRows(1),
                0,
                0,
                false,
                "test"));
        try (DoFnTester<float[], Batch<float[]>> bundle = DoFnTester.of(batching)) {
            bundle.startBundle();
            assertThat(next(bundle)).isEqualTo("v1");
            TestModels.linear(work.resolve("v2"), 2);
            until(() -> next(bundle), version -> version.equals("v2"));
            bundle.finishBundle();
        }
    }

    @SuppressWarnings("deprecation")
    private static String next(DoFnTester<float[], Batch<float[]>> bundle) {
        try {
            bundle.processElement(new float[] {1, 0});
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return bundle.takeOutputElements().get(0).model().version();
    }

    @Test
    void aModelWithoutAVersionIsNamedByItsContent() throws Exception {
        Path folder = work.resolve("model");
        TestModels.linear(folder, 2);
        ModelPool<float[], float[]> pool = ModelPool.open(ArclightHandler.floats(), 0);
        ModelRef ref = ModelRef.of(folder.toString());
        String before;
        try (Lease<float[], float[]> lease = pool.acquire(ref.withStamp("1"))) {
            before = lease.modelId();
        }
        TestModels.linear(folder, 3);
        try (Lease<float[], float[]> lease = pool.acquire(ref.withStamp("2"))) {
            assertThat(lease.modelId()).hasSize(64).isNotEqualTo(before);
            assertThat(lease.session().run(List.of(new float[] {1, 0})).get(0)).containsExactly(3);
        }
        pool.close();
    }
}
