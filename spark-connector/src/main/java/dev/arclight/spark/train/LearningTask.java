package dev.arclight.spark.train;

import dev.arclight.io.Signature;
import dev.arclight.spark.data.ParquetTensors;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;

/**
 * What a network is to learn from a dataset, checked.
 *
 * @param inputs what a row's features are for; empty if they are one tensor
 * @param signature what the network takes and gives
 * @param columns how rows are read, without their weights
 */
record LearningTask(
        List<TensorSlot> inputs,
        Signature signature,
        Objective objective,
        Function<Dataset<?>, ParquetTensors> columns) {}
