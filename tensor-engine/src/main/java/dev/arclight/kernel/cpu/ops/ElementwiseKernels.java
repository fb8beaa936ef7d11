package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.cpu.BinaryLoop;
import dev.arclight.kernel.cpu.BoolLoops;
import dev.arclight.kernel.cpu.DoubleLoops;
import dev.arclight.kernel.cpu.FloatBinaryFunction;
import dev.arclight.kernel.cpu.FloatFormula;
import dev.arclight.kernel.cpu.FloatFunction;
import dev.arclight.kernel.cpu.Loops;
import dev.arclight.kernel.cpu.TernaryLoop;
import dev.arclight.kernel.cpu.TestLoop;
import dev.arclight.kernel.cpu.UnaryLoop;
import dev.arclight.op.Abs;
import dev.arclight.op.Add;
import dev.arclight.op.BinaryOp;
import dev.arclight.op.BinaryTest;
import dev.arclight.op.Clamp;
import dev.arclight.op.ClampMax;
import dev.arclight.op.ClampMin;
import dev.arclight.op.CompareOp;
import dev.arclight.op.Cos;
import dev.arclight.op.Cube;
import dev.arclight.op.Div;
import dev.arclight.op.Erf;
import dev.arclight.op.Erfc;
import dev.arclight.op.Exp;
import dev.arclight.op.Expm1;
import dev.arclight.op.Gelu;
import dev.arclight.op.GeluTanh;
import dev.arclight.op.Log;
import dev.arclight.op.Log1p;
import dev.arclight.op.LogicalAnd;
import dev.arclight.op.LogicalNot;
import dev.arclight.op.LogicalOr;
import dev.arclight.op.LogicalXor;
import dev.arclight.op.Maximum;
import dev.arclight.op.Minimum;
import dev.arclight.op.Mul;
import dev.arclight.op.Ne;
import dev.arclight.op.Neg;
import dev.arclight.op.Op;
import dev.arclight.op.Reciprocal;
import dev.arclight.op.Relu;
import dev.arclight.op.ReluBackward;
import dev.arclight.op.Rsqrt;
import dev.arclight.op.Sigmoid;
import dev.arclight.op.Silu;
import dev.arclight.op.Sin;
import dev.arclight.op.Sqrt;
import dev.arclight.op.Square;
import dev.arclight.op.Sub;
import dev.arclight.op.Tan;
import dev.arclight.op.Tanh;
import dev.arclight.op.TernaryOp;
import dev.arclight.op.TestOp;
import dev.arclight.op.UnaryOp;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Elementwise ops: operands are converted to the dtype that is computed in, then spun loops run over spans. */
final class ElementwiseKernels {
    /** Ops whose float loops over contiguous spans are vector kernels; the others' are spun from the scalar definition. */
    private static final Map<Class<?>, FloatFunction> UNARY = Map.ofEntries(
            Map.entry(Neg.class, FloatFunction.NEGATE),
            Map.entry(Abs.class, FloatFunction.ABS),
            Map.entry(Sqrt.class, FloatFunction.SQRT),
            Map.entry(Relu.class, FloatFunction.RELU),
            Map.entry(Exp.class, FloatFunction.EXP),
            Map.entry(Log.class, FloatFunction.LOG),
            Map.entry(Tanh.class, FloatFunction.TANH),
            Map.entry(Sigmoid.class, FloatFunction.SIGMOID),
            Map.entry(Erf.class, FloatFunction.ERF),
            Map.entry(Gelu.class, FloatFunction.GELU),
            Map.entry(Sin.class, FloatFunction.SIN),
            Map.entry(Cos.class, FloatFunction.COS),
            Map.entry(Erfc.class, FloatFunction.ERFC),
            Map.entry(Expm1.class, FloatFunction.EXPM1),
            Map.entry(GeluTanh.class, FloatFunction.GELU_TANH),
            Map.entry(Log1p.class, FloatFunction.LOG1P),
            Map.entry(Reciprocal.class, FloatFunction.RECIPROCAL),
            Map.entry(Rsqrt.class, FloatFunction.RSQRT),
            Map.entry(Silu.class, FloatFunction.SILU),
            Map.entry(Square.class, FloatFunction.SQUARE),
            Map.entry(Cube.class, FloatFunction.CUBE),
            Map.entry(Tan.class, FloatFunction.TAN));

