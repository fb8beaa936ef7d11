package dev.arclight.kernel.cpu;

/** The numbers in the formulas that make normal numbers of random bits, in loops and on vectors. */
public final class NormalConstants {
    public static final long SQRT_HALF_BITS = Double.doubleToRawLongBits(Math.sqrt(0.5));
    public static final double LN2 = 0.6931471805599453;

    // 1 / (2k + 1), the series of artanh(s) / s; with |s| ≤ 0.1716 what follows the last is below 1e-18.
    public static final double ARTANH_1 = 1.0 / 3;
    public static final double ARTANH_2 = 1.0 / 5;
    public static final double ARTANH_3 = 1.0 / 7;
    public static final double ARTANH_4 = 1.0 / 9;
    public static final double ARTANH_5 = 1.0 / 11;
    public static final double ARTANH_6 = 1.0 / 13;
    public static final double ARTANH_7 = 1.0 / 15;
    public static final double ARTANH_8 = 1.0 / 17;
    public static final double ARTANH_9 = 1.0 / 19;
    public static final double ARTANH_10 = 1.0 / 21;

    // ± 1 / (2k + 1)! and ± 1 / (2k)!; for |x| ≤ π/2 what follows the last is below 2e-17.
    public static final double SIN_1 = -1.0 / 6;
    public static final double SIN_2 = -SIN_1 / (4 * 5);
    public static final double SIN_3 = -SIN_2 / (6 * 7);
    public static final double SIN_4 = -SIN_3 / (8 * 9);
    public static final double SIN_5 = -SIN_4 / (10 * 11);
    public static final double SIN_6 = -SIN_5 / (12 * 13);
    public static final double SIN_7 = -SIN_6 / (14 * 15);
    public static final double SIN_8 = -SIN_7 / (16 * 17);
    public static final double SIN_9 = -SIN_8 / (18 * 19);
    public static final double SIN_10 = -SIN_9 / (20 * 21);

    public static final double COS_1 = -1.0 / 2;
    public static final double COS_2 = -COS_1 / (3 * 4);
    public static final double COS_3 = -COS_2 / (5 * 6);
    public static final double COS_4 = -COS_3 / (7 * 8);
    public static final double COS_5 = -COS_4 / (9 * 10);
    public static final double COS_6 = -COS_5 / (11 * 12);
    public static final double COS_7 = -COS_6 / (13 * 14);
    public static final double COS_8 = -COS_7 / (15 * 16);
    public static final double COS_9 = -COS_8 / (17 * 18);
    public static final double COS_10 = -COS_9 / (19 * 20);

    private NormalConstants() {}
}
