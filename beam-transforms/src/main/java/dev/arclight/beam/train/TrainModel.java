package dev.arclight.beam.train;

import dev.arclight.beam.data.TensorBlock;
import dev.arclight.beam.train.StateChunk.StateChunkCoder;
import dev.arclight.io.NetworkJson;
import dev.arclight.nn.Module;
import dev.arclight.optim.NamedOptimizer;
import dev.arclight.optim.lrscheduler.NamedSchedule;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.PInput;
import org.apache.beam.sdk.values.POutput;
import org.apache.beam.sdk.values.PValue;
import org.apache.beam.sdk.values.TupleTag;

/**
 * Trains a network by local steps of stochastic gradient descent in every shard and weighted averaging of the parameters
 * (local SGD; Stich 2019, "Local SGD converges fast and communicates little"), and writes a model folder.
 *
 * <pre>{@code
 * images.apply("Train", TrainModel.of(network)
 *         .withFeatures("image").withLabel("label")
 *         .withOptimizer("adam").withLearningRate(1e-3)
 *         .withShards(16).withRounds(20)
 *         .to("gs://models/work", "gs://models/clothes"));
 * }</pre>
 *
 * <p>In a round every shard starts from the same parameters, makes up to {@link #withAveragingPeriod} steps on its own rows,
 * and the mean of the results, weighted by examples, starts the next round. Momentum and moments are averaged in the same way
 * or forgotten; running statistics are averaged; of counts, the greatest goes on.
 *
 * <p>Rows go to shards by their content and are ordered by it there. So the same rows, seed and number of shards give the same
 * model, bit for bit: on every runner, whatever the bundles, the order of the rows and the files that they come in, and
 * whether or not work is repeated. Rows travel once and lie in the work folder as files; workers keep what they have loaded.
 *
 * <p>The graph has a few steps for each round. {@link TrainingLoop} makes long trainings of many short pipelines, with
 * checkpoints between, epochs, validation and resume.
 *
 * <p>Metrics of namespace {@value #METRICS}: {@code examples}, {@code shard_millis}.
 */
public final class TrainModel extends PTransform<PCollection<TensorBlock>, TrainModel.Result> {
    static final String METRICS = "arclight.train";

    private static final String RESET = "reset";
    private static final String AVERAGE = "average";

    private final TrainingPlan plan;

    private TrainModel(TrainingPlan plan) {
        this.plan = plan;
    }

    /**
     * Trains this architecture by cross-entropy and SGD with momentum 0.9, learning rate 0.01, batches of 64, averages every 50
     * steps. The network's weights do not matter: first weights are made from the seed.
     *
     * @throws dev.arclight.io.ModelFormatException if a part of it cannot be described in a model folder
     */
    public static TrainModel of(Module network) {
        return ofJson(NetworkJson.write(network));
    }

    /** As {@link #of}, of an architecture as {@link NetworkJson} writes it. */
    public static TrainModel ofJson(String network) {
        return new TrainModel(new PlanEditor(network).plan());
    }

    private TrainModel with(Consumer<PlanEditor> change) {
        PlanEditor editor = PlanEditor.of(plan);
        change.accept(editor);
        return new TrainModel(editor.plan());
    }

    TrainingPlan plan() {
        return plan;
    }

    /** The column that the network reads; default {@code features}. */
    public TrainModel withFeatures(String column) {
        return with(editor -> editor.features = column);
    }

    /** The column of class numbers, or of values for the losses of regression; default {@code label}. */
    public TrainModel withLabel(String column) {
        return with(editor -> editor.label = column);
    }

    /** The column that says how much each row counts; without, all count alike. */
    public TrainModel withWeight(String column) {
        return with(editor -> editor.weight = column);
    }

    /** {@code cross_entropy} of classes; {@code mse}, {@code l1}, {@code smooth_l1} or {@code huber} of values. */
    public TrainModel withLoss(String name) {
        requireOneOf("loss", name, Objective.LOSSES);
        return with(editor -> editor.loss = name);
    }

    /** Of cross-entropy, from 0 to 1; default 0. */
    public TrainModel withLabelSmoothing(double share) {
        require(share >= 0 && share <= 1, "labelSmoothing", share, "from 0 to 1");
        return with(editor -> editor.labelSmoothing = share);
    }

    /**
     * {@code sgd}, {@code adam}, {@code adamw}, {@code adamax}, {@code adagrad}, {@code adadelta}, {@code radam} or
     * {@code rmsprop}, with PyTorch's defaults.
     */
    public TrainModel withOptimizer(String name) {
        requireOneOf("optimizer", name, NamedOptimizer.NAMES);
        return with(editor -> editor.optimizer = name);
    }