    private static final Map<Class<?>, FloatBinaryFunction> BINARY = Map.ofEntries(
            Map.entry(Add.class, FloatBinaryFunction.ADD),
            Map.entry(Sub.class, FloatBinaryFunction.SUBTRACT),
            Map.entry(Mul.class, FloatBinaryFunction.MULTIPLY),
            Map.entry(Div.class, FloatBinaryFunction.DIVIDE),
            Map.entry(Maximum.class, FloatBinaryFunction.MAXIMUM),
            Map.entry(Minimum.class, FloatBinaryFunction.MINIMUM),
            Map.entry(ReluBackward.class, FloatBinaryFunction.WHERE_POSITIVE),
            Map.entry(ClampMin.class, FloatBinaryFunction.MAXIMUM),
            Map.entry(ClampMax.class, FloatBinaryFunction.MINIMUM));

    /**
     * Arithmetic that takes no longer than memory. C2 makes vectors of its plain loop where all offsets are equal, and begins
     * them where a vector of the result is aligned, which ours cannot see: 48 µs in place of 63 for a million floats
     * multiplied in place, 90 in place of 98 from one array to another.
     */
    private static final Set<FloatFunction> PLAIN = EnumSet.of(
            FloatFunction.NEGATE,
            FloatFunction.ABS,
            FloatFunction.SQUARE,
            FloatFunction.CUBE,
            FloatFunction.SQRT,
            FloatFunction.RECIPROCAL);

    /** As {@link #PLAIN}. */
    private static final Set<FloatBinaryFunction> PLAIN_BINARY = EnumSet.of(
            FloatBinaryFunction.ADD,
            FloatBinaryFunction.SUBTRACT,
            FloatBinaryFunction.MULTIPLY,
            FloatBinaryFunction.DIVIDE);

    /** Spans from which on alignment pays; elements before and after the vectors of a plain loop are computed one by one. */
    private static final int LONG_SPAN = 1 << 14;

    private ElementwiseKernels() {}

    /** The vector loop of a function of one float, or null. */
    static @Nullable FloatFunction vectorized(Op op) {
        return UNARY.get(op.getClass());
    }

    /** The vector loop of a function of two floats, or null. */
    static @Nullable FloatBinaryFunction vectorizedPairs(Op op) {
        return BINARY.get(op.getClass());
    }

    static void unary(Op op, Tensor[] inputs, Tensor[] outputs) {
        Tensor out = outputs[0];
        Tensor in = Copies.as(out.dtype(), inputs[0]);
        if (out.dtype() == DType.FLOAT32 && FormulaKernels.run(op, out, in)) {
            return;
        }
        UnaryLoop loop = Loops.unary((UnaryOp) op);
        Spans spans = Spans.of(out.shape(), out, in);
        int n = spans.length();
        int step = spans.step(1);
        switch (out.dtype()) {
            case FLOAT32 -> {
                float[] x = in.storage().floats();
                float[] y = out.storage().floats();
                FloatFunction function = UNARY.get(op.getClass());
                if (function != null && step == 1) {
                    boolean plain = n >= LONG_SPAN && PLAIN.contains(function);
                    spans.forEach(at -> {
                        if (plain && at[1] == at[0]) {
                            loop.run(x, at[1], 1, y, at[0], n);
                        } else {
                            Loops.apply(function, x, at[1], y, at[0], n);
                        }
                    });
                } else if (function != null && n > 1) {
                    Copies.copy(in, out);
                    Loops.apply(function, y, out.offset(), y, out.offset(), out.numel());
                } else {
                    spans.forEach(at -> loop.run(x, at[1], step, y, at[0], n));
                }
            }
            case FLOAT64 -> {
                double[] x = in.storage().doubles();
                double[] y = out.storage().doubles();
                if (step == 1 && op instanceof Exp) {
                    spans.forEach(at -> DoubleLoops.current().exp(x, at[1], y, at[0], n));
                } else if (step == 1 && op instanceof Tanh) {
                    spans.forEach(at -> DoubleLoops.current().tanh(x, at[1], y, at[0], n));
                } else {
                    spans.forEach(at -> loop.run(x, at[1], step, y, at[0], n));
                }
            }
            case INT64 -> {
                long[] x = in.storage().longs();
                long[] y = out.storage().longs();
                spans.forEach(at -> loop.run(x, at[1], step, y, at[0], n));
            }
            case INT32 -> {
                int[] x = in.storage().ints();
                int[] y = out.storage().ints();
                spans.forEach(at -> loop.run(x, at[1], step, y, at[0], n));
            }
            case INT16 -> {
                short[] x = in.storage().shorts();
                short[] y = out.storage().shorts();
                spans.forEach(at -> loop.run(x, at[1], step, y, at[0], n));
            }
            case INT8 -> {
                byte[] x = in.storage().bytes();
                byte[] y = out.storage().bytes();
                spans.forEach(at -> loop.run(x, at[1], step, y, at[0], n));
            }
            case BOOL -> {
                byte[] x = in.storage().bytes();
                byte[] y = out.storage().bytes();
                spans.forEach(at -> loop.run(x, at[1], step, y, at[0], n));
                // Of the bits that an op turned over, a bool has the lowest.
                for (int i = out.offset(); i < out.offset() + out.numel(); i++) {
                    y[i] &= 1;
                }
            }
            case UINT8 -> {
                byte[] x = in.storage().bytes();
                byte[] y = out.storage().bytes();
                spans.forEach(at -> loop.runUnsigned(x, at[1], step, y, at[0], n));
            }
            case FLOAT16, BFLOAT16 -> throw Halves.unwidened(out.dtype());
        }
    }

