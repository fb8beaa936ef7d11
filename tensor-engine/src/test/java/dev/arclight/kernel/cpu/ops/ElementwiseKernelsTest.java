package dev.arclight.kernel.cpu.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.op.Abs;
import dev.arclight.op.Add;
import dev.arclight.op.BinaryOp;
import dev.arclight.op.Cube;
import dev.arclight.op.Dispatch;
import dev.arclight.op.Div;
import dev.arclight.op.Mul;
import dev.arclight.op.Neg;
import dev.arclight.op.Op;
import dev.arclight.op.Reciprocal;
import dev.arclight.op.Sqrt;
import dev.arclight.op.Square;
import dev.arclight.op.Sub;
import dev.arclight.op.UnaryOp;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Long spans of plain arithmetic take another loop than short ones, and one for equal offsets only. */
class ElementwiseKernelsTest {
    private static final int LENGTH = 20_011;
    private static final int OFFSET = 3;

    private static final Tensor X = Tensor.randn(Generator.seeded(1), LENGTH + OFFSET);
    private static final Tensor Y = Tensor.randn(Generator.seeded(2), LENGTH + OFFSET);

    static Stream<UnaryOp> unary() {
        return Stream.of(Neg.OP, Abs.OP, Square.OP, Cube.OP, Sqrt.OP, Reciprocal.OP);
    }

    static Stream<BinaryOp> binary() {
        return Stream.of(Add.OP, Sub.OP, Mul.OP, Div.OP);
    }

    @ParameterizedTest
    @MethodSource("unary")
    void longSpansAtAnyOffsetGiveTheScalarDefinition(UnaryOp op) {
        for (int offset : new int[] {0, OFFSET}) {
            Tensor x = X.narrow(0, offset, LENGTH);
            float[] expected = x.toFloatArray();
            for (int i = 0; i < LENGTH; i++) {
                expected[i] = op.apply(expected[i]);
            }
            assertThat(run(op, x)).containsExactly(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("binary")
    void longSpansAndNumbersAtAnyOffsetsGiveTheScalarDefinition(BinaryOp op) {
        for (int offset : new int[] {0, OFFSET}) {
            for (Tensor x : new Tensor[] {X.narrow(0, offset, LENGTH), X.narrow(0, offset, 1)}) {
                for (Tensor y : new Tensor[] {Y.narrow(0, 0, LENGTH), Y.narrow(0, 0, 1), Y.narrow(0, OFFSET, LENGTH)}) {
                    float[] a = x.toFloatArray();
                    float[] b = y.toFloatArray();
                    float[] expected = new float[Math.max(a.length, b.length)];
                    for (int i = 0; i < expected.length; i++) {
                        expected[i] = op.apply(a[a.length == 1 ? 0 : i], b[b.length == 1 ? 0 : i]);
                    }
                    assertThat(run(op, x, y)).containsExactly(expected);
                }
            }
        }
    }

    private static float[] run(Op op, Tensor... inputs) {
        return Dispatch.run(op, inputs).toFloatArray();
    }
}
