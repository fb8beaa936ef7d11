package dev.arclight.spark.train;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/**
 * What the driver knows about the rows of a training.
 *
 * @param mostRows to learn from, of the partition that has most
 * @param rows to learn from, of all partitions
 * @param held rows that are held out, of all partitions
 * @param digest stands for the rows' content and which partitions they are in, not for their order there
 */
record TrainingData(int mostRows, long rows, long held, long digest) {

    private record Part(int partition, int rows, int held, long digest) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /** @throws TrainingException if there are no rows to learn from */
    static TrainingData of(JavaRDD<Shard> shards) {
        List<Part> parts = shards.mapPartitionsWithIndex(
                        (partition, found) -> {
                            List<Part> here = new ArrayList<>();
                            found.forEachRemaining(shard ->
                                    here.add(new Part(partition, shard.rows(), shard.held().length, shard.digest())));
                            return here.iterator();
                        },
                        true)
                .collect();
        int most = 0;
        long rows = 0;
        long held = 0;
        long digest = 0;
        for (Part part :
                parts.stream().sorted(Comparator.comparingInt(Part::partition)).toList()) {
            most = Math.max(most, part.rows());
            rows += part.rows();
            held += part.held();
            if (part.rows() + part.held() > 0) {
                digest = 31 * (31 * digest + part.partition()) + part.digest();
            }
        }
        if (most == 0) {
            throw new TrainingException(
                    "the dataset has no rows to learn from; check the path and the filters before fit");
        }
        return new TrainingData(most, rows, held, digest);
    }
}
