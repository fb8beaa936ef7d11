package dev.arclight.kernel.cpu.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.kernel.cpu.FloatFormula;
import dev.arclight.kernel.cpu.Loops;
import dev.arclight.op.BinaryMap;
import dev.arclight.op.BinaryTest;
import dev.arclight.op.Dispatch;
import dev.arclight.op.Fmod;
import dev.arclight.op.Hardtanh;
import dev.arclight.op.Op;
import dev.arclight.op.Ops;
import dev.arclight.op.Remainder;
import dev.arclight.op.Sample;
import dev.arclight.op.TernaryMap;
import dev.arclight.op.UnaryMap;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Formulas on vectors give the bits of their ops' scalar definitions, whatever the lanes. */
class FormulaKernelsTest {
    private static final float[] SPECIALS = {
        0f,
        -0f,
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Float.MIN_NORMAL,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        1f,
        -1f,
        0.5f,
        -0.5f,
        1.5f,
        2f,
        -2f,
        2.5f,
        3f,
        -3f,
        8_388_607.5f,
        8_388_609f,
        16_777_216f,
        -16_777_215f,
        -25_165_826f,
        33_554_432f,
        -50_331_652f,
        0x1.000002p26f,
        1e30f,
        -104f,
        89f
    };

    /** One op for each formula, with the attributes of its samples. */
    static Stream<Op> ops() {
        Set<Class<?>> known = new HashSet<>();
        FormulaKernels.ops().forEach(known::add);
        return Ops.all().stream()
                .filter(entry -> known.contains(entry.type()))
                .map(entry -> entry.samples().get().get(0))
                .map(Sample::op);
    }

