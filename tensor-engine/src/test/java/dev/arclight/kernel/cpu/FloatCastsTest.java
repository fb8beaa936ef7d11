package dev.arclight.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.tensor.Generator;
import org.junit.jupiter.api.Test;

/** The loops that this JVM uses give the portable ones' numbers, whatever the length and the offsets. */
class FloatCastsTest {
    private static final FloatCasts PORTABLE = new FloatCastsPortable();
    private static final FloatCasts USED = VectorSupport.choose(
            FloatCasts.class, "dev.arclight.kernel.cpu.vector.VectorFloatCasts", FloatCastsPortable::new);

    @Test
    void anyBitsBecomeTheSameNumbers() {
        float[] floats = new float[1 << 16];
        Generator generator = Generator.seeded(7);
        for (int i = 0; i < floats.length; i++) {
            floats[i] =
                    i % 2 == 0 ? Float.intBitsToFloat(generator.nextInt()) : 1000 * (float) generator.nextGaussian();
        }
        same(floats, 0, 0, floats.length);
    }

    @Test
    void limitsBecomeTheSameNumbers() {
        float[] limits = {
            0,
            -0f,
            Float.MIN_VALUE,
            -Float.MIN_VALUE,
            Float.NaN,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            0x1p63f,
            -0x1p63f,
            0x1p64f,
            -0x1p64f,
            0x1.fffffep62f,
            0x1p31f,
            -0x1p31f,
            0.999f,
            -0.999f,
            -1.5f,
            2.5f
        };
        float[] floats = new float[20 * limits.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = limits[i % limits.length];
        }
        same(floats, 0, 0, floats.length);
    }

    @Test
    void everyLengthAndOffsetIsRight() {
        float[] floats = new float[80];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = i % 3 * (i * 1.7f - 60);
        }
        for (int n = 0; n < 70; n++) {
            same(floats, n % 7, n % 5, n);
        }
    }

    private static void same(float[] floats, int at, int o, int n) {
        double[] doubles = new double[o + n + 3];
        double[] expectedDoubles = doubles.clone();
        PORTABLE.toDoubles(floats, at, expectedDoubles, o, n);
        USED.toDoubles(floats, at, doubles, o, n);
        assertThat(doubles).isEqualTo(expectedDoubles);
        long[] longs = new long[o + n + 3];
        long[] expectedLongs = longs.clone();
        PORTABLE.toLongs(floats, at, expectedLongs, o, n);
        USED.toLongs(floats, at, longs, o, n);
        assertThat(longs).isEqualTo(expectedLongs);
        byte[] booleans = new byte[o + n + 3];
        byte[] expectedBooleans = booleans.clone();
        PORTABLE.toBooleans(floats, at, expectedBooleans, o, n);
        USED.toBooleans(floats, at, booleans, o, n);
        assertThat(booleans).isEqualTo(expectedBooleans);
    }
}
