package dev.arclight.spark.score;

import dev.arclight.io.ModelAccessException;
import dev.arclight.io.ModelFolder;
import dev.arclight.io.ModelFormatException;
import dev.arclight.io.Signature;
import dev.arclight.io.TensorSpec;
import dev.arclight.nn.Module;
import dev.arclight.spark.files.HadoopModelSource;
import dev.arclight.tensor.DType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
 * A model on the driver, checked and ready to be sent to tasks. Two are equal if their files are.
 *
 * <p>Safe for use by many threads.
 */
public final class ScoringModel {
    private record Known(List<String> stamp, SoftReference<ScoringModel> model) {}

    private static final Map<String, Known> BY_FOLDER = new ConcurrentHashMap<>();

    private final ModelFiles files;
    private final Signature signature;
    private @Nullable SparkContext context;
    private @Nullable Broadcast<ModelFiles> broadcast;

    private ScoringModel(ModelFiles files, Signature signature) {
        this.files = files;
        this.signature = signature;
    }

    /**
     * The model in a folder, read again only if the folder has changed.
     *
     * @param folder a path of any file system that {@code configuration} knows
     * @throws ModelAccessException if it cannot be read
     * @throws ModelFormatException if its files are unsound, or if it does not take and give one tensor of rows
     */
    public static ScoringModel load(String folder, Configuration configuration) {
        return read(folder, configuration).requireRows();
    }

    /** As {@link #load}, whatever the model takes and gives. */
    static ScoringModel read(String folder, Configuration configuration) {
        HadoopModelSource source = HadoopModelSource.of(folder, configuration);
        List<String> stamp = source.stamp();
        ScoringModel[] found = new ScoringModel[1];
        BY_FOLDER.compute(source.location(), (location, known) -> {
            if (known != null && known.stamp().equals(stamp)) {
                ScoringModel held = known.model().get();
                if (held != null) {
                    found[0] = held;
                    return known;
                }
            }
            ModelCache.Loaded loaded = ModelCache.read(source, source.location());
            found[0] = new ScoringModel(loaded.files(), loaded.model().signature());
            return new Known(stamp, new SoftReference<>(found[0]));
        });
        return found[0];
    }

    /**
     * A model that is in memory, as it is now; changing its weights later changes nothing here.
     *
     * @throws ModelFormatException if it does not take and give one tensor of rows
     */
    public static ScoringModel of(Module module, Signature signature) {
        return copy(module, signature).requireRows();
    }

    /** A network that each JVM makes anew. */
    static ScoringModel of(NetworkFactory factory) {
        return new ScoringModel(ModelFiles.of(factory), factory.signature());
    }

    /** As {@link #of(Module, Signature)}, whatever the model takes and gives. */
    static ScoringModel copy(Module module, Signature signature) {
        try {
            Path work = Files.createTempDirectory("arclight-model");
            try {
                Path folder = work.resolve("model");
                ModelFolder.save(module, signature, folder);
                HadoopModelSource source = HadoopModelSource.local(folder);
                ModelCache.Loaded loaded = ModelCache.read(source, "(in memory)");
                return new ScoringModel(loaded.files(), loaded.model().signature());
            } finally {
                delete(work);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary folder can be written to copy the model through", e);
        }
    }

    /** Where it was read. */
    public String location() {
        return files.location();
    }

    public Signature signature() {
        return signature;
    }

    /** The checksum of its files. */
    public String checksum() {
        return files.checksum();
    }

    ModelFiles files() {
        return files;
    }

    /** The extents of one row's features. */
    public int[] inputShape() {
        return perRow(input(), files);
    }

    /** The number of features in a row. */
    public int inputWidth() {
        perRow(input(), files);
        return ScoringInput.width(input());
    }

    /** The dtype of the features: float32, uint8 or int8. */
    public DType inputDtype() {
        return input().dtype();
    }

    /** The number of values that the model gives for a row. */
    public int outputWidth() {
        TensorSpec output = only(signature.outputs(), "output", files);
        perRow(output, files);
        return ScoringInput.width(output);
    }

    private TensorSpec input() {
        return only(signature.inputs(), "input", files);
    }

    /** @throws ModelFormatException if it does not take and give one tensor of rows of numbers */
    private ScoringModel requireRows() {
        inputWidth();
        outputWidth();
        DType dtype = inputDtype();
        if (dtype != DType.FLOAT32 && dtype != DType.UINT8 && dtype != DType.INT8) {
            throw unfit(files, "reads input of dtype " + dtype + ", expected float32, uint8 or int8");
        }
        return this;
    }

    /** The files for tasks, sent once for each Spark context however many queries use them. */
    public synchronized Broadcast<ModelFiles> broadcast(SparkContext to) {
        if (broadcast == null || context != to) {
            broadcast = to.broadcast(files, ClassTag$.MODULE$.apply(ModelFiles.class));
            context = to;
        }
        return broadcast;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ScoringModel that && files.checksum().equals(that.files.checksum());
    }

    @Override
    public int hashCode() {
        return files.checksum().hashCode();
    }

    @Override
    public String toString() {
        return location();
    }

    private static TensorSpec only(List<TensorSpec> specs, String what, ModelFiles files) {
        if (specs.size() != 1) {
            throw unfit(files, "has " + specs.size() + " " + what + "s, expected one");
        }
        return specs.get(0);
    }

    private static int[] perRow(TensorSpec spec, ModelFiles files) {
        int[] shape = spec.shape();
        if (shape.length == 0
                || shape[0] != -1
                || Arrays.stream(shape, 1, shape.length).anyMatch(extent -> extent < 1)) {
            throw unfit(
                    files,
                    "has '" + spec.name() + "' of shape " + Arrays.toString(shape)
                            + ", expected -1 (the batch) first and fixed extents behind it");
        }
        return Arrays.copyOfRange(shape, 1, shape.length);
    }

    private static ModelFormatException unfit(ModelFiles files, String problem) {
        return new ModelFormatException("model '" + files.location() + "' " + problem
                + ", so rows cannot be scored with it; save it with such a signature");
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
