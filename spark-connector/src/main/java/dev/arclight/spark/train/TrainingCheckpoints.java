package dev.arclight.spark.train;

import dev.arclight.distributed.localsgd.Round;
import dev.arclight.io.Safetensors;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of one training in a folder of any Hadoop file system: a safetensors file for each, which appears whole or
 * not at all. The latest two are kept, so that one that was damaged later costs a few rounds and not the training.
 */
final class TrainingCheckpoints {
    private static final Logger LOG = LoggerFactory.getLogger(TrainingCheckpoints.class);

    private static final String PREFIX = "round-";
    private static final String SUFFIX = ".safetensors";
    private static final Pattern NAME =
            Pattern.compile(Pattern.quote(PREFIX) + "(\\d{9}|1\\d{9}|20\\d{8})" + Pattern.quote(SUFFIX));
    private static final int KEPT = 2;

    /** Of metadata: what must be the same for a training to go on from a checkpoint. */
    private static final String IDENTITY = "training.";

    private static final String LOSS_LIMIT = "lossLimit";
    private static final String LEARNT = "learnt";

    private final FileSystem files;
    private final Path folder;
    private final Map<String, String> identity;
    private final CheckpointTriggers triggers;
    private long epochsSince;
    private long stepsSince;
    private long lastTime = System.nanoTime();

    /**
     * @param identity what a training must have in common with the one that wrote a checkpoint, by names for messages
     * @throws TrainingException if no file system serves the folder
     */
    TrainingCheckpoints(
            String folder, Configuration configuration, Map<String, String> identity, CheckpointTriggers triggers) {
        this.identity = new LinkedHashMap<>(identity);
        this.triggers = triggers;
        try {
            this.folder = new Path(folder);
            this.files = this.folder.getFileSystem(configuration);
        } catch (IOException | IllegalArgumentException e) {
            throw new TrainingException(
                    "checkpointDir '" + folder + "' is on no file system that Spark can reach: " + e.getMessage(), e);
        }
    }

