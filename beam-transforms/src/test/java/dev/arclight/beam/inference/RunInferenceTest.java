package dev.arclight.beam.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.beam.testkit.TestModels;
import dev.arclight.beam.testkit.TestRunner;
import dev.arclight.io.ModelAccessException;
import java.io.FileNotFoundException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.metrics.DistributionResult;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.util.SerializableUtils;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@SuppressWarnings("unchecked") // arrays of generics, for expectations in any order
final class RunInferenceTest {
    @TempDir
    Path work;

    @BeforeEach
    void reset() {
        CountingHandler.reset();
    }

    @ParameterizedTest
    @EnumSource(TestRunner.class)
    void aModelFolderScoresEveryExampleAndIsLoadedOnce(TestRunner runner) {
        String folder = TestModels.linear(work.resolve("model"), 3);
        long loaded = ModelPool.loads();
        TestPipeline pipeline = runner.pipeline();
        RunInference.Result<float[], float[]> scored = pipeline.apply(Create.of(IntStream.range(0, 300)
                        .mapToObj(i -> new float[] {i, 1})
                        .toList()))
                .apply(RunInference.of(ArclightHandler.floats())
                        .withModel(ModelRef.of(folder, "v1"))
                        .withBatchLimits(BatchLimits.ofRows(7)));
        PAssert.that(scored.predictions()
                        .apply(MapElements.into(TypeDescriptors.strings()).via(RunInferenceTest::line)))
                .containsInAnyOrder(IntStream.range(0, 300)
                        .mapToObj(i -> "v1 " + (float) i + " " + (3f * i + 1))
                        .toList());
        PAssert.that(scored.failures()).empty();
        pipeline.run().waitUntilFinish();
        assertThat(ModelPool.loads() - loaded).isEqualTo(1);
    }

    private static String line(Prediction<float[], float[]> prediction) {
        return prediction.modelId() + " " + prediction.example()[0] + " "
                + prediction.requireValue()[0];
    }

    @ParameterizedTest
    @EnumSource(TestRunner.class)
    void onePoisonInTenThousandFailsAloneAndMetricsHaveTheNamesOfPythonsRunInference(TestRunner runner) {
        TestPipeline pipeline = runner.pipeline();
        List<Long> examples =
                new ArrayList<>(LongStream.range(0, 10_000).boxed().toList());
        examples.set(6_543, -1L);
        RunInference.Result<Long, Long> scored = pipeline.apply(Create.of(examples))
                .apply(RunInference.of(new CountingHandler("poison")).withModel(CountingHandler.model(2)));
        PAssert.thatSingleton(scored.predictions().apply(Count.globally())).isEqualTo(9_999L);
        PAssert.that(scored.failures())
                .containsInAnyOrder(Prediction.failed(-1L, "v2", "ExampleException: -1 is negative"));
        PipelineResult result = pipeline.run();
        result.waitUntilFinish();
        assertThat(CountingHandler.LOADS).hasValue(1);
        MetricQueryResults metrics = result.metrics().allMetrics();
        assertThat(counter(metrics, "num_inferences")).isEqualTo(9_999);
        assertThat(counter(metrics, "failed_examples_counter")).isEqualTo(1);
        assertThat(counter(metrics, "failed_batches_counter")).isPositive();
        assertThat(distribution(metrics, "inference_request_batch_size").getSum())
                .isEqualTo(10_000);
        assertThat(distribution(metrics, "inference_request_batch_byte_size").getSum())
                .isEqualTo(80_000);
        assertThat(distribution(metrics, "inference_batch_latency_micro_secs").getCount())
                .isPositive();
        assertThat(distribution(metrics, "load_model_latency_milli_secs").getCount())
                .isEqualTo(1);
        assertThat(distribution(metrics, "model_byte_size").getMax()).isEqualTo(1000);
    }

    private static long counter(MetricQueryResults metrics, String name) {
        for (MetricResult<Long> each : metrics.getCounters()) {
            if (each.getName().getName().equals(name)) {
                assertThat(each.getName().getNamespace()).isEqualTo("BeamML_CountingHandler");
                return each.getAttempted();
            }
        }
        throw new AssertionError("no counter " + name);
    }

    private static DistributionResult distribution(MetricQueryResults metrics, String name) {
        for (MetricResult<DistributionResult> each : metrics.getDistributions()) {
            if (each.getName().getName().equals(name)) {
                return each.getAttempted();
            }
        }
        throw new AssertionError("no distribution " + name);
    }

