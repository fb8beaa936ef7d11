package dev.arclight.spark.train;

import dev.arclight.spark.data.Columns;
import dev.arclight.spark.data.ParquetTensors;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.storage.StorageLevel;

/**
 * Reads rows into shards, one in each partition.
 *
 * @param names of the columns of features and labels
 */
record ShardReader(NeuralTrainingParams params, LearningTask task, List<String> names) {

    /**
     * The rows' shards, kept by executors once they were read.
     *
     * @param heldShare of the rows that nothing is learnt from
     */
    JavaRDD<Shard> read(Dataset<?> rows, double heldShare) {
        ParquetTensors columns = task.columns().apply(partitioned(rows)).finite(params.getCheckFinite());
        if (!params.getWeightCol().isEmpty()) {
            columns = columns.weight(params.getWeightCol());
        }
        long seed = params.getSeed();
        return columns.read()
                .data()
                .map(data -> Shard.of(data, heldShare, seed))
                .persist(StorageLevel.MEMORY_AND_DISK());
    }

    /** Rows go where their content sends them, so how the data were cut into splits changes nothing. */
    private Dataset<?> partitioned(Dataset<?> dataset) {
        int partitions = params.getNumPartitions();
        if (partitions == 0 && params.getPartitionPolicy().equals(NeuralAveragingParams.AUTO)) {
            partitions = Math.max(1, dataset.sparkSession().sparkContext().defaultParallelism());
        }
        if (partitions == 0) {
            return dataset;
        }
        Set<String> all = new LinkedHashSet<>(names);
        if (!params.getWeightCol().isEmpty()) {
            all.add(params.getWeightCol());
        }
        Column[] columns = all.stream().map(name -> Columns.of(dataset, name)).toArray(Column[]::new);
        return dataset.select(columns).repartition(partitions, columns);
    }
}
