package dev.arclight.beam.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.beam.inference.FaultyHandler.Fault;
import dev.arclight.beam.inference.ModelPool.Lease;
import dev.arclight.beam.testkit.TestRunner;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds whatever goes wrong with a model: nothing stays open, and only examples at fault are failures. */
final class FaultsTest {
    private static final ModelRef MODEL = ModelRef.of("whole", "v1");

    /** Static, since functions travel as bytes. */
    private static final AtomicInteger PREPARED = new AtomicInteger();

    private final List<String> outcomes = new ArrayList<>();

    @BeforeEach
    void reset() {
        PREPARED.set(0);
        CountingHandler.reset();
        FaultyHandler.reset();
    }

    private static <I, O> WorkerModels<I, O> models(
            ModelHandler<I, O> handler, ModelChoice<I> choice, long mostBytes, int warmUpBatches) {
        return new WorkerModels<>(
                new Scoring<>(handler, choice, BatchLimits.ofRows(8), mostBytes, warmUpBatches, false, "test"),
                new InferenceMetrics("test"));
    }

    private static WorkerModels<Long, Long> models(Fault fault, int warmUpBatches) {
        return models(new FaultyHandler(fault), new ModelChoice.Fixed<>(MODEL), 0, warmUpBatches);
    }

    /** Writes down what became of each example. */
    private <I, O> void score(ModelHandler<I, O> handler, BatchLimits limits, List<I> examples) throws Exception {
        ModelPool<I, O> pool = ModelPool.open(handler, 0);
        try (Lease<I, O> lease = pool.acquire(MODEL)) {
            new Scorer<>(handler, limits, new InferenceMetrics("test")).score(lease, examples, new Scorer.Outcome<>() {
                @Override
                public void scored(int row, O value) {
                    outcomes.add(row + ": " + value);
                }

                @Override
                public void failed(int row, String error) {
                    outcomes.add(row + ": " + error);
                }
            });
        } finally {
            pool.close();
        }
    }

    @Test
    void aModelThatCannotBeClosedKeepsNoOtherOpen() throws Exception {
        ModelPool<Long, Long> pool = ModelPool.open(new FaultyHandler(Fault.CLOSE_EXCEPTION), Long.MAX_VALUE);
        for (String location : List.of("a", "b", "c")) {
            pool.acquire(ModelRef.of(location)).close();
        }
        pool.close();

        ModelPool.closeUnused();

        assertThat(FaultyHandler.SESSION_CLOSES).hasValue(3);
        assertThat(FaultyHandler.MODEL_CLOSES).hasValue(3);
        assertThat(ModelPool.held()).isZero();
    }

    @Test
    void anErrorOfTheJvmAtACloseIsThrownOnceAllAreClosed() throws Exception {
        ModelPool<Long, Long> pool = ModelPool.open(new FaultyHandler(Fault.CLOSE_ERROR), Long.MAX_VALUE);
        for (String location : List.of("a", "b", "c")) {
            pool.acquire(ModelRef.of(location)).close();
        }
        pool.close();

        assertThatThrownBy(ModelPool::closeUnused)
                .isInstanceOf(VirtualMachineError.class)
                .satisfies(error -> assertThat(error.getSuppressed()).hasSize(3));

        assertThat(FaultyHandler.SESSION_CLOSES).hasValue(3);
        assertThat(FaultyHandler.MODEL_CLOSES).hasValue(3);
        assertThat(ModelPool.held()).isZero();
    }

    @Test
    void aModelThatIsGivenBackAfterItsPoolIsGoneIsClosed() throws Exception {
        for (boolean kept : List.of(true, false)) {
            FaultyHandler.reset();
            ModelPool<Long, Long> pool = ModelPool.open(new FaultyHandler(Fault.NONE), Long.MAX_VALUE);
            Lease<Long, Long> lease = pool.acquire(MODEL);
            pool.close();
            ModelPool.closeUnused();
            assertThat(FaultyHandler.MODEL_CLOSES).hasValue(0);

            if (kept) {
                lease.release();
            } else {
                lease.close();
            }

            assertThat(FaultyHandler.SESSION_CLOSES).hasValue(1);
            assertThat(FaultyHandler.MODEL_CLOSES).hasValue(1);
        }
    }

    @Test
    void aSessionThatCannotBeWarmedUpIsClosedAndItsModelIsFreeToGo() {
        assertThatThrownBy(() -> models(Fault.WARM_UP_EXCEPTION, 1)).hasMessage("as asked for");

        assertThat(FaultyHandler.SESSION_CLOSES).hasValue(1);
        ModelPool.closeUnused();
        assertThat(FaultyHandler.MODEL_CLOSES).hasValue(1);
        assertThat(ModelPool.held()).isZero();
    }