    static void binary(Op op, Tensor[] inputs, Tensor[] outputs) {
        Tensor out = outputs[0];
        Tensor left = Copies.as(out.dtype(), inputs[0]);
        Tensor right = Copies.as(out.dtype(), inputs[1]);
        if (out.dtype() == DType.FLOAT32 && FormulaKernels.run(op, out, left, right)) {
            return;
        }
        BinaryLoop loop = Loops.binary((BinaryOp) op);
        Spans spans = Spans.of(out.shape(), out, left, right);
        int n = spans.length();
        int p = spans.step(1);
        int q = spans.step(2);
        switch (out.dtype()) {
            case FLOAT32 -> {
                FloatBinaryFunction function = BINARY.get(op.getClass());
                if (function != null && (p | q) >>> 1 != 0 && n > 1) {
                    // A copy and a vector loop take less than one element after the other.
                    Tensor[] even = {
                        p >>> 1 == 0 ? left : Copies.contiguous(left), q >>> 1 == 0 ? right : Copies.contiguous(right)
                    };
                    binary(op, even, outputs);
                    return;
                }
                float[] a = left.storage().floats();
                float[] b = right.storage().floats();
                float[] y = out.storage().floats();
                if (function != null && (p | q) >>> 1 == 0) {
                    boolean plain = n >= LONG_SPAN && PLAIN_BINARY.contains(function);
                    if (!plain && spans.rows() > 1) {
                        spans.forEachPlane(at -> Loops.applyToRows(
                                function,
                                a,
                                at[1],
                                p,
                                spans.rowStep(1),
                                b,
                                at[2],
                                q,
                                spans.rowStep(2),
                                y,
                                at[0],
                                spans.rowStep(0),
                                n,
                                spans.rows()));
                        return;
                    }
                    spans.forEach(at -> {
                        if (plain && (p == 0 || at[1] == at[0]) && (q == 0 || at[2] == at[0])) {
                            loop.run(a, at[1], p, b, at[2], q, y, at[0], n);
                        } else {
                            Loops.apply(function, a, at[1], p, b, at[2], q, y, at[0], n);
                        }
                    });
                } else {
                    spans.forEach(at -> loop.run(a, at[1], p, b, at[2], q, y, at[0], n));
                }
            }
            case FLOAT64 -> {
                double[] a = left.storage().doubles();
                double[] b = right.storage().doubles();
                double[] y = out.storage().doubles();
                spans.forEach(at -> loop.run(a, at[1], p, b, at[2], q, y, at[0], n));
            }
            case INT64 -> {
                long[] a = left.storage().longs();
                long[] b = right.storage().longs();
                long[] y = out.storage().longs();
                spans.forEach(at -> loop.run(a, at[1], p, b, at[2], q, y, at[0], n));
            }
            case INT32 -> {
                int[] a = left.storage().ints();
                int[] b = right.storage().ints();
                int[] y = out.storage().ints();
                spans.forEach(at -> loop.run(a, at[1], p, b, at[2], q, y, at[0], n));
            }
            case INT16 -> {
                short[] a = left.storage().shorts();
                short[] b = right.storage().shorts();
                short[] y = out.storage().shorts();
                spans.forEach(at -> loop.run(a, at[1], p, b, at[2], q, y, at[0], n));
            }
            case INT8, BOOL -> {
                byte[] a = left.storage().bytes();
                byte[] b = right.storage().bytes();
                byte[] y = out.storage().bytes();
                spans.forEach(at -> loop.run(a, at[1], p, b, at[2], q, y, at[0], n));
                if (out.dtype() == DType.BOOL) {
                    for (int i = out.offset(); i < out.offset() + out.numel(); i++) {
                        y[i] = (byte) (y[i] != 0 ? 1 : 0);
                    }
                }
            }
            case UINT8 -> {
                byte[] a = left.storage().bytes();
                byte[] b = right.storage().bytes();
                byte[] y = out.storage().bytes();
                spans.forEach(at -> loop.runUnsigned(a, at[1], p, b, at[2], q, y, at[0], n));
            }
            case FLOAT16, BFLOAT16 -> throw Halves.unwidened(out.dtype());
        }
    }

