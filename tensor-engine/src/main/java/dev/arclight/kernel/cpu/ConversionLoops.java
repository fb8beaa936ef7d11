package dev.arclight.kernel.cpu;

/**
 * The loops of {@link Conversions}, each twice: a variable stride keeps HotSpot from taking bounds checks out of a loop,
 * and from vectors.
 */
final class ConversionLoops {
    private ConversionLoops() {}

    static void convert(byte[] x, int at, int step, double[] y, int o, int stride, int n) {
        if (step == 1 && stride == 1) {
            for (int i = 0; i < n; i++) {
                y[o + i] = x[at + i];
            }
        } else {
            for (int i = 0; i < n; i++) {
                y[o + i * stride] = x[at + i * step];
            }
        }
    }

    static void convert(byte[] x, int at, int step, float[] y, int o, int stride, int n) {
        if (step == 1 && stride == 1) {
            for (int i = 0; i < n; i++) {
                y[o + i] = x[at + i];
            }
        } else {
            for (int i = 0; i < n; i++) {
                y[o + i * stride] = x[at + i * step];
            }
        }
    }

    static void convert(byte[] x, int at, int step, long[] y, int o, int stride, int n) {
        if (step == 1 && stride == 1) {
            for (int i = 0; i < n; i++) {
                y[o + i] = x[at + i];
            }
        } else {
            for (int i = 0; i < n; i++) {
                y[o + i * stride] = x[at + i * step];
            }
        }
    }

    static void convert(double[] x, int at, int step, double[] y, int o, int stride, int n) {
        if (step == 1 && stride == 1) {
            for (int i = 0; i < n; i++) {
                y[o + i] = x[at + i];
            }
        } else {
            for (int i = 0; i < n; i++) {
                y[o + i * stride] = x[at + i * step];
            }
        }
    }

    static void convert(double[] x, int at, int step, float[] y, int o, int stride, int n) {
        if (step == 1 && stride == 1) {
            for (int i = 0; i < n; i++) {
                y[o + i] = (float) x[at + i];
            }
        } else {
            for (int i = 0; i < n; i++) {
                y[o + i * stride] = (float) x[at + i * step];
            }
        }
    }

    static void convert(double[] x, int at, int step, long[] y, int o, int stride, int n) {
        if (step == 1 && stride == 1) {
            for (int i = 0; i < n; i++) {
                y[o + i] = (long) x[at + i];
            }
        } else {
            for (int i = 0; i < n; i++) {
                y[o + i * stride] = (long) x[at + i * step];
            }
        }
    }

    static void convert(float[] x, int at, int step, double[] y, int o, int stride, int n) {
        if (step == 1 && stride == 1) {
            for (int i = 0; i < n; i++) {
                y[o + i] = x[at + i];
            }
        } else {
            for (int i = 0; i < n; i++) {
                y[o + i * stride] = x[at + i * step];
            }
        }
    }

    static void convert(float[] x, int at, int step, long[] y, int o, int stride, int n) {
        if (step == 1 && stride == 1) {
            for (int i = 0; i < n; i++) {
                y[o + i] = (long) x[at + i];
            }
        } else {
            for (int i = 0; i < n; i++) {
                y[o + i * stride] = (long) x[at + i * step];
            }
        }
    }

    static void convert(int[] x, int at, int step, double[] y, int o, int stride, int n) {
        if (step == 1 && stride == 1) {
            for (int i = 0; i < n; i++) {
                y[o + i] = x[at + i];
            }
        } else {
            for (int i = 0; i < n; i++) {
                y[o + i * stride] = x[at + i * step];
            }
        }
    }

    static void convert(int[] x, int at, int step, float[] y, int o, int stride, int n) {
        if (step == 1 && stride == 1) {
            for (int i = 0; i < n; i++) {
                y[o + i] = x[at + i];
            }
        } else {
            for (int i = 0; i < n; i++) {
                y[o + i * stride] = x[at + i * step];
            }
        }
    }

    static void convert(int[] x, int at, int step, long[] y, int o, int stride, int n) {
        if (step == 1 && stride == 1) {
            for (int i = 0; i < n; i++) {
                y[o + i] = x[at + i];
            }
        } else {
            for (int i = 0; i < n; i++) {
                y[o + i * stride] = x[at + i * step];
            }
        }
    }

    static void convert(long[] x, int at, int step, byte[] y, int o, int stride, int n) {
        if (step == 1 && stride == 1) {
            for (int i = 0; i < n; i++) {
                y[o + i] = (byte) x[at + i];
            }
        } else {
            for (int i = 0; i < n; i++) {
                y[o + i * stride] = (byte) x[at + i * step];
            }
        }
    }

    static void convert(long[] x, int at, int step, double[] y, int o, int stride, int n) {
        if (step == 1 && stride == 1) {
            for (int i = 0; i < n; i++) {
                y[o + i] = x[at + i];
            }
        } else {
            for (int i = 0; i < n; i++) {
                y[o + i * stride] = x[at + i * step];
            }
        }
    }

