package dev.arclight.beam.data;

import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.DefaultCoder;

/**
 * Some rows of a table, with one tensor for each column. Runners work per element, so hundreds of rows in one element cost
 * little more than one row. Immutable: whoever holds a block must not change its tensors.
 *
 * <pre>{@code
 * TensorBlock block = TensorBlock.of(Map.of("image", images, "label", labels));   // uint8[256, 784], int64[256]
 * Tensor images = block.column("image");
 * }</pre>
 */
@DefaultCoder(TensorBlockCoder.class)
public final class TensorBlock {
    private final Map<String, Tensor> columns;
    private final int rows;

    private TensorBlock(Map<String, Tensor> columns, int rows) {
        this.columns = columns;
        this.rows = rows;
    }

    /**
     * A block of these columns, in the map's order; the tensors are not copied.
     *
     * @throws ShapeException if there is no column, or one has no rows or another number of them than the first
     */
    public static TensorBlock of(Map<String, Tensor> columns) {
        Map<String, Tensor> kept = new LinkedHashMap<>();
        int rows = -1;
        for (Map.Entry<String, Tensor> column : columns.entrySet()) {
            Tensor tensor = column.getValue();
            if (tensor.rank() == 0 || rows >= 0 && tensor.size(0) != rows) {
                throw new ShapeException("column '" + column.getKey() + "' is " + tensor.type() + ", expected "
                        + (rows < 0 ? "a tensor of rows" : rows + " rows as the columns before"));
            }
            rows = tensor.size(0);
            kept.put(column.getKey(), tensor.detach().contiguous());
        }
        if (rows < 0) {
            throw new ShapeException("a block has no column, expected one or more");
        }
        return new TensorBlock(kept, rows);
    }

    public int rows() {
        return rows;
    }

    /** The columns' names, in order. */
    public List<String> names() {
        return new ArrayList<>(columns.keySet());
    }

    /**
     * The column's rows, of shape {@code [rows, …]}; contiguous and not a copy.
     *
     * @throws ShapeException if there is no such column
     */
    public Tensor column(String name) {
        Tensor found = columns.get(name);
        if (found == null) {
            throw new ShapeException("there is no column '" + name + "'; the block has " + columns.keySet());
        }
        return found;
    }

    /** Whether there is a column of that name. */
    public boolean has(String name) {
        return columns.containsKey(name);
    }

    /** Such as {@code TensorBlock{image=uint8[256, 784], label=int64[256]}}. */
    @Override
    public String toString() {
        Map<String, String> types = new LinkedHashMap<>();
        columns.forEach((name, tensor) -> types.put(name, tensor.type().toString()));
        return "TensorBlock" + types;
    }
}
