package dev.arclight.spark.data;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * All rows of one partition as contiguous arrays, to train on epoch after epoch. Immutable by convention: the arrays are
 * shared, not copied, so nobody writes to them.
 *
 * <p>Spark can persist it; as a Java object in memory it costs the arrays and nothing more.
 */
public final class PartitionData implements Serializable {
    private static final long serialVersionUID = 2L;

    private final DType dtype;
    private final int[] shape;
    private final int width;
    private final int rows;
    private final Serializable features;
    private final int[] labels;
    private final int targetWidth;
    private final float[] targets;
    private final float[] weights;

    private PartitionData(
            TensorLayout layout, int rows, Serializable features, int[] labels, float[] targets, float[] weights) {
        this.dtype = layout.dtype();
        this.shape = layout.shape();
        this.width = layout.width();
        this.rows = rows;
        this.features = features;
        this.labels = labels;
        this.targetWidth = layout.targetWidth();
        this.targets = targets;
        this.weights = weights;
    }

    /**
     * Reads a partition to its end.
     *
     * @throws ShapeException if features or targets pass the largest Java array
     */
    static PartitionData of(TensorLayout layout, Iterator<TensorBatch> batches) {
        int width = layout.width();
        List<Object> features = new ArrayList<>();
        List<int[]> labels = new ArrayList<>();
        List<float[]> targets = new ArrayList<>();
        List<float[]> weights = new ArrayList<>();
        long rows = 0;
        while (batches.hasNext()) {
            TensorBatch batch = batches.next();
            rows += batch.rows();
            requireRoom(rows, batch.rows(), width, "features");
            requireRoom(rows, batch.rows(), layout.targetWidth(), "targets");
            int count = batch.rows() * width;
            features.add(
                    batch.featureArray() instanceof float[] floats
                            ? Arrays.copyOf(floats, count)
                            : Arrays.copyOf((byte[]) batch.featureArray(), count));
            if (layout.hasClasses()) {
                labels.add(Arrays.copyOf(batch.labels(), batch.rows()));
            }
            if (layout.hasValues()) {
                targets.add(Arrays.copyOf(batch.targets(), batch.rows() * layout.targetWidth()));
            }
            if (layout.hasWeights()) {
                weights.add(Arrays.copyOf(batch.weights(), batch.rows()));
            }
        }
        int total = (int) rows;
        Serializable all = layout.dtype() == DType.FLOAT32 ? new float[total * width] : new byte[total * width];
        int[] allLabels = new int[layout.hasClasses() ? total : 0];
        float[] allTargets = new float[total * layout.targetWidth()];
        float[] allWeights = new float[layout.hasWeights() ? total : 0];
        join(features, all);
        join(labels, allLabels);
        join(targets, allTargets);
        join(weights, allWeights);
        return new PartitionData(layout, total, all, allLabels, allTargets, allWeights);
    }

    private static void requireRoom(long rows, int last, int width, String what) {
        if (rows * width > FeatureBuffer.MOST) {
            throw new ShapeException("a partition of more than " + (rows - last) + " rows of " + width + " " + what
                    + " passes the largest Java array, 2^31 - 9 elements; repartition into more partitions");
        }
    }

    /** The dtype of the features: float32, uint8 or int8. */
    public DType dtype() {
        return dtype;
    }

    /** The extents of one row's features. */
    public int[] shape() {
        return shape.clone();
    }

    /** The number of features in a row. */
    public int width() {
        return width;
    }

    public int rows() {
        return rows;
    }

    /** The {@code float[]} or {@code byte[]} of {@code rows × width} features, row after row; not a copy. */
    public Object featureArray() {
        return features;
    }

    /** The class number of each row, not a copy; empty if none were asked for. */
    public int[] labels() {
        return labels;
    }

    /** How many targets each row has. */
    public int targetWidth() {
        return targetWidth;
    }

    /** The targets of each row, row after row and not a copy; empty if none were asked for. */
    public float[] targets() {
        return targets;
    }

    /** How much each row counts, not a copy; empty if no weights were asked for. */
    public float[] weights() {
        return weights;
    }

    /** All features as a tensor of shape {@code [rows, shape…]} that shares the array. */
    public Tensor features() {
        int[] extents = extents(rows);
        return features instanceof float[] floats
                ? Tensor.of(floats, extents)
                : Tensor.ofBytes((byte[]) features, dtype, extents);
    }

    /** Copies the features of rows {@code order[from]} to {@code order[to - 1]} into a new tensor {@code [to - from, shape…]}. */
    public Tensor features(int[] order, int from, int to) {
        int count = to - from;
        if (features instanceof float[] floats) {
            float[] chosen = new float[count * width];
            for (int i = 0; i < count; i++) {
                System.arraycopy(floats, order[from + i] * width, chosen, i * width, width);
            }
            return Tensor.of(chosen, extents(count));
        }
        byte[] chosen = new byte[count * width];
        for (int i = 0; i < count; i++) {
            System.arraycopy(features, order[from + i] * width, chosen, i * width, width);
        }
        return Tensor.ofBytes(chosen, dtype, extents(count));
    }

    /** The labels of rows {@code order[from]} to {@code order[to - 1]}. */
    public int[] labels(int[] order, int from, int to) {
        int[] chosen = new int[to - from];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = labels[order[from + i]];
        }
        return chosen;
    }

    /** The targets of rows {@code order[from]} to {@code order[to - 1]}, row after row. */
    public float[] targets(int[] order, int from, int to) {
        float[] chosen = new float[(to - from) * targetWidth];
        for (int i = from; i < to; i++) {
            System.arraycopy(targets, order[i] * targetWidth, chosen, (i - from) * targetWidth, targetWidth);
        }
        return chosen;
    }

    private int[] extents(int count) {
        int[] extents = new int[shape.length + 1];
        extents[0] = count;
        System.arraycopy(shape, 0, extents, 1, shape.length);
        return extents;
    }

    private static void join(List<?> parts, Object whole) {
        int at = 0;
        for (Object part : parts) {
            int length = java.lang.reflect.Array.getLength(part);
            System.arraycopy(part, 0, whole, at, length);
            at += length;
        }
    }
}
