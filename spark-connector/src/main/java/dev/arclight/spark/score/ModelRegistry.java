package dev.arclight.spark.score;

import dev.arclight.io.ModelAccessException;
import dev.arclight.io.ModelFolder;
import dev.arclight.io.Signature;
import dev.arclight.spark.files.HadoopModelSource;
import dev.arclight.tensor.ArclightException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * that is not whole or not sound is passed over with a warning, once for each state of its files. Safe for use by many
 * threads.
 */
final class ModelRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(ModelRegistry.class);

    /** A version's folder as it was listed. */
    private record Candidate(String name, String path, List<String> stamp) {}

    /** A version that was read. */
    private record Known(Candidate candidate, ModelVersion version) {}

    private final String folder;
    private final Configuration configuration;

    /** Why versions are passed over, by how they were listed. */
    private final Map<Candidate, String> refused = new HashMap<>();

    private @Nullable Known current;
    private @Nullable Thread loading;

    ModelRegistry(String folder, Configuration configuration) {
        this.folder = folder;
        this.configuration = configuration;
    }

    /**
     * The newest version, read now if it is not known yet.
     *
     * @throws ModelAccessException if there is no sound one, and none was known before
     */
    ModelVersion newest() {
        return newest(null);
    }

    /**
     * The newest version of those that are known. One that is not is read meanwhile, so that a later call gives it.
     *
     * @param signature that it must have
     */
    synchronized ModelVersion served(Signature signature) {
        Known known = current;
        if (known == null) {
            return newest(signature);
        }
        if (loading == null && !newestIs(known)) {
            Thread loader = new Thread(() -> load(signature), "arclight-model-loader");
            loader.setDaemon(true);
            loading = loader;
            loader.start();
        }
        return known.version();
    }

    /** A version that was chosen before; if it is gone or other by now, the one that is served, with a warning. */
    ModelVersion again(String name, String checksum, String user, Signature signature) {
        String problem = "it is gone, or another model is in its place";
        try {
            for (Candidate candidate : candidates()) {
                if (candidate.name().equals(name)) {
                    ModelVersion version = read(candidate, signature).version();
                    if (version.model().checksum().equals(checksum)) {
                        return version;
                    }
                }
            }
        } catch (ArclightException e) {
            problem = String.valueOf(e.getMessage());
        }
        ModelVersion served = served(signature);
        LOG.warn(
                "{} was scored by version {} of {}, which cannot be read again, and is scored by {} now: {}",
                user,
                name,
                folder,
                served.id(),
                problem);
        return served;
    }

    private void load(Signature signature) {
        try {
            newest(signature);
        } catch (RuntimeException e) {
            LOG.warn("model folder {} cannot be looked through, what is known serves on", folder, e);
        } finally {
            synchronized (this) {
                loading = null;
            }
        }
    }

    private boolean newestIs(Known known) {
        try {
            for (Candidate candidate : candidates()) {
                if (candidate.equals(known.candidate())) {
                    return true;
                }
                if (!refused.containsKey(candidate)) {
                    return false;
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

    private ModelVersion newest(@Nullable Signature signature) {
        List<String> problems = new ArrayList<>();
        for (Candidate candidate : candidates()) {
            Optional<Known> held = held(candidate);
            if (held.isPresent()
                    && (signature == null
                            || held.get().version().model().signature().equals(signature))) {
                return held.get().version();
            }
            String problem = problem(candidate);
            if (problem == null) {
                try {
                    Known read = read(candidate, signature);
                    synchronized (this) {
                        current = read;
                    }
                    return read.version();
                } catch (ArclightException e) {
                    problem = String.valueOf(e.getMessage());
                    refuse(candidate, problem);
                }
            }
            problems.add(problem);
        }
        synchronized (this) {
            if (current != null) {
                return current.version();
            }
        }
        throw new ModelAccessException("model folder '" + folder + "' holds no sound model"
                + (problems.isEmpty() ? "" : ": " + String.join("; ", problems))
                + "; save one there, or one version in a folder of its own");
    }

    private synchronized Optional<Known> held(Candidate candidate) {
        return Optional.ofNullable(current).filter(known -> known.candidate().equals(candidate));
    }

    private synchronized @Nullable String problem(Candidate candidate) {
        return refused.get(candidate);
    }

    private synchronized void refuse(Candidate candidate, String problem) {
        // What became of an earlier state of the folder is of no use any more.
        refused.keySet().removeIf(other -> other.path().equals(candidate.path()));
        refused.put(candidate, problem);
        LOG.warn("model version {} is passed over: {}", candidate.path(), problem);
    }

    private Known read(Candidate candidate, @Nullable Signature signature) {
        ScoringModel model = ScoringModel.read(candidate.path(), configuration);
        HadoopModelSource source = HadoopModelSource.of(candidate.path(), configuration);
        if (!source.stamp().equals(candidate.stamp())) {
            throw new ModelAccessException("model folder '" + candidate.path() + "' was written to while it was read");
        }
        if (signature != null && !model.signature().equals(signature)) {
            throw new ModelAccessException("model folder '" + candidate.path() + "' holds a model of "
                    + model.signature() + ", and the query was planned for " + signature + "; start the query anew");
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
                    versions.add(new Candidate(
                            name,
                            version,
                            HadoopModelSource.of(version, configuration).stamp()));
                }
            }
            versions.sort(Comparator.comparing(Candidate::name, ModelRegistry::compare)
                    .reversed());
            return versions;
        } catch (IOException e) {
            throw ModelAccessException.reading(path.toString(), e);
        }
    }

    /** Numbers in names by their value, all else letter by letter. */
    static int compare(String a, String b) {
        int i = 0;
        int j = 0;
        while (i < a.length() && j < b.length()) {
            int endA = endOfNumber(a, i);
            int endB = endOfNumber(b, j);
            if (endA > i && endB > j) {
                int order = compareNumbers(a.substring(i, endA), b.substring(j, endB));
                if (order != 0) {
                    return order;
                }
                i = endA;
                j = endB;
            } else {
                int order = Character.compare(a.charAt(i++), b.charAt(j++));
                if (order != 0) {
                    return order;
                }
            }
        }
        int order = Integer.compare(a.length() - i, b.length() - j);
        return order != 0 ? order : a.compareTo(b);
    }

    private static int compareNumbers(String a, String b) {
        String first = a.replaceFirst("^0+(?=.)", "");
        String second = b.replaceFirst("^0+(?=.)", "");
        int order = Integer.compare(first.length(), second.length());
        return order != 0 ? order : first.compareTo(second);
    }

    private static int endOfNumber(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    @Override
    public String toString() {
        return folder + " (newest version)";
    }
}
