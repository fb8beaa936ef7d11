package dev.arclight.spark.tokens;

import dev.arclight.io.ModelAccessException;
import dev.arclight.io.ModelFormatException;
import dev.arclight.model.embedding.Embedder;
import dev.arclight.model.embedding.EmbeddingSettings;
import dev.arclight.spark.executor.SharedObjects;
import dev.arclight.spark.files.FolderFiles;
import dev.arclight.spark.files.HadoopModelSource;
import dev.arclight.spark.files.NamedModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;
import scala.reflect.ClassTag$;

/**
 * A folder for embeddings on the driver, checked and ready to be sent to tasks. Each JVM builds one {@link Embedder} of it, which
 * all tasks share and which goes when memory is short. Two are equal if their files are. Safe for use by many threads.
 */
public final class SharedEmbedder {
    private record Known(List<String> stamp, SoftReference<SharedEmbedder> embedder) {}

    private static final Map<String, Known> BY_FOLDER = new ConcurrentHashMap<>();
    private static final SharedObjects<Embedder> BUILT = new SharedObjects<>();

    private final FolderFiles files;
    private final int dimension;
    private final EmbeddingSettings settings;
    private @Nullable SparkContext context;
    private @Nullable Broadcast<FolderFiles> broadcast;

    private SharedEmbedder(FolderFiles files, Embedder embedder) {
        this.files = files;
        this.dimension = embedder.dimension();
        this.settings = embedder.settings();
    }

    /**
     * The embedder of a folder or of a model's name, read again only if the folder has changed.
     *
     * @param nameOrFolder a name as {@link NamedModels} has them, or a path of any file system that {@code configuration} knows
     * @throws ModelAccessException if it cannot be read
     * @throws ModelFormatException if its files are unsound or make no embeddings
     */
    public static SharedEmbedder load(String nameOrFolder, Configuration configuration) {
        HadoopModelSource source = HadoopModelSource.of(NamedModels.folder(nameOrFolder), configuration);
        List<String> stamp = source.stamp();
        SharedEmbedder[] found = new SharedEmbedder[1];
        BY_FOLDER.compute(source.location(), (location, known) -> {
            SharedEmbedder held = known != null && known.stamp().equals(stamp)
                    ? known.embedder().get()
                    : null;
            found[0] = held == null ? read(source, location) : held;
            return held == null ? new Known(stamp, new SoftReference<>(found[0])) : known;
        });
        return found[0];
    }

    /**
     * One that is in memory, as it is now; changing its weights later changes nothing here.
     *
     * @throws ModelFormatException naming a layer that cannot be described
     */
    public static SharedEmbedder of(Embedder embedder) {
        try {
            Path work = Files.createTempDirectory("arclight-embedder");
            try {
                Path folder = work.resolve("model");
                embedder.save(folder);
                return read(HadoopModelSource.local(folder), "(in memory)");
            } finally {
                try (Stream<Path> paths = Files.walk(work)) {
                    for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(path);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary folder can be written to copy the model through", e);
        }
    }

    private static SharedEmbedder read(HadoopModelSource source, String location) {
        FolderFiles.Recorder recorder = new FolderFiles.Recorder(source);
        Embedder embedder = Embedder.read(recorder);
        FolderFiles files = recorder.recorded(location);
        return new SharedEmbedder(files, BUILT.get(files.checksum(), () -> embedder));
    }

    /** The embedder of these files, built once in this JVM while somebody holds it. */
    public static Embedder of(FolderFiles files) {
        return BUILT.get(files.checksum(), () -> Embedder.read(files));
    }

    /** The embedder, here on the driver. */
    public Embedder get() {
        return of(files);
    }

    /** Where it was read. */
    public String location() {
        return files.location();
    }

    /** The length of the vectors. */
    public int dimension() {
        return dimension;
    }

    /** What its folder says, which a stage or call may say otherwise. */
    public EmbeddingSettings settings() {
        return settings;
    }

    public FolderFiles files() {
        return files;
    }

    /** The files for tasks, sent once for each Spark context however many queries use them. */
    public synchronized Broadcast<FolderFiles> broadcast(SparkContext to) {
        if (broadcast == null || context != to) {
            broadcast = to.broadcast(files, ClassTag$.MODULE$.apply(FolderFiles.class));
            context = to;
        }
        return broadcast;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SharedEmbedder that && files.equals(that.files);
    }

    @Override
    public int hashCode() {
        return files.hashCode();
    }

    @Override
    public String toString() {
        return location();
    }
}
