package dev.arclight.kernel.cpu.ops;

/** Loops that move elements of any dtype: one for each kind of Java array, since what an element means does not matter. */
final class Moves {
    /** From so many elements on, {@code System.arraycopy} beats a loop; measured on Xeon with JDK 17. */
    private static final int LONG_RUN = 16;

    private Moves() {}

    /** {@code to[t + i] = from[f + index[i0 + i] * stride + i * step]}: a row of a gather. */
    static void gather(Object from, int f, int stride, int step, long[] index, int i0, Object to, int t, int n) {
        if (from instanceof float[] x && to instanceof float[] y) {
            for (int i = 0; i < n; i++) {
                y[t + i] = x[f + (int) index[i0 + i] * stride + i * step];
            }
        } else if (from instanceof double[] x && to instanceof double[] y) {
            for (int i = 0; i < n; i++) {
                y[t + i] = x[f + (int) index[i0 + i] * stride + i * step];
            }
        } else if (from instanceof long[] x && to instanceof long[] y) {
            for (int i = 0; i < n; i++) {
                y[t + i] = x[f + (int) index[i0 + i] * stride + i * step];
            }
        } else if (from instanceof int[] x && to instanceof int[] y) {
            for (int i = 0; i < n; i++) {
                y[t + i] = x[f + (int) index[i0 + i] * stride + i * step];
            }
        } else if (from instanceof short[] x && to instanceof short[] y) {
            for (int i = 0; i < n; i++) {
                y[t + i] = x[f + (int) index[i0 + i] * stride + i * step];
            }
        } else if (from instanceof byte[] x && to instanceof byte[] y) {
            for (int i = 0; i < n; i++) {
                y[t + i] = x[f + (int) index[i0 + i] * stride + i * step];
            }
        } else {
            throw unknown(from);
        }
    }

    /** {@code to[t + index[i0 + i] * stride + i * step] = from[f + i * gap]}: a row of a scatter. */
    static void scatter(
            Object from, int f, int gap, long[] index, int i0, Object to, int t, int stride, int step, int n) {
        if (from instanceof float[] x && to instanceof float[] y) {
            for (int i = 0; i < n; i++) {
                y[t + (int) index[i0 + i] * stride + i * step] = x[f + i * gap];
            }
        } else if (from instanceof double[] x && to instanceof double[] y) {
            for (int i = 0; i < n; i++) {
                y[t + (int) index[i0 + i] * stride + i * step] = x[f + i * gap];
            }
        } else if (from instanceof long[] x && to instanceof long[] y) {
            for (int i = 0; i < n; i++) {
                y[t + (int) index[i0 + i] * stride + i * step] = x[f + i * gap];
            }
        } else if (from instanceof int[] x && to instanceof int[] y) {
            for (int i = 0; i < n; i++) {
                y[t + (int) index[i0 + i] * stride + i * step] = x[f + i * gap];
            }
        } else if (from instanceof short[] x && to instanceof short[] y) {
            for (int i = 0; i < n; i++) {
                y[t + (int) index[i0 + i] * stride + i * step] = x[f + i * gap];
            }
        } else if (from instanceof byte[] x && to instanceof byte[] y) {
            for (int i = 0; i < n; i++) {
                y[t + (int) index[i0 + i] * stride + i * step] = x[f + i * gap];
            }
        } else {
            throw unknown(from);
        }
    }

    /** Runs of {@code n} elements, {@code step} apart, from each of {@code places}, to runs {@code gap} apart. */
    static void take(Object from, int f, int step, int[] places, Object to, int t, int gap, int n) {
        if (step == 1 && n >= LONG_RUN) {
            for (int k = 0; k < places.length; k++) {
                System.arraycopy(from, f + places[k], to, t + k * gap, n);
            }
        } else if (n == 1) {
            takeOne(from, f, places, to, t, gap);
        } else {
            takeRuns(from, f, step, places, to, t, gap, n);
        }
    }

