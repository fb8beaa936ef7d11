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
 * epoch. On a file system other than the driver's own the files are copied after each epoch and at the end.
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

    /** @throws TrainingException if no file system serves the folder or it cannot be written to */
    TrainingLog(String folder, Configuration configuration) {
        try {
            this.folder = new Path(folder);
            this.files = this.folder.getFileSystem(configuration);
            this.remote = !(files instanceof LocalFileSystem);
            this.local = remote
                    ? Files.createTempDirectory("arclight-log")
                    : Files.createDirectories(java.nio.file.Path.of(
                            files.makeQualified(this.folder).toUri().getPath()));
        } catch (IOException | IllegalArgumentException e) {
            throw new TrainingException("logDir '" + folder + "' cannot be written to: " + e.getMessage(), e);
        }
        this.events = new SummaryWriter(local);
        this.lines = JsonLinesLog.open(local.resolve(LINES));
    }

    @Override
    public void roundDone(RoundReport report) {
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

    @Override
    public void epochDone(EpochReport report) {
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
        publish();
    }

    @Override
    public void close() {
        events.close();
        lines.close();
        publish();
        if (remote) {
            try {
                FileSystem.getLocal(new Configuration(false)).delete(new Path(local.toUri()), true);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void publish() {
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
            throw new TrainingException("logDir '" + folder + "' cannot be written to: " + e.getMessage(), e);
        }
    }
}
