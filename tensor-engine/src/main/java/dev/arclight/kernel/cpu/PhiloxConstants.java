package dev.arclight.kernel.cpu;

/** The numbers of Philox 4×32-10, in the words of its authors. */
public final class PhiloxConstants {
    public static final int ROUNDS = 10;
    public static final long WORD = 0xffffffffL;
    public static final long MULTIPLIER_0 = 0xD2511F53L;
    public static final long MULTIPLIER_1 = 0xCD9E8D57L;

    /** The golden ratio in 32 bits, by which the key's first word moves on between rounds. */
    public static final long WEYL_0 = 0x9E3779B9L;

    /** √3 − 1 in 32 bits, for the second word. */
    public static final long WEYL_1 = 0xBB67AE85L;

    private PhiloxConstants() {}
}
