package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.cpu.FloatFormula;
import dev.arclight.kernel.cpu.FloatLoops;
import dev.arclight.kernel.cpu.Loops;
import dev.arclight.op.Acos;
import dev.arclight.op.Acosh;
import dev.arclight.op.Addcdiv;
import dev.arclight.op.Addcmul;
import dev.arclight.op.Asin;
import dev.arclight.op.Asinh;
import dev.arclight.op.Atan;
import dev.arclight.op.Atan2;
import dev.arclight.op.Atanh;
import dev.arclight.op.BinaryMap;
import dev.arclight.op.Ceil;
import dev.arclight.op.Clamp;
import dev.arclight.op.Cosh;
import dev.arclight.op.Digamma;
import dev.arclight.op.Elu;
import dev.arclight.op.EluBackward;
import dev.arclight.op.Eq;
import dev.arclight.op.Erfinv;
import dev.arclight.op.Exp2;
import dev.arclight.op.Floor;
import dev.arclight.op.Fmod;
import dev.arclight.op.Frac;
import dev.arclight.op.Ge;
import dev.arclight.op.GeluBackward;
import dev.arclight.op.GeluTanhBackward;
import dev.arclight.op.Gt;
import dev.arclight.op.Hardshrink;
import dev.arclight.op.Hardsigmoid;
import dev.arclight.op.Hardswish;
import dev.arclight.op.HardswishBackward;
import dev.arclight.op.Hardtanh;
import dev.arclight.op.HardtanhBackward;
import dev.arclight.op.Hypot;
import dev.arclight.op.Le;
import dev.arclight.op.LeakyRelu;
import dev.arclight.op.LeakyReluBackward;
import dev.arclight.op.Lerp;
import dev.arclight.op.Lgamma;
import dev.arclight.op.Log10;
import dev.arclight.op.Log2;
import dev.arclight.op.LogSigmoid;
import dev.arclight.op.Logaddexp;
import dev.arclight.op.Logaddexp2;
import dev.arclight.op.Logit;
import dev.arclight.op.LogitBackward;
import dev.arclight.op.Lt;
import dev.arclight.op.Mish;
import dev.arclight.op.MishBackward;
import dev.arclight.op.NanToNum;
import dev.arclight.op.Ne;
import dev.arclight.op.Op;
import dev.arclight.op.PairLoss;
import dev.arclight.op.PairLossBackward;
import dev.arclight.op.Polygamma;
import dev.arclight.op.Pow;
import dev.arclight.op.Prelu;
import dev.arclight.op.Remainder;
import dev.arclight.op.Round;
import dev.arclight.op.ShrinkBackward;
import dev.arclight.op.SigmoidBackward;
import dev.arclight.op.Sign;
import dev.arclight.op.SiluBackward;
import dev.arclight.op.Sinc;
import dev.arclight.op.Sinh;
import dev.arclight.op.Softplus;
import dev.arclight.op.SoftplusBackward;
import dev.arclight.op.Softshrink;
import dev.arclight.op.TanhBackward;
import dev.arclight.op.Threshold;
import dev.arclight.op.ThresholdBackward;
import dev.arclight.op.Trunc;
import dev.arclight.op.UnaryMap;
import dev.arclight.op.Xlogy;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Elementwise ops on float32 that have formulas on vectors. */
final class FormulaKernels {
    private static final float[] NONE = {};

    /** Below this the way to a span costs more than its elements: 100 ns against 0.1 to 1 ns each. */
    private static final int SHORT_SPAN = 256;

    /** @param guard a test of the same operands that tells where the formula does not hold, if there are such places */
    private record Entry(
            FloatFormula formula,
            Function<Op, float[]> parameters,
            @Nullable FloatFormula guard) {}

    private static final Map<Class<? extends Op>, Entry> ENTRIES = new HashMap<>();

