package dev.arclight.data;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the datasets of tables have in common: which columns are read, and what becomes of them.
 *
 * <p>Either each column is a member of the batch by its name ({@link #columns}), or the feature columns are laid side by side
 * as {@code data()} and one more is {@code target()} ({@link #features} with {@link #label} or {@link #target}).
 *
 * @param <S> the builder itself
 */
public abstract sealed class TableBuilder<S extends TableBuilder<S>>
        permits CsvDataset.Builder, JsonLinesDataset.Builder, ParquetDataset.Builder {
    private List<String> columns = List.of();
    private List<String> features = List.of();
    private @Nullable String label;
    private List<String> classes = List.of();
    private boolean isTarget;
    private final Map<String, DType> dtypes = new HashMap<>();
    private final Set<String> text = new HashSet<>();
    private DType dataType = DType.FLOAT32;
    private int @Nullable [] shape;
    private Missing missing = Missing.error();
    private Set<String> missingValues = Set.of("");

    TableBuilder() {}

    abstract S self();

    /** The columns to read, each a member of the batch; without it, and without features, all that the file has. */
    public S columns(String... names) {
        columns = List.of(names);
        return self();
    }

    /** The columns that are laid side by side, in this order, as a batch's {@code data()}. */
    public S features(String... names) {
        features = List.of(names);
        return self();
    }

    /** The column of class numbers, a batch's {@code target()}: whole numbers, or the place of its text among the classes. */
    public S label(String name, String... classes) {
        label = name;
        this.classes = List.of(classes);
        isTarget = false;
        return self();
    }

    /** The column of values to regress on, a batch's {@code target()}. */
    public S target(String name) {
        label = name;
        classes = List.of();
        isTarget = true;
        return self();
    }

    /** The extents of one row's features; without it they are a vector. */
    public S shape(int... extents) {
        for (int extent : extents) {
            if (extent < 1) {
                throw new ShapeException("shape " + Arrays.toString(extents) + " of features: extents must be ≥ 1");
            }
        }
        shape = extents.clone();
        return self();
    }

    /** The dtype of the features; float32 unless told otherwise. */
    public S dtype(DType dtype) {
        dataType = dtype;
        return self();
    }

    /** The dtype of one column that stands on its own. */
    public S dtype(String column, DType dtype) {
        dtypes.put(column, dtype);
        return self();
    }

    /** Columns that are text; in a batch they are lists. */
    public S text(String... names) {
        text.addAll(List.of(names));
        return self();
    }

    /** What happens to a row that lacks a value. */
    public S missing(Missing missing) {
        this.missing = missing;
        return self();
    }

    S missingTexts(String... values) {
        missingValues = Set.of(values);
        return self();
    }

    final TableSpec spec() {
        if (!features.isEmpty() && !columns.isEmpty()) {
            throw new ArclightException("a table is read by columns(…) or by features(…); take one");
        }
        if (features.isEmpty() && (label != null || shape != null)) {
            throw new ArclightException("label, target and shape go with features(…); name the feature columns");
        }
        List<String> all = new ArrayList<>(features.isEmpty() ? columns : features);
        if (label != null) {
            all.add(label);
        }
        Set<String> seen = new HashSet<>();
        for (String name : all) {
            if (!seen.add(name)) {
                throw new ArclightException("column \"" + name + "\" is named twice");
            }
        }
        return new TableSpec(
                all,
                features.size(),
                label,
                classes,
                isTarget,
                Map.copyOf(dtypes),
                Set.copyOf(text),
                dataType,
                shape,
                missing,
                missingValues);
    }
}
