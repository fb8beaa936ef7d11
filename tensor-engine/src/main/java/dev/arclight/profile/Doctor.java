package dev.arclight.profile;

import dev.arclight.kernel.cpu.Gemm;
import dev.arclight.kernel.cpu.VectorSupport;
import dev.arclight.kernel.onednn.OneDnn;
import dev.arclight.tensor.Properties;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.lang.management.RuntimeMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Looks at the JVM and the machine that Arclight runs on and says what slows it down and how to mend that.
 *
 * <pre>{@code
 * for (Finding finding : Doctor.examine(true)) { … }
 * }</pre>
 */
public final class Doctor {
    private static final long SMALL_HEAP = 1L << 30;
    private static final Path LINUX_PROCESSORS = Path.of("/proc/cpuinfo");
    private static final List<String> INSTRUCTIONS =
            List.of("avx512f", "avx512_vnni", "avx512_bf16", "amx_tile", "avx2", "fma", "f16c", "asimd", "sve");

    private Doctor() {}

    /**
     * What was found, the most general first.
     *
     * @param measure whether kernels are timed too, which takes some three seconds of one core
     */
    public static List<Finding> examine(boolean measure) {
        List<Finding> findings = new ArrayList<>();
        RuntimeMXBean java = ManagementFactory.getRuntimeMXBean();
        findings.add(new Finding("Java", Runtime.version() + ", " + java.getVmName() + " by " + java.getVmVendor()));
        findings.add(new Finding("machine", machine()));
        findings.add(memory());
        findings.add(vectors());
        if (measure) {
            Gemm.check();
        }
        findings.add(new Finding("matrix products", Gemm.description()));
        if (measure) {
            findings.add(new Finding("product of 512×512 matrices", KernelSpeeds.product()));
            findings.add(new Finding("row by a 768×768 matrix", KernelSpeeds.rowProduct()));
            findings.add(new Finding("exp", KernelSpeeds.exponential()));
            findings.add(new Finding("memory", KernelSpeeds.copy()));
        }
        OneDnn.Decision oneDnn = OneDnn.decision();
        findings.add(new Finding("oneDNN", oneDnn.reason(), oneDnn.advice()));
        findings.add(new Finding("CUDA", "not used: there is no GPU backend yet"));
        findings.add(optional(
                "Parquet files", "org.apache.parquet.hadoop.ParquetFileReader", "org.apache.parquet:parquet-hadoop"));
        findings.add(optional(
                "Hadoop file systems", "org.apache.hadoop.fs.FileSystem", "org.apache.hadoop:hadoop-client-runtime"));
        return findings;
    }

    private static String machine() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        String cores = system.getAvailableProcessors() + " processors, " + system.getName() + " on " + system.getArch();
        Map<String, String> processor = processor();
        String name = processor.getOrDefault("model name", "");
        String all = ' ' + processor.getOrDefault("flags", "") + ' ' + processor.getOrDefault("features", "") + ' ';
        String instructions = INSTRUCTIONS.stream()
                .filter(word -> all.contains(' ' + word + ' '))
                .collect(Collectors.joining(" "));
        return (name.isEmpty() ? "" : name + ", ") + cores + (instructions.isEmpty() ? "" : "; " + instructions);
    }

    /** What Linux says of its first processor; nothing elsewhere. */
    private static Map<String, String> processor() {
        Map<String, String> of = new TreeMap<>();
        if (!Files.isReadable(LINUX_PROCESSORS)) {
            return of;
        }
        try {
            for (String line : Files.readAllLines(LINUX_PROCESSORS, StandardCharsets.UTF_8)) {
                int colon = line.indexOf(':');
                if (colon < 0) {
                    break;
                }
                of.put(
                        line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        } catch (IOException e) {
            of.put("model name", "processor unknown (" + LINUX_PROCESSORS + ": " + e.getMessage() + ")");
        }
        return of;
    }

    private static Finding memory() {
        long heap = Runtime.getRuntime().maxMemory();
        String collectors = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .map(GarbageCollectorMXBean::getName)
                .collect(Collectors.joining(", "));
        String found = String.format(Locale.ROOT, "at most %,d MiB of heap; collectors: %s", heap >> 20, collectors);
        return heap >= SMALL_HEAP
                ? new Finding("heap", found)
                : new Finding("heap", found, "training wants more: start the JVM with -Xmx4g");
    }

    private static Finding vectors() {
        VectorSupport.Decision decision = VectorSupport.decision();
        if (decision.available()) {
            return new Finding("Vector API", decision.reason());
        }
        String advice = Properties.vector()
                ? "start the JVM with --add-modules jdk.incubator.vector, or set JAVA_TOOL_OPTIONS to that;"
                        + " kernels are several times slower without"
                : "remove -D" + Properties.VECTOR + "=false";
        return new Finding("Vector API", decision.reason(), advice);
    }

    private static Finding optional(String topic, String className, String artifact) {
        boolean present = Doctor.class.getClassLoader().getResource(className.replace('.', '/') + ".class") != null;
        return new Finding(
                topic,
                present
                        ? "can be read"
                        : "cannot be read: " + artifact + " is not on the class path, and only those who read them"
                                + " need it");
    }
}
