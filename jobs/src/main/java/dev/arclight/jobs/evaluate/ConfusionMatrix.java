package dev.arclight.jobs.evaluate;

import dev.arclight.jobs.console.Format;
import dev.arclight.jobs.console.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** How often each class was taken for each other. Grows with the greatest class that is added. */
public final class ConfusionMatrix {
    private long[][] counts = new long[0][0];

    /**
     * Adds examples.
     *
     * @param label the true class
     * @param prediction the class that the model chose
     * @param count how many such examples
     */
    public void add(int label, int prediction, long count) {
        grow(Math.max(label, prediction) + 1);
        counts[label][prediction] += count;
    }

    /** The number of classes. */
    public int classes() {
        return counts.length;
    }

    /** How many examples of the one class were taken for the other. */
    public long count(int label, int prediction) {
        return counts[label][prediction];
    }

    /** The number of examples. */
    public long total() {
        return IntStream.range(0, classes()).mapToLong(this::support).sum();
    }

    /** The number of examples that were taken for what they are. */
    public long correct() {
        return IntStream.range(0, classes()).mapToLong(i -> counts[i][i]).sum();
    }

    /** The share of examples that were taken for what they are. */
    public double accuracy() {
        return share(correct(), total());
    }

    /** The number of examples of a class. */
    public long support(int label) {
        return LongStream.of(counts[label]).sum();
    }

    /** Of the examples taken for this class, the share that are of it; 0 if there are none. */
    public double precision(int label) {
        long taken = 0;
        for (long[] row : counts) {
            taken += row[label];
        }
        return share(counts[label][label], taken);
    }

    /** Of the examples of this class, the share that were taken for it; 0 if there are none. */
    public double recall(int label) {
        return share(counts[label][label], support(label));
    }

    /** The harmonic mean of precision and recall. */
    public double f1(int label) {
        double sum = precision(label) + recall(label);
        return sum == 0 ? 0 : 2 * precision(label) * recall(label) / sum;
    }

    /** The counts, a list for each true class. */
    public List<List<Long>> rows() {
        List<List<Long>> rows = new ArrayList<>();
        for (long[] row : counts) {
            rows.add(LongStream.of(row).boxed().toList());
        }
        return rows;
    }

    /** A line for each class, with the class that it was most often mistaken for. */
    public Table byClass(List<String> names) {
        Table table = new Table("class", "examples", "precision", "recall", "F1", "mistaken for");
        for (int label = 0; label < classes(); label++) {
            int mistake = worstMistake(label);
            table.row(
                    name(names, label),
                    Format.count(support(label)),
                    three(precision(label)),
                    three(recall(label)),
                    three(f1(label)),
                    counts[label][mistake] == 0 || mistake == label
                            ? ""
                            : name(names, mistake) + " " + Format.count(counts[label][mistake]));
        }
        return table;
    }

    /** The counts: a line for each true class, a column for each predicted one. */
    public Table asTable(List<String> names) {
        String[] headings = new String[classes() + 1];
        headings[0] = "true \\ predicted";
        for (int i = 0; i < classes(); i++) {
            headings[i + 1] = Integer.toString(i);
        }
        Table table = new Table(headings);
        for (int label = 0; label < classes(); label++) {
            String[] cells = new String[classes() + 1];
            cells[0] = name(names, label);
            for (int i = 0; i < classes(); i++) {
                cells[i + 1] = Format.count(counts[label][i]);
            }
            table.row(cells);
        }
        return table;
    }

    private int worstMistake(int label) {
        int worst = label;
        long most = 0;
        for (int i = 0; i < classes(); i++) {
            if (i != label && counts[label][i] > most) {
                worst = i;
                most = counts[label][i];
            }
        }
        return worst;
    }

    private void grow(int classes) {
        if (classes <= counts.length) {
            return;
        }
        long[][] grown = new long[classes][classes];
        for (int i = 0; i < counts.length; i++) {
            System.arraycopy(counts[i], 0, grown[i], 0, counts.length);
        }
        counts = grown;
    }

    private static String name(List<String> names, int label) {
        return label < names.size() ? label + " " + names.get(label) : Integer.toString(label);
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }

    private static String three(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
