package dev.arclight.beam.data;

import java.io.Serializable;

/**
 * A column that is asked for.
 *
 * @param shape of one row; empty for what the column has
 * @param dtype its name, or {@link #ITS_OWN}
 */
record ColumnRequest(String name, int[] shape, String dtype) implements Serializable {
    private static final long serialVersionUID = 1L;

    static final String ITS_OWN = "";
}
