package dev.arclight.spark.score;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.jspecify.annotations.Nullable;

/** The local file system under another scheme, of which some file cannot be reached for a while. */
public final class Flaky extends RawLocalFileSystem {
    private static final String SCHEME = "flaky";
    private static final AtomicReference<@Nullable Outage> NOW = new AtomicReference<>();

    /** Lasts until it is closed. */
    static final class Outage implements AutoCloseable {
        private final boolean listing;
        private final String file;
        private final Throwable error;
        private final AtomicInteger tries = new AtomicInteger();

        private Outage(boolean listing, String file, Throwable error) {
            this.listing = listing;
            this.file = file;
            this.error = error;
            NOW.set(this);
        }

        /** How often the file was asked for. */
        int tries() {
            return tries.get();
        }

        @Override
        public void close() {
            NOW.set(null);
        }
    }

    /** Opening files whose path ends so fails. */
    static Outage reading(String file, Throwable error) {
        return new Outage(false, "/" + file, error);
    }

    /** Listing folders whose path ends so fails. */
    static Outage listing(String folder, Throwable error) {
        return new Outage(true, "/" + folder, error);
    }

    static String path(Path path) {
        return SCHEME + "://" + path;
    }

    static Configuration configuration() {
        Configuration configuration = new Configuration(false);
        configuration.set("fs." + SCHEME + ".impl", Flaky.class.getName());
        return configuration;
    }

    @Override
    public URI getUri() {
        return URI.create(SCHEME + ":///");
    }

    @Override
    public FSDataInputStream open(org.apache.hadoop.fs.Path path, int bufferSize) throws IOException {
        fail(false, path);
        return super.open(path, bufferSize);
    }

    @Override
    public FileStatus[] listStatus(org.apache.hadoop.fs.Path path) throws IOException {
        fail(true, path);
        return super.listStatus(path);
    }

    private static void fail(boolean listing, org.apache.hadoop.fs.Path path) throws IOException {
        Outage now = NOW.get();
        if (now != null && now.listing == listing && path.toString().endsWith(now.file)) {
            now.tries.incrementAndGet();
            if (now.error instanceof IOException unreachable) {
                throw unreachable;
            }
            if (now.error instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(now.error);
        }
    }
}
