package dev.arclight.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A log of a JSON object a line, for programs that read along.
 *
 * <pre>{@code
 * try (JsonLinesLog log = JsonLinesLog.open(Path.of("train.jsonl"))) {
 *     log.write(Map.of("step", step, "loss", loss));
 * }
 * }</pre>
 *
 * <p>A line is handed to the operating system in one write. An existing file is continued; a last line that a program which
 * died left unfinished is cut off. May be used by several threads.
 */
public final class JsonLinesLog implements Closeable {
    /** What is written for NaN and infinities, which JSON lacks. */
    public enum NanPolicy {
        /** {@code null}. */
        NULL,

        /** {@code "NaN"}, {@code "Infinity"}, {@code "-Infinity"}. */
        STRING,

        /** Nothing: an exception. */
        ERROR
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final FileChannel channel;
    private final NanPolicy nanPolicy;

    private JsonLinesLog(FileChannel channel, NanPolicy nanPolicy) {
        this.channel = channel;
        this.nanPolicy = nanPolicy;
    }

    /** A log that writes null for NaN. */
    public static JsonLinesLog open(Path file) {
        return open(file, NanPolicy.NULL);
    }

    /** @throws UncheckedIOException if the file cannot be made or continued */
    public static JsonLinesLog open(Path file, NanPolicy nanPolicy) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            channel.position(wholeLines(channel));
            channel.truncate(channel.position());
            return new JsonLinesLog(channel, nanPolicy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many bytes there are up to the last end of a line. */
    private static long wholeLines(FileChannel channel) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(4096);
        for (long end = channel.size(); end > 0; end = Math.max(0, end - block.capacity())) {
            long start = Math.max(0, end - block.capacity());
            block.clear().limit((int) (end - start));
            while (block.hasRemaining() && channel.read(block, start + block.position()) > 0) {
                // Until the block is there.
            }
            for (int i = block.position() - 1; i >= 0; i--) {
                if (block.get(i) == '\n') {
                    return start + i + 1;
                }
            }
        }
        return 0;
    }

    /**
     * Writes a line.
     *
     * @param values by name: numbers, texts, booleans, nulls, tensors, and lists and maps of these
     * @throws ArclightException if a value is something else, or not finite under {@link NanPolicy#ERROR}; then nothing is
     *     written
     */
    public synchronized void write(Map<String, ?> values) {
        byte[] line;
        try {
            line = (JSON.writeValueAsString(plain("", values)) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new ArclightException("JsonLinesLog: " + e.getMessage(), e);
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(line);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The lines of a log, without one that is not yet whole.
     *
     * @throws ArclightException if a line is no JSON object
     */
    public static List<Map<String, Object>> read(Path file) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<Map<String, Object>> lines = new ArrayList<>();
        int from = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
            try {
                lines.add(JSON.readValue(
                        text.substring(from, end), new TypeReference<LinkedHashMap<String, Object>>() {}));
            } catch (JsonProcessingException e) {
                throw new ArclightException(file + ": line " + (lines.size() + 1) + " is no JSON object", e);
            }
            from = end + 1;
        }
        return lines;
    }

    @Override
    public synchronized void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private @Nullable Object plain(String name, @Nullable Object value) {
        if (value instanceof Tensor tensor) {
            Tensor whole = tensor.detach();
            return plain(name, whole.dtype().isHalf() ? whole.to(DType.FLOAT32).tolist() : whole.tolist());
        }
        if (value instanceof Double || value instanceof Float) {
            return finite(name, (Number) value);
        }
        if (value == null || value instanceof Number || value instanceof Boolean || value instanceof CharSequence) {
            return value;
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> plain = new LinkedHashMap<>();
            map.forEach((key, each) -> plain.put(String.valueOf(key), plain(name + "/" + key, each)));
            return plain;
        }
        if (value instanceof Iterable<?> list) {
            List<@Nullable Object> plain = new ArrayList<>();
            list.forEach(each -> plain.add(plain(name, each)));
            return plain;
        }
        throw new ArclightException("JsonLinesLog: '" + name + "' is a "
                + value.getClass().getSimpleName() + "; expected a number, text, boolean, null, tensor, list or map");
    }

    private @Nullable Object finite(String name, Number number) {
        if (Double.isFinite(number.doubleValue())) {
            return number;
        }
        return switch (nanPolicy) {
            case NULL -> null;
            case STRING -> number.toString();
            case ERROR ->
                throw new ArclightException("JsonLinesLog: '" + name + "' is " + number + ", which JSON lacks");
        };
    }
}
