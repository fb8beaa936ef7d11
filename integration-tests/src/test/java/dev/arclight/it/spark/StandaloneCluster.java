package dev.arclight.it.spark;

import java.io.File;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * A Spark cluster on loopback: a master and workers, each a JVM of its own, made of the jars on this JVM's class path. Tasks
 * find classes that lie in folders by {@link #executorClassPath}.
 */
public final class StandaloneCluster implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final long MOST_SECONDS = 120;

    private final Path home;
    private final int port = freePort();
    private final int pagePort = freePort();
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Process> workers = new ArrayList<>();
    private final Process master;

    /**
     * Starts master and workers, and waits for them.
     *
     * @param home an empty folder for links to the jars, logs and what workers write
     * @param cores of each worker
     */
    public StandaloneCluster(Path home, int workerCount, int cores) throws IOException {
        this(home, workerCount, cores, "1g");
    }

    /** @param memory of each worker, as Spark writes it */
    public StandaloneCluster(Path home, int workerCount, int cores, String memory) throws IOException {
        this.home = home;
        linkJars();
        this.master = start(
                "master",
                "org.apache.spark.deploy.master.Master",
                "--host",
                LOOPBACK,
                "--port",
                Integer.toString(port),
                "--webui-port",
                Integer.toString(pagePort));
        try {
            waitFor("the master", () -> state().contains("ALIVE"));
            for (int i = 0; i < workerCount; i++) {
                workers.add(start(
                        "worker" + i,
                        "org.apache.spark.deploy.worker.Worker",
                        "--host",
                        LOOPBACK,
                        "--webui-port",
                        Integer.toString(freePort()),
                        "--cores",
                        Integer.toString(cores),
                        "--memory",
                        memory,
                        "--work-dir",
                        home.resolve("work" + i).toString(),
                        url()));
            }
            waitFor("the workers", () -> state().contains("\"aliveworkers\" : " + workerCount));
        } catch (IllegalStateException e) {
            close();
            throw e;
        }
    }

    /** What a session gives as its master. */
    public String url() {
        return "spark://" + LOOPBACK + ":" + port;
    }

    /** For {@code spark.executor.extraClassPath}: the folders of classes on this JVM's class path. */
    public static String executorClassPath() {
        return classPath().filter(entry -> !entry.endsWith(".jar")).collect(Collectors.joining(File.pathSeparator));
    }

    /** The executors' processes, those that have been started last at the end. */
    public List<ProcessHandle> executors() {
        return workers.stream()
                .flatMap(worker -> worker.toHandle().children())
                .filter(child -> child.info().commandLine().orElse("").contains("CoarseGrainedExecutorBackend"))
                .toList();
    }

    /** Waits until something holds; an error names it. */
    static void waitFor(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("waited " + MOST_SECONDS + " s for " + what);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for " + what, e);
            }
        }
    }

    /** What the master says of itself, empty while it cannot be reached. */
    private String state() {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + LOOPBACK + ":" + pagePort + "/json/"))
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

    /** Workers take the class path of executors from the folder {@code jars} of Spark's home. */
    private void linkJars() throws IOException {
        Path jars = Files.createDirectories(home.resolve("jars"));
        for (String entry : classPath().filter(entry -> entry.endsWith(".jar")).toList()) {
            Path jar = Path.of(entry);
            Path link = jars.resolve(jar.getFileName().toString());
            // Natives for oracles are large and of no use there.
            if (!Files.exists(link) && !entry.contains("bytedeco")) {
                Files.createSymbolicLink(link, jar.toAbsolutePath());
            }
        }
    }

    private static Stream<String> classPath() {
        // Surefire hands the class path over in a jar's manifest, and says here what it is.
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(path.split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty() && Files.exists(Path.of(entry)));
    }

    private Process start(String name, String mainClass, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
        command.addAll(List.of("-Xmx256m", "-Dspark.master.rest.enabled=false"));
        command.addAll(List.of("-cp", home.resolve("jars") + File.separator + "*", mainClass));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve(name + ".log").toFile());
        builder.environment()
                .putAll(Map.of(
                        "SPARK_HOME",
                        home.toString(),
                        "SPARK_SCALA_VERSION",
                        "2.13",
                        "SPARK_LOCAL_IP",
                        LOOPBACK,
                        "SPARK_PUBLIC_DNS",
                        LOOPBACK));
        return builder.start();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("no free port on loopback", e);
        }
    }

    /** Ends all processes, those of executors too, and waits for it. */
    @Override
    public void close() {
        List<ProcessHandle> all = new ArrayList<>();
        for (Process worker : workers) {
            worker.descendants().forEach(all::add);
            all.add(worker.toHandle());
        }
        all.add(master.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
        waitFor("the processes to end", () -> all.stream().noneMatch(ProcessHandle::isAlive));
    }
}
