package dev.arclight.spark.score;

import dev.arclight.io.ModelAccessException;
import dev.arclight.io.ModelFolder;
import dev.arclight.io.ModelFormatException;
import dev.arclight.io.Signature;
import dev.arclight.io.VersionOrder;
import dev.arclight.spark.files.HadoopModelSource;
import dev.arclight.tensor.ArclightException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of models on the driver: a model folder, of which the files may be replaced, or a folder of versions, each a model
 * folder, of which the greatest name counts ({@code 10} is greater than {@code 9}, and {@code v10} than {@code v9}). A version
 * that is not whole or not sound is passed over with a warning, once for each state of its files; one that cannot be reached
 * is tried again each time. A version that is known serves on while its folder is there. Safe for use by many threads.
 */
final class ModelRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(ModelRegistry.class);

    /** A version's folder as it was listed. */
    private record Candidate(String name, String path, List<String> stamp) {}

    /** A version that was read. */
    private record Known(Candidate candidate, ModelVersion version) {}

    /**
     * Why a version is passed over.
     *
     * @param lasting whether that stays so while its files do
     */
    private record Problem(String text, boolean lasting) {}

    private final String folder;
    private final Configuration configuration;
    private final @Nullable Signature signature;

    /** Held while the folder is looked through, so that what was listed earlier does not come after what was listed later. */
    private final Object lookup = new Object();

    /** Of versions that are passed over, by how they were listed. */
    private final Map<Candidate, Problem> problems = new HashMap<>();

    private @Nullable Known current;
    private @Nullable Thread loading;

    /** Whatever the models read and give. */
    ModelRegistry(String folder, Configuration configuration) {
        this(folder, configuration, null);
    }

    /** @param signature of the models that count; others are passed over. If null, all count */
    ModelRegistry(String folder, Configuration configuration, @Nullable Signature signature) {
        this.folder = folder;
        this.configuration = configuration;
        this.signature = signature;
    }

    /** One of the same folder for a query that was planned for a signature; it begins with what is known here. */
    synchronized ModelRegistry forQuery(Signature planned) {
        ModelRegistry own = new ModelRegistry(folder, configuration, planned);
        if (current != null && current.version().model().signature().equals(planned)) {
            own.current = current;
        }
        return own;
    }

    /** As it was given. */
    String folder() {
        return folder;
    }

    /**
     * The newest version, read now if it is not known yet.
     *
     * @throws ModelAccessException if there is no sound one, and none was known before
     */
    ModelVersion newest() {
        synchronized (lookup) {
            return found();
        }
    }

    /**
     * The newest version of those that are known. One that is not is read meanwhile, so that a later call gives it.
     *
     * @throws ModelAccessException if none is known and there is no sound one
     */
    ModelVersion served() {
        synchronized (this) {
            Known known = current;
            if (known != null) {
                if (loading == null && !newestIs(known)) {
                    Thread loader = new Thread(this::load, "arclight-model-loader");
                    loader.setDaemon(true);
                    // A fault of the program, and not of a version: the next micro-batch looks again.
                    loader.setUncaughtExceptionHandler((thread, error) -> LOG.error(
                            "model folder {} cannot be looked through, what is known serves on", folder, error));
                    loading = loader;
                    loader.start();
                }
                return known.version();
            }
        }
        return newest();
    }

    /** A version that was chosen before; if it is gone or other by now, the one that is served, with a warning. */
    ModelVersion again(String name, String checksum, String user) {
        String problem = "it is gone, or another model is in its place";
        try {
            for (Candidate candidate : candidates()) {
                if (candidate.name().equals(name)) {
                    ModelVersion version = read(candidate).version();
                    if (version.model().checksum().equals(checksum)) {
                        String other = otherSignature(version);
                        if (other == null) {
                            return version;
                        }
                        problem = other;
                    }
                }
            }
        } catch (ArclightException e) {
            problem = String.valueOf(e.getMessage());
        }
        ModelVersion served = served();
        LOG.warn(
                "{} was scored by version {} of {}, which cannot be read again, and is scored by {} now: {}",
                user,
                name,
                folder,
                served.id(),
                problem);
        return served;
    }

    private void load() {
        try {
            newest();
        } catch (ModelAccessException e) {
            LOG.warn("model folder {} cannot be looked through, what is known serves on: {}", folder, e.getMessage());
        } finally {
            synchronized (this) {
                loading = null;
            }
        }
    }

    /** Whether looking through the folder would find nothing else. */
    private boolean newestIs(Known known) {
        try {
            for (Candidate candidate : candidates()) {
                if (candidate.equals(known.candidate())) {
                    return true;
                }
                Problem problem = problem(candidate);
                if (problem == null || !problem.lasting()) {
                    return false;
                }
                if (isOf(known, candidate)) {
                    return true;
                }
            }
        } catch (ModelAccessException e) {
            LOG.warn(
                    "model folder {} cannot be listed, version {} serves on: {}",
                    folder,
                    known.version().id(),
                    e.getMessage());
        }
        return true;
    }

    private ModelVersion found() {
        List<String> passedOver = new ArrayList<>();
        for (Candidate candidate : candidates()) {
            Known known = known();
            if (known != null && known.candidate().equals(candidate)) {
                return known.version();
            }
            Known read = tried(candidate);
            if (read != null) {
                synchronized (this) {
                    current = read;
                }
                return read.version();
            }
            if (known != null && isOf(known, candidate)) {
                // Its files are being replaced, or cannot be reached just now; an older version would be a step back.
                return known.version();
            }
            Problem problem = problem(candidate);
            passedOver.add(problem == null ? candidate.path() : problem.text());
        }
        Known known = known();
        if (known != null) {
            return known.version();
        }
        throw new ModelAccessException("model folder '" + folder + "' holds no sound model"
                + (passedOver.isEmpty() ? "" : ": " + String.join("; ", passedOver))
                + "; save one there, or one version in a folder of its own");
    }

    private static boolean isOf(Known known, Candidate candidate) {
        return known.candidate().path().equals(candidate.path());
    }

    private synchronized @Nullable Known known() {
        return current;
    }

    private synchronized @Nullable Problem problem(Candidate candidate) {
        return problems.get(candidate);
    }

    /** A version that is read, or null if it is passed over. */
    private @Nullable Known tried(Candidate candidate) {
        Problem before = problem(candidate);
        if (before != null && before.lasting()) {
            return null;
        }
        try {
            Known read = read(candidate);
            String other = otherSignature(read.version());
            if (other == null) {
                return read;
            }
            passOver(candidate, new Problem(other, true));
        } catch (ArclightException e) {
            // What the files hold stays wrong while they do; else the next look may find the file system at work again.
            passOver(candidate, new Problem(String.valueOf(e.getMessage()), e instanceof ModelFormatException));
        }
        return null;
    }

    private synchronized void passOver(Candidate candidate, Problem problem) {
        Problem before = problems.get(candidate);
        // What became of an earlier state of the folder is of no use any more.
        problems.keySet().removeIf(other -> other.path().equals(candidate.path()));
        problems.put(candidate, problem);
        if (!problem.equals(before)) {
            LOG.warn("model version {} is passed over: {}", candidate.path(), problem.text());
        }
    }

    /** What is wrong with a version of another signature than the query's, or null. */
    private @Nullable String otherSignature(ModelVersion version) {
        ScoringModel model = version.model();
        return signature == null || model.signature().equals(signature)
                ? null
                : "model folder '" + model.location() + "' holds a model of " + model.signature()
                        + ", and the query was planned for " + signature + "; start the query anew";
    }

    private Known read(Candidate candidate) {
        ScoringModel model = ScoringModel.read(candidate.path(), configuration);
        HadoopModelSource source = HadoopModelSource.of(candidate.path(), configuration);
        if (!source.stamp().equals(candidate.stamp())) {
            throw new ModelAccessException("model folder '" + candidate.path() + "' was written to while it was read");
        }
        return new Known(candidate, ModelVersion.of(candidate.name(), model));
    }

    /** The folders that may hold a version, the newest first. */
    private List<Candidate> candidates() {
        HadoopModelSource source = HadoopModelSource.of(folder, configuration);
        Path path = new Path(source.location());
        try {
            FileSystem files = path.getFileSystem(configuration);
            FileStatus[] entries = files.listStatus(path);
            if (Arrays.stream(entries)
                    .anyMatch(entry -> entry.getPath().getName().equals(ModelFolder.DESCRIPTION))) {
                return List.of(new Candidate(path.getName(), path.toString(), source.stamp()));
            }
            List<Candidate> versions = new ArrayList<>();
            for (FileStatus entry : entries) {
                String name = entry.getPath().getName();
                // Under such names folders are written before they are renamed.
                if (entry.isDirectory() && !name.startsWith(".") && !name.startsWith("_")) {
                    String version = entry.getPath().toString();
                    versions.add(new Candidate(name, version, stamp(version)));
                }
            }
            versions.sort(
                    Comparator.comparing(Candidate::name, VersionOrder.INSTANCE).reversed());
            return versions;
        } catch (IOException e) {
            throw ModelAccessException.reading(path.toString(), e);
        }
    }

    /** Of a version's files; none if they cannot be listed, so that reading them fails and says why. */
    private List<String> stamp(String version) {
        try {
            return HadoopModelSource.of(version, configuration).stamp();
        } catch (ModelAccessException e) {
            return List.of();
        }
    }

    @Override
    public String toString() {
        return folder + " (newest version)";
    }
}
