package dev.arclight.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.kernel.cpu.HalfConversions.Kind;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Half;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The loops that this JVM uses give the portable ones' bits, whatever the length and the offsets. */
class HalfConversionsTest {
    private static final HalfConversions PORTABLE = new HalfConversionsPortable();
    private static final HalfConversions VECTOR = VectorSupport.choose(
            HalfConversions.class,
            "dev.arclight.kernel.cpu.vector.VectorHalfConversions",
            HalfConversionsPortable::new);
    private static final HalfConversions HARDWARE = HalfConversionsHardware.over(VECTOR);

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyPatternHasTheSameBits(Kind kind) {
        short[] patterns = new short[1 << 16];
        float[] floats = new float[1 << 17];
        Generator generator = Generator.seeded(5);
        for (int i = 0; i < patterns.length; i++) {
            patterns[i] = (short) i;
        }
        for (int i = 0; i < floats.length; i++) {
            floats[i] = i % 2 == 0
                    ? Float.intBitsToFloat((int) generator.nextLong())
                    : (float) Math.scalb(generator.nextGaussian(), i % 50 - 30);
        }
        for (int from = 0; from < floats.length; from += patterns.length) {
            same(kind, patterns, 0, floats, from, patterns.length);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyLengthAndOffsetIsRight(Kind kind) {
        short[] halves = new short[80];
        float[] floats = new float[80];
        for (int i = 0; i < halves.length; i++) {
            halves[i] = (short) (i * 787 - 31000);
            floats[i] = (i - 40) * 0.37f;
        }
        for (int n = 0; n < 70; n++) {
            same(kind, halves, n % 7, floats, n % 5, n);
        }
    }

    private static void same(Kind kind, short[] halves, int h, float[] floats, int f, int n) {
        short[] halvesA = halves.clone();
        float[] floatsA = floats.clone();
        PORTABLE.run(kind, halvesA, h, floatsA, f, n);
        for (HalfConversions used : new HalfConversions[] {VECTOR, HARDWARE}) {
            short[] halvesB = halves.clone();
            float[] floatsB = floats.clone();
            used.run(kind, halvesB, h, floatsB, f, n);
            assertThat(quiet(kind, halvesB)).isEqualTo(quiet(kind, halvesA));
            // One NaN is as good as another.
            assertThat(floatsB).isEqualTo(floatsA);
        }
    }

    /** Every NaN as one and the same. */
    private static short[] quiet(Kind kind, short[] halves) {
        short[] quiet = halves.clone();
        for (int i = 0; i < quiet.length; i++) {
            float value = kind == Kind.FROM_FLOAT16 || kind == Kind.TO_FLOAT16
                    ? Half.fromFloat16(halves[i])
                    : Half.fromBfloat16(halves[i]);
            quiet[i] = Float.isNaN(value) ? (short) 0x7fff : halves[i];
        }
        return quiet;
    }
}
