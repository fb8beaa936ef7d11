package dev.arclight.spark.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.network.util.JavaUtils;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * Averages contributions of large states. Each is cut into pieces; a shuffle brings the pieces of one stretch together, sorted by
 * partition, and executors average them one after the other. The driver gets the averaged stretches alone, some at a time.
 *
 * <p>So no task and no message holds more than a few pieces beside a task's own network, and the driver holds one new state. The
 * bits are those of {@link TreeAverage}.
 */
final class ShardedAverage {
    /** Numbers in a piece, whole blocks of {@link Wire}: 1 MiB of float32. Spark's Java serializer holds on to 100 of them at a time. */
    static final int PIECE = 1 << 18;

    /** Bytes that come to the driver in one job, unless spark.driver.maxResultSize is smaller. */
    private static final long JOB_BYTES = 32L << 20;

    private static final String MOST = "spark.driver.maxResultSize";

    /** Of keys: what is not values of a contribution. */
    private static final int HEADER = 0;

    private ShardedAverage() {}

    /** What travels: a header or a piece. */
    private record Part(
            @Nullable Contribution header, @Nullable Piece piece) implements java.io.Serializable {
        private static final long serialVersionUID = 1L;

        static Part mean(Part a, Part b) {
            if (a.header != null && b.header != null) {
                return new Part(Averaging.merge(List.of(a.header, b.header)).orElseThrow(), null);
            }
            if (a.piece == null || b.piece == null) {
                throw new IllegalStateException("a header among pieces");
            }
            return new Part(null, Piece.mean(a.piece, b.piece));
        }
    }

    /**
     * The average; empty if nobody contributed.
     *
     * @param length of the values of each contribution that has not failed
     */
    static Optional<Contribution> of(JavaSparkContext context, JavaRDD<Contribution> contributions, int length) {
        return of(context, contributions, length, jobBytes(context));
    }

    /** @param jobBytes that come to the driver in one job, about */
    static Optional<Contribution> of(
            JavaSparkContext context, JavaRDD<Contribution> contributions, int length, long jobBytes) {
        int pieces = pieces(length);
        long bytes = (long) Float.BYTES * length;
        long wanted = Math.max(2L * context.defaultParallelism(), 1 + bytes / (jobBytes / 4));
        int reducers = (int) Math.max(1, Math.min(pieces, wanted));
        JavaPairRDD<Long, Part> parts = contributions.flatMapToPair(ShardedAverage::cut);
        JavaRDD<Tuple2<Integer, Part>> averaged = parts.repartitionAndSortWithinPartitions(new ByStretch(reducers))
                .mapPartitions(ShardedAverage::average);
        try {
            int perJob = (int) Math.max(1, jobBytes / Math.max(1, bytes / reducers));
            return collect(averaged, reducers, perJob, length);
        } finally {
            averaged.rdd().cleanShuffleDependencies(false);
        }
    }

    /** How many pieces so many values are cut into. */
    static int pieces(int length) {
        return length / PIECE + (length % PIECE == 0 ? 0 : 1);
    }

    private static long jobBytes(JavaSparkContext context) {
        long most = JavaUtils.byteStringAsBytes(context.getConf().get(MOST, "1g"));
        return most == 0 ? JOB_BYTES : Math.max(PIECE, Math.min(JOB_BYTES, most / 2));
    }

    private static Optional<Contribution> collect(
            JavaRDD<Tuple2<Integer, Part>> averaged, int reducers, int perJob, int length) {
        float[] values = {};
        Contribution header = null;
        for (int first = 0; first < reducers; first += perJob) {
            int[] now =
                    IntStream.range(first, Math.min(reducers, first + perJob)).toArray();
            for (List<Tuple2<Integer, Part>> reducer : averaged.collectPartitions(now)) {
                for (Tuple2<Integer, Part> part : reducer) {
                    if (part._2().header() != null) {
                        header = part._2().header();
                    } else if (part._2().piece() != null) {
                        values = values.length == 0 ? new float[length] : values;
                        part._2().piece().copyTo(values, (part._1() - 1) * PIECE);
                    }
                }
            }
            // The first job brings the header, and with it word of what went wrong.
            if (header == null || header.isFailed()) {
                return Optional.ofNullable(header);
            }
        }
        float[] all = values;
        return Optional.ofNullable(header)
                .map(whole -> whole.with(new TrainingState(all, whole.state().counts())));
    }

    /** Runs in a task: a contribution as a header and pieces. */
    private static Iterator<Tuple2<Long, Part>> cut(Contribution whole) {
        TrainingState state = whole.state();
        Contribution header = whole.with(new TrainingState(new float[0], state.counts()));
        int length = state.values().length;
        int pieces = pieces(length);
        return IntStream.rangeClosed(HEADER, pieces)
                .mapToObj(stretch -> {
                    long key = (long) stretch << Integer.SIZE | whole.partition();
                    if (stretch == HEADER) {
                        return new Tuple2<>(key, new Part(header, null));
                    }
                    int from = (stretch - 1) * PIECE;
                    int to = from + Math.min(PIECE, length - from);
                    Piece piece = new Piece(state.values(), from, to, whole.weight(), state.wire(), state.narrow());
                    return new Tuple2<>(key, new Part(null, piece));
                })
                .iterator();
    }

    /** Runs in a task: averages each stretch as its parts come by, sorted by stretch and partition. */
    private static Iterator<Tuple2<Integer, Part>> average(Iterator<Tuple2<Long, Part>> parts) {
        if (!parts.hasNext()) {
            return Collections.emptyIterator();
        }
        List<Tuple2<Integer, Part>> averaged = new ArrayList<>();
        int stretch = -1;
        FixedTree<Part> tree = new FixedTree<>(Part::mean);
        while (parts.hasNext()) {
            Tuple2<Long, Part> next = parts.next();
            int here = (int) (next._1() >>> Integer.SIZE);
            if (here != stretch) {
                add(averaged, stretch, tree);
                stretch = here;
                tree = new FixedTree<>(Part::mean);
            }
            tree.add(next._1().intValue(), next._2());
        }
        add(averaged, stretch, tree);
        return averaged.iterator();
    }

    private static void add(List<Tuple2<Integer, Part>> averaged, int stretch, FixedTree<Part> tree) {
        tree.result().ifPresent(part -> averaged.add(new Tuple2<>(stretch, part)));
    }

    /** All of a stretch to one reducer, neighbouring stretches to different ones; headers to the first. */
    private static final class ByStretch extends Partitioner {
        private static final long serialVersionUID = 1L;

        private final int reducers;

        ByStretch(int reducers) {
            this.reducers = reducers;
        }

        @Override
        public int numPartitions() {
            return reducers;
        }

        @Override
        public int getPartition(Object key) {
            return (int) ((Long) key >>> Integer.SIZE) % reducers;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ByStretch that && reducers == that.reducers;
        }

        @Override
        public int hashCode() {
            return reducers;
        }
    }
}
