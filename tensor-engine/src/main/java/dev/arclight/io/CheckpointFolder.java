package dev.arclight.io;

import dev.arclight.tensor.ArclightException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints of one run: the newest few, and the best by some metric.
 *
 * <p>Each save is a new file, forced to disk and renamed to its name before an older one is deleted, so that a process that
 * is killed at any moment leaves a whole checkpoint. They are counted in the order of the saves, whatever their steps: a run
 * that went back to an earlier checkpoint goes on from what it saved last. One process writes to a folder at a time.
 *
 * <pre>{@code
 * CheckpointFolder folder = new CheckpointFolder(Path.of("run")).keepLast(3).keepBest("accuracy", Best.HIGHEST);
 * folder.loadLatest(checkpoint);                       // nothing happens in a run that begins
 * while (checkpoint.step() < steps) {
 *     …
 *     folder.save(checkpoint, Map.of("accuracy", accuracy));
 * }
 * }</pre>
 */
public final class CheckpointFolder {
    /** Which value of a metric is the best. */
    public enum Best {
        HIGHEST,
        LOWEST
    }

    /** What becomes of a checkpoint that is not whole and sound. */
    public enum Damaged {
        /** The one before it is taken. */
        SKIP,
        /** Loading fails. */
        FAIL
    }

    /**
     * A checkpoint that was loaded.
     *
     * @param skipped why each newer one was not, newest first
     */
    public record Loaded(Path file, List<String> skipped) {}

    private static final Pattern NAME = Pattern.compile("checkpoint-(\\d{8,18})-step-(-?\\d{1,19})\\.safetensors");

    /** What a process that was killed leaves of a file that it was writing. */
    private static final Pattern UNFINISHED =
            Pattern.compile("\\.checkpoint-\\d{8,18}-step--?\\d{1,19}\\.safetensors\\..*\\.tmp");

    private static final String METRICS = "metrics";

    private final Path folder;
    private int last = Integer.MAX_VALUE;
    private @Nullable String metric;
    private Best best = Best.HIGHEST;
    private Damaged damaged = Damaged.SKIP;

    /** Of a folder, which is made by the first save. All checkpoints are kept unless {@link #keepLast} is called. */
    public CheckpointFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Keeps the newest {@code count} checkpoints and deletes older ones after a save.
     *
     * @throws ArclightException unless at least 1
     */
    public CheckpointFolder keepLast(int count) {
        if (count < 1) {
            throw new ArclightException("keepLast: " + count + " checkpoints; at least one must be kept");
        }
        last = count;
        return this;
    }

    /** Also keeps the one with the best value of a metric that is given to {@link #save(Checkpoint, Map)}. */
    public CheckpointFolder keepBest(String metric, Best best) {
        this.metric = metric;
        this.best = best;
        return this;
    }

    /** What becomes of damaged checkpoints in {@link #loadLatest}; they are skipped unless this is called. */
    public CheckpointFolder onDamaged(Damaged what) {
        damaged = what;
        return this;
    }

    /** As {@link #save(Checkpoint, Map)} without metrics. */
    public Path save(Checkpoint checkpoint) {
        return save(checkpoint, Map.of());
    }

