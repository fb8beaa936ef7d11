package dev.arclight.log;

import dev.arclight.tensor.ArclightException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How far a loop is, in the spirit of tqdm: a bar on a terminal, a line now and then and at the end in a pipe or a file.
 *
 * <pre>{@code
 * try (ProgressBar bar = new ProgressBar(System.err, "epoch 1", loader.size())) {
 *     for (Batch batch : bar.over(loader)) {
 *         …
 *         bar.setPostfix(Map.of("loss", loss));
 *     }
 * }
 * }</pre>
 */
public final class ProgressBar implements AutoCloseable {
    private final Progress progress;
    private final long total;
    private long done;
    private String postfix = "";

    /**
     * @param out where it is shown, which counts as a terminal if standard error is one
     * @param total steps in all, below 0 if nobody knows
     */
    public ProgressBar(OutputStream out, String description, long total) {
        this(out, description, total, true);
    }

    /** @param enabled whether anything is shown at all, as tqdm's {@code disable} says the other way round */
    public ProgressBar(OutputStream out, String description, long total, boolean enabled) {
        this(
                enabled
                        ? shown(new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8)), description)
                        : Progress.off(),
                total);
    }

    ProgressBar(Progress progress, long total) {
        this.progress = progress;
        this.total = total;
    }

    private static Progress shown(PrintWriter out, String description) {
        return Terminal.isStandardError()
                ? new BarProgress(description, out, true)
                : new LineProgress(description, out, true);
    }

    /** The elements, each counting as a step once the next is asked for. */
    public <T> Iterable<T> over(Iterable<T> elements) {
        return () -> {
            Iterator<T> each = elements.iterator();
            return new Iterator<>() {
                private boolean given;

                @Override
                public boolean hasNext() {
                    count();
                    return each.hasNext();
                }

                @Override
                public T next() {
                    count();
                    T next = each.next();
                    given = true;
                    return next;
                }

                private void count() {
                    if (given) {
                        given = false;
                        update();
                    }
                }
            };
        };
    }

    /** One step is done. */
    public void update() {
        update(1);
    }

    /** @throws ArclightException if steps are negative */
    public synchronized void update(long steps) {
        if (steps < 0) {
            throw new ArclightException("ProgressBar.update: got " + steps + " steps; expected 0 or more");
        }
        done += steps;
        progress.update(done, total, postfix);
    }

    /** What is shown behind the bar from the next step on, such as the loss. */
    public void setPostfix(Map<String, ?> values) {
        setPostfix(values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + brief(entry.getValue()))
                .collect(Collectors.joining(", ")));
    }

    public synchronized void setPostfix(String text) {
        postfix = text;
    }

    /** Says a line that stays, without disturbing the bar. */
    public void write(String line) {
        progress.note(line);
    }

    @Override
    public void close() {
        progress.close();
    }

    /** A number in three significant digits, as tqdm shows it. */
    private static String brief(Object value) {
        return value instanceof Double || value instanceof Float
                ? String.format(Locale.ROOT, "%.3g", ((Number) value).doubleValue())
                : String.valueOf(value);
    }
}
