package dev.arclight.accelerate;

import dev.arclight.amp.Autocast;
import dev.arclight.amp.GradScaler;
import dev.arclight.data.DataLoader;
import dev.arclight.distributed.DistributedDataParallel;
import dev.arclight.distributed.ProcessGroup;
import dev.arclight.distributed.ReduceOp;
import dev.arclight.io.Checkpoint;
import dev.arclight.nn.Module;
import dev.arclight.nn.Utils;
import dev.arclight.optim.Optimizer;
import dev.arclight.optim.lrscheduler.LRScheduler;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Stateful;
import dev.arclight.tensor.Tensor;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Makes one loop run with one worker or several, in float32 or mixed precision, with or without accumulated gradients; as
 * {@code accelerate.Accelerator}.
 *
 * <pre>{@code
 * Accelerator.launch(2, () -> {
 *     Accelerator accelerator = new Accelerator();
 *     Module model = accelerator.prepare(new Net());
 *     AcceleratedOptimizer optimizer = accelerator.prepare(new AdamW(model.parameters(), 1e-3));
 *     for (Batch batch : accelerator.prepare(loader)) {
 *         try (Accelerator.Accumulation scope = accelerator.accumulate()) {
 *             Tensor loss = criterion.call(model.call(batch.data()), batch.target());
 *             accelerator.backward(loss);
 *             optimizer.step();
 *             optimizer.zeroGrad();
 *         }
 *     }
 * });
 * }</pre>
 *
 * <p>Each worker has one, which belongs to its thread. Its state is that of all that was prepared, in the order it was.
 */
public final class Accelerator implements Stateful {
    /**
     * How to train.
     *
     * @param mixedPrecision what forward passes of prepared models compute in
     * @param gradientAccumulationSteps how many backward passes make a step
     */
    public record Options(MixedPrecision mixedPrecision, int gradientAccumulationSteps) {
        public static final Options DEFAULT = new Options(MixedPrecision.NO, 1);

        public Options {
            if (gradientAccumulationSteps < 1) {
                throw new ArclightException("Accelerator: gradientAccumulationSteps is " + gradientAccumulationSteps
                        + "; it must be at least 1");
            }
        }

        public Options withMixedPrecision(MixedPrecision value) {
            return new Options(value, gradientAccumulationSteps);
        }

        public Options withGradientAccumulationSteps(int value) {
            return new Options(mixedPrecision, value);
        }
    }

    private static final String ACCUMULATED = "accumulated";
    private static final String PREPARED = "prepared";
    private static final String STATE_FILE = "accelerator.ckpt";

    private final Options options;
    private final ProcessGroup group;
    private final GradScaler scaler;
    private final List<PreparedModule> models = new ArrayList<>();
    private final List<AcceleratedOptimizer> optimizers = new ArrayList<>();
    private final List<AcceleratedScheduler> schedulers = new ArrayList<>();
    private final List<AcceleratedDataLoader<?>> loaders = new ArrayList<>();
    private final Set<AcceleratedOptimizer> stepped = new LinkedHashSet<>();
    private boolean syncGradients = true;
    private long accumulated;

    public Accelerator() {
        this(Options.DEFAULT);
    }

    /** Of the worker whose thread this is, or of the only one outside of {@link #launch}. */
    public Accelerator(Options options) {
        this.options = options;
        this.group = ProcessGroup.current().orElseGet(ProcessGroup::alone);
        this.scaler =
                new GradScaler(GradScaler.Options.DEFAULT.withEnabled(options.mixedPrecision() == MixedPrecision.FP16));
    }

    /**
     * Runs a body in as many workers, each a thread.
     *
     * @throws dev.arclight.distributed.DistributedException if one failed; the others end then too
     */
    public static void launch(int numProcesses, Runnable body) {
        ProcessGroup.launch(numProcesses, group -> body.run());
    }

    /**
     * The model that is to be called and whose parameters are trained: its gradients are averaged over workers, it computes in
     * mixed precision and gives float32. To be prepared before the optimizer is made of its parameters or after, alike.
     */
    public Module prepare(Module model) {
        PreparedModule prepared = new PreparedModule(model, group, options.mixedPrecision());
        models.add(prepared);
        return prepared;
    }

    public AcceleratedOptimizer prepare(Optimizer optimizer) {
        AcceleratedOptimizer prepared = new AcceleratedOptimizer(this, optimizer);
        optimizers.add(prepared);
        return prepared;
    }

    /** Each worker gets other batches, all equally many; the loader of worker 0 is the one that is read. */
    public <B> AcceleratedDataLoader<B> prepare(DataLoader<B> loader) {
        AcceleratedDataLoader<B> prepared = new AcceleratedDataLoader<>(loader, loader, group);
        loaders.add(prepared);
        return prepared;
    }

