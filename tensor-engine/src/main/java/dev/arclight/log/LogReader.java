package dev.arclight.log;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.arclight.tensor.ArclightException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads the scalars of event files back, whoever wrote them. */
public final class LogReader {
    /**
     * A number at a step.
     *
     * @param wallTime seconds since 1970
     */
    public record Scalar(long step, double wallTime, float value) {}

    private LogReader() {}

    /**
     * The scalars of an event file, or of all in a folder, by tag in the order they were written.
     *
     * @throws ArclightException if a file is damaged; a record that is not yet whole is left out
     */
    public static Map<String, List<Scalar>> scalars(Path path) {
        Map<String, List<Scalar>> found = new LinkedHashMap<>();
        for (Path file : files(path)) {
            for (byte[] record : RecordFile.read(file)) {
                try {
                    addScalars(CodedInputStream.newInstance(record), found);
                } catch (IOException e) {
                    throw new ArclightException(file + ": a record is no event: " + e.getMessage(), e);
                }
            }
        }
        return found;
    }

    private static List<Path> files(Path path) {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(file -> String.valueOf(file.getFileName()).contains("tfevents"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void addScalars(CodedInputStream event, Map<String, List<Scalar>> found) throws IOException {
        double wallTime = 0;
        long step = 0;
        List<CodedInputStream> summaries = new ArrayList<>();
        for (int tag = event.readTag(); tag != 0; tag = event.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> wallTime = event.readDouble();
                case 2 -> step = event.readInt64();
                case 5 -> summaries.add(CodedInputStream.newInstance(event.readByteArray()));
                default -> event.skipField(tag);
            }
        }
        for (CodedInputStream summary : summaries) {
            for (int tag = summary.readTag(); tag != 0; tag = summary.readTag()) {
                if (WireFormat.getTagFieldNumber(tag) == 1) {
                    addScalar(CodedInputStream.newInstance(summary.readByteArray()), step, wallTime, found);
                } else {
                    summary.skipField(tag);
                }
            }
        }
    }

    private static void addScalar(CodedInputStream value, long step, double wallTime, Map<String, List<Scalar>> found)
            throws IOException {
        String name = "";
        Scalar scalar = null;
        for (int tag = value.readTag(); tag != 0; tag = value.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> name = value.readString();
                case 2 -> scalar = new Scalar(step, wallTime, value.readFloat());
                default -> value.skipField(tag);
            }
        }
        if (scalar != null) {
            found.computeIfAbsent(name, key -> new ArrayList<>()).add(scalar);
        }
    }
}
