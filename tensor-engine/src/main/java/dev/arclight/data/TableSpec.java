package dev.arclight.data;

import dev.arclight.tensor.DType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of a table are read and what becomes of them.
 *
 * @param columns each by its name in the file, in this order; empty for all
 * @param features how many of the first columns are laid side by side as "data"; 0 if each is on its own
 * @param label the column that becomes "target", the last one, or null
 * @param classes the label's text in the order of its numbers; empty if it holds numbers
 * @param isTarget whether the label is a value and no class number
 * @param dtypes of columns that have a wanted one
 * @param text columns that are text
 * @param dataType of "data"
 * @param shape of a row of "data", or null
 * @param missingValues what stands for a missing value in text files
 */
record TableSpec(
        List<String> columns,
        int features,
        @Nullable String label,
        List<String> classes,
        boolean isTarget,
        Map<String, DType> dtypes,
        Set<String> text,
        DType dataType,
        int @Nullable [] shape,
        Missing missing,
        Set<String> missingValues) {

    /** The same of all columns that a file has. */
    TableSpec of(List<String> all) {
        return new TableSpec(all, 0, null, classes, isTarget, dtypes, text, dataType, shape, missing, missingValues);
    }

    /** What a column's values become, or null if the file decides. */
    @Nullable
    DType wanted(int column) {
        String name = columns.get(column);
        if (isLabel(column)) {
            return isTarget ? dtypes.getOrDefault(name, DType.FLOAT32) : DType.INT64;
        }
        return column < features ? dataType : dtypes.get(name);
    }

    boolean isText(int column) {
        return !isLabel(column) && column >= features && text.contains(columns.get(column));
    }

    boolean isLabel(int column) {
        return label != null && column == columns.size() - 1;
    }
}
