package dev.arclight.spark.train;

import dev.arclight.spark.version.SparkApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Where optimizers keep what they remember: beside the checkpoints, or in a folder that goes with the training. */
final class KeptFolder implements AutoCloseable {
    private final String path;
    private final @Nullable KeptStates temporary;

    /**
     * The folder of a training.
     *
     * @param identity what tells the training from others
     * @throws TrainingException if optimizers keep something and there is no folder that all executors reach
     */
    KeptFolder(NeuralTrainingParams params, SparkSession session, Map<String, String> identity) {
        if (!params.getOptimizerState().equals(NeuralAveragingParams.KEEP)) {
            path = "";
            temporary = null;
        } else if (!params.getCheckpointDir().isEmpty()) {
            byte[] text = identity.toString().getBytes(StandardCharsets.UTF_8);
            path = new Path(params.getCheckpointDir(), "kept-" + UUID.nameUUIDFromBytes(text)).toString();
            temporary = null;
        } else if (session.sparkContext().isLocal()) {
            path = temporary();
            temporary = new KeptStates(path, SparkApi.hadoop(session));
        } else {
            throw new TrainingException("optimizerState is 'keep', which hands states from executor to executor in"
                    + " files, and there is no folder for them; set checkpointDir to one that all of them reach");
        }
    }

    private static String temporary() {
        try {
            return new Path(Files.createTempDirectory("arclight-kept").toUri()).toString();
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary folder can be made for what optimizers keep", e);
        }
    }

    /** Empty if they keep nothing. */
    String path() {
        return path;
    }

    @Override
    public void close() {
        if (temporary != null) {
            temporary.delete();
        }
    }
}
