package dev.arclight.metric;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.io.Serializable;
import java.util.Arrays;

/** A part of a metric's state that can be added to another's. */
abstract sealed class Accumulator implements Serializable {
    private static final long serialVersionUID = 1L;

    private Accumulator() {}

    abstract void reset();

    /** Adds another's, which came after. */
    abstract void add(Accumulator other);

    /** Adds another's, which came before. */
    void putBefore(Accumulator other) {
        add(other);
    }

    abstract Accumulator copy();

    abstract Tensor toTensor();

    abstract boolean fits(Tensor saved);

    abstract void set(Tensor saved);

    /** Whole numbers. */
    static final class Counts extends Accumulator {
        private static final long serialVersionUID = 1L;

        final long[] values;

        Counts(int n) {
            values = new long[n];
        }

        @Override
        void reset() {
            Arrays.fill(values, 0);
        }

        @Override
        void add(Accumulator other) {
            long[] more = ((Counts) other).values;
            for (int i = 0; i < values.length; i++) {
                values[i] += more[i];
            }
        }

        @Override
        Accumulator copy() {
            Counts copy = new Counts(values.length);
            copy.add(this);
            return copy;
        }

        @Override
        Tensor toTensor() {
            return Tensor.of(values.clone(), values.length);
        }

        @Override
        boolean fits(Tensor saved) {
            return saved.dtype() == DType.INT64 && saved.rank() == 1 && saved.numel() == values.length;
        }

        @Override
        void set(Tensor saved) {
            System.arraycopy(saved.toLongArray(), 0, values, 0, values.length);
        }
    }

    /** Floating numbers. */
    static final class Sums extends Accumulator {
        private static final long serialVersionUID = 1L;

        final double[] values;

        Sums(int n) {
            values = new double[n];
        }

        @Override
        void reset() {
            Arrays.fill(values, 0);
        }

        @Override
        void add(Accumulator other) {
            double[] more = ((Sums) other).values;
            for (int i = 0; i < values.length; i++) {
                values[i] += more[i];
            }
        }

        @Override
        Accumulator copy() {
            Sums copy = new Sums(values.length);
            copy.add(this);
            return copy;
        }

        @Override
        Tensor toTensor() {
            return Tensor.of(values.clone(), values.length);
        }

        @Override
        boolean fits(Tensor saved) {
            return saved.dtype() == DType.FLOAT64 && saved.rank() == 1 && saved.numel() == values.length;
        }

        @Override
        void set(Tensor saved) {
            System.arraycopy(saved.toDoubleArray(), 0, values, 0, values.length);
        }
    }

    /** Numbers that are kept one by one. */
    static final class Rows extends Accumulator {
        private static final long serialVersionUID = 1L;

        private double[] values = new double[0];
        private int size;

        int size() {
            return size;
        }

        double get(int i) {
            return values[i];
        }

        void append(double value) {
            room(size + 1);
            values[size++] = value;
        }

        void append(double[] more, int n) {
            room(size + n);
            System.arraycopy(more, 0, values, size, n);
            size += n;
        }

        /** Forgets the oldest until {@code most} are left. */
        void keepLast(int most) {
            if (size > most) {
                System.arraycopy(values, size - most, values, 0, most);
                size = most;
            }
        }

        double[] toArray() {
            return Arrays.copyOf(values, size);
        }

        private void room(int wanted) {
            if (wanted > values.length) {
                values = Arrays.copyOf(values, Math.max(wanted, values.length + (values.length >> 1) + 16));
            }
        }

        @Override
        void reset() {
            values = new double[0];
            size = 0;
        }

        @Override
        void add(Accumulator other) {
            Rows more = (Rows) other;
            append(more.values, more.size);
        }

        @Override
        void putBefore(Accumulator other) {
            double[] own = toArray();
            reset();
            add(other);
            append(own, own.length);
        }

        @Override
        Accumulator copy() {
            Rows copy = new Rows();
            copy.add(this);
            return copy;
        }

        @Override
        Tensor toTensor() {
            return Tensor.of(toArray(), size);
        }

        @Override
        boolean fits(Tensor saved) {
            return saved.dtype() == DType.FLOAT64 && saved.rank() == 1;
        }

        @Override
        void set(Tensor saved) {
            reset();
            append(saved.toDoubleArray(), saved.numel());
        }
    }

    /**
     * Count, mean and sum of squared deviations from it, which unlike a sum of squares lose nothing when numbers are large beside
     * their spread (Chan, Golub and LeVeque 1979).
     */
    static final class Moments extends Accumulator {
        private static final long serialVersionUID = 1L;

        private static final int COUNT = 0;
        private static final int MEAN = 1;
        private static final int SQUARES = 2;
        private static final int EACH = 3;

        private final double[] values;

        Moments(int n) {
            values = new double[n * EACH];
        }

        void put(int of, double value) {
            combine(of, 1, value, 0);
        }

        double count(int of) {
            return values[of * EACH + COUNT];
        }

        double squares(int of) {
            return values[of * EACH + SQUARES];
        }

        private void combine(int of, double count, double mean, double squares) {
            int at = of * EACH;
            double before = values[at + COUNT];
            double all = before + count;
            if (count == 0) {
                return;
            }
            double difference = mean - values[at + MEAN];
            values[at + COUNT] = all;
            values[at + MEAN] += difference * count / all;
            values[at + SQUARES] += squares + difference * difference * before * count / all;
        }

        @Override
        void reset() {
            Arrays.fill(values, 0);
        }

        @Override
        void add(Accumulator other) {
            double[] more = ((Moments) other).values;
            for (int i = 0; i < values.length; i += EACH) {
                combine(i / EACH, more[i + COUNT], more[i + MEAN], more[i + SQUARES]);
            }
        }

        @Override
        Accumulator copy() {
            Moments copy = new Moments(values.length / EACH);
            copy.add(this);
            return copy;
        }

        @Override
        Tensor toTensor() {
            return Tensor.of(values.clone(), values.length);
        }

        @Override
        boolean fits(Tensor saved) {
            return saved.dtype() == DType.FLOAT64 && saved.rank() == 1 && saved.numel() == values.length;
        }

        @Override
        void set(Tensor saved) {
            System.arraycopy(saved.toDoubleArray(), 0, values, 0, values.length);
        }
    }
}