    static void ternary(Op op, Tensor[] inputs, Tensor[] outputs) {
        Tensor out = outputs[0];
        Tensor first = Copies.as(out.dtype(), inputs[0]);
        Tensor second = Copies.as(out.dtype(), inputs[1]);
        Tensor third = Copies.as(out.dtype(), inputs[2]);
        if (out.dtype() == DType.FLOAT32
                && (op instanceof Clamp && clampByNumbers(out, first, second, third)
                        || FormulaKernels.run(op, out, first, second, third))) {
            return;
        }
        TernaryLoop loop = Loops.ternary((TernaryOp) op);
        Spans spans = Spans.of(out.shape(), out, first, second, third);
        int n = spans.length();
        int p = spans.step(1);
        int q = spans.step(2);
        int r = spans.step(3);
        switch (out.dtype()) {
            case FLOAT32 -> {
                float[] a = first.storage().floats();
                float[] b = second.storage().floats();
                float[] c = third.storage().floats();
                float[] y = out.storage().floats();
                spans.forEach(at -> loop.run(a, at[1], p, b, at[2], q, c, at[3], r, y, at[0], n));
            }
            case FLOAT64 -> {
                double[] a = first.storage().doubles();
                double[] b = second.storage().doubles();
                double[] c = third.storage().doubles();
                double[] y = out.storage().doubles();
                spans.forEach(at -> loop.run(a, at[1], p, b, at[2], q, c, at[3], r, y, at[0], n));
            }
            case INT64 -> {
                long[] a = first.storage().longs();
                long[] b = second.storage().longs();
                long[] c = third.storage().longs();
                long[] y = out.storage().longs();
                spans.forEach(at -> loop.run(a, at[1], p, b, at[2], q, c, at[3], r, y, at[0], n));
            }
            case INT32 -> {
                int[] a = first.storage().ints();
                int[] b = second.storage().ints();
                int[] c = third.storage().ints();
                int[] y = out.storage().ints();
                spans.forEach(at -> loop.run(a, at[1], p, b, at[2], q, c, at[3], r, y, at[0], n));
            }
            case INT16 -> {
                short[] a = first.storage().shorts();
                short[] b = second.storage().shorts();
                short[] c = third.storage().shorts();
                short[] y = out.storage().shorts();
                spans.forEach(at -> loop.run(a, at[1], p, b, at[2], q, c, at[3], r, y, at[0], n));
            }
            case INT8, BOOL -> {
                byte[] a = first.storage().bytes();
                byte[] b = second.storage().bytes();
                byte[] c = third.storage().bytes();
                byte[] y = out.storage().bytes();
                spans.forEach(at -> loop.run(a, at[1], p, b, at[2], q, c, at[3], r, y, at[0], n));
            }
            case UINT8 -> {
                byte[] a = first.storage().bytes();
                byte[] b = second.storage().bytes();
                byte[] c = third.storage().bytes();
                byte[] y = out.storage().bytes();
                spans.forEach(at -> loop.runUnsigned(a, at[1], p, b, at[2], q, c, at[3], r, y, at[0], n));
            }
            case FLOAT16, BFLOAT16 -> throw Halves.unwidened(out.dtype());
        }
    }

