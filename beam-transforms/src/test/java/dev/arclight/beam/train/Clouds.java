package dev.arclight.beam.train;

import dev.arclight.beam.data.TensorBlock;
import dev.arclight.nn.Linear;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Points around three centres, to be told apart; and a network that can. */
final class Clouds {
    static final int FEATURES = 6;
    static final int CLASSES = 3;

    private final float[][] points;
    private final long[] labels;

    Clouds(int rows, long seed) {
        Random random = new Random(seed);
        points = new float[rows][FEATURES];
        labels = new long[rows];
        for (int row = 0; row < rows; row++) {
            labels[row] = random.nextInt(CLASSES);
            for (int i = 0; i < FEATURES; i++) {
                points[row][i] = (float) random.nextGaussian() + (i % CLASSES == labels[row] ? 2 : 0);
            }
        }
    }

    static Sequential network() {
        return new Sequential(new Linear(FEATURES, 8), new ReLU(), new Linear(8, CLASSES));
    }

    /** All rows, in an order of that seed, at most so many in a block. */
    List<TensorBlock> blocks(int blockRows, long orderSeed) {
        List<Integer> order = new ArrayList<>();
        for (int row = 0; row < labels.length; row++) {
            order.add(row);
        }
        Collections.shuffle(order, new Random(orderSeed));
        List<TensorBlock> blocks = new ArrayList<>();
        for (int from = 0; from < order.size(); from += blockRows) {
            blocks.add(block(order.subList(from, Math.min(order.size(), from + blockRows))));
        }
        return blocks;
    }

    private TensorBlock block(List<Integer> rows) {
        float[] features = new float[rows.size() * FEATURES];
        long[] classes = new long[rows.size()];
        for (int i = 0; i < classes.length; i++) {
            System.arraycopy(points[rows.get(i)], 0, features, i * FEATURES, FEATURES);
            classes[i] = labels[rows.get(i)];
        }
        Map<String, Tensor> columns = new LinkedHashMap<>();
        columns.put("point", Tensor.of(features, classes.length, FEATURES));
        columns.put("cloud", Tensor.of(classes, classes.length));
        return TensorBlock.of(columns);
    }
}