    /** Single elements; see {@link #take}. */
    private static void takeOne(Object from, int f, int[] places, Object to, int t, int gap) {
        if (from instanceof float[] x && to instanceof float[] y) {
            for (int k = 0; k < places.length; k++) {
                y[t + k * gap] = x[f + places[k]];
            }
        } else if (from instanceof double[] x && to instanceof double[] y) {
            for (int k = 0; k < places.length; k++) {
                y[t + k * gap] = x[f + places[k]];
            }
        } else if (from instanceof long[] x && to instanceof long[] y) {
            for (int k = 0; k < places.length; k++) {
                y[t + k * gap] = x[f + places[k]];
            }
        } else if (from instanceof int[] x && to instanceof int[] y) {
            for (int k = 0; k < places.length; k++) {
                y[t + k * gap] = x[f + places[k]];
            }
        } else if (from instanceof short[] x && to instanceof short[] y) {
            for (int k = 0; k < places.length; k++) {
                y[t + k * gap] = x[f + places[k]];
            }
        } else if (from instanceof byte[] x && to instanceof byte[] y) {
            for (int k = 0; k < places.length; k++) {
                y[t + k * gap] = x[f + places[k]];
            }
        } else {
            throw unknown(from);
        }
    }

    /** Short or strided runs; see {@link #take}. */
    private static void takeRuns(Object from, int f, int step, int[] places, Object to, int t, int gap, int n) {
        if (from instanceof float[] x && to instanceof float[] y) {
            for (int k = 0; k < places.length; k++) {
                int at = f + places[k];
                int o = t + k * gap;
                for (int i = 0; i < n; i++) {
                    y[o + i] = x[at + i * step];
                }
            }
        } else if (from instanceof double[] x && to instanceof double[] y) {
            for (int k = 0; k < places.length; k++) {
                int at = f + places[k];
                int o = t + k * gap;
                for (int i = 0; i < n; i++) {
                    y[o + i] = x[at + i * step];
                }
            }
        } else if (from instanceof long[] x && to instanceof long[] y) {
            for (int k = 0; k < places.length; k++) {
                int at = f + places[k];
                int o = t + k * gap;
                for (int i = 0; i < n; i++) {
                    y[o + i] = x[at + i * step];
                }
            }
        } else if (from instanceof int[] x && to instanceof int[] y) {
            for (int k = 0; k < places.length; k++) {
                int at = f + places[k];
                int o = t + k * gap;
                for (int i = 0; i < n; i++) {
                    y[o + i] = x[at + i * step];
                }
            }
        } else if (from instanceof short[] x && to instanceof short[] y) {
            for (int k = 0; k < places.length; k++) {
                int at = f + places[k];
                int o = t + k * gap;
                for (int i = 0; i < n; i++) {
                    y[o + i] = x[at + i * step];
                }
            }
        } else if (from instanceof byte[] x && to instanceof byte[] y) {
            for (int k = 0; k < places.length; k++) {
                int at = f + places[k];
                int o = t + k * gap;
                for (int i = 0; i < n; i++) {
                    y[o + i] = x[at + i * step];
                }
            }
        } else {
            throw unknown(from);
        }
    }

    /**
     * Runs of {@code n} elements, {@code gap} apart, each over a run at one of {@code places}.
     *
     * @param each the distance of elements in a run of the source; 0 repeats one
     * @param step the distance of elements in a run of the target
     */
    static void put(Object from, int f, int gap, int each, Object to, int t, int step, int[] places, int n) {
        if (step == 1 && each == 1 && n >= LONG_RUN) {
            for (int k = 0; k < places.length; k++) {
                System.arraycopy(from, f + k * gap, to, t + places[k], n);
            }
        } else {
            putRuns(from, f, gap, each, to, t, step, places, n);
        }
    }