    /** Between two numbers there are fewer tests for NaN; false, with nothing done, if they are not that. */
    private static boolean clampByNumbers(Tensor out, Tensor x, Tensor low, Tensor high) {
        if (low.numel() != 1 || high.numel() != 1) {
            return false;
        }
        float least = low.storage().floats()[low.offset()];
        float most = high.storage().floats()[high.offset()];
        return !Float.isNaN(least)
                && !Float.isNaN(most)
                && FormulaKernels.run(FloatFormula.HARDTANH, new float[] {least, most}, out, x);
    }

    static void test(Op op, Tensor[] inputs, Tensor[] outputs) {
        compare(new OfFirst((TestOp) op), inputs[0].dtype(), inputs[0], inputs[0], outputs[0]);
    }

    /** A test of one operand as a comparison that does not look at the second. */
    private record OfFirst(TestOp op) implements BinaryTest {
        @Override
        public boolean test(float a, float b) {
            return op.test(a);
        }

        @Override
        public boolean test(double a, double b) {
            return op.test(a);
        }

        @Override
        public boolean test(long a, long b) {
            return op.test(a);
        }
    }

    static void compare(Op op, Tensor[] inputs, Tensor[] outputs) {
        DType common = TensorType.promote(inputs[0].type(), inputs[1].type());
        compare((CompareOp) op, common, inputs[0], inputs[1], outputs[0]);
    }

    private static void compare(BinaryTest op, DType common, Tensor first, Tensor second, Tensor out) {
        Tensor left = Copies.as(common, first);
        Tensor right = first == second ? left : Copies.as(common, second);
        if (common == DType.FLOAT32
                && op instanceof CompareOp compare
                && FormulaKernels.run(compare, out, left, right)) {
            return;
        }
        Spans spans = Spans.of(out.shape(), out, left, right);
        if (common == DType.BOOL && logic(op, spans, left, right, out)) {
            return;
        }
        TestLoop loop = Loops.test(op);
        byte[] y = out.storage().bytes();
        int n = spans.length();
        int p = spans.step(1);
        int q = spans.step(2);
        switch (common) {
            case FLOAT32 -> {
                float[] a = left.storage().floats();
                float[] b = right.storage().floats();
                spans.forEach(at -> loop.run(a, at[1], p, b, at[2], q, y, at[0], n));
            }
            case FLOAT64 -> {
                double[] a = left.storage().doubles();
                double[] b = right.storage().doubles();
                spans.forEach(at -> loop.run(a, at[1], p, b, at[2], q, y, at[0], n));
            }
            case INT64 -> {
                long[] a = left.storage().longs();
                long[] b = right.storage().longs();
                spans.forEach(at -> loop.run(a, at[1], p, b, at[2], q, y, at[0], n));
            }
            case INT32 -> {
                int[] a = left.storage().ints();
                int[] b = right.storage().ints();
                spans.forEach(at -> loop.run(a, at[1], p, b, at[2], q, y, at[0], n));
            }
            case INT16 -> {
                short[] a = left.storage().shorts();
                short[] b = right.storage().shorts();
                spans.forEach(at -> loop.run(a, at[1], p, b, at[2], q, y, at[0], n));
            }
            case INT8, BOOL -> {
                byte[] a = left.storage().bytes();
                byte[] b = right.storage().bytes();
                spans.forEach(at -> loop.run(a, at[1], p, b, at[2], q, y, at[0], n));
            }
            case UINT8 -> {
                byte[] a = left.storage().bytes();
                byte[] b = right.storage().bytes();
                spans.forEach(at -> loop.runUnsigned(a, at[1], p, b, at[2], q, y, at[0], n));
            }
            case FLOAT16, BFLOAT16 -> throw Halves.unwidened(common);
        }
    }

