package dev.arclight.kernel.cpu.vector;

import dev.arclight.kernel.cpu.FloatFormula;
import dev.arclight.kernel.cpu.FloatLoops;

/** {@link FloatFormula#HARDTANH}, by a shorter formula where the bounds lie on both sides of zero. */
final class VectorBounds implements FloatLoops.Formula {
    private final FloatLoops.Formula anywhere = new VectorFormula(FloatFormula.HARDTANH);
    private final FloatLoops.Formula aroundZero = new VectorFormula(FloatFormula.HARDTANH_AROUND_ZERO);

    @Override
    public void run(float[] out, float[][] operands, int[] at, int numbers, float[] parameters, int n) {
        FloatLoops.Formula loops = parameters[0] < 0 && parameters[1] > 0 ? aroundZero : anywhere;
        loops.run(out, operands, at, numbers, parameters, n);
    }

    @Override
    public void test(byte[] out, float[][] operands, int[] at, int numbers, int n) {
        throw new UnsupportedOperationException("only functions with values have bounds");
    }
}
