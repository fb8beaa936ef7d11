package dev.arclight.it.beam;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A Flink cluster on loopback: a job manager and task managers of one slot, each a JVM of its own. Jobs find all classes on
 * the cluster's own class path, so nothing is uploaded.
 */
final class FlinkCluster implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";

    private final Path home;
    private final int restPort = freePort();
    private final int port = freePort();
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<BeamProcess> processes = new ArrayList<>();

    /**
     * Starts the cluster and waits for its slots.
     *
     * @param home an empty folder for its configuration and logs
     */
    FlinkCluster(Path home, int taskManagers) throws IOException {
        this.home = home;
        try {
            start("jobmanager", "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint", "-Xmx400m");
            BeamProcess.waitFor("the job manager", () -> !overview().isEmpty());
            for (int i = 0; i < taskManagers; i++) {
                start("taskmanager" + i, "org.apache.flink.runtime.taskexecutor.TaskManagerRunner", "-Xmx400m");
            }
            BeamProcess.waitFor("the slots", () -> overview().contains("\"slots-total\":" + taskManagers));
        } catch (IllegalStateException e) {
            close();
            throw e;
        }
    }

    /** For {@code --flinkMaster}. */
    String address() {
        return LOOPBACK + ":" + restPort;
    }

    private void start(String name, String mainClass, String heap) throws IOException {
        Path configuration = Files.createDirectories(home.resolve(name));
        Files.writeString(configuration.resolve("config.yaml"), """
                jobmanager.rpc.address: %1$s
                jobmanager.rpc.port: %2$d
                jobmanager.bind-host: %1$s
                rest.address: %1$s
                rest.bind-address: %1$s
                rest.port: %3$d
                taskmanager.host: %1$s
                taskmanager.bind-host: %1$s
                taskmanager.numberOfTaskSlots: 1
                classloader.resolve-order: parent-first
                heartbeat.interval: 1000
                heartbeat.timeout: 8000
                io.tmp.dirs: %4$s
                taskmanager.cpu.cores: 1.0
                taskmanager.memory.framework.heap.size: 64m
                taskmanager.memory.framework.off-heap.size: 64m
                taskmanager.memory.task.heap.size: 256m
                taskmanager.memory.task.off-heap.size: 0m
                taskmanager.memory.managed.size: 32m
                taskmanager.memory.network.min: 64m
                taskmanager.memory.network.max: 64m
                taskmanager.memory.jvm-metaspace.size: 256m
                taskmanager.memory.jvm-overhead.min: 64m
                taskmanager.memory.jvm-overhead.max: 64m
                """.formatted(LOOPBACK, port, restPort, configuration));
        processes.add(BeamProcess.start(
                home, name, List.of(heap), mainClass, List.of("--configDir", configuration.toString())));
    }

    /** What the cluster says of itself, empty while it cannot be reached. */
    private String overview() {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address() + "/overview"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("no free port on loopback", e);
        }
    }

    @Override
    public void close() {
        processes.forEach(BeamProcess::close);
    }
}