    @Test
    void everyOpWithAFormulaIsInTheCatalog() {
        Set<Class<?>> known = new HashSet<>();
        FormulaKernels.ops().forEach(known::add);
        assertThat(ops().count()).isEqualTo(known.size());
        // Where is no op with a scalar definition; what guards a formula is no op; some bounds have a formula of their
        // own.
        assertThat(known).hasSize(FloatFormula.values().length - 4);
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "-Infinity, Infinity", "0, 6", "-1, 0", "0.5, 2", "-2, -0.5", "1, -1"})
    void boundsOnEitherSideOfZeroGiveTheScalarDefinitionsBits(double least, double most) {
        compare(new Hardtanh(least, most), new float[][] {SPECIALS});
    }

    @ParameterizedTest
    @MethodSource("ops")
    void everyCombinationOfSpecialNumbersGivesTheScalarDefinitionsBits(Op op) {
        int n = SPECIALS.length;
        int operands = operands(op);
        int total = operands == 1 ? n : operands == 2 ? n * n : n * n * n;
        float[][] x = new float[operands][total];
        for (int i = 0; i < total; i++) {
            for (int k = 0, rest = i; k < operands; k++, rest /= n) {
                x[k][i] = SPECIALS[rest % n];
            }
        }
        compare(op, x);
    }

    @ParameterizedTest
    @MethodSource("ops")
    void numbersAroundOneGiveTheScalarDefinitionsBits(Op op) {
        Generator generator = Generator.seeded(5);
        float[][] x = new float[operands(op)][20_011];
        for (float[] operand : x) {
            for (int i = 0; i < operand.length; i++) {
                operand[i] = (float) (generator.nextGaussian() * 4);
            }
        }
        compare(op, x);
    }

    @Test
    void remaindersNextToMultiplesGiveTheScalarDefinitionsBits() {
        Generator generator = Generator.seeded(7);
        float[][] x = new float[2][1 << 14];
        for (int i = 0; i < x[0].length; i++) {
            // Quotients of all sizes below 2²², some of them whole or half, and what lies a little beside them.
            float divisor = Float.intBitsToFloat(generator.nextInt(0x7000_0000)) * (i % 2 == 0 ? 1 : -1);
            float quotient = generator.nextInt(1 << generator.nextInt(23)) / (i % 3 == 0 ? 2f : 1f);
            float multiple = quotient * divisor;
            x[0][i] = i % 5 == 0 ? Math.nextUp(multiple) : i % 5 == 1 ? Math.nextDown(multiple) : multiple;
            x[1][i] = i % 7 == 0 ? -divisor : divisor;
        }
        compare(Fmod.OP, x);
        compare(Remainder.OP, x);
    }

    @ParameterizedTest
    @MethodSource("ops")
    void numbersOfEveryBinadeGiveTheScalarDefinitionsBits(Op op) {
        float[][] x = new float[operands(op)][1 << 15];
        for (int k = 0; k < x.length; k++) {
            // Strides coprime to the number of floats reach every binade and both signs.
            for (int i = 0; i < x[k].length; i++) {
                x[k][i] = Float.intBitsToFloat(i * (131_041 + 2 * k));
            }
        }
        compare(op, x);
    }

    @ParameterizedTest
    @MethodSource("ops")
    void everyLengthAndEveryMixOfSpansAndNumbersIsWrittenWhole(Op op) {
        Generator generator = Generator.seeded(6);
        int operands = operands(op);
        for (int n = 0; n <= 70; n++) {
            for (int numbers = 0; numbers < 1 << operands; numbers++) {
                Tensor[] inputs = new Tensor[operands];
                float[][] plain = new float[operands][n];
                for (int k = 0; k < operands; k++) {
                    boolean number = (numbers >> k & 1) != 0;
                    float[] values = new float[number ? 1 : n];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = generator.nextFloat() * 6 - 3;
                    }
                    for (int i = 0; i < n; i++) {
                        plain[k][i] = values[number ? 0 : i];
                    }
                    inputs[k] = Tensor.of(values, values.length);
                }
                if (numbers == (1 << operands) - 1) {
                    continue;
                }
                Tensor actual = Dispatch.run(op, inputs);
                same(op, plain, actual.toFloatArray());
            }
        }
    }

    private static int operands(Op op) {
        return op instanceof UnaryMap ? 1 : op instanceof TernaryMap ? 3 : 2;
    }

    private static void compare(Op op, float[][] x) {
        Tensor[] inputs =
                Stream.of(x).map(values -> Tensor.of(values, values.length)).toArray(Tensor[]::new);
        same(op, x, Dispatch.run(op, inputs).toFloatArray());
    }

    private static void same(Op op, float[][] x, float[] actual) {
        float[] expected = scalar(op, x);
        for (int i = 0; i < expected.length; i++) {
            // One NaN is as good as another; -0 and 0 stay different.
            if (Float.floatToIntBits(expected[i]) != Float.floatToIntBits(actual[i])) {
                StringBuilder arguments = new StringBuilder();
                for (float[] operand : x) {
                    arguments.append(' ').append(operand[i]);
                }
                throw new AssertionError(
                        op + " of" + arguments + " is " + actual[i] + "; its definition gives " + expected[i]);
            }
        }
    }

    private static float[] scalar(Op op, float[][] x) {
        int n = x[0].length;
        float[] out = new float[n];
        if (op instanceof UnaryMap map) {
            Loops.unary(map).run(x[0], 0, 1, out, 0, n);
        } else if (op instanceof BinaryMap map) {
            Loops.binary(map).run(x[0], 0, 1, x[1], 0, 1, out, 0, n);
        } else if (op instanceof TernaryMap map) {
            Loops.ternary(map).run(x[0], 0, 1, x[1], 0, 1, x[2], 0, 1, out, 0, n);
        } else {
            byte[] holds = new byte[n];
            Loops.test((BinaryTest) op).run(x[0], 0, 1, x[1], 0, 1, holds, 0, n);
            for (int i = 0; i < n; i++) {
                out[i] = holds[i];
            }
        }
        return out;
    }
}
