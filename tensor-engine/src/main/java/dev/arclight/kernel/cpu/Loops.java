package dev.arclight.kernel.cpu;

import dev.arclight.op.BinaryMap;
import dev.arclight.op.BinaryTest;
import dev.arclight.op.TernaryMap;
import dev.arclight.op.UnaryMap;
import java.lang.invoke.MethodHandles;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Elementwise loops, one set of compiled loops per operation.
 *
 * <pre>{@code
 * Loops.binary(new Add()).run(a, 0, 1, b, 0, 1, out, 0, n);
 * }</pre>
 *
 * <p>The class file of a loop template is defined anew for each operation, as a hidden class that holds the operation as
 * a constant; the JIT inlines it as if the loop had been written by hand. Loops are kept by equality of the operation.
 * Where an attribute differs from call to call, as a learning rate does, operations of that kind come to share a copy.
 * Safe for all threads.
 */
public final class Loops {
    /**
     * Loops kept per template. A program has some dozens of distinct operations; the bound is there for one that makes
     * new values without end, and costs it the time to define and compile a class again.
     */
    private static final int KEPT = 512;

    private static final LoopSpinner<UnaryMap, UnaryLoop> UNARY =
            LoopSpinner.sharing(MethodHandles.lookup(), UnaryTemplate.class, UnaryLoop.class, UnaryMap.class, KEPT);
    private static final LoopSpinner<BinaryMap, BinaryLoop> BINARY =
            LoopSpinner.sharing(MethodHandles.lookup(), BinaryTemplate.class, BinaryLoop.class, BinaryMap.class, KEPT);
    private static final LoopSpinner<TernaryMap, TernaryLoop> TERNARY = LoopSpinner.sharing(
            MethodHandles.lookup(), TernaryTemplate.class, TernaryLoop.class, TernaryMap.class, KEPT);
    private static final LoopSpinner<BinaryTest, TestLoop> TEST =
            LoopSpinner.sharing(MethodHandles.lookup(), TestTemplate.class, TestLoop.class, BinaryTest.class, KEPT);

    private static final FloatLoops FLOATS =
            VectorSupport.choose(FloatLoops.class, "dev.arclight.kernel.cpu.vector.VectorLoops", LoopsPortable::new);

    private Loops() {}

    /**
     * The loops of {@code op}, made on first use.
     *
     * @throws IllegalStateException if Arclight's class files cannot be read through their own class loader
     */
    public static UnaryLoop unary(UnaryMap op) {
        return UNARY.loop(op);
    }

    /** The loops of {@code op}; as {@link #unary}. */
    public static BinaryLoop binary(BinaryMap op) {
        return BINARY.loop(op);
    }

    /** The loops of {@code op}; as {@link #unary}. */
    public static TernaryLoop ternary(TernaryMap op) {
        return TERNARY.loop(op);
    }

    /** The loops of {@code op}; as {@link #unary}. */
    public static TestLoop test(BinaryTest op) {
        return TEST.loop(op);
    }

    /**
     * Computes {@code out[outOffset + i] = function(in[inOffset + i])} for {@code 0 <= i < n}; {@code out} may be
     * {@code in} when the offsets are equal.
     *
     * @throws IndexOutOfBoundsException if a span is not inside its array
     */
    public static void apply(FloatFunction function, float[] in, int inOffset, float[] out, int outOffset, int n) {
        Objects.checkFromIndexSize(inOffset, n, in.length);
        Objects.checkFromIndexSize(outOffset, n, out.length);
        FLOATS.unary(function).run(in, inOffset, out, outOffset, n);
    }

    /**
     * Computes {@code out[outOffset + i] = function(a[aOffset + i * aStride], b[bOffset + i * bStride])} for
     * {@code 0 <= i < n}, with strides of 1 or 0; aliasing as in {@link BinaryLoop}.
     *
     * @throws IndexOutOfBoundsException if a span is not inside its array
     * @throws IllegalArgumentException if a stride is neither 0 nor 1; {@link #binary} takes any
     */
    public static void apply(
            FloatBinaryFunction function,
            float[] a,
            int aOffset,
            int aStride,
            float[] b,
            int bOffset,
            int bStride,
            float[] out,
            int outOffset,
            int n) {
        if ((aStride | bStride) >>> 1 != 0) {
            throw new IllegalArgumentException("strides of " + function + " are " + aStride + " and " + bStride
                    + "; expected 0 or 1 (Loops.binary takes any)");
        }
        Objects.checkFromIndexSize(aOffset, aStride == 0 ? Math.min(n, 1) : n, a.length);
        Objects.checkFromIndexSize(bOffset, bStride == 0 ? Math.min(n, 1) : n, b.length);
        Objects.checkFromIndexSize(outOffset, n, out.length);
        FLOATS.binary(function).run(a, aOffset, aStride, b, bOffset, bStride, out, outOffset, n);
    }

    /** The loops of a formula, whose spans the caller checks; null where vectors are not used. */
    public static FloatLoops.@Nullable Formula formula(FloatFormula formula) {
        return FLOATS.formula(formula);
    }

    /** The kernel itself, for loops that call it often and check their spans themselves. */
    static FloatLoops.Unary kernel(FloatFunction function) {
        return FLOATS.unary(function);
    }

    /** As {@link #kernel(FloatFunction)}. */
    static FloatLoops.Binary kernel(FloatBinaryFunction function) {
        return FLOATS.binary(function);
    }
}
