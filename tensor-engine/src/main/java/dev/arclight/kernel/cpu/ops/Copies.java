package dev.arclight.kernel.cpu.ops;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;

/** Moves elements between tensors of any strides, converting between dtypes as PyTorch does. */
final class Copies {
    private Copies() {}

    /** Writes {@code source} over {@code target}; the source broadcasts to the target's shape. */
    static void copy(Tensor source, Tensor target) {
        Spans spans = Spans.of(target.shape(), target, source);
        int n = spans.length();
        int to = spans.step(0);
        int from = spans.step(1);
        if (source.dtype() == target.dtype()) {
            Object in = source.storage().array();
            Object out = target.storage().array();
            if (to == 1 && from == 1) {
                spans.forEach(at -> System.arraycopy(in, at[1], out, at[0], n));
                return;
            }
        }
        switch (target.dtype()) {
            case FLOAT32 -> toFloats(spans, source, target.storage().floats());
            case FLOAT64 -> toDoubles(spans, source, target.storage().doubles());
            case INT64 -> toLongs(spans, source, target.storage().longs());
            case INT32 -> toInts(spans, source, target.storage().ints());
            case INT8, UINT8 -> toBytes(spans, source, target.storage().bytes());
            case BOOL -> toBools(spans, source, target.storage().bytes());
        }
    }

    /** Sets every element of a contiguous tensor to 0. */
    static void zero(Tensor tensor) {
        int from = tensor.offset();
        int to = from + tensor.numel();
        switch (tensor.dtype()) {
            case FLOAT32 -> Arrays.fill(tensor.storage().floats(), from, to, 0f);
            case FLOAT64 -> Arrays.fill(tensor.storage().doubles(), from, to, 0d);
            case INT64 -> Arrays.fill(tensor.storage().longs(), from, to, 0L);
            case INT32 -> Arrays.fill(tensor.storage().ints(), from, to, 0);
            case INT8, UINT8, BOOL -> Arrays.fill(tensor.storage().bytes(), from, to, (byte) 0);
        }
    }

    /** The tensor itself if it has the dtype, else a contiguous converted copy. */
    static Tensor as(DType dtype, Tensor tensor) {
        if (tensor.dtype() == dtype) {
            return tensor;
        }
        Tensor converted = Tensor.uninitialized(dtype, tensor.shape());
        copy(tensor, converted);
        return converted;
    }

    /** The tensor itself if it is contiguous, else a contiguous copy. */
    static Tensor contiguous(Tensor tensor) {
        if (tensor.isContiguous()) {
            return tensor;
        }
        Tensor copy = Tensor.uninitialized(tensor.dtype(), tensor.shape());
        copy(tensor, copy);
        return copy;
    }

    /** The indices of an int64 or int32 tensor in row-major order, each checked to lie in {@code [0, bound)}. */
    static int[] indices(String op, Tensor index, int bound) {
        Tensor plain = contiguous(as(DType.INT64, index));
        long[] values = plain.storage().longs();
        int[] checked = new int[plain.numel()];
        for (int i = 0; i < checked.length; i++) {
            long value = values[plain.offset() + i];
            if (value < 0 || value >= bound) {
                throw new ArclightException(
                        op + ": index " + value + " at place " + i + " is outside [0, " + bound + ")");
            }
            checked[i] = (int) value;
        }
        return checked;
    }

    private static void toFloats(Spans spans, Tensor source, float[] out) {
        int n = spans.length();
        int to = spans.step(0);
        int from = spans.step(1);
        switch (source.dtype()) {
            case FLOAT32 -> {
                float[] in = source.storage().floats();
                spans.forEach(at -> {
                    for (int i = 0; i < n; i++) {
                        out[at[0] + i * to] = in[at[1] + i * from];
                    }
                });
            }
            case FLOAT64 -> {
                double[] in = source.storage().doubles();
                spans.forEach(at -> {
                    for (int i = 0; i < n; i++) {
                        out[at[0] + i * to] = (float) in[at[1] + i * from];
                    }
                });
            }
            case UINT8 -> {
                byte[] in = source.storage().bytes();
                spans.forEach(at -> {
                    for (int i = 0; i < n; i++) {
                        out[at[0] + i * to] = in[at[1] + i * from] & 0xff;
                    }
                });
            }
            case INT8, BOOL, INT32, INT64 -> {
                LongReader in = LongReader.of(source);
                spans.forEach(at -> {
                    for (int i = 0; i < n; i++) {
                        out[at[0] + i * to] = in.get(at[1] + i * from);
                    }
                });
            }
        }
    }

