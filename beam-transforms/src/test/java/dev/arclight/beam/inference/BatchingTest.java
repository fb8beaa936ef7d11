package dev.arclight.beam.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.beam.inference.ModelPool.Lease;
import dev.arclight.beam.testkit.TestRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.metrics.DistributionResult;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class BatchingTest {
    @BeforeEach
    void reset() {
        CountingHandler.reset();
    }

    private static RunInference<Long, Long> scoring(String test, BatchLimits limits) {
        return RunInference.of(new CountingHandler(test))
                .withModel(CountingHandler.model(2))
                .withBatchLimits(limits);
    }

    private static TimestampedValue<Long> at(long second, long value) {
        return TimestampedValue.of(value, Instant.ofEpochMilli(second * 1000));
    }

    /** What an element's place is. */
    private static final class Place<T> extends DoFn<T, String> {
        private static final long serialVersionUID = 1L;

        @ProcessElement
        public void processElement(ProcessContext context, BoundedWindow window) {
            Object element = context.element();
            Object value = element instanceof Prediction<?, ?> prediction ? prediction.example() : element;
            context.output(value + " @" + context.timestamp() + " in " + window + " of " + context.pane());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TestRunner.class,
            names = {"DIRECT", "FLINK_STREAMING"})
    void everyOutputHasTheTimestampWindowAndPaneOfItsExample(TestRunner runner) {
        TestPipeline pipeline = runner.pipeline();
        PCollection<Long> panes = pipeline.apply(TestStream.create(VarLongCoder.of())
                        .advanceWatermarkTo(Instant.ofEpochMilli(0))
                        .addElements(at(25, 1), at(1, 2), at(12, 3))
                        .addElements(at(2, 4), at(11, 5))
                        .advanceWatermarkTo(Instant.ofEpochMilli(15_000))
                        .addElements(at(13, 6))
                        .advanceWatermarkToInfinity())
                .apply(Window.<Long>into(FixedWindows.of(Duration.standardSeconds(10)))
                        .triggering(AfterWatermark.pastEndOfWindow()
                                .withEarlyFirings(AfterPane.elementCountAtLeast(1))
                                .withLateFirings(AfterPane.elementCountAtLeast(1)))
                        .withAllowedLateness(Duration.standardSeconds(60))
                        .discardingFiredPanes())
                .apply(WithKeys.of("all"))
                .setCoder(KvCoder.of(StringUtf8Coder.of(), VarLongCoder.of()))
                .apply(GroupByKey.create())
                .apply(Values.create())
                .apply(Flatten.iterables());
        PCollection<String> expected = panes.apply("Before", ParDo.of(new Place<>()));
        PCollection<String> got = panes.apply("Within", scoring("within", BatchLimits.ofRows(2)))
                .predictions()
                .apply("AfterWithin", ParDo.of(new Place<>()));
        PCollection<String> across = panes.apply(
                        "Across",
                        scoring("across", BatchLimits.ofRows(2).acrossBundles(Duration.standardSeconds(5), 1)))
                .predictions()
                .apply("AfterAcross", ParDo.of(new Place<>()));
        PAssert.that(Together.of(expected, got, across)).satisfies(lines -> {
            List<String> all = new ArrayList<>();
            lines.forEach(all::add);
            assertThat(all).hasSize(18);
            for (String line : all) {
                assertThat(all.stream().filter(line::equals).count()).isEqualTo(3);
            }
            assertThat(all).anyMatch(line -> line.contains("EARLY"));
            return null;
        });
        pipeline.run().waitUntilFinish();
    }

    /** Collections in the global window, so that one assertion sees them all. */
    private static final class Together {
        static PCollection<String> of(
                PCollection<String> first, PCollection<String> second, PCollection<String> third) {
            return PCollectionList.of(first)
                    .and(second)
                    .and(third)
                    .apply(Flatten.pCollections())
                    .apply(Window.<String>into(new GlobalWindows())
                            .triggering(DefaultTrigger.of())
                            .discardingFiredPanes());
        }
    }

    @Test
    void anExampleInManyWindowsIsScoredInEach() {
        TestPipeline pipeline = TestRunner.DIRECT.pipeline();
        PCollection<String> places = pipeline.apply(Create.timestamped(at(5, 1), at(6, 2)))
                .apply(Window.into(
                        SlidingWindows.of(Duration.standardSeconds(10)).every(Duration.standardSeconds(5))))
                .apply(scoring("sliding", BatchLimits.ofRows(3)))
                .predictions()
                .apply(ParDo.of(new Place<>()));
        PAssert.that(places.apply(Window.into(new GlobalWindows()))).satisfies(lines -> {
            assertThat(lines).hasSize(4).doesNotHaveDuplicates();
            return null;
        });
        pipeline.run().waitUntilFinish();
    }

    /** Ten bundles of one example each: only batches across bundles have five rows. */
    @ParameterizedTest
    @EnumSource(
            value = TestRunner.class,
            names = {"DIRECT", "FLINK_STREAMING"})
    void batchesSpanBundlesWhereAskedTo(TestRunner runner) {
        TestPipeline pipeline = runner.pipeline();
        TestStream.Builder<Long> stream =
                TestStream.create(VarLongCoder.of()).advanceWatermarkTo(Instant.ofEpochMilli(0));
        for (int i = 0; i < 10; i++) {
            stream = stream.addElements(at(i, i));
        }
        PCollection<Prediction<Long, Long>> predictions = pipeline.apply(stream.advanceWatermarkToInfinity())
                .apply(scoring("span", BatchLimits.ofRows(5).acrossBundles(Duration.standardSeconds(60), 1)))
                .predictions();
        PAssert.that(predictions).satisfies(all -> {
            assertThat(all).hasSize(10).allMatch(each -> each.requireValue() == 2 * each.example());
            return null;
        });
        assertThat(batchSizes(pipeline.run()).getMin()).isEqualTo(5);
    }

    @Test
    void aBatchEndsAtItsLimitOfBytes() {
        TestPipeline pipeline = TestRunner.DIRECT.pipeline();
        pipeline.apply(Create.of(LongStream.range(0, 100).boxed().toList()))
                .apply(scoring("bytes", BatchLimits.ofRows(64).withBytes(24)));
        assertThat(batchSizes(pipeline.run()).getMax()).isEqualTo(3);
    }

    @Test
    void aBatchEndsAtItsLimitOfBytesAcrossBundlesToo() {
        TestPipeline pipeline = TestRunner.DIRECT.pipeline();
        pipeline.apply(Create.of(LongStream.range(0, 100).boxed().toList()))
                .apply(scoring(
                        "bytesAcross",
                        BatchLimits.ofRows(64).withBytes(24).acrossBundles(Duration.standardSeconds(60), 1)));
        assertThat(batchSizes(pipeline.run()).getMax()).isEqualTo(3);
    }

    private static DistributionResult batchSizes(PipelineResult result) {
        result.waitUntilFinish();
        for (MetricResult<DistributionResult> each :
                result.metrics().allMetrics().getDistributions()) {
            if (each.getName().getName().equals("inference_request_batch_size")) {
                return each.getAttempted();
            }
        }
        throw new AssertionError("no batch was run");
    }

    /** Sizing an example takes longer than a batch may wait. */
    private record SlowToSize(CountingHandler inner) implements ModelHandler<Long, Long> {
        private static final long serialVersionUID = 1L;

        @Override
        public LoadedModel<Long, Long> load(ModelRef ref) throws Exception {
            return inner.load(ref);
        }

        @Override
        public Coder<Long> outputCoder() {
            return inner.outputCoder();
        }

        @Override
        public long byteSize(Long example) {
            long start = System.nanoTime();
            while (System.nanoTime() - start < 3_000_000) {
                Thread.onSpinWait();
            }
            return 1;
        }
    }

    @Test
    void aBatchWithinABundleWaitsNoLongerThanItMay() {
        TestPipeline pipeline = TestRunner.DIRECT.pipeline();
        pipeline.apply(Create.of(1L, 2L, 3L, 4L, 5L, 6L))
                .apply(RunInference.of(new SlowToSize(new CountingHandler("wait")))
                        .withModel(CountingHandler.model(2))
                        .withBatchLimits(BatchLimits.ofRows(64).withBytes(1_000).withMaxWait(Duration.millis(2))));
        assertThat(batchSizes(pipeline.run()).getMax()).isLessThanOrEqualTo(2);
    }

    @Test
    void tokensAreLimitedByTheLongestOfABatch() throws Exception {
        ModelPool<Long, Long> pool = ModelPool.open(new CountingHandler("tokens"), 0);
        List<Long> values = new ArrayList<>();
        try (Lease<Long, Long> lease = pool.acquire(CountingHandler.model(2))) {
            new Scorer<>(
                            new CountingHandler("tokens"),
                            BatchLimits.ofRows(64).withTokens(10),
                            new InferenceMetrics("test"))
                    .score(lease, List.of(2L, 3L, 5L, 20L, 1L, 1L), new Scorer.Outcome<>() {
                        @Override
                        public void scored(int row, Long value) {
                            values.add(value);
                        }

                        @Override
                        public void failed(int row, String error) {
                            throw new AssertionError(error);
                        }
                    });
        }
        pool.close();
        assertThat(values).containsExactly(4L, 6L, 10L, 40L, 2L, 2L);
        // 2 and 3; 5; 20; 1 and 1.
        assertThat(CountingHandler.CALLS).hasValue(4);
    }
}
