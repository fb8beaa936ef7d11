package dev.arclight.jobs.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class TableTest {
    @Test
    void theFirstColumnIsAlignedToTheLeftAndTheOthersToTheRight() {
        Table table = new Table("stage", "time").row("train", "12.5 s").row("a", "1 s");

        assertThat(table.lines()).containsExactly("stage    time", "train  12.5 s", "a         1 s");
    }

    @Test
    void missingCellsAreEmpty() {
        assertThat(new Table("a", "b").row("x").lines()).containsExactly("a  b", "x");
    }

    @Test
    void aRowWithTooManyCellsIsRefused() {
        assertThatThrownBy(() -> new Table("a").row("x", "y")).isInstanceOf(IllegalArgumentException.class);
    }
}