    static {
        plain(Exp2.class, FloatFormula.EXP2);
        plain(Log2.class, FloatFormula.LOG2);
        plain(Log10.class, FloatFormula.LOG10);
        plain(Asin.class, FloatFormula.ASIN);
        plain(Acos.class, FloatFormula.ACOS);
        plain(Atan.class, FloatFormula.ATAN);
        guarded(Lgamma.class, FloatFormula.LGAMMA, FloatFormula.OUTSIDE_GAMMA);
        guarded(Digamma.class, FloatFormula.DIGAMMA, FloatFormula.OUTSIDE_GAMMA);
        guarded(Polygamma.class, FloatFormula.TRIGAMMA, FloatFormula.OUTSIDE_GAMMA);
        plain(Logit.class, FloatFormula.LOGIT);
        plain(Sinc.class, FloatFormula.SINC);
        plain(Sinh.class, FloatFormula.SINH);
        plain(Cosh.class, FloatFormula.COSH);
        plain(Asinh.class, FloatFormula.ASINH);
        plain(Acosh.class, FloatFormula.ACOSH);
        plain(Atanh.class, FloatFormula.ATANH);
        plain(Erfinv.class, FloatFormula.ERFINV);
        plain(LogSigmoid.class, FloatFormula.LOG_SIGMOID);
        plain(Mish.class, FloatFormula.MISH);
        plain(Round.class, FloatFormula.ROUND);
        plain(Floor.class, FloatFormula.FLOOR);
        plain(Ceil.class, FloatFormula.CEIL);
        plain(Trunc.class, FloatFormula.TRUNC);
        plain(Frac.class, FloatFormula.FRAC);
        plain(Sign.class, FloatFormula.SIGN);
        plain(Hardsigmoid.class, FloatFormula.HARDSIGMOID);
        plain(Hardswish.class, FloatFormula.HARDSWISH);
        plain(Pow.class, FloatFormula.POW);
        plain(Atan2.class, FloatFormula.ATAN2);
        plain(Hypot.class, FloatFormula.HYPOT);
        plain(Logaddexp.class, FloatFormula.LOGADDEXP);
        plain(Logaddexp2.class, FloatFormula.LOGADDEXP2);
        plain(Xlogy.class, FloatFormula.XLOGY);
        guarded(Fmod.class, FloatFormula.FMOD, FloatFormula.FAR_QUOTIENT);
        guarded(Remainder.class, FloatFormula.REMAINDER, FloatFormula.FAR_QUOTIENT);
        plain(Prelu.class, FloatFormula.PRELU);
        plain(SigmoidBackward.class, FloatFormula.SIGMOID_BACKWARD);
        plain(TanhBackward.class, FloatFormula.TANH_BACKWARD);
        plain(SiluBackward.class, FloatFormula.SILU_BACKWARD);
        plain(GeluBackward.class, FloatFormula.GELU_BACKWARD);
        plain(GeluTanhBackward.class, FloatFormula.GELU_TANH_BACKWARD);
        plain(MishBackward.class, FloatFormula.MISH_BACKWARD);
        plain(HardswishBackward.class, FloatFormula.HARDSWISH_BACKWARD);
        plain(Eq.class, FloatFormula.EQUAL);
        plain(Ne.class, FloatFormula.NOT_EQUAL);
        plain(Lt.class, FloatFormula.LESS);
        plain(Le.class, FloatFormula.LESS_OR_EQUAL);
        plain(Gt.class, FloatFormula.GREATER);
        plain(Ge.class, FloatFormula.GREATER_OR_EQUAL);
        plain(Clamp.class, FloatFormula.CLAMP);
        plain(Lerp.class, FloatFormula.LERP);
        with(LeakyRelu.class, FloatFormula.LEAKY_RELU, op -> floats(op.slope()));
        with(LeakyReluBackward.class, FloatFormula.LEAKY_RELU_BACKWARD, op -> floats(op.slope()));
        with(Elu.class, FloatFormula.ELU, op -> floats(op.alpha() * op.scale(), op.scale(), op.inputScale()));
        with(
                EluBackward.class,
                FloatFormula.ELU_BACKWARD,
                op -> floats(op.alpha() * op.scale() * op.inputScale(), op.scale(), op.inputScale()));
        with(Hardtanh.class, FloatFormula.HARDTANH, op -> floats(op.min(), op.max()));
        with(HardtanhBackward.class, FloatFormula.HARDTANH_BACKWARD, op -> floats(op.min(), op.max(), op.slope()));
        plain(LogitBackward.class, FloatFormula.LOGIT_BACKWARD);
        with(NanToNum.class, FloatFormula.NAN_TO_NUM, op -> floats(op.nan(), op.positive(), op.negative()));
        with(Hardshrink.class, FloatFormula.HARDSHRINK, op -> floats(op.lambda()));
        with(Softshrink.class, FloatFormula.SOFTSHRINK, op -> floats(op.lambda()));
        with(ShrinkBackward.class, FloatFormula.SHRINK_BACKWARD, op -> floats(op.lambda()));
        with(Threshold.class, FloatFormula.THRESHOLD, op -> floats(op.threshold(), op.value()));
        with(ThresholdBackward.class, FloatFormula.THRESHOLD_BACKWARD, op -> floats(op.threshold()));
        with(Softplus.class, FloatFormula.SOFTPLUS, op -> floats(op.beta(), op.threshold()));
        with(SoftplusBackward.class, FloatFormula.SOFTPLUS_BACKWARD, op -> floats(op.beta(), op.threshold()));
        with(PairLoss.class, FloatFormula.PAIR_LOSS, op -> floats(op.quadratic(), op.bound(), op.slope()));
        with(
                PairLossBackward.class,
                FloatFormula.PAIR_LOSS_BACKWARD,
                op -> floats(
                        2 * op.loss().quadratic(), op.loss().bound(), op.loss().slope()));
        with(Addcmul.class, FloatFormula.ADDCMUL, op -> floats(op.value()));
        with(Addcdiv.class, FloatFormula.ADDCDIV, op -> floats(op.value()));
    }

