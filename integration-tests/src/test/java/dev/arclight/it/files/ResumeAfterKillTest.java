package dev.arclight.it.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is killed without warning and resumed, again and again, ends with the bytes of one that never was. */
class ResumeAfterKillTest {
    private static final int KILLS = 20;
    private static final long SEED = 7;
    private static final long LONGEST_SECONDS = 120;

    @TempDir
    Path temporary;

    @Test
    void twentyKillsAtRandomMomentsChangeNoByteOfTheEnd() throws IOException, InterruptedException {
        Path straight = temporary.resolve("straight.end");
        long began = System.nanoTime();
        assertThat(finished(start("straight"))).isTrue();
        long whole = System.nanoTime() - began;
        byte[] expected = Files.readAllBytes(straight);
        Random random = new Random(SEED);

        int kills = 0;
        int runs = 0;
        boolean open = false;
        while (kills < KILLS || open) {
            String name = "run" + runs;
            Process process = start(name);
            // Of the time that a whole run takes here: most kills fall into training, some into starting and saving.
            long wait = (long) (whole * (0.3 + 0.6 * random.nextDouble()));
            boolean done = kills < KILLS ? process.waitFor(wait, TimeUnit.NANOSECONDS) : finished(process);
            if (!done) {
                process.destroyForcibly().waitFor();
                kills++;
                open = true;
                continue;
            }
            assertThat(process.exitValue()).as(errors(name)).isZero();
            assertThat(Files.readAllBytes(temporary.resolve(name + ".end")))
                    .as("the end of %s, with seed %d", name, SEED)
                    .isEqualTo(expected);
            runs++;
            open = false;
        }
    }

    private Process start(String name) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KilledRun.class.getName(),
                temporary.resolve(name).toString(),
                temporary.resolve(name + ".end").toString()));
        // Where they are not, noise does as well.
        SharedData.find("images/mnist").ifPresent(digits -> command.add(digits.toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        temporary.resolve(name + ".log").toFile()))
                .start();
    }

    private static boolean finished(Process process) throws InterruptedException {
        boolean ended = process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        return ended;
    }

    private String errors(String name) throws IOException {
        return Files.readString(temporary.resolve(name + ".log"));
    }
}
