package dev.arclight.io;

import dev.arclight.nn.Module;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Stateful;
import dev.arclight.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All that a training run goes on from: its modules, optimizers, schedules, scaler, random numbers, the place in the data,
 * epoch, step, and what the program wants to remember.
 *
 * <p>The parts are named once; after that {@link #save} takes the state of all of them and {@link #load} gives it back. A run
 * that is resumed gives the same numbers, to the bit, as one that was never interrupted, if everything is named that it
 * depends on. The current thread's {@link Generator} always is. Files are those of {@link StateFile}: they appear whole or
 * not at all, damage is noticed, and no code from them is run. Belongs to one thread; {@link CheckpointFolder} keeps
 * several.
 *
 * <pre>{@code
 * Checkpoint checkpoint = new Checkpoint()
 *         .with("model", model)
 *         .with("optimizer", optimizer)
 *         .with("schedule", schedule)
 *         .with("loader", loader);
 * checkpoint.epoch(3).step(1200).save(Path.of("run.ckpt"));
 * checkpoint.load(Path.of("run.ckpt"));   // in another process, over the same kinds of parts
 * }</pre>
 */
public final class Checkpoint {
    private static final String EPOCH = "epoch";
    private static final String STEP = "step";
    private static final String METADATA = "metadata";
    private static final String PARTS = "parts";

    /** The part of the current thread's generator. */
    private static final String RNG = "rng";

    private final Map<String, Part> parts = new LinkedHashMap<>();
    private final Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
    private long epoch;
    private long step;

    /** How a part's state is taken and given back. */
    private record Part(Supplier<Object> take, Consumer<Object> give) {}

    /** Of a run with no parts but the random numbers of the thread that saves and loads. */
    public Checkpoint() {
        parts.put(RNG, part(() -> Generator.current()));
    }

    /**
     * Adds a module: its parameters and buffers.
     *
     * @throws ArclightException if a part has that name
     */
    public Checkpoint with(String name, Module module) {
        return add(name, new Part(module::stateDict, state -> module.loadStateDict(tensors(name, state))));
    }

    /**
     * Adds an optimizer, schedule, scaler, loader or anything else that has a state.
     *
     * @throws ArclightException if a part has that name
     */
    public Checkpoint with(String name, Stateful part) {
        return add(name, new Part(part::stateDict, state -> part.loadStateDict(map(name, state))));
    }

    /**
     * Adds a generator beside the current thread's.
     *
     * @throws ArclightException if a part has that name
     */
    public Checkpoint with(String name, Generator generator) {
        return add(name, part(() -> generator));
    }

    private static Part part(Supplier<Generator> generator) {
        return new Part(() -> generator.get().getState().clone(), state -> {
            if (!(state instanceof Tensor tensor)) {
                throw new ArclightException("the state of a generator is " + described(state) + ", expected a tensor");
            }
            generator.get().setState(tensor);
        });
    }

    private Checkpoint add(String name, Part part) {
        if (parts.putIfAbsent(name, part) != null) {
            throw new ArclightException(
                    "a checkpoint has a part " + Quoted.text(name) + " already; give each a name of" + " its own");
        }
        return this;
    }

    /** How many epochs are done; 0 at first. */
    public long epoch() {
        return epoch;
    }

    public Checkpoint epoch(long value) {
        epoch = value;
        return this;
    }

    /** How many steps are done; 0 at first. */
    public long step() {
        return step;
    }

    public Checkpoint step(long value) {
        step = value;
        return this;
    }

    /** What the program wants to remember: a live map of maps, lists, tensors, texts, numbers, booleans and null. */
    public Map<String, @Nullable Object> metadata() {
        return metadata;
    }

    /**
     * Writes the state of all parts to a file, which appears whole or not at all; one that is there is replaced.
     *
     * @throws ArclightException naming the place of what cannot be written
     * @throws ModelAccessException if the file cannot be written
     */
    public void save(Path file) {
        StateFile.save(file, tree());
    }

    /** What {@link #save} writes. */
    Map<String, @Nullable Object> tree() {
        Map<String, @Nullable Object> states = new LinkedHashMap<>();
        parts.forEach((name, part) -> states.put(name, part.take.get()));
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put(EPOCH, epoch);
        tree.put(STEP, step);
        tree.put(METADATA, metadata);
        tree.put(PARTS, states);
        return tree;
    }

    /**
     * Gives all parts the state they had, and epoch, step and metadata; or, if one of them does not take its state, none. For
     * that the states that the parts have now are kept beside those of the file until all is done.
     *
     * @throws ModelFormatException if the file is not whole and sound; then nothing has changed
     * @throws ModelAccessException if it is missing or cannot be read; then nothing has changed
     * @throws ArclightException if it has not the parts that were named here, or a part does not take its state; then nothing
     *     has changed
     */
    public void load(Path file) {
        load(file, true);
    }

    /**
     * As {@link #load(Path)}.
     *
     * @param strict whether parts that the file lacks or has too much are errors; otherwise those that both have are loaded
     */
    public void load(Path file, boolean strict) {
        restore(StateFile.load(file), strict, file.toString());
    }

    /** Takes over a tree that was read. */
    void restore(Map<String, @Nullable Object> tree, boolean strict, String location) {
        if (!(tree.get(EPOCH) instanceof Long savedEpoch)
                || !(tree.get(STEP) instanceof Long savedStep)
                || !(tree.get(METADATA) instanceof Map<?, ?> savedMetadata)
                || !(tree.get(PARTS) instanceof Map<?, ?> states)) {
            throw new ModelFormatException(location + ": has no " + EPOCH + ", " + STEP + ", " + METADATA + " and "
                    + PARTS + "; it is no checkpoint: load it with StateFile");
        }
        if (strict) {
            requireSameParts(states, location);
        }
        giveAll(states);
        epoch = savedEpoch;
        step = savedStep;
        metadata.clear();
        savedMetadata.forEach((key, value) -> metadata.put(String.valueOf(key), value));
    }

    private void giveAll(Map<?, ?> states) {
        Map<Part, Object> before = new LinkedHashMap<>();
        try {
            parts.forEach((name, part) -> {
                Object state = states.get(name);
                if (state != null) {
                    before.put(part, Objects.requireNonNull(StateTree.copy(part.take.get())));
                    part.give.accept(state);
                }
            });
        } catch (RuntimeException e) {
            before.forEach((part, state) -> giveBack(part, state, e));
            throw e;
        }
    }

    private static void giveBack(Part part, Object state, RuntimeException cause) {
        try {
            part.give.accept(state);
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private void requireSameParts(Map<?, ?> states, String location) {
        List<String> problems = new ArrayList<>();
        parts.keySet().forEach(name -> {
            if (states.get(name) == null) {
                problems.add("it lacks " + Quoted.text(name));
            }
        });
        states.keySet().forEach(name -> {
            if (!parts.containsKey(String.valueOf(name))) {
                problems.add("it has " + Quoted.text(String.valueOf(name)) + ", which was not named here");
            }
        });
        if (!problems.isEmpty()) {
            throw new ArclightException(location + ": is the checkpoint of a run with other parts: "
                    + String.join("; ", problems) + ": name the same parts, or load it with strict = false");
        }
    }

    private static Map<String, Tensor> tensors(String part, Object state) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        map(part, state).forEach((name, value) -> {
            if (!(value instanceof Tensor tensor)) {
                throw new ArclightException("the state of the module " + Quoted.text(part) + " has " + described(value)
                        + " under " + Quoted.text(name) + ", expected a tensor");
            }
            tensors.put(name, tensor);
        });
        return tensors;
    }

    private static Map<String, Object> map(String part, Object state) {
        if (!(state instanceof Map<?, ?> map)) {
            throw new ArclightException(
                    "the state of " + Quoted.text(part) + " is " + described(state) + ", expected a map");
        }
        Map<String, Object> texts = new LinkedHashMap<>();
        map.forEach((key, value) -> texts.put(String.valueOf(key), value));
        return texts;
    }

    private static String described(@Nullable Object value) {
        return value == null ? "null" : "a " + value.getClass().getSimpleName();
    }
}
