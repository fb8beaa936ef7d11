package dev.arclight.beam.train;

import dev.arclight.beam.train.StateChunk.StateChunkCoder;
import dev.arclight.distributed.localsgd.HeldOutScore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.PDone;

/**
 * A training's folder: its settings, the list of its shards, and states after rounds. Workers write a state's pieces, each a
 * file that appears whole; a state counts once the driver, after the pipeline has succeeded, has written its marker.
 */
final class Checkpoints implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String folder;

    Checkpoints(String folder) {
        this.folder = folder;
    }

    /**
     * Where a training stands.
     *
     * @param rounds that are done
     * @param epochs reports of those that were validated
     */
    record Progress(int rounds, List<EpochReport> epochs) {
        static final Progress BEGIN = new Progress(0, List.of());
    }

    /** @throws TrainingException if the folder holds a training of other settings */
    void requireSame(String settings) throws IOException {
        String file = folder + "/training.txt";
        if (!BeamFiles.exists(file)) {
            BeamFiles.replaceLines(file, List.of(settings));
            return;
        }
        String known = String.join("\n", BeamFiles.readLines(file));
        if (!known.equals(settings)) {
            throw new TrainingException("folder '" + folder + "' holds another training: " + known + "; here: "
                    + settings + "; give this training a folder of its own, or delete that one to begin anew");
        }
    }

    // ---- shards ---------------------------------------------------------------------------------------

    private String manifest() {
        return folder + "/shards.txt";
    }

    Optional<List<Shard>> shards() throws IOException {
        if (!BeamFiles.exists(manifest())) {
            return Optional.empty();
        }
        return Optional.of(BeamFiles.readLines(manifest()).stream()
                .map(Shard::ofLine)
                .sorted(Shard.BY_ID)
                .toList());
    }

    /** Writes the list, in order; nothing if there is no shard. */
    PTransform<PCollection<Shard>, PDone> writeShards() {
        return new CheckpointSteps.WriteShards(manifest());
    }

    // ---- states ---------------------------------------------------------------------------------------

    private String round(int rounds) {
        return String.format(Locale.ROOT, "%s/rounds/%09d", folder, rounds);
    }

    private String marker(int rounds) {
        return round(rounds) + "/COMMITTED";
    }

    /** The last state that counts. */
    Optional<Progress> latest() throws IOException {
        int latest = committed().stream().mapToInt(Integer::intValue).max().orElse(0);
        if (latest == 0) {
            return Optional.empty();
        }
        List<EpochReport> epochs = BeamFiles.readLines(marker(latest)).stream()
                .filter(line -> !line.isEmpty())
                .map(EpochReport::ofLine)
                .toList();
        return Optional.of(new Progress(latest, epochs));
    }

    private List<Integer> committed() throws IOException {
        List<Integer> rounds = new ArrayList<>();
        for (ResourceId file : BeamFiles.files(folder + "/rounds/*/COMMITTED")) {
            rounds.add(Integer.valueOf(name(file.getCurrentDirectory())));
        }
        return rounds;
    }

    private static String name(ResourceId folder) {
        String path = folder.toString();
        String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return trimmed.substring(trimmed.lastIndexOf('/') + 1);
    }

    /** Removes what a pipeline that failed has left of a state, which this one may divide otherwise. */
    void clear(int rounds) throws IOException {
        BeamFiles.delete(round(rounds) + "/*");
    }

    /**
     * Makes a state count, and forgets those before the last two.
     *
     * @param best the state that is kept besides; 0 for none
     */
    void commit(Progress progress, int best) throws IOException {
        BeamFiles.replaceLines(
                marker(progress.rounds()),
                progress.epochs().stream().map(EpochReport::line).toList());
        List<Integer> rounds = committed();
        rounds.sort(null);
        for (int old : rounds.subList(0, Math.max(0, rounds.size() - 2))) {
            if (old != best) {
                // The marker first: without it the rest is nothing.
                BeamFiles.delete(marker(old));
                BeamFiles.delete(round(old) + "/*");
            }
        }
    }

    TrainingState state(int rounds) throws IOException {
        List<StateChunk> chunks = new ArrayList<>();
        for (int chunk = 0; chunk < chunkCount(rounds); chunk++) {
            chunks.add(readChunk(rounds, chunk));
        }
        return StateChunk.join(chunks);
    }

    private int chunkCount(int rounds) throws IOException {
        int count = BeamFiles.files(round(rounds) + "/state-*.bin").size();
        if (count == 0) {
            throw new FileNotFoundException("there is no state after round " + rounds + " in " + folder);
        }
        return count;
    }

    private String chunk(int rounds, int index) {
        return String.format(Locale.ROOT, "%s/state-%06d.bin", round(rounds), index);
    }

    StateChunk readChunk(int rounds, int index) throws IOException {
        try (InputStream in = BeamFiles.open(chunk(rounds, index))) {
            return StateChunkCoder.INSTANCE.decode(in);
        }
    }

    void writeChunk(int rounds, StateChunk state) throws IOException {
        BeamFiles.writeOnce(chunk(rounds, state.index()), out -> StateChunkCoder.INSTANCE.encode(state, out));
    }

    PTransform<PBegin, PCollection<StateChunk>> readState(int rounds) throws IOException {
        return new CheckpointSteps.ReadState(this, rounds, chunkCount(rounds));
    }

    PTransform<PCollection<StateChunk>, PDone> writeState(int rounds) {
        return new CheckpointSteps.Sink<>("Write", new CheckpointSteps.WriteStateFn(this, rounds));
    }

    // ---- reports --------------------------------------------------------------------------------------

    PTransform<PCollection<RoundReport>, PDone> writeReports(int rounds) {
        return new CheckpointSteps.Sink<>("Write", new CheckpointSteps.WriteReportFn(this, rounds));
    }

    /** Of rounds {@code first} to {@code last}, which are counted from 1. */
    List<RoundReport> reports(int first, int last) throws IOException {
        List<RoundReport> reports = new ArrayList<>();
        for (int number = first; number <= last; number++) {
            reports.add(RoundReport.ofLine(
                    BeamFiles.readLines(report(round(last), number)).get(0)));
        }
        return reports;
    }

    void writeReport(int rounds, RoundReport report) throws IOException {
        BeamFiles.writeLinesOnce(report(round(rounds), report.round()), List.of(report.line()));
    }

    private static String report(String folder, int number) {
        return String.format(Locale.ROOT, "%s/report-%09d.txt", folder, number);
    }

    /** Measures the state on the rows that each shard holds out. */
    PTransform<PCollection<Shard>, PDone> measure(
            TrainingPlan plan, int rounds, PCollectionView<Iterable<StateChunk>> state) {
        return new CheckpointSteps.Sink<>("Measure", new CheckpointSteps.MeasureFn(this, plan, rounds, state), state);
    }

    /** Doubles are written with all their digits. */
    void writeHeld(int rounds, HeldOutScore score) throws IOException {
        String file = String.format(Locale.ROOT, "%s/held-%05d.txt", round(rounds), score.partition());
        String line = score.partition() + "\t" + score.weight() + "\t" + score.lossSum() + "\t" + score.right();
        BeamFiles.writeLinesOnce(file, List.of(line));
    }

    HeldOutScore held(int rounds) throws IOException {
        List<HeldOutScore> scores = new ArrayList<>();
        for (ResourceId file : BeamFiles.files(round(rounds) + "/held-*.txt")) {
            String[] parts = BeamFiles.readLines(file.toString()).get(0).split("\t", -1);
            scores.add(new HeldOutScore(
                    Integer.parseInt(parts[0]),
                    Double.parseDouble(parts[1]),
                    Double.parseDouble(parts[2]),
                    Double.parseDouble(parts[3])));
        }
        return HeldOutScore.sum(scores);
    }
}
