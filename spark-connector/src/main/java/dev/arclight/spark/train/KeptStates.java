package dev.arclight.spark.train;

import dev.arclight.io.Safetensors;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What each partition's optimizer remembers between rounds, as files that all executors reach: one for each round and
 * partition, which appears whole or not at all.
 *
 * <p>A task reads what the round before left and writes what it leaves. Both follow from the round's work alone, so it does
 * not matter how often a task runs, nor where; a second file of the same bytes is not written.
 */
final class KeptStates {
    private final FileSystem files;
    private final Path folder;

    /** @throws TrainingException if no file system serves the folder */
    KeptStates(String folder, Configuration configuration) {
        try {
            this.folder = new Path(folder);
            this.files = this.folder.getFileSystem(configuration);
        } catch (IOException | IllegalArgumentException e) {
            throw new TrainingException(
                    "what optimizers keep cannot be written to '" + folder + "': " + e.getMessage(), e);
        }
    }

    TrainingState read(int round, int partition) {
        Path file = file(round, partition);
        try (InputStream in = files.open(file)) {
            Map<String, Tensor> tensors = Safetensors.read(in, file.toString()).tensors();
            Tensor values = tensors.get("values");
            Tensor counts = tensors.get("counts");
            if (values == null || counts == null) {
                throw new IOException("it holds no state");
            }
            return new TrainingState(values.toFloatArray(), counts.toLongArray());
        } catch (IOException | ArclightException e) {
            throw new TrainingException(
                    "what the optimizer of partition " + partition + " kept after round " + (round + 1)
                            + " cannot be read from " + file + ": " + e.getMessage()
                            + "; delete checkpointDir to train from the beginning",
                    e);
        }
    }

    void write(int round, int partition, TrainingState state) {
        Path target = file(round, partition);
        Path work = new Path(target.getParent(), "." + target.getName() + "-" + UUID.randomUUID());
        try {
            if (files.exists(target)) {
                return;
            }
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            tensors.put("values", Tensor.of(state.values(), state.values().length));
            tensors.put("counts", Tensor.of(state.counts(), state.counts().length));
            try {
                try (OutputStream out = files.create(work, false)) {
                    Safetensors.write(out, tensors, Map.of());
                }
                if (!files.rename(work, target) && !files.exists(target)) {
                    throw new IOException("it cannot be moved to its place");
                }
            } finally {
                files.delete(work, false);
            }
        } catch (IOException e) {
            throw new TrainingException(
                    "what the optimizer of partition " + partition + " keeps cannot be written to " + target + ": "
                            + e.getMessage(),
                    e);
        }
    }

    /** Deletes what rounds other than these left. */
    void retain(Set<Integer> rounds) {
        try {
            if (!files.exists(folder)) {
                return;
            }
            for (FileStatus found : files.listStatus(folder)) {
                if (rounds.stream().noneMatch(round -> found.getPath().getName().equals(name(round)))) {
                    files.delete(found.getPath(), true);
                }
            }
        } catch (IOException e) {
            throw new TrainingException("what optimizers kept cannot be deleted: " + e.getMessage(), e);
        }
    }

    /** Deletes everything. */
    void delete() {
        try {
            files.delete(folder, true);
        } catch (IOException e) {
            throw new TrainingException("what optimizers kept cannot be deleted: " + e.getMessage(), e);
        }
    }

    private Path file(int round, int partition) {
        return new Path(new Path(folder, name(round)), "partition-" + partition + ".safetensors");
    }

    private static String name(int round) {
        return "round-" + round;
    }
}
