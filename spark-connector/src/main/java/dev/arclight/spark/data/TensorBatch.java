package dev.arclight.spark.data;

import dev.arclight.tensor.Tensor;

/**
 * Some rows as arrays. An iterator fills the same batch again and again: use it before asking for the next, or copy it.
 *
 * <p>Not for use by two threads.
 */
public final class TensorBatch {
    private static final int[] NO_CLASSES = {};
    private static final float[] NO_VALUES = {};

    private final int[] shape;
    private final FeatureBuffer features;
    private final int[] classes;
    private final FloatFeatures values;
    private final float[] weights;
    private int rows;

    TensorBatch(TensorLayout layout, int capacity) {
        this.shape = layout.shape();
        this.features = FeatureBuffer.of(layout.dtype(), capacity, layout.width());
        this.classes = layout.hasClasses() ? new int[capacity] : NO_CLASSES;
        this.values = new FloatFeatures(layout.hasValues() ? capacity : 0, layout.targetWidth());
        this.weights = layout.hasWeights() ? new float[capacity] : NO_VALUES;
    }

    /** How many rows there are. */
    public int rows() {
        return rows;
    }

    /** Features of shape {@code [rows, shape…]}, sharing this batch's array. */
    public Tensor features() {
        return features.tensor(rows, shape);
    }

    /** The array behind {@link #features}: {@code float[]} or {@code byte[]}, row after row, and longer if not full. */
    public Object featureArray() {
        return features.array();
    }

    /** Class numbers of the first {@link #rows} rows; empty if none were asked for. */
    public int[] labels() {
        return classes;
    }

    /** Targets of the first {@link #rows} rows, row after row; empty if none were asked for. */
    public float[] targets() {
        return values.array();
    }

    FeatureBuffer targetBuffer() {
        return values;
    }

    /** How much the first {@link #rows} rows count; empty if no weights were asked for. */
    public float[] weights() {
        return weights;
    }

    FeatureBuffer buffer() {
        return features;
    }

    int capacity() {
        return features.rows();
    }

    void rows(int count) {
        rows = count;
    }
}
