package dev.arclight.spark.train;

import dev.arclight.log.JsonLinesLog;
import dev.arclight.log.SummaryWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Writes how a training goes to a folder: event files for TensorBoard and {@code training.jsonl}, a line for each round and
 * epoch. On a file system other than the driver's own the files are copied after each epoch and at the end, and the lines that
 * are there are continued.
 */
final class TrainingLog implements RoundListener, Closeable {
    static final String LINES = "training.jsonl";

    private final java.nio.file.Path local;
    private final FileSystem files;
    private final Path folder;
    private final boolean remote;
    private final SummaryWriter events;
    private final JsonLinesLog lines;
    private long steps;
    private int epoch;
    private boolean unpublished;

    /** @throws TrainingException if no file system serves the folder or it cannot be written to */
    TrainingLog(String folder, Configuration configuration) {
        SummaryWriter opened = null;
        try {
            this.folder = new Path(folder);
            this.files = this.folder.getFileSystem(configuration);
            this.remote = !(files instanceof LocalFileSystem);
            this.local = remote
                    ? begun(files, this.folder)
                    : Files.createDirectories(java.nio.file.Path.of(
                            files.makeQualified(this.folder).toUri().getPath()));
            opened = new SummaryWriter(local);
            this.lines = JsonLinesLog.open(local.resolve(LINES));
            this.events = opened;
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            if (opened != null) {
                opened.close();
            }
            throw unwritable(folder, e);
        }
    }

    /** A folder of the driver's own, with the lines that a training which goes on has written before. */
    private static java.nio.file.Path begun(FileSystem files, Path folder) throws IOException {
        java.nio.file.Path begun = Files.createTempDirectory("arclight-log");
        Path written = new Path(folder, LINES);
        if (files.exists(written)) {
            files.copyToLocalFile(false, written, new Path(begun.resolve(LINES).toUri()), true);
        }
        return begun;
    }

    private static TrainingException unwritable(Object folder, Exception cause) {
        return new TrainingException("logDir '" + folder + "' cannot be written to: " + cause.getMessage(), cause);
    }

    @Override
    public void roundDone(RoundReport report) {
        if (report.epoch() > epoch && unpublished) {
            publish();
        }
        epoch = report.epoch();
        writing(() -> write(report));
    }

    @Override
    public void epochDone(EpochReport report) {
        writing(() -> write(report));
        publish();
    }

    private void writing(Runnable writes) {
        try {
            writes.run();
            unpublished = true;
        } catch (UncheckedIOException e) {
            throw unwritable(folder, e);
        }
    }

    private void write(RoundReport report) {
        steps = report.steps();
        events.addScalar("loss/train", report.loss(), steps);
        events.addScalar("learning_rate", report.learningRate(), steps);
        events.addScalar("examples_per_second", report.examplesPerSecond(), steps);
        events.addScalar("seconds/compute", report.computeSeconds(), steps);
        events.addScalar("seconds/round", report.seconds(), steps);
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("step", steps);
        line.put("round", report.round());
        line.put("epoch", report.epoch());
        line.put("loss", report.loss());
        line.put("learning_rate", report.learningRate());
        line.put("examples", report.examples());
        line.put("compute_seconds", report.computeSeconds());
        line.put("seconds", report.seconds());
        lines.write(line);
    }

    private void write(EpochReport report) {
        events.addScalar("loss/validation", report.loss(), steps);
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("step", steps);
        line.put("epoch", report.epoch());
        line.put("validation_loss", report.loss());
        if (!Double.isNaN(report.accuracy())) {
            events.addScalar("accuracy/validation", report.accuracy(), steps);
            line.put("validation_accuracy", report.accuracy());
        }
        lines.write(line);
    }

    @Override
    public void close() {
        try (lines) {
            events.close();
            publish();
        } catch (UncheckedIOException e) {
            throw unwritable(folder, e);
        } finally {
            forgetCopies();
        }
    }

    private void forgetCopies() {
        if (remote) {
            try {
                FileSystem.getLocal(new Configuration(false)).delete(new Path(local.toUri()), true);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void publish() {
        unpublished = false;
        if (!remote) {
            return;
        }
        try {
            files.mkdirs(folder);
            try (var found = Files.list(local)) {
                for (java.nio.file.Path file : found.toList()) {
                    files.copyFromLocalFile(
                            false,
                            true,
                            new Path(file.toUri()),
                            new Path(folder, file.getFileName().toString()));
                }
            }
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }
}