    /** Short or strided runs; see {@link #put}. */
    private static void putRuns(
            Object from, int f, int gap, int each, Object to, int t, int step, int[] places, int n) {
        if (from instanceof float[] x && to instanceof float[] y) {
            for (int k = 0; k < places.length; k++) {
                int at = f + k * gap;
                int o = t + places[k];
                for (int i = 0; i < n; i++) {
                    y[o + i * step] = x[at + i * each];
                }
            }
        } else if (from instanceof double[] x && to instanceof double[] y) {
            for (int k = 0; k < places.length; k++) {
                int at = f + k * gap;
                int o = t + places[k];
                for (int i = 0; i < n; i++) {
                    y[o + i * step] = x[at + i * each];
                }
            }
        } else if (from instanceof long[] x && to instanceof long[] y) {
            for (int k = 0; k < places.length; k++) {
                int at = f + k * gap;
                int o = t + places[k];
                for (int i = 0; i < n; i++) {
                    y[o + i * step] = x[at + i * each];
                }
            }
        } else if (from instanceof int[] x && to instanceof int[] y) {
            for (int k = 0; k < places.length; k++) {
                int at = f + k * gap;
                int o = t + places[k];
                for (int i = 0; i < n; i++) {
                    y[o + i * step] = x[at + i * each];
                }
            }
        } else if (from instanceof short[] x && to instanceof short[] y) {
            for (int k = 0; k < places.length; k++) {
                int at = f + k * gap;
                int o = t + places[k];
                for (int i = 0; i < n; i++) {
                    y[o + i * step] = x[at + i * each];
                }
            }
        } else if (from instanceof byte[] x && to instanceof byte[] y) {
            for (int k = 0; k < places.length; k++) {
                int at = f + k * gap;
                int o = t + places[k];
                for (int i = 0; i < n; i++) {
                    y[o + i * step] = x[at + i * each];
                }
            }
        } else {
            throw unknown(from);
        }
    }

    /** The first element of {@code value} over elements {@code step} apart. */
    static void fill(Object value, Object to, int t, int step, int n) {
        if (value instanceof float[] x && to instanceof float[] y) {
            float v = x[0];
            for (int i = 0; i < n; i++) {
                y[t + i * step] = v;
            }
        } else if (value instanceof double[] x && to instanceof double[] y) {
            double v = x[0];
            for (int i = 0; i < n; i++) {
                y[t + i * step] = v;
            }
        } else if (value instanceof long[] x && to instanceof long[] y) {
            long v = x[0];
            for (int i = 0; i < n; i++) {
                y[t + i * step] = v;
            }
        } else if (value instanceof int[] x && to instanceof int[] y) {
            int v = x[0];
            for (int i = 0; i < n; i++) {
                y[t + i * step] = v;
            }
        } else if (value instanceof short[] x && to instanceof short[] y) {
            short v = x[0];
            for (int i = 0; i < n; i++) {
                y[t + i * step] = v;
            }
        } else if (value instanceof byte[] x && to instanceof byte[] y) {
            byte v = x[0];
            for (int i = 0; i < n; i++) {
                y[t + i * step] = v;
            }
        } else {
            throw unknown(value);
        }
    }

    /** The first element of {@code value} over those for which the mask is true. */
    static void fillWhere(byte[] mask, int m, int each, Object value, Object to, int t, int step, int n) {
        if (value instanceof float[] x && to instanceof float[] y) {
            float v = x[0];
            for (int i = 0; i < n; i++) {
                if (mask[m + i * each] != 0) {
                    y[t + i * step] = v;
                }
            }
        } else if (value instanceof double[] x && to instanceof double[] y) {
            double v = x[0];
            for (int i = 0; i < n; i++) {
                if (mask[m + i * each] != 0) {
                    y[t + i * step] = v;
                }
            }
        } else if (value instanceof long[] x && to instanceof long[] y) {
            long v = x[0];
            for (int i = 0; i < n; i++) {
                if (mask[m + i * each] != 0) {
                    y[t + i * step] = v;
                }
            }
        } else if (value instanceof int[] x && to instanceof int[] y) {
            int v = x[0];
            for (int i = 0; i < n; i++) {
                if (mask[m + i * each] != 0) {
                    y[t + i * step] = v;
                }
            }
        } else if (value instanceof short[] x && to instanceof short[] y) {
            short v = x[0];
            for (int i = 0; i < n; i++) {
                if (mask[m + i * each] != 0) {
                    y[t + i * step] = v;
                }
            }
        } else if (value instanceof byte[] x && to instanceof byte[] y) {
            byte v = x[0];
            for (int i = 0; i < n; i++) {
                if (mask[m + i * each] != 0) {
                    y[t + i * step] = v;
                }
            }
        } else {
            throw unknown(value);
        }
    }

    private static IllegalStateException unknown(Object array) {
        return new IllegalStateException(
                "no dtype lives in a " + array.getClass().getSimpleName());
    }
}
