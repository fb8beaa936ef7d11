package dev.arclight.it.bench;

import dev.arclight.it.beam.BeamClassPath;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;

/**
 * Scoring on Beam's DirectRunner against a loop over the engine, in a JVM of its own; see {@code ScoreParquet} in the module
 * beam-transforms. Arguments: rows (30000), rounds (3).
 */
public final class BeamScoreBench {
    /** The DirectRunner keeps whole bundles, so a small young generation would be copied again and again. */
    private static final List<String> HEAP = List.of("-Xms2g", "-Xmx2g", "-Xmn1300m");

    private BeamScoreBench() {}

    /** Runs the race. */
    public static void main(String[] args) throws IOException, InterruptedException, URISyntaxException {
        Path classes = Path.of(BeamScoreBench.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path module =
                classes.resolve(Path.of("..", "..", "..", "beam-transforms")).normalize();
        int ended = new ProcessBuilder(
                        BeamClassPath.command(module, HEAP, "dev.arclight.beam.bench.ScoreParquet", List.of(args)))
                .inheritIO()
                .start()
                .waitFor();
        if (ended != 0) {
            throw new IllegalStateException("the race ended with " + ended);
        }
    }
}
