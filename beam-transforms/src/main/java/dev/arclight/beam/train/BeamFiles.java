package dev.arclight.beam.train;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MoveOptions.StandardMoveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;

/** Files that appear whole, on any file system that Beam knows. */
final class BeamFiles {
    private static final String BYTES = "application/octet-stream";

    /** What fills a file. */
    interface Writer {
        void write(OutputStream out) throws IOException;
    }

    private BeamFiles() {}

    /**
     * Writes a file aside and puts it in its place. A bundle that is repeated finds the file there already, which then has
     * the same content, and leaves it.
     */
    static void writeOnce(String file, Writer writer) throws IOException {
        write(file, writer, StandardMoveOptions.SKIP_IF_DESTINATION_EXISTS);
    }

    /** Writes a file aside and puts it in its place, whatever is there. */
    static void replace(String file, Writer writer) throws IOException {
        write(file, writer);
    }

    private static void write(String file, Writer writer, StandardMoveOptions... options) throws IOException {
        try (Aside aside = new Aside(file)) {
            aside.write(writer);
            aside.putInPlace(options);
        }
    }

    /** A file under another name beside its place; closing removes it where it was not put there. */
    static final class Aside implements AutoCloseable {
        private final ResourceId target;
        private final ResourceId aside;
        private boolean moved;

        Aside(String file) {
            this.target = resource(file);
            this.aside = resource(file + "." + UUID.randomUUID() + ".tmp");
        }

        void write(Writer writer) throws IOException {
            try (OutputStream out = Channels.newOutputStream(FileSystems.create(aside, BYTES))) {
                writer.write(out);
            }
        }

        void putInPlace(StandardMoveOptions... options) throws IOException {
            FileSystems.rename(List.of(aside), List.of(target), options);
            // With options it may have stayed.
            moved = options.length == 0;
        }

        @Override
        public void close() throws IOException {
            if (!moved) {
                FileSystems.delete(List.of(aside), StandardMoveOptions.IGNORE_MISSING_FILES);
            }
        }
    }

    private static ResourceId resource(String file) {
        return FileSystems.matchNewResource(file, false);
    }

    static InputStream open(String file) throws IOException {
        return Channels.newInputStream(FileSystems.open(resource(file)));
    }

    static boolean exists(String file) throws IOException {
        return !files(file).isEmpty();
    }

    static byte[] readBytes(String file) throws IOException {
        try (InputStream in = open(file)) {
            return in.readAllBytes();
        }
    }

    static List<String> readLines(String file) throws IOException {
        return new String(readBytes(file), StandardCharsets.UTF_8).lines().toList();
    }

    static void replaceLines(String file, List<String> lines) throws IOException {
        replace(file, out -> out.write(text(lines)));
    }

    static void writeLinesOnce(String file, List<String> lines) throws IOException {
        writeOnce(file, out -> out.write(text(lines)));
    }

    private static byte[] text(List<String> lines) {
        return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** The files that a glob names, in no order. */
    static List<ResourceId> files(String glob) throws IOException {
        return FileSystems.match(glob, EmptyMatchTreatment.ALLOW).metadata().stream()
                .map(MatchResult.Metadata::resourceId)
                .toList();
    }

    static void delete(String glob) throws IOException {
        FileSystems.delete(files(glob), StandardMoveOptions.IGNORE_MISSING_FILES);
    }
}
