package dev.arclight.it.beam;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A JVM with the class path of the Beam module's tests, and no other program on its PATH: no Python, above all. */
final class BeamProcess implements AutoCloseable {
    private static final long MOST_SECONDS = 180;

    private final String name;
    private final Path log;
    private final Process process;

    private BeamProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /**
     * Starts a main class, which writes to {@code name.log} in a folder.
     *
     * @param options of the JVM
     */
    static BeamProcess start(Path folder, String name, List<String> options, String mainClass, List<String> arguments) {
        List<String> all = new ArrayList<>(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        all.addAll(options);
        List<String> command = BeamClassPath.command(
                Path.of("..", "beam-transforms").toAbsolutePath().normalize(), all, mainClass, arguments);
        Path log = folder.resolve(name + ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("PATH", folder.resolve("nothing").toString());
        try {
            return new BeamProcess(name, log, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for its end; an error if it fails shows its log. */
    void requireSuccess() {
        waitFor(name + " to end", () -> !process.isAlive());
        if (process.exitValue() != 0) {
            throw new IllegalStateException(name + " ended with " + process.exitValue() + ":\n" + log());
        }
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
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

    @Override
    public void close() {
        process.destroyForcibly();
        waitFor(name + " to be gone", () -> !process.isAlive());
    }
}
