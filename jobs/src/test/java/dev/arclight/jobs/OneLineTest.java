package dev.arclight.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class OneLineTest {
    @Test
    void anErrorOfArclightIsFoundWithinWhatSparkWrapsAroundIt() {
        Exception wrapped = new RuntimeException(
                "Job aborted\nDriver stacktrace:", new RuntimeException(new JobException("row 17 is null")));

        assertThat(OneLine.of(wrapped)).isEqualTo("row 17 is null");
    }

    @Test
    void anyOtherErrorGivesItsKindAndItsFirstLine() {
        assertThat(OneLine.of(new IllegalStateException("broken\nin two")))
                .isEqualTo("IllegalStateException: broken (--stacktrace says where)");
    }

    @Test
    void aCircleOfCausesEnds() {
        RuntimeException first = new RuntimeException("first");
        first.initCause(new RuntimeException("second", first));

        assertThat(OneLine.of(first)).startsWith("RuntimeException: first");
    }
}