    @ParameterizedTest
    @EnumSource(
            value = TestRunner.class,
            names = {"DIRECT", "FLINK_STREAMING"})
    void everyKeyHasItsModelAndAnUnknownKeyFails(TestRunner runner) {
        TestPipeline pipeline = runner.pipeline();
        PCollectionView<Map<String, ModelRef>> models = pipeline.apply(
                        "Models",
                        Create.of(KV.of("eu", CountingHandler.model(2)), KV.of("us", CountingHandler.model(3))))
                .apply(View.asMap());
        RunInference.Result<KV<String, Long>, KV<String, Long>> scored = pipeline.apply(
                        Create.of(KV.of("eu", 5L), KV.of("us", 5L), KV.of("mars", 5L))
                                .withCoder(KvCoder.of(StringUtf8Coder.of(), VarLongCoder.of())))
                .apply(RunInference.perKey(new CountingHandler("keys"), StringUtf8Coder.of(), models));
        PAssert.that(scored.predictions())
                .containsInAnyOrder(
                        Prediction.scored(KV.of("eu", 5L), KV.of("eu", 10L), "v2"),
                        Prediction.scored(KV.of("us", 5L), KV.of("us", 15L), "v3"));
        PAssert.that(scored.failures()).satisfies(failures -> {
            assertThat(failures).hasSize(1).allMatch(failure -> failure.error().contains("no model for this key"));
            return null;
        });
        pipeline.run().waitUntilFinish();
    }

    @Test
    void modelsOfKeysAreClosedTheLeastRecentlyUsedFirst() throws Exception {
        ModelPool<Long, Long> pool = ModelPool.open(new CountingHandler("lru"), 2000);
        for (long factor : new long[] {1, 2, 1, 3}) {
            pool.acquire(CountingHandler.model(factor)).close();
        }
        assertThat(CountingHandler.CLOSES).hasValue(1);
        pool.acquire(CountingHandler.model(1)).close();
        assertThat(CountingHandler.LOADS).hasValue(3);
        pool.acquire(CountingHandler.model(2)).close();
        assertThat(CountingHandler.LOADS).hasValue(4);
        pool.close();
        ModelPool.closeUnused();
        assertThat(CountingHandler.CLOSES).hasValue(4);
    }

    @Test
    void aModelThatIsInUseIsNotClosedForMemory() throws Exception {
        ModelPool<Long, Long> pool = ModelPool.open(new CountingHandler("inUse"), 0);
        try (ModelPool.Lease<Long, Long> used = pool.acquire(CountingHandler.model(1))) {
            pool.acquire(CountingHandler.model(2)).close();
            assertThat(used.session().run(List.of(7L))).containsExactly(7L);
            assertThat(CountingHandler.CLOSES).hasValue(1);
        }
        assertThat(CountingHandler.CLOSES).hasValue(2);
        pool.close();
    }