    private static void toDoubles(Spans spans, Tensor source, double[] out) {
        int n = spans.length();
        int to = spans.step(0);
        int from = spans.step(1);
        if (source.dtype().isFloating()) {
            DoubleReader in = DoubleReader.of(source);
            spans.forEach(at -> {
                for (int i = 0; i < n; i++) {
                    out[at[0] + i * to] = in.get(at[1] + i * from);
                }
            });
        } else {
            LongReader in = LongReader.of(source);
            spans.forEach(at -> {
                for (int i = 0; i < n; i++) {
                    out[at[0] + i * to] = in.get(at[1] + i * from);
                }
            });
        }
    }

    private static void toLongs(Spans spans, Tensor source, long[] out) {
        int n = spans.length();
        int to = spans.step(0);
        int from = spans.step(1);
        LongReader in = LongReader.of(source);
        spans.forEach(at -> {
            for (int i = 0; i < n; i++) {
                out[at[0] + i * to] = in.get(at[1] + i * from);
            }
        });
    }

    private static void toInts(Spans spans, Tensor source, int[] out) {
        int n = spans.length();
        int to = spans.step(0);
        int from = spans.step(1);
        LongReader in = LongReader.of(source);
        spans.forEach(at -> {
            for (int i = 0; i < n; i++) {
                out[at[0] + i * to] = (int) in.get(at[1] + i * from);
            }
        });
    }

    private static void toBytes(Spans spans, Tensor source, byte[] out) {
        int n = spans.length();
        int to = spans.step(0);
        int from = spans.step(1);
        LongReader in = LongReader.of(source);
        spans.forEach(at -> {
            for (int i = 0; i < n; i++) {
                out[at[0] + i * to] = (byte) in.get(at[1] + i * from);
            }
        });
    }

    private static void toBools(Spans spans, Tensor source, byte[] out) {
        int n = spans.length();
        int to = spans.step(0);
        int from = spans.step(1);
        if (source.dtype().isFloating()) {
            DoubleReader in = DoubleReader.of(source);
            spans.forEach(at -> {
                for (int i = 0; i < n; i++) {
                    out[at[0] + i * to] = (byte) (in.get(at[1] + i * from) != 0 ? 1 : 0);
                }
            });
        } else {
            LongReader in = LongReader.of(source);
            spans.forEach(at -> {
                for (int i = 0; i < n; i++) {
                    out[at[0] + i * to] = (byte) (in.get(at[1] + i * from) != 0 ? 1 : 0);
                }
            });
        }
    }

    /** Reads any dtype as a long; floats truncate toward zero. */
    @FunctionalInterface
    private interface LongReader {
        long get(int place);

        static LongReader of(Tensor tensor) {
            return switch (tensor.dtype()) {
                case FLOAT32 -> {
                    float[] in = tensor.storage().floats();
                    yield place -> (long) in[place];
                }
                case FLOAT64 -> {
                    double[] in = tensor.storage().doubles();
                    yield place -> (long) in[place];
                }
                case INT64 -> {
                    long[] in = tensor.storage().longs();
                    yield place -> in[place];
                }
                case INT32 -> {
                    int[] in = tensor.storage().ints();
                    yield place -> in[place];
                }
                case INT8, BOOL -> {
                    byte[] in = tensor.storage().bytes();
                    yield place -> in[place];
                }
                case UINT8 -> {
                    byte[] in = tensor.storage().bytes();
                    yield place -> in[place] & 0xff;
                }
            };
        }
    }

    /** Reads a floating dtype as a double. */
    @FunctionalInterface
    private interface DoubleReader {
        double get(int place);

        static DoubleReader of(Tensor tensor) {
            if (tensor.dtype() == DType.FLOAT32) {
                float[] in = tensor.storage().floats();
                return place -> in[place];
            }
            double[] in = tensor.storage().doubles();
            return place -> in[place];
        }
    }
}
