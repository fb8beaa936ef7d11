package dev.arclight.profile;

import dev.arclight.tensor.TensorType;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The averages of a profile, in the order of their names, as {@code prof.key_averages()}. */
public final class KeyAverages extends AbstractList<KeyAverage> {
    private static final int LONGEST_NAME = 55;
    private static final int LONGEST_SHAPES = 80;

    private final List<KeyAverage> averages;
    private final boolean byInputs;
    private final boolean memory;
    private final long wallTime;

    KeyAverages(Collection<KeyAverage> averages, boolean byInputs, boolean memory, long wallTime) {
        this.averages = averages.stream()
                .sorted(Comparator.comparing(KeyAverage::name)
                        .thenComparing(average -> average.inputs().toString()))
                .toList();
        this.byInputs = byInputs;
        this.memory = memory;
        this.wallTime = wallTime;
    }

    @Override
    public KeyAverage get(int index) {
        return averages.get(index);
    }

    @Override
    public int size() {
        return averages.size();
    }

    /** Nanoseconds that all events took, each moment counted once. */
    public long selfCpuTimeTotal() {
        return averages.stream().mapToLong(KeyAverage::self).sum();
    }

    /** Nanoseconds from the begin to the end of what was recorded; what is missing in the events' sum lies between them. */
    public long wallTime() {
        return wallTime;
    }

    /** All rows of {@link #table(SortBy, int)}, by self time. */
    public String table() {
        return table(SortBy.SELF_CPU_TIME_TOTAL, Integer.MAX_VALUE);
    }

    /**
     * The averages as text for people, the first {@code rowLimit} of them. Columns as PyTorch's: share, time of its own,
     * share, time with what lies inside, time of one call, memory if it was profiled, number of calls, and inputs if they
     * are kept apart.
     */
    public String table(SortBy sortBy, int rowLimit) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(headings());
        long all = Math.max(1, selfCpuTimeTotal());
        averages.stream().sorted(sortBy.order()).limit(rowLimit).forEach(average -> rows.add(row(average, all)));
        return layOut(rows) + "Self CPU time total: " + time(selfCpuTimeTotal()) + " of " + time(wallTime) + "\n";
    }

    private List<String> headings() {
        List<String> cells =
                new ArrayList<>(List.of("Name", "Self CPU %", "Self CPU", "CPU total %", "CPU total", "CPU time avg"));
        if (memory) {
            cells.addAll(List.of("CPU Mem", "Self CPU Mem", "Self Heap"));
        }
        cells.add("# of Calls");
        if (byInputs) {
            cells.add("Input Shapes");
        }
        return cells;
    }

    private List<String> row(KeyAverage average, long all) {
        List<String> cells = new ArrayList<>(List.of(
                cut(average.name(), LONGEST_NAME),
                percent(average.self(), all),
                time(average.self()),
                percent(average.total(), all),
                time(average.total()),
                time(Math.round(average.average()))));
        if (memory) {
            cells.addAll(List.of(bytes(average.memory()), bytes(average.selfMemory()), bytes(average.selfHeap())));
        }
        cells.add(String.format(Locale.ROOT, "%,d", average.count()));
        if (byInputs) {
            cells.add(cut(shapes(average.inputs()), LONGEST_SHAPES));
        }
        return cells;
    }

    private static String layOut(List<List<String>> rows) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder rule = new StringBuilder();
        for (int width : widths) {
            rule.append(rule.isEmpty() ? "" : "  ").append("-".repeat(width));
        }
        rule.append('\n');
        StringBuilder text = new StringBuilder(rule);
        for (int i = 0; i < rows.size(); i++) {
            for (int j = 0; j < columns; j++) {
                String cell = rows.get(i).get(j);
                String blank = " ".repeat(widths[j] - cell.length());
                text.append(j == 0 ? cell + blank : "  " + blank + cell);
            }
            text.append('\n').append(i == 0 ? rule : "");
        }
        return text.append(rule).toString();
    }

    private static String shapes(List<TensorType> inputs) {
        return inputs.stream().map(type -> type.shape().toString()).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
    }

    private static String percent(long part, long all) {
        return String.format(Locale.ROOT, "%.2f%%", 100.0 * part / all);
    }

    private static String time(long nanos) {
        if (nanos < 1_000_000) {
            return String.format(Locale.ROOT, "%.3fus", nanos / 1e3);
        }
        return nanos < 1_000_000_000
                ? String.format(Locale.ROOT, "%.3fms", nanos / 1e6)
                : String.format(Locale.ROOT, "%.3fs", nanos / 1e9);
    }

    private static String bytes(long bytes) {
        long size = Math.abs(bytes);
        if (size < 1 << 10) {
            return bytes + " b";
        }
        if (size < 1 << 20) {
            return String.format(Locale.ROOT, "%.2f Kb", bytes / 0x1p10);
        }
        return size < 1 << 30
                ? String.format(Locale.ROOT, "%.2f Mb", bytes / 0x1p20)
                : String.format(Locale.ROOT, "%.2f Gb", bytes / 0x1p30);
    }
}
