package dev.arclight.spark.sql;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** One group's inputs and results for the current batch of a task. */
interface CallSession {
    /** Begins a batch. */
    void clear();

    /**
     * Reads a row of the batch.
     *
     * @param index its number in the batch
     * @param ahead how many rows it lies behind the first that was not passed, for messages
     */
    void read(InternalRow fields, int index, int ahead);

    /** Reads rows {@code from … from + count - 1} as those from 0 on. */
    default void read(ColumnarBatch batch, int from, int count) {
        for (int i = 0; i < count; i++) {
            read(batch.getRow(from + i), i, i);
        }
    }

    /** Computes the results of the rows that were read, all of which have been passed. */
    void score();

    /** Puts the results of a row into their places, null where it has none. */
    void write(int index, InternalRow values);
}
