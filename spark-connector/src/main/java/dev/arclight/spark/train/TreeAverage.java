package dev.arclight.spark.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/** Averages contributions that travel whole: in stages of executors, and at last on the driver. */
final class TreeAverage {
    private TreeAverage() {}

    /** The average; empty if nobody contributed. */
    static Optional<Contribution> of(JavaRDD<Contribution> contributions, int fanIn) {
        JavaRDD<Contribution> nodes = contributions;
        long span = 1;
        while (nodes.getNumPartitions() > fanIn) {
            span *= fanIn;
            long width = span;
            int groups = (int) ((contributions.getNumPartitions() + width - 1) / width);
            JavaPairRDD<Integer, Contribution> byGroup =
                    nodes.mapToPair(node -> new Tuple2<>((int) (node.partition() / width), node));
            // Group numbers hash to themselves, so each group gets a partition of its own.
            nodes = byGroup.groupByKey(new HashPartitioner(groups))
                    .map(group -> Averaging.merge(list(group._2())).orElseThrow());
        }
        Optional<Contribution> average = Averaging.merge(nodes.collect());
        if (span > 1) {
            nodes.rdd().cleanShuffleDependencies(false);
        }
        return average;
    }

    private static List<Contribution> list(Iterable<Contribution> contributions) {
        List<Contribution> list = new ArrayList<>();
        contributions.forEach(list::add);
        return list;
    }
}
