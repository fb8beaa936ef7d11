package dev.arclight.kernel.cpu.vector;

import dev.arclight.kernel.cpu.FloatFormula;
import dev.arclight.kernel.cpu.FloatLoops;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * A formula that gives finite numbers back as they are: all are copied, and the formula computes only
 * those blocks anew that have others.
 */
final class VectorReplacement implements FloatLoops.Formula {
    private static final int LANES = VectorLoops.FLOATS.length();

    /** Elements that are computed anew if one of them is not finite. */
    private static final int BLOCK = 4096;

    private static final int INFINITY = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

    private final FloatLoops.Formula formula;

    VectorReplacement(FloatFormula formula) {
        this.formula = new VectorFormula(formula);
    }

    @Override
    public void run(float[] out, float[][] operands, int[] at, int numbers, float[] parameters, int n) {
        if (numbers != 0) {
            formula.run(out, operands, at, numbers, parameters, n);
            return;
        }
        float[] in = operands[0];
        int[] place = at.clone();
        for (int i = 0; i < n; i += BLOCK) {
            int m = Math.min(BLOCK, n - i);
            place[0] = at[0] + i;
            place[1] = at[1] + i;
            if (!copy(in, place[1], out, place[0], m)) {
                formula.run(out, operands, place, numbers, parameters, m);
            }
        }
    }

    /** Copies, and says whether all that was copied is finite. */
    private static boolean copy(float[] in, int at, float[] out, int o, int n) {
        IntVector most = IntVector.zero(VectorLoops.INTS);
        int bound = VectorLoops.FLOATS.loopBound(n);
        for (int i = 0; i < bound; i += LANES) {
            FloatVector x = FloatVector.fromArray(VectorLoops.FLOATS, in, at + i);
            x.intoArray(out, o + i);
            most = x.reinterpretAsInts().and(Integer.MAX_VALUE).max(most);
        }
        boolean areFinite = IntVector.zero(VectorLoops.INTS).max(most).reduceLanes(VectorOperators.MAX) < INFINITY;
        for (int i = bound; i < n; i++) {
            out[o + i] = in[at + i];
            areFinite &= Math.abs(in[at + i]) < Float.POSITIVE_INFINITY;
        }
        return areFinite;
    }

    @Override
    public void test(byte[] out, float[][] operands, int[] at, int numbers, int n) {
        throw new UnsupportedOperationException("only functions with values replace numbers");
    }
}
