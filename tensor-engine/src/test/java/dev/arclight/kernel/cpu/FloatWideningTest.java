package dev.arclight.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The loops that this JVM uses give the portable ones' numbers, whatever the length and the offsets. */
class FloatWideningTest {
    private static final FloatWidening PORTABLE = new FloatWideningPortable();
    private static final FloatWidening USED = VectorSupport.choose(
            FloatWidening.class, "dev.arclight.kernel.cpu.vector.VectorFloatWidening", FloatWideningPortable::new);

    @Test
    void everyNumberIsRight() {
        byte[] bytes = new byte[1 << 16];
        short[] shorts = new short[1 << 16];
        for (int i = 0; i < shorts.length; i++) {
            bytes[i] = (byte) i;
            shorts[i] = (short) i;
        }
        same(bytes, shorts, 0, 0, shorts.length);
    }

    @Test
    void everyLengthAndOffsetIsRight() {
        byte[] bytes = new byte[80];
        short[] shorts = new short[80];
        for (int i = 0; i < shorts.length; i++) {
            bytes[i] = (byte) (i * 37 - 100);
            shorts[i] = (short) (i * 787 - 31000);
        }
        for (int n = 0; n < 70; n++) {
            same(bytes, shorts, n % 7, n % 5, n);
        }
    }

    private static void same(byte[] bytes, short[] shorts, int at, int o, int n) {
        float[] expected = new float[o + n + 3];
        float[] actual = new float[o + n + 3];
        PORTABLE.fromBytes(bytes, at, expected, o, n);
        USED.fromBytes(bytes, at, actual, o, n);
        assertThat(actual).isEqualTo(expected);
        PORTABLE.fromUnsigned(bytes, at, expected, o, n);
        USED.fromUnsigned(bytes, at, actual, o, n);
        assertThat(actual).isEqualTo(expected);
        PORTABLE.fromShorts(shorts, at, expected, o, n);
        USED.fromShorts(shorts, at, actual, o, n);
        assertThat(actual).isEqualTo(expected);
    }
}
