package dev.arclight.profile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.arclight.io.SafeFiles;
import dev.arclight.tensor.TensorType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/** Writes a profile in the trace event format, which Perfetto and chrome://tracing show. */
final class ChromeTrace {
    private static final double NANOS_PER_MICRO = 1e3;

    private ChromeTrace() {}

    static void write(Path file, List<ProfilerEvent> events, long dropped, long thread, boolean memory) {
        boolean gzip = file.toString().toLowerCase(Locale.ROOT).endsWith(".gz");
        SafeFiles.replace(file, out -> {
            if (gzip) {
                GZIPOutputStream packed = new GZIPOutputStream(out, 1 << 16);
                write(packed, events, dropped, thread, memory);
                packed.finish();
            } else {
                write(out, events, dropped, thread, memory);
            }
        });
    }

    private static void write(OutputStream out, List<ProfilerEvent> events, long dropped, long thread, boolean memory)
            throws IOException {
        long process = ProcessHandle.current().pid();
        try (JsonGenerator json =
                new JsonFactory().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            json.writeStartObject();
            json.writeNumberField("schemaVersion", 1);
            json.writeStringField("displayTimeUnit", "ms");
            json.writeNumberField("droppedEvents", dropped);
            json.writeArrayFieldStart("traceEvents");
            for (ProfilerEvent event : events) {
                json.writeStartObject();
                json.writeStringField("ph", "X");
                json.writeStringField("cat", "cpu_op");
                json.writeStringField("name", event.name());
                json.writeNumberField("pid", process);
                json.writeNumberField("tid", thread);
                json.writeNumberField("ts", event.start() / NANOS_PER_MICRO);
                json.writeNumberField("dur", event.total() / NANOS_PER_MICRO);
                json.writeObjectFieldStart("args");
                inputs(json, event.inputs());
                if (memory) {
                    json.writeNumberField("Bytes", event.memory());
                    json.writeNumberField("Heap Bytes", event.heap());
                }
                json.writeEndObject();
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static void inputs(JsonGenerator json, List<TensorType> inputs) throws IOException {
        if (inputs.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("Input Dims");
        for (TensorType input : inputs) {
            int[] extents = input.shape().toArray();
            json.writeArray(extents, 0, extents.length);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("Input type");
        for (TensorType input : inputs) {
            json.writeString(input.dtype().toString());
        }
        json.writeEndArray();
    }
}
