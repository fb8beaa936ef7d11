package dev.arclight.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.ArclightException;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ProgressBarTest {
    private final StringWriter out = new StringWriter();
    private final AtomicLong now = new AtomicLong();

    private ProgressBar bar(boolean leave, long total) {
        return new ProgressBar(new LineProgress("epoch 1", new PrintWriter(out), leave, now::get), total);
    }

    @Test
    void linesComeAtIntervalsAndAtTheEnd() {
        try (ProgressBar bar = bar(true, 20)) {
            for (int second = 0; second < 20; second++) {
                now.set(TimeUnit.SECONDS.toNanos(second));
                bar.setPostfix(Map.of("loss", 1.0 / (second + 1)));
                bar.update();
            }
        }
        assertThat(out.toString().lines())
                .containsExactly(
                        "epoch 1: 3 of 20, 2 s, loss=0.333",
                        "epoch 1: 8 of 20, 7 s, loss=0.125",
                        "epoch 1: 13 of 20, 12 s, loss=0.0769",
                        "epoch 1: 18 of 20, 17 s, loss=0.0556",
                        "epoch 1: 20 of 20, 19 s, loss=0.0500");
        assertThat(out.toString()).doesNotContain("\r");
    }

    @Test
    void shortTaskOfACommandShowsNothing() {
        try (ProgressBar bar = bar(false, 2)) {
            bar.update(2);
        }
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void elementsOfALoopCountWhenTheyAreDone() {
        List<String> seen = new ArrayList<>();
        try (ProgressBar bar = bar(true, -1)) {
            for (String element : bar.over(List.of("a", "b", "c"))) {
                seen.add(element);
                bar.write("at " + element);
            }
        }
        assertThat(seen).containsExactly("a", "b", "c");
        assertThat(out.toString().lines())
                .containsExactly("epoch 1: at a", "epoch 1: at b", "epoch 1: at c", "epoch 1: 3, 0 s");
    }

    @Test
    void nothingIsShownWhenSwitchedOff() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ProgressBar bar = new ProgressBar(bytes, "epoch 1", 2, false)) {
            bar.update(2);
            bar.write("line");
        }
        assertThat(bytes.size()).isZero();
    }

    @Test
    void barOfATerminalIsDrawnOverAndStays() {
        try (BarProgress progress = new BarProgress("epoch 1", new PrintWriter(out), true)) {
            progress.update(1, 2, "loss=1");
            progress.update(2, 2, "loss=0.5");
        }
        assertThat(out.toString())
                .startsWith("\r")
                .contains("epoch 1")
                .contains("2/2")
                .endsWith(System.lineSeparator());
    }

    @Test
    void stepsGoForward() {
        try (ProgressBar bar = bar(true, 2)) {
            assertThatThrownBy(() -> bar.update(-1)).isInstanceOf(ArclightException.class);
        }
    }
}