    /**
     * Writes a checkpoint, then deletes those that need not be kept.
     *
     * @return its file
     * @throws ArclightException naming the place of what cannot be written
     * @throws ModelAccessException if the folder or the file cannot be written
     */
    public Path save(Checkpoint checkpoint, Map<String, Double> metrics) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        // First, so that it is found without reading the rest.
        tree.put(METRICS, metrics);
        tree.putAll(checkpoint.tree());
        try {
            Files.createDirectories(folder);
            List<Path> before = files();
            long next = before.isEmpty() ? 1 : number(before.get(0)) + 1;
            Path file = folder.resolve(
                    String.format(Locale.ROOT, "checkpoint-%08d-step-%d.safetensors", next, checkpoint.step()));
            StateFile.save(file, tree);
            clean();
            return file;
        } catch (IOException e) {
            throw ModelAccessException.writing(folder.toString(), e);
        }
    }

    /**
     * Loads the newest checkpoint that is whole and sound.
     *
     * @return which, or empty if the folder has none at all; then nothing has changed
     * @throws ModelFormatException if there are some and all are damaged, or the newest is and {@link Damaged#FAIL} was
     *     asked for; then nothing has changed
     * @throws ModelAccessException if the folder cannot be read
     * @throws ArclightException as {@link Checkpoint#load(Path)}, if it is of a run with other parts
     */
    public Optional<Loaded> loadLatest(Checkpoint checkpoint) {
        List<String> skipped = new ArrayList<>();
        for (Path file : list()) {
            Map<String, @Nullable Object> tree;
            try {
                tree = StateFile.load(file);
            } catch (ModelFormatException | ModelAccessException e) {
                if (damaged == Damaged.FAIL) {
                    throw e;
                }
                skipped.add(String.valueOf(e.getMessage()));
                continue;
            }
            checkpoint.restore(tree, true, file.toString());
            return Optional.of(new Loaded(file, List.copyOf(skipped)));
        }
        if (!skipped.isEmpty()) {
            throw new ModelFormatException(folder + ": all checkpoints are damaged: " + String.join("; ", skipped));
        }
        return Optional.empty();
    }

    /** The checkpoints, newest first. @throws ModelAccessException if the folder cannot be read */
    public List<Path> list() {
        try {
            return files();
        } catch (IOException e) {
            throw ModelAccessException.reading(folder.toString(), e);
        }
    }

    /**
     * The checkpoint with the best value of the metric that {@link #keepBest} named, the newest of equal ones; empty if none
     * has it. Those whose header is damaged are left out.
     *
     * @throws ArclightException if {@link #keepBest} was not called
     * @throws ModelAccessException if the folder cannot be read
     */
    public Optional<Path> best() {
        String name = metric;
        if (name == null) {
            throw new ArclightException("best: no metric was named; call keepBest first");
        }
        Path found = null;
        double bestValue = 0;
        for (Path file : list()) {
            OptionalDouble value = metric(file, name);
            if (value.isPresent() && (found == null || isBetter(value.getAsDouble(), bestValue))) {
                found = file;
                bestValue = value.getAsDouble();
            }
        }
        return Optional.ofNullable(found);
    }

    private boolean isBetter(double value, double than) {
        return switch (best) {
            case HIGHEST -> value > than;
            case LOWEST -> value < than;
        };
    }

    /** A checkpoint's metrics, read without its tensors. */
    public static Map<String, Double> metrics(Path file) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        if (StateFile.outline(file).get(METRICS) instanceof Map<?, ?> saved) {
            saved.forEach((name, value) -> {
                if (value instanceof Double number) {
                    metrics.put(String.valueOf(name), number);
                }
            });
        }
        return metrics;
    }

    private static OptionalDouble metric(Path file, String name) {
        try {
            Double value = metrics(file).get(name);
            // No number is neither better nor worse than others.
            return value == null || value.isNaN() ? OptionalDouble.empty() : OptionalDouble.of(value);
        } catch (ModelFormatException | ModelAccessException e) {
            // It was damaged after it was written; loading it says so, and no other is the worse for it.
            return OptionalDouble.empty();
        }
    }

    private void clean() throws IOException {
        List<Path> all = files();
        Optional<Path> kept = metric == null || all.size() <= last ? Optional.empty() : best();
        for (int i = last; i < all.size(); i++) {
            if (!all.get(i).equals(kept.orElse(null))) {
                Files.deleteIfExists(all.get(i));
            }
        }
        for (Path file : matching(UNFINISHED)) {
            Files.deleteIfExists(file);
        }
    }

    /** Newest first. */
    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>(matching(NAME));
        files.sort(Comparator.comparingLong(CheckpointFolder::number).reversed());
        return files;
    }

    private List<Path> matching(Pattern pattern) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file ->
                            pattern.matcher(String.valueOf(file.getFileName())).matches())
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (NotDirectoryException e) {
            throw new ModelAccessException(folder + ": is not a folder; give the folder of a run's checkpoints", e);
        }
    }

    private static long number(Path file) {
        Matcher matcher = NAME.matcher(String.valueOf(file.getFileName()));
        if (!matcher.matches()) {
            throw new IllegalStateException(file + " was found by its name and does not have it");
        }
        return Long.parseLong(matcher.group(1));
    }
}