    /**
     * Where the training stood last; empty if it never began.
     *
     * @throws TrainingException if the folder holds another training, cannot be read, or holds damaged checkpoints only
     */
    Optional<Progress> latest(EarlyStopping stopping) {
        TrainingException first = null;
        for (Path file : checkpoints()) {
            try {
                return Optional.of(read(file, stopping));
            } catch (IOException | ArclightException e) {
                if (e instanceof TrainingException mismatch) {
                    throw mismatch;
                }
                LOG.warn("checkpoint {} cannot be read: {}; going back to the one before", file, e.getMessage());
                if (first == null) {
                    first = new TrainingException(
                            "checkpoint " + file + " cannot be read: " + e.getMessage()
                                    + "; delete the folder to train from the beginning",
                            e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
        return Optional.empty();
    }

    /** The numbers of the rounds that a training can go on behind. */
    List<Integer> rounds() {
        return checkpoints().stream().map(TrainingCheckpoints::round).toList();
    }

    private static int round(Path file) {
        String name = file.getName();
        return Integer.parseInt(name.substring(PREFIX.length(), name.length() - SUFFIX.length()));
    }

    /** To be called after each round; writes if that is due or the training is over. */
    void after(Round round, boolean endsEpoch, Progress progress) {
        stepsSince += round.steps();
        epochsSince += endsEpoch ? 1 : 0;
        if (progress.next().isPresent() && !triggers.due(epochsSince, stepsSince, System.nanoTime() - lastTime)) {
            return;
        }
        write(round, progress);
        epochsSince = 0;
        stepsSince = 0;
        lastTime = System.nanoTime();
    }

    private void write(Round done, Progress progress) {
        Path target = new Path(folder, PREFIX + String.format(Locale.ROOT, "%09d", done.number()) + SUFFIX);
        Path work = new Path(folder, "." + target.getName() + "-" + UUID.randomUUID());
        try {
            files.mkdirs(folder);
            try {
                try (OutputStream out = files.create(work, false)) {
                    Safetensors.write(out, tensors(progress), metadata(progress));
                }
                // Only a damaged one can be there: a training goes on behind its last sound checkpoint.
                files.delete(target, false);
                if (!files.rename(work, target)) {
                    throw new IOException("it cannot be moved to its place");
                }
            } finally {
                files.delete(work, false);
            }
            List<Path> all = checkpoints();
            for (Path old : all.subList(Math.min(KEPT, all.size()), all.size())) {
                files.delete(old, false);
            }
        } catch (IOException e) {
            throw new TrainingException(
                    "checkpoint " + target + " cannot be written: " + e.getMessage()
                            + "; the checkpoints before it are as they were",
                    e);
        }
    }

    private static Map<String, Tensor> tensors(Progress progress) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        put(tensors, "state", progress.state());
        progress.stopping().best().ifPresent(best -> put(tensors, "best", best));
        return tensors;
    }

    private static void put(Map<String, Tensor> tensors, String name, TrainingState state) {
        tensors.put(name + ".values", Tensor.of(state.values(), state.values().length));
        tensors.put(name + ".counts", Tensor.of(state.counts(), state.counts().length));
    }

    private Map<String, String> metadata(Progress progress) {
        Map<String, String> texts = new LinkedHashMap<>();
        identity.forEach((name, value) -> texts.put(IDENTITY + name, value));
        EarlyStopping stopping = progress.stopping();
        texts.put("best.loss", Double.toString(stopping.bestLoss()));
        texts.put("best.epoch", Integer.toString(stopping.bestEpoch()));
        texts.put("best.since", Integer.toString(stopping.since()));
        texts.put(LOSS_LIMIT, Double.toString(progress.lossLimit()));
        texts.put(LEARNT, Boolean.toString(progress.learnt()));
        progress.next().ifPresent(next -> {
            texts.put("next.number", Integer.toString(next.number()));
            texts.put("next.epoch", Integer.toString(next.epoch()));
            texts.put("next.firstStep", Integer.toString(next.firstStep()));
            texts.put("next.steps", Integer.toString(next.steps()));
            texts.put("next.stepsBefore", Long.toString(next.stepsBefore()));
        });
        return texts;
    }

    private Progress read(Path file, EarlyStopping settings) throws IOException {
        try (InputStream in = files.open(file)) {
            Safetensors.Contents contents = Safetensors.read(in, file.toString());
            Map<String, String> texts = contents.metadata();
            requireSame(texts);
            Map<String, Tensor> tensors = contents.tensors();
            Optional<TrainingState> best =
                    tensors.containsKey("best.values") ? Optional.of(state(tensors, "best", file)) : Optional.empty();
            EarlyStopping stopping = new EarlyStopping(
                    settings.patience(),
                    settings.tolerance(),
                    decimal(texts, "best.loss", file),
                    best,
                    (int) number(texts, "best.epoch", file),
                    (int) number(texts, "best.since", file));
            return new Progress(
                    state(tensors, "state", file),
                    stopping,
                    next(texts, file),
                    decimal(texts, LOSS_LIMIT, file),
                    Boolean.parseBoolean(text(texts, LEARNT, file)));
        }
    }

    private static Optional<Round> next(Map<String, String> texts, Path file) throws IOException {
        if (!texts.containsKey("next.number")) {
            return Optional.empty();
        }
        return Optional.of(new Round(
                (int) number(texts, "next.number", file),
                (int) number(texts, "next.epoch", file),
                (int) number(texts, "next.firstStep", file),
                (int) number(texts, "next.steps", file),
                number(texts, "next.stepsBefore", file)));
    }

    private static TrainingState state(Map<String, Tensor> tensors, String name, Path file) throws IOException {
        Tensor values = tensors.get(name + ".values");
        Tensor counts = tensors.get(name + ".counts");
        if (values == null || counts == null) {
            throw new IOException(file + " holds no '" + name + "'");
        }
        return new TrainingState(values.toFloatArray(), counts.toLongArray());
    }

    private static long number(Map<String, String> texts, String name, Path file) throws IOException {
        String text = text(texts, name, file);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IOException(file + " has '" + name + "' of '" + text + "', expected a whole number", e);
        }
    }

    private static double decimal(Map<String, String> texts, String name, Path file) throws IOException {
        String text = text(texts, name, file);
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IOException(file + " has '" + name + "' of '" + text + "', expected a number", e);
        }
    }

    private static String text(Map<String, String> texts, String name, Path file) throws IOException {
        String text = texts.get(name);
        if (text == null) {
            throw new IOException(file + " says no '" + name + "'");
        }
        return text;
    }

    private void requireSame(Map<String, String> texts) {
        identity.forEach((name, value) -> {
            String other = texts.get(IDENTITY + name);
            if (!value.equals(other)) {
                throw new TrainingException("checkpointDir '" + folder + "' holds another training: its " + name + ": "
                        + other + "; here: " + value
                        + "; give this training a folder of its own, or delete that one to begin anew");
            }
        });
    }

    /** The files, the latest first. */
    private List<Path> checkpoints() {
        try {
            if (!files.exists(folder)) {
                return List.of();
            }
            return Arrays.stream(files.listStatus(folder))
                    .map(FileStatus::getPath)
                    .filter(path -> NAME.matcher(path.getName()).matches())
                    .sorted(Comparator.comparing(TrainingCheckpoints::round).reversed())
                    .toList();
        } catch (IOException e) {
            throw new TrainingException("checkpointDir '" + folder + "' cannot be listed: " + e.getMessage(), e);
        }
    }
}
