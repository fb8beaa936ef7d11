package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.cpu.IndexBounds;

/** Loops that move elements of any dtype: one for each kind of Java array, since what an element means does not matter. */
final class Moves {
    /** From so many elements on, {@code System.arraycopy} beats a loop; measured on Xeon with JDK 17. */
    private static final int LONG_RUN = 16;

    /** Indices that are checked at once before elements are fetched by them: together they take less than one by one. */
    private static final int CHECKED = 256;

    private Moves() {}

    /**
     * {@code to[t + i] = from[f + index[i0 + i] * stride + i * step]}: a row of a gather.
     *
     * @return the first {@code i} whose index is outside {@code [0, extent)}, where it stops, or {@code n}
     */
    static int gather(
            Object from, int f, int stride, int step, long[] index, int i0, int extent, Object to, int t, int n) {
        if (stride == 1 && step == 0) {
            return gatherFromRow(from, f, index, i0, extent, to, t, n);
        }
        if (from instanceof float[] x && to instanceof float[] y) {
            for (int i = 0; i < n; i++) {
                long at = index[i0 + i];
                if (Long.compareUnsigned(at, extent) >= 0) {
                    return i;
                }
                y[t + i] = x[f + (int) at * stride + i * step];
            }
        } else if (from instanceof double[] x && to instanceof double[] y) {
            for (int i = 0; i < n; i++) {
                long at = index[i0 + i];
                if (Long.compareUnsigned(at, extent) >= 0) {
                    return i;
                }
                y[t + i] = x[f + (int) at * stride + i * step];
            }
        } else if (from instanceof long[] x && to instanceof long[] y) {
            for (int i = 0; i < n; i++) {
                long at = index[i0 + i];
                if (Long.compareUnsigned(at, extent) >= 0) {
                    return i;
                }
                y[t + i] = x[f + (int) at * stride + i * step];
            }
        } else if (from instanceof int[] x && to instanceof int[] y) {
            for (int i = 0; i < n; i++) {
                long at = index[i0 + i];
                if (Long.compareUnsigned(at, extent) >= 0) {
                    return i;
                }
                y[t + i] = x[f + (int) at * stride + i * step];
            }
        } else if (from instanceof short[] x && to instanceof short[] y) {
            for (int i = 0; i < n; i++) {
                long at = index[i0 + i];
                if (Long.compareUnsigned(at, extent) >= 0) {
                    return i;
                }
                y[t + i] = x[f + (int) at * stride + i * step];
            }
        } else if (from instanceof byte[] x && to instanceof byte[] y) {
            for (int i = 0; i < n; i++) {
                long at = index[i0 + i];
                if (Long.compareUnsigned(at, extent) >= 0) {
                    return i;
                }
                y[t + i] = x[f + (int) at * stride + i * step];
            }
        } else {
            throw unknown(from);
        }
        return n;
    }

    /** {@link #gather} along the rows themselves: without the two products it takes two thirds of the time. */
    private static int gatherFromRow(Object from, int f, long[] index, int i0, int extent, Object to, int t, int n) {
        for (int i = 0; i < n; i += CHECKED) {
            int m = Math.min(CHECKED, n - i);
            int inside = inside(index, i0 + i, extent, m);
            moveFromRow(from, f, index, i0 + i, to, t + i, inside);
            if (inside < m) {
                return i + inside;
            }
        }
        return n;
    }

    /** How many indices there are before the first one outside {@code [0, extent)}. */
    static int inside(long[] index, int i0, int extent, int n) {
        if (IndexBounds.current().hold(index, i0, n, extent)) {
            return n;
        }
        int count = 0;
        while (Long.compareUnsigned(index[i0 + count], extent) < 0) {
            count++;
        }
        return count;
    }

    private static void moveFromRow(Object from, int f, long[] index, int i0, Object to, int t, int n) {
        if (from instanceof float[] x && to instanceof float[] y) {
            for (int i = 0; i < n; i++) {
                y[t + i] = x[f + (int) index[i0 + i]];
            }
        } else if (from instanceof double[] x && to instanceof double[] y) {
            for (int i = 0; i < n; i++) {
                y[t + i] = x[f + (int) index[i0 + i]];
            }
        } else if (from instanceof long[] x && to instanceof long[] y) {
            for (int i = 0; i < n; i++) {
                y[t + i] = x[f + (int) index[i0 + i]];
            }
        } else if (from instanceof int[] x && to instanceof int[] y) {
            for (int i = 0; i < n; i++) {
                y[t + i] = x[f + (int) index[i0 + i]];
            }
        } else if (from instanceof short[] x && to instanceof short[] y) {
            for (int i = 0; i < n; i++) {
                y[t + i] = x[f + (int) index[i0 + i]];
            }
        } else if (from instanceof byte[] x && to instanceof byte[] y) {
            for (int i = 0; i < n; i++) {
                y[t + i] = x[f + (int) index[i0 + i]];
            }
        } else {
            throw unknown(from);
        }
    }

    /** {@code to[t + index[i0 + i] * stride + i * step] = from[f + i * gap]}: a row of a scatter. */
    static void scatter(
            Object from, int f, int gap, long[] index, int i0, Object to, int t, int stride, int step, int n) {
        if (stride == 1 && step == 0 && gap == 1) {
            scatterToRow(from, f, index, i0, to, t, n);
            return;
        }
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

    /** {@link #scatter} along the rows themselves, without products. */
    private static void scatterToRow(Object from, int f, long[] index, int i0, Object to, int t, int n) {
        if (from instanceof float[] x && to instanceof float[] y) {
            for (int i = 0; i < n; i++) {
                y[t + (int) index[i0 + i]] = x[f + i];
            }
        } else if (from instanceof double[] x && to instanceof double[] y) {
            for (int i = 0; i < n; i++) {
                y[t + (int) index[i0 + i]] = x[f + i];
            }
        } else if (from instanceof long[] x && to instanceof long[] y) {
            for (int i = 0; i < n; i++) {
                y[t + (int) index[i0 + i]] = x[f + i];
            }
        } else if (from instanceof int[] x && to instanceof int[] y) {
            for (int i = 0; i < n; i++) {
                y[t + (int) index[i0 + i]] = x[f + i];
            }
        } else if (from instanceof short[] x && to instanceof short[] y) {
            for (int i = 0; i < n; i++) {
                y[t + (int) index[i0 + i]] = x[f + i];
            }
        } else if (from instanceof byte[] x && to instanceof byte[] y) {
            for (int i = 0; i < n; i++) {
                y[t + (int) index[i0 + i]] = x[f + i];
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
