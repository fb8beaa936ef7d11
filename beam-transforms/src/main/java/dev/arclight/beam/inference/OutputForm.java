package dev.arclight.beam.inference;

import dev.arclight.beam.data.DoubleArrayCoder;
import dev.arclight.beam.data.FloatArrayCoder;
import dev.arclight.beam.data.LongArrayCoder;
import dev.arclight.tensor.Tensor;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VarIntCoder;

/**
 * What is made of a model's output for an example: one value for each row of it.
 *
 * @param <T> the value
 */
abstract class OutputForm<T> implements Serializable {
    private static final long serialVersionUID = 1L;

    abstract Coder<T> coder();

    /** The values of the rows, of {@code width} numbers each. */
    abstract List<T> values(Tensor output, int rows, int width);

    /** The numbers as float32. */
    static final class Floats extends OutputForm<float[]> {
        private static final long serialVersionUID = 1L;

        @Override
        Coder<float[]> coder() {
            return FloatArrayCoder.of();
        }

        @Override
        List<float[]> values(Tensor output, int rows, int width) {
            float[] all = output.toFloatArray();
            List<float[]> values = new ArrayList<>(rows);
            for (int row = 0; row < rows; row++) {
                values.add(Arrays.copyOfRange(all, row * width, (row + 1) * width));
            }
            return values;
        }
    }

    /** The numbers as float64. */
    static final class Doubles extends OutputForm<double[]> {
        private static final long serialVersionUID = 1L;

        @Override
        Coder<double[]> coder() {
            return DoubleArrayCoder.of();
        }

        @Override
        List<double[]> values(Tensor output, int rows, int width) {
            double[] all = output.toDoubleArray();
            List<double[]> values = new ArrayList<>(rows);
            for (int row = 0; row < rows; row++) {
                values.add(Arrays.copyOfRange(all, row * width, (row + 1) * width));
            }
            return values;
        }
    }

    /** The numbers as int64. */
    static final class Longs extends OutputForm<long[]> {
        private static final long serialVersionUID = 1L;

        @Override
        Coder<long[]> coder() {
            return LongArrayCoder.of();
        }

        @Override
        List<long[]> values(Tensor output, int rows, int width) {
            long[] all = output.toLongArray();
            List<long[]> values = new ArrayList<>(rows);
            for (int row = 0; row < rows; row++) {
                values.add(Arrays.copyOfRange(all, row * width, (row + 1) * width));
            }
            return values;
        }
    }

    /** The place of the greatest number, the lowest such; -1 if one is NaN. */
    static final class Classes extends OutputForm<Integer> {
        private static final long serialVersionUID = 1L;

        @Override
        Coder<Integer> coder() {
            return VarIntCoder.of();
        }

        @Override
        List<Integer> values(Tensor output, int rows, int width) {
            double[] all = output.toDoubleArray();
            List<Integer> values = new ArrayList<>(rows);
            for (int row = 0; row < rows; row++) {
                values.add(greatest(all, row * width, width));
            }
            return values;
        }

        /** The place of the greatest of {@code width} numbers from {@code first} on. */
        static int greatest(double[] all, int first, int width) {
            int best = 0;
            for (int k = 0; k < width; k++) {
                if (Double.isNaN(all[first + k])) {
                    return -1;
                }
                if (all[first + k] > all[first + best]) {
                    best = k;
                }
            }
            return best;
        }
    }

    /** The softmax of the numbers, which must be logits; all NaN if one is. */
    static final class Probabilities extends OutputForm<float[]> {
        private static final long serialVersionUID = 1L;

        @Override
        Coder<float[]> coder() {
            return FloatArrayCoder.of();
        }

        @Override
        List<float[]> values(Tensor output, int rows, int width) {
            double[] all = output.toDoubleArray();
            List<float[]> values = new ArrayList<>(rows);
            double[] powers = new double[width];
            for (int row = 0; row < rows; row++) {
                values.add(softmax(all, row * width, powers));
            }
            return values;
        }

        private static float[] softmax(double[] all, int first, double[] powers) {
            double greatest = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < powers.length; k++) {
                greatest = Math.max(greatest, all[first + k]);
            }
            double sum = 0;
            for (int k = 0; k < powers.length; k++) {
                // Subtracting the greatest keeps every power at 1 or below.
                powers[k] = Math.exp(all[first + k] - greatest);
                sum += powers[k];
            }
            float[] probabilities = new float[powers.length];
            for (int k = 0; k < powers.length; k++) {
                probabilities[k] = (float) (powers[k] / sum);
            }
            return probabilities;
        }
    }
}