    public TrainModel withLearningRate(double rate) {
        require(rate > 0 && Double.isFinite(rate), "learningRate", rate, "greater than 0");
        return with(editor -> editor.learningRate = rate);
    }

    /** Of {@code sgd}; default 0.9. */
    public TrainModel withMomentum(double momentum) {
        require(momentum >= 0 && momentum < 1, "momentum", momentum, "from 0 to below 1");
        return with(editor -> editor.momentum = momentum);
    }

    /** Default: the optimizer's own. */
    public TrainModel withWeightDecay(double decay) {
        require(decay >= 0 && Double.isFinite(decay), "weightDecay", decay, "at least 0");
        return with(editor -> editor.weightDecay = decay);
    }

    /**
     * How the learning rate goes over the training, by Hugging Face's names: {@code constant}, {@code linear}, {@code cosine} or
     * {@code inverse_sqrt}.
     *
     * @param warmUpSteps over which it rises from 0
     */
    public TrainModel withLearningRateSchedule(String name, int warmUpSteps) {
        requireOneOf("schedule", name, NamedSchedule.NAMES);
        require(warmUpSteps >= 0, "warmUpSteps", warmUpSteps, "at least 0");
        return with(editor -> {
            editor.schedule = name;
            editor.warmUpSteps = warmUpSteps;
        });
    }

    /** {@code average} what optimizers remember (the default), or {@code reset} it in each round. */
    public TrainModel withOptimizerState(String policy) {
        requireOneOf("optimizerState", policy, List.of(AVERAGE, RESET));
        return with(editor -> editor.keepsOptimizerState = policy.equals(AVERAGE));
    }

    /** Scales gradients down to this norm before each step; default 0, as they are. */
    public TrainModel withMaxGradNorm(double norm) {
        require(norm >= 0 && Double.isFinite(norm), "maxGradNorm", norm, "at least 0");
        return with(editor -> editor.maxGradNorm = norm);
    }

    public TrainModel withBatchSize(int rows) {
        require(rows >= 1, "batchSize", rows, "at least 1");
        return with(editor -> editor.batchSize = rows);
    }

    /** The local steps between two averages; default 50. Fewer learn more per step and send more. */
    public TrainModel withAveragingPeriod(int steps) {
        require(steps >= 1, "averagingPeriod", steps, "at least 1");
        return with(editor -> editor.averagingPeriod = steps);
    }

    /** How many averages there are in all; default 1. */
    public TrainModel withRounds(int rounds) {
        require(rounds >= 1, "rounds", rounds, "at least 1");
        return with(editor -> {
            editor.rounds = rounds;
            editor.epochs = 0;
        });
    }

    TrainModel withEpochs(int epochs) {
        require(epochs >= 1, "epochs", epochs, "at least 1");
        return with(editor -> editor.epochs = epochs);
    }

    TrainModel withValidationShare(double share) {
        require(share >= 0 && share < 1, "validationShare", share, "from 0 to below 1");
        return with(editor -> editor.validationShare = share);
    }

    /** Whether each epoch has an order of its own, the default, or all the same. */
    public TrainModel withShuffle(boolean shuffles) {
        return with(editor -> editor.shuffles = shuffles);
    }

    /** Of first weights, the order of rows, and dropout; default 0. */
    public TrainModel withSeed(long seed) {
        return with(editor -> editor.seed = seed);
    }

    /** Into how many parts rows are put, and so how many workers can train at once; default 2. Changes the result. */
    public TrainModel withShards(int shards) {
        require(shards >= 1, "shards", shards, "at least 1");
        return with(editor -> editor.shards = shards);
    }

    /**
     * Where to.
     *
     * @param workFolder that all workers reach, for the shards; they stay there, and whoever trains again may delete them
     * @param modelFolder to write; one that is there is replaced
     */
    public TrainModel to(String workFolder, String modelFolder) {
        if (workFolder.matches(".*[*?\\[\\]{}].*")) {
            throw new TrainingException("the work folder is '" + workFolder
                    + "', and file systems take *, ?, [, ], { and } for patterns; choose a name without them");
        }
        return with(editor -> {
            editor.folder = trimmed(workFolder);
            editor.model = trimmed(modelFolder);
        });
    }

    private static String trimmed(String folder) {
        return folder.endsWith("/") ? folder.substring(0, folder.length() - 1) : folder;
    }