    @Test
    void aModelThatCannotSayHowLargeItIsIsClosed() {
        assertThatThrownBy(() -> models(Fault.SIZE_EXCEPTION, 0)).hasMessage("as asked for");

        assertThat(FaultyHandler.MODEL_CLOSES).hasValue(1);
        assertThat(ModelPool.held()).isZero();
    }

    @Test
    void aSecondTeardownTakesNoModelFromOthers() {
        try (WorkerModels<Long, Long> other = models(Fault.NONE, 0)) {
            WorkerModels<Long, Long> twice = models(Fault.NONE, 0);
            twice.close();
            twice.close();

            ModelPool.closeUnused();

            assertThat(ModelPool.held()).isEqualTo(1);
            assertThat(FaultyHandler.MODEL_CLOSES).hasValue(0);
            assertThat(other.lease(MODEL).modelId()).isEqualTo("v1");
        }
        ModelPool.closeUnused();
        assertThat(FaultyHandler.SESSION_CLOSES).hasValue(2);
        assertThat(FaultyHandler.MODEL_CLOSES).hasValue(1);
    }

    @Test
    void aLeaseIsGivenBackOnce() throws Exception {
        ModelPool<Long, Long> pool = ModelPool.open(new FaultyHandler(Fault.NONE), 0);
        Lease<Long, Long> first = pool.acquire(MODEL);
        Lease<Long, Long> second = pool.acquire(MODEL);
        first.close();
        first.close();
        first.discard();
        assertThat(FaultyHandler.SESSION_CLOSES).hasValue(0);
        assertThat(FaultyHandler.MODEL_CLOSES).hasValue(0);
        assertThat(second.session().run(List.of(4L))).containsExactly(8L);
        second.close();
        assertThat(FaultyHandler.MODEL_CLOSES).hasValue(1);
        pool.close();
    }

    @Test
    void anErrorOfTheJvmInALoadIsNoModelThatCannotBeRead() {
        assertThatThrownBy(() -> models(
                        new FaultyHandler(Fault.LOAD_ERROR), new ModelChoice.Fixed<>(ModelRef.of("broken")), 0, 0))
                .isInstanceOf(VirtualMachineError.class);
    }

    @Test
    void anErrorOfTheJvmWhileTheNextModelIsLoadedIsThrown() {
        ModelChoice<Long> following = new ModelChoice.Watched<>("unused", Duration.standardSeconds(1), "errors");
        try (WorkerModels<Long, Long> models = models(new FaultyHandler(Fault.LOAD_ERROR), following, 0, 0)) {
            assertThat(models.lease(MODEL).modelId()).isEqualTo("v1");
            assertThatThrownBy(() -> {
                        long start = System.nanoTime();
                        while (System.nanoTime() - start < 60_000_000_000L) {
                            assertThat(models.lease(ModelRef.of("broken")).modelId())
                                    .isEqualTo("v1");
                            Thread.onSpinWait();
                        }
                    })
                    .isInstanceOf(VirtualMachineError.class);
        }
    }

