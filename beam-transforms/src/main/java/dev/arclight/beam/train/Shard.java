package dev.arclight.beam.train;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;

/**
 * One fixed part of the training data, as it travels: a description. The rows lie in a file until a worker loads them, and
 * from then on in its memory, too.
 *
 * @param id which rows are in it and its place in sums, so that neither depends on scheduling
 * @param file whose name tells its content
 * @param rows to learn from
 * @param held rows that are held out for validation
 * @param weight how much the rows to learn from count together; their number if they have no weights
 * @param dtype the features'
 * @param shape of one row's features
 */
record Shard(int id, String file, int rows, int held, double weight, String dtype, List<Integer> shape)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    static final Comparator<Shard> BY_ID = Comparator.comparingInt(Shard::id);

    private static final String TAB = "\t";

    /** As a line of a manifest. */
    String line() {
        return String.join(
                TAB,
                Integer.toString(id),
                file,
                Integer.toString(rows),
                Integer.toString(held),
                Double.toString(weight),
                dtype,
                String.join(",", shape.stream().map(String::valueOf).toList()));
    }

    /** The opposite of {@link #line}. */
    static Shard ofLine(String line) {
        String[] parts = line.split(TAB, -1);
        if (parts.length != 7) {
            throw new TrainingException("a list of shards has the line '" + line
                    + "', which this version does not write; delete the training's folder to begin anew");
        }
        List<Integer> shape = parts[6].isEmpty()
                ? List.of()
                : List.of(parts[6].split(",", -1)).stream()
                        .map(Integer::valueOf)
                        .toList();
        return new Shard(
                Integer.parseInt(parts[0]),
                parts[1],
                Integer.parseInt(parts[2]),
                Integer.parseInt(parts[3]),
                Double.parseDouble(parts[4]),
                parts[5],
                shape);
    }

    int[] extents() {
        return shape.stream().mapToInt(Integer::intValue).toArray();
    }
}