    static void convert(long[] x, int at, int step, float[] y, int o, int stride, int n) {
        if (step == 1 && stride == 1) {
            for (int i = 0; i < n; i++) {
                y[o + i] = x[at + i];
            }
        } else {
            for (int i = 0; i < n; i++) {
                y[o + i * stride] = x[at + i * step];
            }
        }
    }

    static void convert(long[] x, int at, int step, int[] y, int o, int stride, int n) {
        if (step == 1 && stride == 1) {
            for (int i = 0; i < n; i++) {
                y[o + i] = (int) x[at + i];
            }
        } else {
            for (int i = 0; i < n; i++) {
                y[o + i * stride] = (int) x[at + i * step];
            }
        }
    }

    static void convert(long[] x, int at, int step, long[] y, int o, int stride, int n) {
        if (step == 1 && stride == 1) {
            for (int i = 0; i < n; i++) {
                y[o + i] = x[at + i];
            }
        } else {
            for (int i = 0; i < n; i++) {
                y[o + i * stride] = x[at + i * step];
            }
        }
    }

    static void convert(long[] x, int at, int step, short[] y, int o, int stride, int n) {
        if (step == 1 && stride == 1) {
            for (int i = 0; i < n; i++) {
                y[o + i] = (short) x[at + i];
            }
        } else {
            for (int i = 0; i < n; i++) {
                y[o + i * stride] = (short) x[at + i * step];
            }
        }
    }

    static void convert(short[] x, int at, int step, double[] y, int o, int stride, int n) {
        if (step == 1 && stride == 1) {
            for (int i = 0; i < n; i++) {
                y[o + i] = x[at + i];
            }
        } else {
            for (int i = 0; i < n; i++) {
                y[o + i * stride] = x[at + i * step];
            }
        }
    }

    static void convert(short[] x, int at, int step, float[] y, int o, int stride, int n) {
        if (step == 1 && stride == 1) {
            for (int i = 0; i < n; i++) {
                y[o + i] = x[at + i];
            }
        } else {
            for (int i = 0; i < n; i++) {
                y[o + i * stride] = x[at + i * step];
            }
        }
    }

    static void convert(short[] x, int at, int step, long[] y, int o, int stride, int n) {
        if (step == 1 && stride == 1) {
            for (int i = 0; i < n; i++) {
                y[o + i] = x[at + i];
            }
        } else {
            for (int i = 0; i < n; i++) {
                y[o + i * stride] = x[at + i * step];
            }
        }
    }

    static void test(double[] x, int at, int step, byte[] y, int o, int stride, int n) {
        if (step == 1 && stride == 1) {
            for (int i = 0; i < n; i++) {
                y[o + i] = (byte) (x[at + i] != 0 ? 1 : 0);
            }
        } else {
            for (int i = 0; i < n; i++) {
                y[o + i * stride] = (byte) (x[at + i * step] != 0 ? 1 : 0);
            }
        }
    }

    static void test(float[] x, int at, int step, byte[] y, int o, int stride, int n) {
        if (step == 1 && stride == 1) {
            for (int i = 0; i < n; i++) {
                y[o + i] = (byte) (x[at + i] != 0 ? 1 : 0);
            }
        } else {
            for (int i = 0; i < n; i++) {
                y[o + i * stride] = (byte) (x[at + i * step] != 0 ? 1 : 0);
            }
        }
    }

    static void test(long[] x, int at, int step, byte[] y, int o, int stride, int n) {
        if (step == 1 && stride == 1) {
            for (int i = 0; i < n; i++) {
                y[o + i] = (byte) (x[at + i] != 0 ? 1 : 0);
            }
        } else {
            for (int i = 0; i < n; i++) {
                y[o + i * stride] = (byte) (x[at + i * step] != 0 ? 1 : 0);
            }
        }
    }

    static void unsigned(byte[] x, int at, int step, double[] y, int o, int stride, int n) {
        if (step == 1 && stride == 1) {
            for (int i = 0; i < n; i++) {
                y[o + i] = x[at + i] & 0xff;
            }
        } else {
            for (int i = 0; i < n; i++) {
                y[o + i * stride] = x[at + i * step] & 0xff;
            }
        }
    }

    static void unsigned(byte[] x, int at, int step, float[] y, int o, int stride, int n) {
        if (step == 1 && stride == 1) {
            for (int i = 0; i < n; i++) {
                y[o + i] = x[at + i] & 0xff;
            }
        } else {
            for (int i = 0; i < n; i++) {
                y[o + i * stride] = x[at + i * step] & 0xff;
            }
        }
    }

    static void unsigned(byte[] x, int at, int step, long[] y, int o, int stride, int n) {
        if (step == 1 && stride == 1) {
            for (int i = 0; i < n; i++) {
                y[o + i] = x[at + i] & 0xff;
            }
        } else {
            for (int i = 0; i < n; i++) {
                y[o + i * stride] = x[at + i * step] & 0xff;
            }
        }
    }
}