    @Test
    void anErrorOfTheJvmInABatchIsNoFailureOfItsExamples() {
        FaultyHandler handler = new FaultyHandler(Fault.RUN_ERROR);

        assertThatThrownBy(() -> score(handler, BatchLimits.ofRows(8), List.of(1L, 2L)))
                .isInstanceOf(VirtualMachineError.class);

        assertThat(outcomes).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"TOO_FEW_OUTPUTS", "NO_OUTPUTS", "A_NULL_OUTPUT"})
    void aSessionThatDoesNotGiveOneOutputForEachExampleFailsNoExample(Fault fault) {
        ModelHandler<Long, Long> plain = new FaultyHandler(fault);
        ModelHandler<Long, Long> wrapped = plain.withPreprocessing((Long x) -> x);

        for (ModelHandler<Long, Long> handler : List.of(plain, wrapped)) {
            assertThatThrownBy(() -> score(handler, BatchLimits.ofRows(8), List.of(1L, 2L)))
                    .isInstanceOf(BrokenSessionException.class)
                    .hasMessageStartingWith("a model's session gave ");
        }

        assertThat(outcomes).isEmpty();
    }

    @Test
    void aBrokenSessionFailsThePipeline() {
        TestPipeline pipeline = TestRunner.DIRECT.pipeline();
        pipeline.apply(Create.of(1L, 2L))
                .apply(RunInference.of(new FaultyHandler(Fault.TOO_FEW_OUTPUTS)
                                .withPostprocessing(value -> value, VarLongCoder.of()))
                        .withModel(MODEL));

        assertThatThrownBy(() -> pipeline.run().waitUntilFinish())
                .hasRootCauseInstanceOf(BrokenSessionException.class)
                .hasStackTraceContaining("it must give one for each, in their order");
    }

    @Test
    void aSessionThatWasBrokenOffIsNotUsedAgain() {
        TestPipeline pipeline = TestRunner.DIRECT.pipeline();
        pipeline.apply(Create.of(1L))
                .apply(RunInference.of(new FaultyHandler(Fault.RUN_ERROR)).withModel(MODEL));

        assertThatThrownBy(() -> pipeline.run().waitUntilFinish())
                .hasStackTraceContaining(FaultyHandler.class.getName());

        assertThat(FaultyHandler.SESSION_CLOSES).hasPositiveValue();
    }

    @Test
    void whoeverDiscardsASessionGetsAnother() throws Exception {
        try (WorkerModels<Long, Long> models = models(Fault.NONE, 0)) {
            Lease<Long, Long> broken = models.lease(MODEL);
            models.discard();
            models.discard();
            assertThat(FaultyHandler.SESSION_CLOSES).hasValue(1);
            models.startBundle();
            assertThat(models.lease(MODEL).session()).isNotSameAs(broken.session());
            assertThat(models.lease(MODEL).session().run(List.of(4L))).containsExactly(8L);
            models.finishBundle();
            assertThat(FaultyHandler.SESSION_CLOSES).hasValue(1);
        }
    }

    @Test
    void anExampleWithoutACountOfTokensIsAFailureOfItsOwn() throws Exception {
        score(new FaultyHandler(Fault.TOKENS_EXCEPTION), BatchLimits.ofRows(8).withTokens(2), List.of(1L, -1L, 3L));

        assertThat(outcomes).containsExactly("0: 2", "1: ExampleException: -1 is negative", "2: 6");
    }

    @Test
    void anExampleThatCannotBePreparedForItsTokensIsAFailureOfItsOwn() throws Exception {
        score(
                new FaultyHandler(Fault.NONE).withPreprocessing((String text) -> Long.parseLong(text)),
                BatchLimits.ofRows(8).withTokens(2),
                List.of("1", "two", "3"));

        assertThat(outcomes).containsExactly("0: 2", "1: NumberFormatException: For input string: \"two\"", "2: 6");
    }

    @ParameterizedTest
    @EnumSource(names = {"COUNTING", "SCORING"})
    void aThreadThatIsStoppedFailsNoExample(When when) {
        ModelHandler<Long, Long> handler = new FaultyHandler(Fault.NONE).withPreprocessing((Long x) -> {
            if (PREPARED.getAndIncrement() == 0) {
                throw new InterruptedException("stopped");
            }
            return x;
        });
        BatchLimits limits = BatchLimits.ofRows(8);
        try {
            assertThatThrownBy(() ->
                            score(handler, when == When.COUNTING ? limits.withTokens(9) : limits, List.of(1L, 2L)))
                    .isInstanceOf(InterruptedException.class);
        } finally {
            Thread.interrupted();
        }
        assertThat(outcomes).isEmpty();
    }

    private enum When {
        COUNTING,
        SCORING
    }

    @Test
    void whatAnInterruptedChannelThrowsFailsNoExample() {
        ModelHandler<Long, Long> handler = new FaultyHandler(Fault.NONE).withPreprocessing((Long x) -> {
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
        });
        try {
            assertThatThrownBy(() -> score(handler, BatchLimits.ofRows(8), List.of(1L, 2L)))
                    .isInstanceOf(InterruptedException.class)
                    .hasCauseInstanceOf(ClosedByInterruptException.class);
        } finally {
            Thread.interrupted();
        }
        assertThat(outcomes).isEmpty();
    }

    @Test
    void modelsOfKeysKeepWithinTheirMemoryWithinABundleToo() {
        ModelHandler<KV<String, Long>, KV<String, Long>> handler =
                KeyedModelHandler.of(new CountingHandler("bundle"), StringUtf8Coder.of());
        ModelRef[] refs = {CountingHandler.model(2), CountingHandler.model(3), CountingHandler.model(4)};
        try (WorkerModels<KV<String, Long>, KV<String, Long>> models =
                models(handler, new ModelChoice.PerKey<>(Map.of()), 1000, 0)) {
            models.startBundle();
            for (ModelRef ref : refs) {
                assertThat(models.lease(ref).ref()).isEqualTo(ref);
                assertThat(ModelPool.held()).isEqualTo(1);
            }
            assertThat(CountingHandler.CLOSES).hasValue(2);
            models.finishBundle();
            assertThat(ModelPool.held()).isEqualTo(1);
        }
    }

    @Test
    void modelsOfKeysThatMemoryHasRoomForAreLoadedOnceInABundle() {
        ModelHandler<KV<String, Long>, KV<String, Long>> handler =
                KeyedModelHandler.of(new CountingHandler("room"), StringUtf8Coder.of());
        try (WorkerModels<KV<String, Long>, KV<String, Long>> models =
                models(handler, new ModelChoice.PerKey<>(Map.of()), 2000, 1)) {
            for (int i = 0; i < 3; i++) {
                models.lease(CountingHandler.model(2));
                models.lease(CountingHandler.model(3));
            }
            assertThat(CountingHandler.LOADS).hasValue(2);
            assertThat(CountingHandler.WARM_UPS).hasValue(2);
        }
    }
}
