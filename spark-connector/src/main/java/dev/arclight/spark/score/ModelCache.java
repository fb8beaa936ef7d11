package dev.arclight.spark.score;

import dev.arclight.io.Model;
import dev.arclight.io.ModelFolder;
import dev.arclight.io.ModelFormatException;
import dev.arclight.io.ModelSource;
import dev.arclight.spark.files.FolderFiles;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/**
 * The models of this JVM, one copy of each however many tasks and queries use it. Safe for use by many threads.
 *
 * <p>Models are known by the checksum of their files, so that folders with the same files share one. A model in use stays;
 * those that nobody uses stay while their weights together take at most {@value #BYTES} (a quarter of the heap unless set), the
 * ones used last before others.
 */
public final class ModelCache {
    /** The setting of Spark for the bytes of weights, such as {@code 2g}. */
    public static final String BYTES = "spark.arclight.modelCache.bytes";

    private static final ModelCache OF_JVM = new ModelCache(ModelCache::configuredBytes);

    private final LongSupplier mostBytes;

    /** The least recently used first. */
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private final LongAdder loads = new LongAdder();
    private final LongAdder evictions = new LongAdder();

    ModelCache(LongSupplier mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** How many times a model was built from its files in this JVM. */
    public static long loads() {
        return OF_JVM.loads.sum();
    }

    /** How many models were dropped because others needed the room. */
    public static long evictions() {
        return OF_JVM.evictions.sum();
    }

    /** How many models are held. */
    public static int models() {
        return OF_JVM.size();
    }

    /** How many models somebody holds a lease of. */
    static int inUse() {
        synchronized (OF_JVM.entries) {
            return (int) OF_JVM.entries.values().stream()
                    .filter(entry -> entry.users > 0)
                    .count();
        }
    }

    /** The bytes of the held models' weights. */
    public static long bytes() {
        return OF_JVM.heldBytes();
    }

    /**
     * The model that these files hold, in evaluation mode, used until the running task ends.
     *
     * @throws ModelFormatException if they hold none
     */
    public static Model get(ModelFiles files) {
        return ofTask(files).model();
    }

    /** A lease that the running task closes when it ends, however it ends; outside of one, it is closed already. */
    static ModelLease ofTask(ModelFiles files) {
        ModelLease lease = acquire(files);
        TaskContext task = TaskContext.get();
        if (task == null) {
            lease.close();
        } else {
            task.addTaskCompletionListener((TaskCompletionListener) ended -> lease.close());
        }
        return lease;
    }

    /**
     * The model that these files hold, used until the lease is closed.
     *
     * @throws ModelFormatException if they hold none
     */
    public static ModelLease acquire(ModelFiles files) {
        return OF_JVM.lease(files);
    }

    /** Reads a folder anew; keeps what was read, to be called {@code location}, and the one copy of the model in it. */
    static Loaded read(ModelSource folder, String location) {
        FolderFiles.Recorder recorder = new FolderFiles.Recorder(folder);
        OF_JVM.loads.increment();
        Model model = ModelFolder.read(recorder);
        ModelFiles files = ModelFiles.of(recorder.recorded(location), model.checksum());
        try (ModelLease lease = OF_JVM.lease(files, LoadedModel.of(model))) {
            return new Loaded(files, lease.model());
        }
    }

    record Loaded(ModelFiles files, Model model) {}

    ModelLease lease(ModelFiles files) {
        return lease(files, null);
    }

    private ModelLease lease(ModelFiles files, @Nullable LoadedModel ready) {
        Entry entry;
        synchronized (entries) {
            entry = entries.computeIfAbsent(files.checksum(), Entry::new);
            entry.users++;
        }
        boolean done = false;
        try {
            boolean fresh = entry.fill(files, ready);
            evict();
            ModelLease lease = new ModelLease(entry.loaded(), fresh, () -> release(entry));
            done = true;
            return lease;
        } finally {
            if (!done) {
                release(entry);
            }
        }
    }

    private void release(Entry entry) {
        synchronized (entries) {
            entry.users--;
            if (entry.users == 0) {
                // Behind all others, as the one used last; one that could not be loaded goes.
                entries.remove(entry.checksum, entry);
                if (entry.bytes >= 0) {
                    entries.put(entry.checksum, entry);
                }
            }
        }
        evict();
    }

    private void evict() {
        long most = mostBytes.getAsLong();
        synchronized (entries) {
            long held = heldBytes();
            Iterator<Entry> all = entries.values().iterator();
            while (held > most && all.hasNext()) {
                Entry entry = all.next();
                if (entry.users == 0) {
                    held -= entry.bytes;
                    all.remove();
                    evictions.increment();
                }
            }
        }
    }

    int size() {
        synchronized (entries) {
            return entries.size();
        }
    }

    long heldBytes() {
        synchronized (entries) {
            return entries.values().stream()
                    .mapToLong(entry -> Math.max(0, entry.bytes))
                    .sum();
        }
    }

    private static long configuredBytes() {
        long quarter = Runtime.getRuntime().maxMemory() / 4;
        SparkEnv env = SparkEnv.get();
        return env == null ? quarter : env.conf().getSizeAsBytes(BYTES, quarter);
    }

    /** Users are counted under the cache's lock; loading holds the entry's own, so that two tasks that start together load once. */
    private final class Entry {
        private final String checksum;
        private int users;
        private volatile long bytes = -1;
        private @Nullable LoadedModel loaded;

        Entry(String checksum) {
            this.checksum = checksum;
        }

        /** Whether there was no model yet. */
        synchronized boolean fill(ModelFiles files, @Nullable LoadedModel ready) {
            if (loaded != null) {
                return false;
            }
            if (ready == null) {
                loads.increment();
            }
            LoadedModel made = ready == null ? files.load() : ready;
            loaded = made;
            bytes = made.bytes();
            return true;
        }

        synchronized LoadedModel loaded() {
            LoadedModel made = loaded;
            if (made == null) {
                throw new IllegalStateException("model " + checksum + " has not been loaded");
            }
            return made;
        }
    }
}