    @Test
    void aFailedLoadIsTriedAgain() throws Exception {
        ModelPool<Long, Long> pool = ModelPool.open(new CountingHandler("retry"), 0);
        ModelRef broken = ModelRef.of("no number");
        assertThatThrownBy(() -> pool.acquire(broken)).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> pool.acquire(broken)).isInstanceOf(NumberFormatException.class);
        pool.close();
    }

    @Test
    void handlersThatSerializeAlikeShareModelsEvenWithLambdas() throws Exception {
        ModelHandler<Long, Long> handler = new CountingHandler("share").withPreprocessing((Long x) -> x + 1);
        ModelPool<Long, Long> first = ModelPool.open(handler, Long.MAX_VALUE);
        ModelPool<Long, Long> second = ModelPool.open(SerializableUtils.ensureSerializable(handler), Long.MAX_VALUE);
        assertThat(second).isSameAs(first);
        first.close();
        second.close();
    }

    @Test
    void dividingABatchCostsTwoCallsForEachHalving() throws Exception {
        ModelPool<Long, Long> pool = ModelPool.open(new CountingHandler("divide"), 0);
        List<Long> batch = new ArrayList<>(LongStream.range(0, 1024).boxed().toList());
        batch.set(777, -5L);
        List<Integer> failed = new ArrayList<>();
        try (ModelPool.Lease<Long, Long> lease = pool.acquire(CountingHandler.model(2))) {
            new Scorer<>(new CountingHandler("divide"), BatchLimits.ofRows(1024), new InferenceMetrics("test"))
                    .score(lease, batch, new Scorer.Outcome<>() {
                        @Override
                        public void scored(int row, Long value) {
                            assertThat(value).isEqualTo(2L * row);
                        }

                        @Override
                        public void failed(int row, String error) {
                            failed.add(row);
                        }
                    });
        }
        pool.close();
        assertThat(failed).containsExactly(777);
        assertThat(CountingHandler.CALLS.get() - 1).isLessThanOrEqualTo(2 * 10);
    }

    @Test
    void examplesArePreparedAndOutputsFinishedRowByRow() {
        TestPipeline pipeline = TestRunner.DIRECT.pipeline();
        ModelHandler<String, String> handler = new CountingHandler("functions")
                .withPreprocessing((String text) -> Long.parseLong(text))
                .withPostprocessing(value -> "<" + value + ">", StringUtf8Coder.of());
        RunInference.Result<String, String> scored = pipeline.apply(Create.of("1", "two", "3"))
                .apply(RunInference.of(handler).withModel(CountingHandler.model(2)));
        PAssert.that(scored.predictions())
                .containsInAnyOrder(Prediction.scored("1", "<2>", "v2"), Prediction.scored("3", "<6>", "v2"));
        PAssert.that(scored.failures())
                .containsInAnyOrder(Prediction.failed("two", "v2", "NumberFormatException: For input string: \"two\""));
        pipeline.run().waitUntilFinish();
    }

    @Test
    void aSessionIsWarmedUpBeforeItsFirstExample() {
        TestPipeline pipeline = TestRunner.DIRECT.pipeline();
        pipeline.apply(Create.of(1L))
                .apply(RunInference.of(new CountingHandler("warm"))
                        .withModel(CountingHandler.model(2))
                        .withWarmUp(3));
        pipeline.run().waitUntilFinish();
        assertThat(CountingHandler.WARM_UPS.get()).isPositive();
        assertThat(CountingHandler.WARM_UPS.get() % 3).isZero();
    }

    @Test
    void aMissingFolderIsATypedErrorOfThePipeline() {
        TestPipeline pipeline = TestRunner.DIRECT.pipeline();
        pipeline.apply(Create.of(new float[] {1, 2}))
                .apply(RunInference.of(ArclightHandler.floats())
                        .withModel(work.resolve("nowhere").toString()));
        assertThatThrownBy(() -> pipeline.run().waitUntilFinish())
                .hasRootCauseInstanceOf(FileNotFoundException.class)
                .hasStackTraceContaining(ModelAccessException.class.getName());
    }

    @Test
    void aTransformWithoutAModelSaysSo() {
        PCollection<Long> examples = TestRunner.DIRECT.pipeline().apply(Create.of(1L));
        assertThatThrownBy(() -> examples.apply(RunInference.of(new CountingHandler("none"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("call withModel or withNewestModelIn");
    }

    @Test
    void wrongSettingsAreRefusedWhereTheyAreMade() {
        RunInference<Long, Long> transform = RunInference.of(new CountingHandler("settings"));
        assertThatThrownBy(() -> BatchLimits.ofRows(0)).hasMessageContaining("got 0 rows");
        assertThatThrownBy(() -> transform.withWarmUp(-1)).hasMessageContaining("got -1 batches");
        assertThatThrownBy(() -> transform.withMaxModelBytes(-1)).hasMessageContaining("got -1 bytes");
        assertThatThrownBy(() -> transform.withModel("")).hasMessageContaining("the location is empty");
        assertThatThrownBy(() -> transform.withNewestModelIn("f", Duration.ZERO))
                .hasMessageContaining("expected a positive one");
    }

    @Test
    void theTransformIsSerializable() {
        SerializableUtils.ensureSerializable(
                RunInference.of(ArclightHandler.rows("a", "b").classes())
                        .withModel("m")
                        .withBatchLimits(BatchLimits.ofRows(5).withBytes(9).withTokens(7)));
        SerializableUtils.ensureSerializable(
                RunInference.of(ArclightHandler.images()).withModel("m"));
        SerializableUtils.ensureSerializable(
                RunInference.of(ArclightHandler.texts(9)).withModel("m"));
    }

    @Test
    void displayDataShowsWhatMatters() {
        DisplayData shown = DisplayData.from(RunInference.of(new CountingHandler("display"))
                .withModel(ModelRef.of("folder", "v9"))
                .withBatchLimits(BatchLimits.ofRows(12).withBytes(99)));
        assertThat(shown.items().stream().map(item -> item.getKey() + "=" + item.getValue()))
                .contains("model=folder", "modelVersion=v9", "batchRows=12", "batchBytes=99")
                .contains("handler=" + CountingHandler.class.getName());
    }
}
