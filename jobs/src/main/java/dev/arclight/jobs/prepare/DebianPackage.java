package dev.arclight.jobs.prepare;

import dev.arclight.jobs.JobException;
import dev.arclight.jobs.console.Console;
import dev.arclight.log.Progress;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Debian package that holds data. It is downloaded and unpacked without being installed, so nobody needs to be root.
 *
 * @param name the package
 * @param inside the folder within it that is wanted
 */
record DebianPackage(String name, String inside) {
    /** A mirror that has not sent 30 MB by then is as good as none. */
    private static final long DOWNLOAD_SECONDS = 180;

    private static final long UNPACK_SECONDS = 60;

    /**
     * Puts the wanted folder's files into the target, all or none.
     *
     * @throws JobException in one sentence that says what to do instead
     */
    void downloadTo(Path target, Console console) {
        try {
            Files.createDirectories(target.getParent());
            Path work = Files.createTempDirectory(target.getParent(), "." + target.getFileName() + "-");
            try {
                console.note("Downloading Debian's package " + name + " to " + target + " ...");
                execute(work, DOWNLOAD_SECONDS, console, "apt-get", "-q", "download", name);
                execute(
                        work,
                        UNPACK_SECONDS,
                        console,
                        "dpkg",
                        "-x",
                        archiveIn(work).toString(),
                        "unpacked");
                deleteTree(target);
                Files.move(work.resolve("unpacked").resolve(inside), target);
            } finally {
                deleteTree(work);
            }
        } catch (IOException e) {
            throw unavailable(e.getMessage(), e);
        }
    }

    private Path archiveIn(Path work) throws IOException {
        try (Stream<Path> files = Files.list(work)) {
            return files.filter(file -> file.toString().endsWith(".deb"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("apt-get download left no file"));
        }
    }

    private void execute(Path work, long seconds, Console console, String... command) throws IOException {
        File output = work.resolve("output").toFile();
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        try (Progress progress = console.progress(command[0] + " " + name)) {
            for (long second = 0; !process.waitFor(1, TimeUnit.SECONDS); second++) {
                progress.update(second, seconds, "");
                if (second >= seconds) {
                    throw new IOException(command[0] + " did not end within " + seconds + " seconds");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(command[0] + " was interrupted", e);
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw new IOException(command[0] + ": " + lastLine(output.toPath()));
        }
    }

    private static String lastLine(Path output) throws IOException {
        List<String> lines = new String(Files.readAllBytes(output), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        return lines.isEmpty() ? "failed without a word" : lines.get(lines.size() - 1);
    }

    private JobException unavailable(@Nullable String reason, Throwable cause) {
        return new JobException(
                "the data set is not on this machine and Debian's package " + name + " cannot be had (" + reason
                        + "); give the folder of its four IDX files with --data DIR, or run 'apt-get update' and try again",
                cause);
    }

    private static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
