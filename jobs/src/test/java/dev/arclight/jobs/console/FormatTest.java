package dev.arclight.jobs.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FormatTest {
    @Test
    void sizesChooseTheirUnit() {
        assertThat(Format.bytes(999)).isEqualTo("999 B");
        assertThat(Format.bytes(1_000)).isEqualTo("1.0 kB");
        assertThat(Format.bytes(1_687_000)).isEqualTo("1.69 MB");
    }

    @Test
    void sharesBecomePercent() {
        assertThat(Format.percent(0.89125)).isEqualTo("89.13 %");
    }

    @Test
    void countsAreGroupedByThousands() {
        assertThat(Format.count(1_234_567)).isEqualTo("1,234,567");
    }

    @Test
    void ratesAreBySecond() {
        assertThat(Format.rate(500, 250_000_000L)).isEqualTo("2,000/s");
    }
}
