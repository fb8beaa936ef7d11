package dev.arclight.jobs.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.log.Progress;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConsoleTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void resultsAndNotesGoDifferentWays() {
        Console console = console(false);
        console.print("result");
        console.note("note");

        assertThat(out).hasToString("result" + System.lineSeparator());
        assertThat(err).hasToString("note" + System.lineSeparator());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsOverAtOnceShowsNoProgress(boolean terminal) {
        try (Progress progress = console(terminal).progress("task")) {
            progress.update(1, 2, "half");
        }

        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aNoteOfATaskStays(boolean terminal) {
        try (Progress progress = console(terminal).progress("task")) {
            progress.note("epoch 1/2");
        }

        assertThat(err.toString()).endsWith("task: epoch 1/2" + System.lineSeparator());
    }

    @Test
    void outsideATerminalNothingIsDrawnOver() {
        try (Progress progress = console(false).progress("task")) {
            progress.note("epoch 1/2");
        }

        assertThat(err.toString()).doesNotContain("\r");
    }

    private Console console(boolean terminal) {
        return new Console(new PrintWriter(out), new PrintWriter(err), terminal);
    }
}
