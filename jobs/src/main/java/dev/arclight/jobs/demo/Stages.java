package dev.arclight.jobs.demo;

import dev.arclight.jobs.console.Console;
import dev.arclight.jobs.console.Format;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Runs the stages of the demo one after the other, says when each begins and remembers how long it took. */
final class Stages {
    private final Console console;
    private final int count;
    private final Map<String, Long> nanosOf = new LinkedHashMap<>();

    /** @param count how many stages there will be */
    Stages(Console console, int count) {
        this.console = console;
        this.count = count;
    }

    /** Runs a stage. */
    <T> T run(String name, Supplier<T> stage) {
        console.note("[" + (nanosOf.size() + 1) + "/" + count + "] " + name);
        long start = System.nanoTime();
        T result = stage.get();
        nanosOf.put(name, System.nanoTime() - start);
        return result;
    }

    /** How long a stage took. */
    String time(String name) {
        return Format.seconds(nanosOf.getOrDefault(name, 0L));
    }

    /** How long all stages took together. */
    long totalNanos() {
        return nanosOf.values().stream().mapToLong(Long::longValue).sum();
    }
}