    /** As {@link #prepare(DataLoader)} for batches that come from elsewhere; no part of the state. */
    public <B> AcceleratedDataLoader<B> prepareBatches(Iterable<B> batches) {
        AcceleratedDataLoader<B> prepared = new AcceleratedDataLoader<>(batches, null, group);
        loaders.add(prepared);
        return prepared;
    }

    /** A schedule that goes on only when the optimizers made a step, and then once for each worker, since each takes a batch. */
    public AcceleratedScheduler prepare(LRScheduler scheduler) {
        AcceleratedScheduler prepared = new AcceleratedScheduler(this, scheduler);
        schedulers.add(prepared);
        return prepared;
    }

    /** Computes gradients of a loss, divided among the passes that are accumulated and scaled if need be. */
    public void backward(Tensor loss) {
        Tensor share = options.gradientAccumulationSteps() == 1 ? loss : loss.div(options.gradientAccumulationSteps());
        scaler.scale(share).backward();
    }

    /**
     * A scope around a pass and its step: only in the last of {@link Options#gradientAccumulationSteps}, and in the last batch of
     * a loader, do gradients meet and optimizers step.
     */
    public Accumulation accumulate() {
        boolean last = loaders.stream().anyMatch(AcceleratedDataLoader::isAtEnd);
        accumulated = last ? 0 : accumulated + 1;
        syncGradients = last || accumulated % options.gradientAccumulationSteps() == 0;
        return new Accumulation();
    }

    /** Whether gradients of this pass meet those of other workers and a step follows. */
    public boolean syncGradients() {
        return syncGradients;
    }

    /** While open, a pass is part of an accumulation. */
    public final class Accumulation implements AutoCloseable {
        private final List<DistributedDataParallel.NoSync> alone = new ArrayList<>();

        private Accumulation() {
            if (!syncGradients) {
                models.forEach(model -> model.parallel().ifPresent(parallel -> alone.add(parallel.noSync())));
            }
        }

        @Override
        public void close() {
            alone.forEach(DistributedDataParallel.NoSync::close);
        }
    }

    /** A scope of this accelerator's precision, for what is computed outside of a prepared model. */
    public Autocast autocast() {
        return PreparedModule.autocast(options.mixedPrecision());
    }

    /**
     * Scales gradients down to a norm before a step, unscaling them before; nothing where no step follows.
     *
     * @return the norm before, 0 where no step follows
     */
    public double clipGradNorm_(Iterable<Tensor> parameters, double maxNorm) {
        if (!syncGradients) {
            return 0;
        }
        optimizers.forEach(AcceleratedOptimizer::unscale);
        return Utils.clipGradNorm_(parameters, maxNorm);
    }

    /** Cuts gradients off at a value before a step, unscaling them before; nothing where no step follows. */
    public void clipGradValue_(Iterable<Tensor> parameters, double clipValue) {
        if (syncGradients) {
            optimizers.forEach(AcceleratedOptimizer::unscale);
            Utils.clipGradValue_(parameters, clipValue);
        }
    }

    /** The tensors of all workers one behind the other, which may differ in length; a scalar becomes a vector. */
    public Tensor gather(Tensor tensor) {
        return gathered(tensor, group.size());
    }

    /** {@link #gather} without the batches that were given out twice so that all workers had equally many. */
    public Tensor gatherForMetrics(Tensor tensor) {
        Optional<AcceleratedDataLoader<?>> ending =
                loaders.stream().filter(AcceleratedDataLoader::isAtEnd).findFirst();
        return gathered(tensor, ending.map(AcceleratedDataLoader::ownBatches).orElse(group.size()));
    }

    private Tensor gathered(Tensor tensor, int workers) {
        Tensor own = tensor.detach().clone();
        return Tensor.cat(
                group.allGatherObject(own.rank() == 0 ? own.view(1) : own).subList(0, workers), 0);
    }

    /** The sum or mean of all workers' tensors, a new tensor. */
    public Tensor reduce(Tensor tensor, ReduceOp op) {
        Tensor reduced = tensor.detach().clone();
        group.allReduce(reduced, op);
        return reduced;
    }

    public int numProcesses() {
        return group.size();
    }

    public int processIndex() {
        return group.rank();
    }

    /** Whether this is the worker that prints and saves. */
    public boolean isMainProcess() {
        return group.rank() == 0;
    }

    /** Prints a line in the main worker alone. */
    public void print(PrintStream to, Object line) {
        if (isMainProcess()) {
            to.println(line);
        }
    }

    public void waitForEveryone() {
        group.barrier();
    }

    /**
     * Seeds random numbers, as {@code accelerate.utils.set_seed}.
     *
     * @param deviceSpecific whether each worker draws others, as dropout wants and first weights do not
     */
    public void setSeed(long seed, boolean deviceSpecific) {
        Generator.manualSeed(seed + (deviceSpecific ? group.rank() : 0));
    }

    /** The model that was prepared. */
    public Module unwrapModel(Module model) {
        return model instanceof PreparedModule prepared ? prepared.original() : model;
    }

    public Options options() {
        return options;
    }