    /** Logic of bools on even spans; false, with nothing done, for what is not that. */
    private static boolean logic(BinaryTest op, Spans spans, Tensor left, Tensor right, Tensor out) {
        if (spans.step(1) != 1 || spans.step(2) != 1) {
            return false;
        }
        byte[] a = left.storage().bytes();
        byte[] b = right.storage().bytes();
        byte[] y = out.storage().bytes();
        int n = spans.length();
        if (op instanceof LogicalAnd) {
            spans.forEach(at -> BoolLoops.and(a, at[1], b, at[2], y, at[0], n));
        } else if (op instanceof LogicalOr) {
            spans.forEach(at -> BoolLoops.or(a, at[1], b, at[2], y, at[0], n));
        } else if (op instanceof LogicalXor || op instanceof Ne) {
            spans.forEach(at -> BoolLoops.xor(a, at[1], b, at[2], y, at[0], n));
        } else if (op instanceof OfFirst first && first.op() instanceof LogicalNot) {
            spans.forEach(at -> BoolLoops.not(a, at[1], y, at[0], n));
        } else {
            return false;
        }
        return true;
    }

    static void where(Op op, Tensor[] inputs, Tensor[] outputs) {
        Tensor out = outputs[0];
        if (out.dtype() == DType.FLOAT32) {
            // As a float, the condition is an operand like the others.
            Tensor condition = Copies.as(DType.FLOAT32, inputs[0]);
            Tensor chosen = Copies.as(DType.FLOAT32, inputs[1]);
            if (FormulaKernels.run(FloatFormula.WHERE, out, condition, chosen, Copies.as(DType.FLOAT32, inputs[2]))) {
                return;
            }
        }
        // The false side everywhere, then the true side where the condition holds: any dtype moves as it is.
        Copies.copy(inputs[2], out);
        Tensor chosen = Copies.as(out.dtype(), inputs[1]);
        Spans spans = Spans.of(out.shape(), out, inputs[0], chosen);
        byte[] condition = inputs[0].storage().bytes();
        int n = spans.length();
        int c = spans.step(1);
        int s = spans.step(2);
        Object from = chosen.storage().array();
        Object to = out.storage().array();
        spans.forEach(at -> pick(condition, at[1], c, from, at[2], s, to, at[0], n));
    }

    private static void pick(byte[] condition, int co, int cs, Object from, int fo, int fs, Object to, int o, int n) {
        // Without branches, which a random condition would mispredict.
        if (from instanceof float[] x && to instanceof float[] y) {
            for (int i = 0; i < n; i++) {
                int old = Float.floatToRawIntBits(y[o + i]);
                int chosen = Float.floatToRawIntBits(x[fo + i * fs]);
                y[o + i] = Float.intBitsToFloat(old ^ (old ^ chosen) & mask(condition[co + i * cs]));
            }
        } else if (from instanceof double[] x && to instanceof double[] y) {
            for (int i = 0; i < n; i++) {
                long old = Double.doubleToRawLongBits(y[o + i]);
                long chosen = Double.doubleToRawLongBits(x[fo + i * fs]);
                y[o + i] = Double.longBitsToDouble(old ^ (old ^ chosen) & mask(condition[co + i * cs]));
            }
        } else if (from instanceof long[] x && to instanceof long[] y) {
            for (int i = 0; i < n; i++) {
                y[o + i] = y[o + i] ^ (y[o + i] ^ x[fo + i * fs]) & mask(condition[co + i * cs]);
            }
        } else if (from instanceof int[] x && to instanceof int[] y) {
            for (int i = 0; i < n; i++) {
                y[o + i] = y[o + i] ^ (y[o + i] ^ x[fo + i * fs]) & mask(condition[co + i * cs]);
            }
        } else if (from instanceof short[] x && to instanceof short[] y) {
            for (int i = 0; i < n; i++) {
                y[o + i] = (short) (y[o + i] ^ (y[o + i] ^ x[fo + i * fs]) & mask(condition[co + i * cs]));
            }
        } else if (from instanceof byte[] x && to instanceof byte[] y) {
            for (int i = 0; i < n; i++) {
                y[o + i] = (byte) (y[o + i] ^ (y[o + i] ^ x[fo + i * fs]) & mask(condition[co + i * cs]));
            }
        } else {
            throw new IllegalStateException(
                    "no dtype lives in a " + from.getClass().getSimpleName());
        }
    }

    /** All bits where the condition holds, else none. */
    private static int mask(byte condition) {
        return (condition | -condition) >> 31;
    }
}
