package dev.arclight.spark.sql;

import dev.arclight.spark.data.RowPosition;
import java.io.Serializable;

/** What tasks need to know of calls that share a pass through a model. */
interface CallGroup extends Serializable {
    /** What one task does for them. */
    CallSession open(int batchRows, RowPosition position);
}