    private FormulaKernels() {}

    private static void plain(Class<? extends Op> type, FloatFormula formula) {
        ENTRIES.put(type, new Entry(formula, op -> NONE, null));
    }

    private static void guarded(Class<? extends Op> type, FloatFormula formula, FloatFormula guard) {
        ENTRIES.put(type, new Entry(formula, op -> NONE, guard));
    }

    private static <T extends Op> void with(Class<T> type, FloatFormula formula, Function<T, float[]> parameters) {
        ENTRIES.put(type, new Entry(formula, op -> parameters.apply(type.cast(op)), null));
    }

    private static float[] floats(double... values) {
        float[] narrow = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            narrow[i] = (float) values[i];
        }
        return narrow;
    }

    /** Every op that has a formula; for tests. */
    static Iterable<Class<? extends Op>> ops() {
        return ENTRIES.keySet();
    }

    /** The loops of an op that has a formula; null where vectors are not used. */
    static FloatLoops.@Nullable Formula loops(Op op) {
        return Loops.formula(entry(op).formula());
    }

    /** What the loops of an op take beside operands. */
    static float[] parameters(Op op) {
        return entry(op).parameters().apply(op);
    }

    private static Entry entry(Op op) {
        return Objects.requireNonNull(ENTRIES.get(op.getClass()), () -> op.name() + " has no formula");
    }

    /**
     * Computes the op with its formula.
     *
     * @param inputs float32
     * @return false, with nothing done, if there is none or vectors are not used
     */
    static boolean run(Op op, Tensor out, Tensor... inputs) {
        Entry entry = ENTRIES.get(op.getClass());
        if (entry == null || op instanceof Polygamma polygamma && polygamma.n() != 1) {
            return false;
        }
        FloatLoops.@Nullable Formula loops = Loops.formula(entry.formula());
        if (loops == null) {
            return false;
        }
        FloatFormula guard = entry.guard();
        run(
                guard == null ? loops : new Guarded(loops, guard, op),
                entry.parameters().apply(op),
                out,
                inputs);
        return true;
    }

    /** As {@link #run(Op, Tensor, Tensor...)} for a formula that is no op's alone. */
    static boolean run(FloatFormula formula, Tensor out, Tensor... inputs) {
        return run(formula, NONE, out, inputs);
    }

    static boolean run(FloatFormula formula, float[] parameters, Tensor out, Tensor... inputs) {
        FloatLoops.@Nullable Formula loops = Loops.formula(formula);
        if (loops == null) {
            return false;
        }
        run(loops, parameters, out, inputs);
        return true;
    }

    private static void run(FloatLoops.Formula loops, float[] parameters, Tensor out, Tensor[] inputs) {
        Tensor[] laid = new Tensor[inputs.length + 1];
        laid[0] = out;
        System.arraycopy(inputs, 0, laid, 1, inputs.length);
        Spans spans = Spans.of(out.shape(), laid);
        boolean evenly = spans.length() >= SHORT_SPAN || spans.length() >= out.numel();
        for (int k = 1; k < laid.length; k++) {
            if ((spans.step(k) | 1) != 1) {
                laid[k] = Copies.contiguous(laid[k]);
                evenly = false;
            }
        }
        if (!evenly) {
            spans = Spans.of(out.shape(), laid);
            if (spans.length() < SHORT_SPAN && spans.length() < out.numel()) {
                for (int k = 1; k < laid.length; k++) {
                    laid[k] = spread(laid[k], out);
                }
                spans = Spans.of(out.shape(), laid);
            }
        }
        int numbers = 0;
        float[][] operands = new float[inputs.length][];
        for (int k = 0; k < inputs.length; k++) {
            operands[k] = laid[k + 1].storage().floats();
            numbers |= spans.step(k + 1) == 0 ? 1 << k : 0;
        }
        int fixed = numbers;
        int n = spans.length();
        if (out.dtype() == DType.BOOL) {
            byte[] result = out.storage().bytes();
            spans.forEach(at -> loops.test(result, operands, at, fixed, n));
        } else {
            float[] result = out.storage().floats();
            spans.forEach(at -> loops.run(result, operands, at, fixed, parameters, n));
        }
    }

    /** A formula whose op's scalar definition computes blocks with an element that the formula does not hold for. */
    private static final class Guarded implements FloatLoops.Formula {
        /** Elements of a block; operands and answers stay in the first cache. */
        private static final int BLOCK = 1024;

        private final FloatLoops.Formula loops;
        private final FloatLoops.Formula guard;
        private final Op op;

        Guarded(FloatLoops.Formula loops, FloatFormula guard, Op op) {
            this.loops = loops;
            this.guard = Objects.requireNonNull(Loops.formula(guard));
            this.op = op;
        }

        @Override
        public void run(float[] out, float[][] operands, int[] at, int numbers, float[] parameters, int n) {
            int[] place = at.clone();
            for (int i = 0; i < n; i += BLOCK) {
                int m = Math.min(BLOCK, n - i);
                place[0] = at[0] + i;
                if (guard.any(operands, place, numbers, m)) {
                    scalar(out, operands, place, numbers, m);
                } else {
                    loops.run(out, operands, place, numbers, parameters, m);
                }
                for (int k = 0; k < operands.length; k++) {
                    place[k + 1] += (numbers >> k & 1) == 0 ? m : 0;
                }
            }
        }

        private void scalar(float[] out, float[][] operands, int[] at, int numbers, int n) {
            int step = 1 - (numbers & 1);
            if (op instanceof BinaryMap map) {
                int second = 1 - (numbers >> 1 & 1);
                Loops.binary(map).run(operands[0], at[1], step, operands[1], at[2], second, out, at[0], n);
            } else {
                Loops.unary((UnaryMap) op).run(operands[0], at[1], step, out, at[0], n);
            }
        }

        @Override
        public void test(byte[] out, float[][] operands, int[] at, int numbers, int n) {
            throw new UnsupportedOperationException("only functions with values are guarded");
        }
    }

    /** An operand written out in the result's shape, unless it is one number for all. */
    private static Tensor spread(Tensor operand, Tensor out) {
        if (operand.numel() == 1 || operand.shape().equals(out.shape()) && operand.isContiguous()) {
            return operand;
        }
        Tensor spread = Tensor.uninitialized(operand.dtype(), out.shape());
        Copies.copy(operand, spread);
        return spread;
    }
}
