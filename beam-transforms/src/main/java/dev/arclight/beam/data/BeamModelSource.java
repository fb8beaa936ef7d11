package dev.arclight.beam.data;

import dev.arclight.io.ModelAccessException;
import dev.arclight.io.ModelFolder;
import dev.arclight.io.ModelSource;
import dev.arclight.io.VersionOrder;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.ResolveOptions.StandardResolveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;

/**
 * A model folder on any file system that Beam knows: a path of this machine, {@code hdfs://}, {@code gs://}, {@code s3://}.
 * Immutable and safe for all threads.
 *
 * <pre>{@code
 * Model model = ModelFolder.read(BeamModelSource.of("gs://models/churn/7"));
 * }</pre>
 */
public final class BeamModelSource implements ModelSource {
    private final ResourceId folder;

    private BeamModelSource(ResourceId folder) {
        this.folder = folder;
    }

    /** @throws ModelAccessException if no file system of this pipeline serves that path */
    public static BeamModelSource of(String folder) {
        try {
            return new BeamModelSource(FileSystems.matchNewResource(folder, true));
        } catch (IllegalArgumentException e) {
            throw new ModelAccessException(
                    "model folder '" + folder + "' cannot be read: " + e.getMessage()
                            + "; give a path of a file system whose Beam module is on the class path",
                    e);
        }
    }

    @Override
    public String location() {
        String name = folder.toString();
        return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    }

    @Override
    public InputStream open(String fileName) throws IOException {
        return Channels.newInputStream(FileSystems.open(file(fileName)));
    }

    /** Whether the folder has such a file. @throws IOException if the file system does not answer */
    public boolean has(String fileName) throws IOException {
        return metadata(fileName).isPresent();
    }

    /**
     * Sizes and times of the model's two files, which change when it is written anew; empty if one of them is missing.
     *
     * @throws ModelAccessException if the file system does not answer
     */
    public Optional<String> stamp() {
        List<String> parts = new ArrayList<>();
        try {
            for (String name : List.of(ModelFolder.DESCRIPTION, ModelFolder.WEIGHTS)) {
                Optional<MatchResult.Metadata> file = metadata(name);
                if (file.isEmpty()) {
                    return Optional.empty();
                }
                parts.add(file.get().sizeBytes() + "@" + file.get().lastModifiedMillis());
            }
        } catch (IOException e) {
            throw ModelAccessException.reading(location(), e);
        }
        return Optional.of(String.join(" ", parts));
    }

    /**
     * Names of the folders in this one that hold a model, the lowest version first: numbers in names count as numbers, so 10
     * comes after 9.
     *
     * @throws ModelAccessException if the file system does not answer
     */
    public List<String> versions() {
        TreeSet<String> names = new TreeSet<>(VersionOrder.INSTANCE);
        try {
            MatchResult found =
                    FileSystems.match(location() + "/*/" + ModelFolder.DESCRIPTION, EmptyMatchTreatment.ALLOW);
            for (MatchResult.Metadata file : found.metadata()) {
                String parent = file.resourceId().getCurrentDirectory().toString();
                String trimmed = parent.endsWith("/") ? parent.substring(0, parent.length() - 1) : parent;
                String name = trimmed.substring(trimmed.lastIndexOf('/') + 1);
                // A folder that is being written has a hidden name until it is whole.
                if (!name.startsWith(".")) {
                    names.add(name);
                }
            }
        } catch (IOException e) {
            throw ModelAccessException.reading(location(), e);
        }
        return List.copyOf(names);
    }

    /** One of {@link #versions}. */
    public BeamModelSource version(String name) {
        return new BeamModelSource(folder.resolve(name, StandardResolveOptions.RESOLVE_DIRECTORY));
    }

    private Optional<MatchResult.Metadata> metadata(String fileName) throws IOException {
        MatchResult result = FileSystems.matchResources(List.of(file(fileName))).get(0);
        try {
            return result.metadata().stream().findFirst();
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    private ResourceId file(String fileName) {
        return folder.resolve(fileName, StandardResolveOptions.RESOLVE_FILE);
    }
}