    /** Whether an optimizer left its last step out. */
    boolean anyStepWasSkipped() {
        return optimizers.stream().anyMatch(AcceleratedOptimizer::stepWasSkipped);
    }

    /** Makes an optimizer's step; when all have made theirs, or this one makes another, the scale is looked at anew. */
    boolean step(AcceleratedOptimizer optimizer) {
        if (stepped.contains(optimizer)) {
            update();
        }
        boolean done = scaler.step(optimizer.optimizer());
        stepped.add(optimizer);
        if (stepped.size() == optimizers.size()) {
            update();
        }
        return done;
    }

    private void update() {
        scaler.update();
        stepped.clear();
        optimizers.forEach(AcceleratedOptimizer::updated);
    }

    void unscale(AcceleratedOptimizer optimizer) {
        scaler.unscale_(optimizer.optimizer());
    }

    /** Everything that was prepared, by the names that a checkpoint shows. */
    private Map<String, Part> parts() {
        Map<String, Part> parts = new LinkedHashMap<>();
        for (int i = 0; i < models.size(); i++) {
            parts.put("model_" + i, Part.of(models.get(i).original()));
        }
        for (int i = 0; i < optimizers.size(); i++) {
            parts.put("optimizer_" + i, Part.of(optimizers.get(i).optimizer()));
        }
        for (int i = 0; i < schedulers.size(); i++) {
            parts.put("scheduler_" + i, Part.of(schedulers.get(i).scheduler()));
        }
        for (int i = 0; i < loaders.size(); i++) {
            Optional<Stateful> source = loaders.get(i).source();
            if (source.isPresent()) {
                parts.put("sampler_" + i, Part.of(source.get()));
            }
        }
        parts.put("scaler", Part.of(scaler));
        return parts;
    }

    /**
     * Writes what a run goes on from into a folder: the state of all that was prepared, from worker 0, and the random numbers of
     * every worker. All must call it.
     *
     * @throws ArclightException if the folder cannot be written
     */
    public void saveState(Path folder) {
        if (isMainProcess()) {
            new Checkpoint().with(PREPARED, this).save(folder.resolve(STATE_FILE));
        } else {
            new Checkpoint().save(folder.resolve(randomStates()));
        }
        waitForEveryone();
    }

    /**
     * Goes on from what {@link #saveState} wrote. All must call it; as many as there were, or those too many draw other random
     * numbers.
     *
     * @throws ArclightException if a file is missing or damaged, or other things were prepared
     */
    public void loadState(Path folder) {
        Generator generator = Generator.current();
        Tensor before = generator.getState().clone();
        new Checkpoint().with(PREPARED, this).load(folder.resolve(STATE_FILE));
        if (!isMainProcess()) {
            generator.setState(before);
            Path own = folder.resolve(randomStates());
            if (Files.exists(own)) {
                new Checkpoint().load(own);
            }
        }
        waitForEveryone();
    }

    private String randomStates() {
        return "random_states_" + processIndex() + ".ckpt";
    }

    /** Everything that a run goes on from, for a checkpoint of worker 0; others get what they need from it. */
    @Override
    public Map<String, Object> stateDict() {
        Map<String, Object> state = new LinkedHashMap<>();
        parts().forEach((name, part) -> state.put(name, part.state().get()));
        state.put(ACCUMULATED, accumulated);
        return state;
    }

    @Override
    public void loadStateDict(Map<String, Object> state) {
        Map<String, Part> parts = parts();
        for (String name : parts.keySet()) {
            if (!(state.get(name) instanceof Map<?, ?>)) {
                throw new ArclightException("Accelerator.loadStateDict: '" + name + "' is missing in " + state.keySet()
                        + "; prepare what was prepared when the state was saved, in the same order");
            }
        }
        if (!(state.get(ACCUMULATED) instanceof Number number)) {
            throw new ArclightException(
                    "Accelerator.loadStateDict: '" + ACCUMULATED + "' is missing in " + state.keySet());
        }
        parts.forEach((name, part) -> part.load().accept(tree((Map<?, ?>) Objects.requireNonNull(state.get(name)))));
        accumulated = number.longValue();
    }

    private static Map<String, Object> tree(Map<?, ?> state) {
        Map<String, Object> tree = new LinkedHashMap<>();
        state.forEach((key, value) -> tree.put(String.valueOf(key), value));
        return tree;
    }

    /** One thing with a state. */
    private record Part(Supplier<Map<String, Object>> state, Consumer<Map<String, Object>> load) {
        static Part of(Stateful stateful) {
            return new Part(stateful::stateDict, stateful::loadStateDict);
        }

        static Part of(Module module) {
            return new Part(() -> new LinkedHashMap<>(module.stateDict()), state -> {
                Map<String, Tensor> tensors = new LinkedHashMap<>();
                state.forEach((name, value) -> {
                    if (value instanceof Tensor tensor) {
                        tensors.put(name, tensor);
                    }
                });
                module.loadStateDict(tensors);
            });
        }
    }
}