    private static void require(boolean holds, String name, Number value, String expected) {
        if (!holds) {
            throw new TrainingException(String.format(Locale.ROOT, "%s is %s, expected %s", name, value, expected));
        }
    }

    private static void requireOneOf(String name, String value, List<String> known) {
        if (!known.contains(value)) {
            throw new TrainingException(name + " is '" + value + "', expected one of " + known);
        }
    }

    @Override
    public Result expand(PCollection<TensorBlock> rows) {
        if (plan.folder().isEmpty() || plan.model().isEmpty()) {
            throw new TrainingException("TrainModel has no folders; call to(workFolder, modelFolder)");
        }
        Pipeline pipeline = rows.getPipeline();
        PCollection<Shard> shards = rows.apply("Shards", new MakeShards(plan));
        PCollectionView<Iterable<Shard>> shardsView = shards.apply("AllShards", View.asIterable());
        PCollection<StateChunk> initial = pipeline.apply("Begin", Create.of(plan.seed()))
                .apply("FirstWeights", ParDo.of(new FirstWeightsFn(plan)))
                .setCoder(StateChunkCoder.INSTANCE);
        PCollectionTuple trained = shards.apply("Rounds", new TrainRounds(plan, initial, shardsView, 0, plan.rounds()));
        PCollectionView<Iterable<StateChunk>> stateView =
                trained.get(TrainRounds.STATE).apply("Trained", View.asIterable());
        PCollection<String> model = pipeline.apply("Model", Create.of(plan.model()))
                .apply(
                        "WriteModel",
                        ParDo.of(new WriteModelFn(plan, stateView, shardsView)).withSideInputs(stateView, shardsView));
        return new Result(pipeline, trained.get(TrainRounds.REPORTS), model);
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
        builder.add(DisplayData.item("settings", plan.settings()).withLabel("Settings"))
                .add(DisplayData.item("model", plan.model()).withLabel("Model folder"));
    }

    /** What a training gives. */
    public static final class Result implements POutput {
        private final Pipeline pipeline;
        private final PCollection<RoundReport> reports;
        private final PCollection<String> model;
        private final TupleTag<RoundReport> reportsTag = new TupleTag<>() {};
        private final TupleTag<String> modelTag = new TupleTag<>() {};

        private Result(Pipeline pipeline, PCollection<RoundReport> reports, PCollection<String> model) {
            this.pipeline = pipeline;
            this.reports = reports;
            this.model = model;
        }

        /** One for each round. */
        public PCollection<RoundReport> reports() {
            return reports;
        }

        /** The model folder, once it is whole: what needs the model can wait for it. */
        public PCollection<String> model() {
            return model;
        }

        @Override
        public Pipeline getPipeline() {
            return pipeline;
        }

        @Override
        public Map<TupleTag<?>, PValue> expand() {
            return Map.of(reportsTag, reports, modelTag, model);
        }

        @Override
        public void finishSpecifyingOutput(String name, PInput input, PTransform<?, ?> transform) {}
    }

    /** Makes the first weights from the seed: they travel as the weights of later rounds do and not inside the graph. */
    static final class FirstWeightsFn extends DoFn<Long, StateChunk> {
        private final TrainingPlan plan;

        FirstWeightsFn(TrainingPlan plan) {
            this.plan = plan;
        }

        @ProcessElement
        public void processElement(OutputReceiver<StateChunk> out) {
            StateChunk.split(new LocalTrainer(plan).state(), 0, 0, 0, 0).forEach(out::output);
        }
    }

    private static final class WriteModelFn extends DoFn<String, String> {
        private final TrainingPlan plan;
        private final PCollectionView<Iterable<StateChunk>> stateView;
        private final PCollectionView<Iterable<Shard>> shardsView;

        WriteModelFn(
                TrainingPlan plan,
                PCollectionView<Iterable<StateChunk>> stateView,
                PCollectionView<Iterable<Shard>> shardsView) {
            this.plan = plan;
            this.stateView = stateView;
            this.shardsView = shardsView;
        }

        @ProcessElement
        public void processElement(ProcessContext context) throws IOException {
            // Without rows there is no state either.
            Rounds.of(plan, context.sideInput(shardsView));
            TrainedNetwork trained = TrainedNetwork.of(
                    plan,
                    StateChunk.join(context.sideInput(stateView)),
                    context.sideInput(shardsView).iterator().next());
            ModelFiles.write(trained.network(), trained.signature(), context.element());
            context.output(context.element());
        }
    }
}
