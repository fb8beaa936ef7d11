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
        requireUnitStrides(function, aStride, bStride);
        Objects.checkFromIndexSize(aOffset, aStride == 0 ? Math.min(n, 1) : n, a.length);
        Objects.checkFromIndexSize(bOffset, bStride == 0 ? Math.min(n, 1) : n, b.length);
        Objects.checkFromIndexSize(outOffset, n, out.length);
        FLOATS.binary(function).run(a, aOffset, aStride, b, bOffset, bStride, out, outOffset, n);
    }

    /**
     * {@link #apply(FloatBinaryFunction, float[], int, int, float[], int, int, float[], int, int)} of {@code rows} spans, each
     * {@code aStep}, {@code bStep} and {@code outStep} elements after the one before it: a row of a matrix then takes 10 ns
     * besides its elements, where a call for each takes 25.
     *
     * @throws IndexOutOfBoundsException if a span is not inside its array
     * @throws IllegalArgumentException as there
     */
    public static void applyToRows(
            FloatBinaryFunction function,
            float[] a,
            int aOffset,
            int aStride,
            int aStep,
            float[] b,
            int bOffset,
            int bStride,
            int bStep,
            float[] out,
            int outOffset,
            int outStep,
            int n,
            int rows) {
        requireUnitStrides(function, aStride, bStride);
        if (rows == 0 || n == 0) {
            return;
        }
        requireRows(aOffset, aStep, aStride == 0 ? 1 : n, rows, a.length);
        requireRows(bOffset, bStep, bStride == 0 ? 1 : n, rows, b.length);
        requireRows(outOffset, outStep, n, rows, out.length);
        FLOATS.binary(function)
                .rows(a, aOffset, aStride, aStep, b, bOffset, bStride, bStep, out, outOffset, outStep, n, rows);
    }

    private static void requireRows(int offset, int step, int n, int rows, int length) {
        Objects.checkFromIndexSize(offset, n, length);
        Objects.checkFromIndexSize(offset + (rows - 1L) * step, n, (long) length);
    }

    private static void requireUnitStrides(FloatBinaryFunction function, int aStride, int bStride) {
        if ((aStride | bStride) >>> 1 != 0) {
            throw new IllegalArgumentException("strides of " + function + " are " + aStride + " and " + bStride
                    + "; expected 0 or 1 (Loops.binary takes any)");
        }
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
