package dev.arclight.beam.inference;

import dev.arclight.beam.inference.Prediction.PredictionCoder;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupIntoBatches;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.PInput;
import org.apache.beam.sdk.values.POutput;
import org.apache.beam.sdk.values.PValue;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.apache.beam.sdk.values.ValueInSingleWindow;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Scores examples with a model that each worker JVM loads once.
 *
 * <pre>{@code
 * RunInference.Result<float[], float[]> scored = features.apply(
 *         "Score", RunInference.of(ArclightHandler.floats()).withModel("gs://models/churn/7"));
 * scored.predictions().apply(...);   // Prediction: example, value, model id
 * scored.failures().apply(...);      // Prediction: example, error
 * }</pre>
 *
 * <p>Every example comes out once, in one of the two outputs, with its timestamp, window and pane. An example that a model
 * refuses does not take its batch along: the batch is divided until the example is alone. Immutable: {@code with…} gives
 * another transform.
 *
 * @param <InputT> an example
 * @param <OutputT> what the model makes of it
 */
public final class RunInference<InputT, OutputT>
        extends PTransform<PCollection<InputT>, RunInference.Result<InputT, OutputT>> {
    private static final long serialVersionUID = 1L;

    private static final long HALF_OF_THE_HEAP = -1;

    private final ModelHandler<InputT, OutputT> handler;

    private final @Nullable ModelChoice<InputT> choice;
    private final BatchLimits limits;
    private final long mostModelBytes;
    private final int warmUpBatches;
    private final boolean waitForSwap;
    private final String metricsNamespace;

    private RunInference(
            ModelHandler<InputT, OutputT> handler,
            @Nullable ModelChoice<InputT> choice,
            BatchLimits limits,
            long mostModelBytes,
            int warmUpBatches,
            boolean waitForSwap,
            String metricsNamespace) {
        this.handler = handler;
        this.choice = choice;
        this.limits = limits;
        this.mostModelBytes = mostModelBytes;
        this.warmUpBatches = warmUpBatches;
        this.waitForSwap = waitForSwap;
        this.metricsNamespace = metricsNamespace;
    }

    /** One of the methods {@code withModel} must follow. */
    public static <InputT, OutputT> RunInference<InputT, OutputT> of(ModelHandler<InputT, OutputT> handler) {
        return new RunInference<>(
                handler, null, handler.batchLimits(), HALF_OF_THE_HEAP, 0, false, handler.metricsNamespace());
    }

    /**
     * A model for each key. Examples of a key that has none are failures.
     *
     * @param models must be serializable, keys too
     */
    public static <K, InputT, OutputT> RunInference<KV<K, InputT>, KV<K, OutputT>> perKey(
            ModelHandler<InputT, OutputT> handler, Coder<K> keyCoder, Map<K, ModelRef> models) {
        return of(KeyedModelHandler.of(handler, keyCoder))
                .withChoice(new ModelChoice.PerKey<K, InputT>(new HashMap<>(models)));
    }

    /** A model for each key, as a side input says at the time of the bundle. */
    public static <K, InputT, OutputT> RunInference<KV<K, InputT>, KV<K, OutputT>> perKey(
            ModelHandler<InputT, OutputT> handler, Coder<K> keyCoder, PCollectionView<Map<K, ModelRef>> models) {
        return of(KeyedModelHandler.of(handler, keyCoder)).withChoice(new ModelChoice.PerKeyNewest<K, InputT>(models));
    }

    /** The model at a location, which its predictions name by checksum. */
    public RunInference<InputT, OutputT> withModel(String location) {
        return withModel(ModelRef.of(location));
    }

    /** One model, loaded when a worker starts. */
    public RunInference<InputT, OutputT> withModel(ModelRef model) {
        return withChoice(new ModelChoice.Fixed<>(model));
    }

    /** The model that a side input names, such as {@link ModelUpdates} makes, and after it the next. */
    public RunInference<InputT, OutputT> withModel(PCollectionView<ModelRef> newest) {
        return withChoice(new ModelChoice.Newest<>(newest));
    }

    /**
     * The newest model in a folder: a model folder that is written over, or a folder of model folders, of which the one with
     * the highest name counts (numbers as numbers: 10 after 9).
     *
     * @param every how often a worker looks for a newer one
     */
    public RunInference<InputT, OutputT> withNewestModelIn(String folder, Duration every) {
        if (!every.isLongerThan(Duration.ZERO)) {
            throw new IllegalArgumentException("RunInference.withNewestModelIn: got a period of " + every.getMillis()
                    + " ms; expected a positive one");
        }
        return withChoice(
                new ModelChoice.Watched<>(folder, every, UUID.randomUUID().toString()));
    }

    /** How examples are batched; the handler says where this does not. */
    public RunInference<InputT, OutputT> withBatchLimits(BatchLimits batchLimits) {
        return new RunInference<>(
                handler, choice, batchLimits, mostModelBytes, warmUpBatches, waitForSwap, metricsNamespace);
    }

    /**
     * How many bytes models for keys may take in a worker's JVM before those that are not in use are closed, the least
     * recently used first. Half of the heap unless set.
     */
    public RunInference<InputT, OutputT> withMaxModelBytes(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException(
                    "RunInference.withMaxModelBytes: got " + bytes + " bytes; expected at least 0");
        }
        return new RunInference<>(handler, choice, limits, bytes, warmUpBatches, waitForSwap, metricsNamespace);
    }

    /** Has every new session compute so many batches of zeros before its first example; none unless set. */
    public RunInference<InputT, OutputT> withWarmUp(int batches) {
        if (batches < 0) {
            throw new IllegalArgumentException(
                    "RunInference.withWarmUp: got " + batches + " batches; expected at least 0");
        }
        return new RunInference<>(handler, choice, limits, mostModelBytes, batches, waitForSwap, metricsNamespace);
    }

    /**
     * Has a batch wait until the model that was the newest when it was made is loaded. Unless set, the model in use scores
     * batches until the next is loaded in the background, so that no batch waits.
     */
    public RunInference<InputT, OutputT> withWaitForSwap() {
        return new RunInference<>(handler, choice, limits, mostModelBytes, warmUpBatches, true, metricsNamespace);
    }

    /** The namespace of the metrics, which the handler says where this does not. */
    public RunInference<InputT, OutputT> withMetricsNamespace(String namespace) {
        return new RunInference<>(handler, choice, limits, mostModelBytes, warmUpBatches, waitForSwap, namespace);
    }

    private RunInference<InputT, OutputT> withChoice(ModelChoice<InputT> chosen) {
        return new RunInference<>(
                handler, chosen, limits, mostModelBytes, warmUpBatches, waitForSwap, metricsNamespace);
    }

    /** @throws IllegalStateException if no model was named */
    @Override
    public Result<InputT, OutputT> expand(PCollection<InputT> input) {
        if (choice == null) {
            throw new IllegalStateException("RunInference has no model; call withModel or withNewestModelIn");
        }
        Scoring<InputT, OutputT> scoring =
                new Scoring<>(handler, choice, limits, mostModelBytes, warmUpBatches, waitForSwap, metricsNamespace);
        Coder<InputT> exampleCoder = input.getCoder();
        Coder<? extends BoundedWindow> windowCoder =
                input.getWindowingStrategy().getWindowFn().windowCoder();
        PCollection<Batch<InputT>> batches = limits.spanBundles()
                ? batchAcrossBundles(input, choice, exampleCoder, windowCoder)
                : input.apply(
                        "BatchExamples",
                        ParDo.of(new BatchExamplesFn<>(scoring)).withSideInputs(choice.views()));
        TupleTag<Prediction<InputT, OutputT>> predictions = new TupleTag<>("predictions");
        TupleTag<Prediction<InputT, OutputT>> failures = new TupleTag<>("failures");
        PCollectionTuple scored = batches.setCoder(new Batch.BatchCoder<>(exampleCoder, windowCoder))
                .apply(
                        "ScoreBatches",
                        ParDo.of(new ScoreBatchesFn<>(scoring, predictions, failures))
                                .withOutputTags(predictions, TupleTagList.of(failures)));
        Coder<Prediction<InputT, OutputT>> coder = PredictionCoder.of(exampleCoder, handler.outputCoder());
        return new Result<>(
                scored.get(predictions).setCoder(coder), scored.get(failures).setCoder(coder), predictions, failures);
    }

    private PCollection<Batch<InputT>> batchAcrossBundles(
            PCollection<InputT> input,
            ModelChoice<InputT> chosen,
            Coder<InputT> exampleCoder,
            Coder<? extends BoundedWindow> windowCoder) {
        GroupIntoBatches<Integer, ValueInSingleWindow<InputT>> groups =
                GroupIntoBatches.<Integer, ValueInSingleWindow<InputT>>ofSize(limits.rows())
                        .withMaxBufferingDuration(limits.maxWait());
        if (limits.limitBytes()) {
            ModelHandler<InputT, OutputT> sizes = handler;
            groups = groups.withByteSize(limits.bytes(), row -> Scorer.byteSize(sizes, row.getValue()));
        }
        return input.apply("SpreadOverShards", ParDo.of(new SpreadOverShardsFn<>(limits.shards())))
                .setCoder(KvCoder.of(VarIntCoder.of(), ValueInSingleWindow.Coder.of(exampleCoder, windowCoder)))
                .apply("GroupIntoBatches", groups)
                .apply("ChooseModels", ParDo.of(new GroupedBatchesFn<>(chosen)).withSideInputs(chosen.views()));
    }

    /** At random, since a shard is nothing but a share of the load. */
    private static final class SpreadOverShardsFn<InputT>
            extends DoFn<InputT, KV<Integer, ValueInSingleWindow<InputT>>> {
        private static final long serialVersionUID = 1L;

        private final int shards;

        SpreadOverShardsFn(int shards) {
            this.shards = shards;
        }

        @ProcessElement
        public void processElement(ProcessContext context, BoundedWindow window) {
            context.output(KV.of(
                    ThreadLocalRandom.current().nextInt(shards),
                    ValueInSingleWindow.of(context.element(), context.timestamp(), window, context.pane())));
        }
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
        super.populateDisplayData(builder);
        builder.add(DisplayData.item("handler", handler.getClass()).withLabel("Model handler"))
                .add(DisplayData.item("batchRows", limits.rows()).withLabel("Most rows of a batch"))
                .addIfNotDefault(
                        DisplayData.item("batchBytes", limits.bytes()).withLabel("Most bytes of a batch"),
                        Long.MAX_VALUE)
                .addIfNotDefault(
                        DisplayData.item("batchTokens", limits.tokens()).withLabel("Most tokens of a batch"),
                        Long.MAX_VALUE)
                .addIfNotDefault(DisplayData.item("shards", limits.shards()).withLabel("Shards across bundles"), 0)
                .addIfNotDefault(
                        DisplayData.item("warmUpBatches", warmUpBatches).withLabel("Batches to warm up with"), 0)
                .addIfNotDefault(
                        DisplayData.item("maxModelBytes", mostModelBytes).withLabel("Most bytes of models for keys"),
                        HALF_OF_THE_HEAP);
        if (choice instanceof ModelChoice.Fixed<InputT> fixed) {
            builder.add(DisplayData.item("model", fixed.ref().location()).withLabel("Model"))
                    .addIfNotDefault(
                            DisplayData.item("modelVersion", fixed.ref().version())
                                    .withLabel("Model version"),
                            "");
        } else if (choice instanceof ModelChoice.Watched<InputT> watched) {
            builder.add(DisplayData.item("watchedFolder", watched.folder()).withLabel("Folder of models"));
        }
    }

    /** What was scored and what could not be; who needs only one may leave the other. */
    public static final class Result<InputT, OutputT> implements POutput {
        private final PCollection<Prediction<InputT, OutputT>> predictions;
        private final PCollection<Prediction<InputT, OutputT>> failures;
        private final TupleTag<Prediction<InputT, OutputT>> predictionsTag;
        private final TupleTag<Prediction<InputT, OutputT>> failuresTag;

        private Result(
                PCollection<Prediction<InputT, OutputT>> predictions,
                PCollection<Prediction<InputT, OutputT>> failures,
                TupleTag<Prediction<InputT, OutputT>> predictionsTag,
                TupleTag<Prediction<InputT, OutputT>> failuresTag) {
            this.predictions = predictions;
            this.failures = failures;
            this.predictionsTag = predictionsTag;
            this.failuresTag = failuresTag;
        }

        /** Those with a value. */
        public PCollection<Prediction<InputT, OutputT>> predictions() {
            return predictions;
        }

        /** Those with an error. */
        public PCollection<Prediction<InputT, OutputT>> failures() {
            return failures;
        }

        @Override
        public Pipeline getPipeline() {
            return predictions.getPipeline();
        }

        @Override
        public Map<TupleTag<?>, PValue> expand() {
            return Map.of(predictionsTag, predictions, failuresTag, failures);
        }

        @Override
        public void finishSpecifyingOutput(String transformName, PInput input, PTransform<?, ?> transform) {}
    }
}
