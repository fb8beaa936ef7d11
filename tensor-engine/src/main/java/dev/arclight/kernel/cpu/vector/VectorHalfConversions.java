package dev.arclight.kernel.cpu.vector;

import dev.arclight.kernel.cpu.HalfConversions;
import dev.arclight.tensor.Half;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The conversions on vectors: the same steps on bits as {@link Half}, lane by lane, without masks, which JDK 17 makes
 * slow. Vectors of shorts have as many lanes as those of floats and are half as wide; there is one width of each.
 *
 * <p>Two of these loops inlined into one caller pass the size (C2's NodeCountInliningCutoff) at which HotSpot ends a
 * compilation in the middle of a loop: 3.8 in place of 0.2 ns per element were measured on JDK 17. Therefore they are
 * called through handles in an array, which are no constants to HotSpot and hence never inlined.
 */
// The loops are found by the names of their kinds, which stand in the order of the handles.
@SuppressWarnings({"UnusedMethod", "EnumOrdinal"})
public final class VectorHalfConversions implements HalfConversions {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();
    private static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(short.class, VectorShape.forBitSize(16 * LANES));
    private static final MethodHandle[] LOOPS = loops();

    @Override
    public void run(Kind kind, short[] halves, int h, float[] floats, int f, int n) {
        try {
            LOOPS[kind.ordinal()].invokeExact(halves, h, floats, f, n);
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            // The signature of MethodHandle.invokeExact: the loops declare no checked exception.
            throw new IllegalStateException(kind + " failed", e);
        }
    }

    /**
     * The bits at the place that they have in a float stand for the number over 2¹¹², which a product undoes exactly, with the
     * sign; what comes out at 2¹⁶ or above was infinite or NaN and gets the exponent of these.
     */
    private static void fromFloat16(short[] halves, int h, float[] floats, int f, int n) {
        IntVector kept = IntVector.broadcast(INTS, 0x8fffe000);
        IntVector greatest = IntVector.broadcast(INTS, 0x477fe000);
        IntVector unsigned = IntVector.broadcast(INTS, 0x7fffffff);
        IntVector infinity = IntVector.broadcast(INTS, 0x7f800000);
        FloatVector rebias = FloatVector.broadcast(FLOATS, 0x1p112f);
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            IntVector bits = ints(halves, h + i)
                    .lanewise(VectorOperators.LSHL, 13)
                    .and(kept)
                    .reinterpretAsFloats()
                    .mul(rebias)
                    .reinterpretAsInts();
            IntVector infinite = greatest.sub(bits.and(unsigned))
                    .lanewise(VectorOperators.ASHR, 31)
                    .and(infinity);
            bits.or(infinite).reinterpretAsFloats().intoArray(floats, f + i);
        }
        for (; i < n; i++) {
            floats[f + i] = Half.fromFloat16(halves[h + i]);
        }
    }

    /**
     * Added to a power of two 13 binary places above its own, or above the least of a normal float16, a number is rounded to the
     * bits that float16 keeps; to the last 16 of them the exponent is added at its place. What is beyond counts as 2¹⁶, whose
     * bits are those of infinity.
     */
    private static void toFloat16(short[] halves, int h, float[] floats, int f, int n) {
        IntVector unsigned = IntVector.broadcast(INTS, 0x7fffffff);
        IntVector infinity = IntVector.broadcast(INTS, 0x7f800000);
        IntVector most = IntVector.broadcast(INTS, 0x47800000);
        IntVector least = IntVector.broadcast(INTS, 113 << 23);
        // 13 places, and in the last bits what takes the bias off, in 16 bits.
        IntVector places = IntVector.broadcast(INTS, (13 << 23) + (-113 << 10 & 0xffff));
        IntVector quiet = IntVector.broadcast(INTS, 0x200);
        IntVector signs = IntVector.broadcast(INTS, 0x8000);
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            IntVector bits = FloatVector.fromArray(FLOATS, floats, f + i).reinterpretAsInts();
            IntVector magnitude = bits.and(unsigned);
            IntVector nan = infinity.sub(magnitude)
                    .lanewise(VectorOperators.LSHR, 31 - 9)
                    .and(quiet);
            IntVector finite = magnitude.min(most);
            IntVector exponent = finite.and(infinity).max(least);
            IntVector rounded = finite.reinterpretAsFloats()
                    .add(exponent.add(places).reinterpretAsFloats())
                    .reinterpretAsInts();
            IntVector sign = bits.lanewise(VectorOperators.LSHR, 16).and(signs);
            store(
                    exponent.lanewise(VectorOperators.LSHR, 13)
                            .add(rounded)
                            .or(nan)
                            .or(sign),
                    halves,
                    h + i);
        }
        for (; i < n; i++) {
            halves[h + i] = Half.toFloat16(floats[f + i]);
        }
    }

    private static void fromBfloat16(short[] halves, int h, float[] floats, int f, int n) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            ints(halves, h + i)
                    .lanewise(VectorOperators.LSHL, 16)
                    .reinterpretAsFloats()
                    .intoArray(floats, f + i);
        }
        for (; i < n; i++) {
            floats[f + i] = Half.fromBfloat16(halves[h + i]);
        }
    }

    private static void toBfloat16(short[] halves, int h, float[] floats, int f, int n) {
        IntVector unsigned = IntVector.broadcast(INTS, 0x7fffffff);
        IntVector one = IntVector.broadcast(INTS, 1);
        IntVector half = IntVector.broadcast(INTS, 0x7fff);
        IntVector greatest = IntVector.broadcast(INTS, 0x7f800000);
        IntVector nan = IntVector.broadcast(INTS, 0x7fc0);
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            IntVector bits = FloatVector.fromArray(FLOATS, floats, f + i).reinterpretAsInts();
            IntVector odd = bits.lanewise(VectorOperators.LSHR, 16).and(one);
            IntVector rounded = bits.add(half).add(odd).lanewise(VectorOperators.LSHR, 16);
            IntVector isNan = greatest.sub(bits.and(unsigned)).lanewise(VectorOperators.ASHR, 31);
            store(select(isNan, nan, rounded), halves, h + i);
        }
        for (; i < n; i++) {
            halves[h + i] = Half.toBfloat16(floats[f + i]);
        }
    }

    /** {@code yes} in lanes of ones, {@code no} in lanes of zeros. */
    private static IntVector select(IntVector mask, IntVector yes, IntVector no) {
        return no.lanewise(
                VectorOperators.XOR, no.lanewise(VectorOperators.XOR, yes).and(mask));
    }

    private static IntVector ints(short[] halves, int h) {
        return (IntVector) ShortVector.fromArray(SHORTS, halves, h).convertShape(VectorOperators.S2I, INTS, 0);
    }

    private static void store(IntVector values, short[] halves, int h) {
        ((ShortVector) values.convertShape(VectorOperators.I2S, SHORTS, 0)).intoArray(halves, h);
    }

    private static MethodHandle[] loops() {
        return Arrays.stream(Kind.values())
                .map(kind -> switch (kind) {
                    case FROM_FLOAT16 -> handle("fromFloat16");
                    case TO_FLOAT16 -> handle("toFloat16");
                    case FROM_BFLOAT16 -> handle("fromBfloat16");
                    case TO_BFLOAT16 -> handle("toBfloat16");
                })
                .toArray(MethodHandle[]::new);
    }

    private static MethodHandle handle(String loop) {
        try {
            return MethodHandles.lookup()
                    .findStatic(
                            VectorHalfConversions.class,
                            loop,
                            MethodType.methodType(
                                    void.class, short[].class, int.class, float[].class, int.class, int.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the loop " + loop + " of this class cannot be found", e);
        }
    }
}
