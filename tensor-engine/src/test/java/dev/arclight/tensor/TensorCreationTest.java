package dev.arclight.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorCreationTest {
    @Test
    void arraysOfArraysBecomeTensorsOfTheirType() {
        assertThat(Tensor.of(new float[][] {{1, 2, 3}, {4, 5, 6}}))
                .hasToString("tensor([[1., 2., 3.],\n        [4., 5., 6.]])");
        Tensor deep = Tensor.of(new long[][][] {{{1}, {2}}, {{3}, {1L << 60}}});
        assertThat(deep.type()).isEqualTo(new TensorType(DType.INT64, Shape.of(2, 2, 1)));
        assertThat(deep.toLongArray()).containsExactly(1, 2, 3, 1L << 60);
        assertThat(Tensor.of(new boolean[][] {{true}, {false}}).dtype()).isEqualTo(DType.BOOL);
        assertThat(Tensor.tensor(new short[] {1, 2}).dtype()).isEqualTo(DType.INT16);
        assertThat(Tensor.tensor(new byte[0][3]).type()).isEqualTo(new TensorType(DType.INT8, Shape.of(0)));
        assertThat(Tensor.tensor(new double[2][0]).type()).isEqualTo(new TensorType(DType.FLOAT64, Shape.of(2, 0)));
    }

    @Test
    void aNestedArrayIsCopied() {
        float[] row = {1, 2};
        Tensor x = Tensor.of(new float[][] {row});
        Tensor y = Tensor.tensor(row);
        row[0] = 9;

        assertThat(x.item(0, 0)).isEqualTo(1);
        assertThat(y.item(0)).isEqualTo(1);
    }

    @Test
    void numbersListsAndBoxesBecomeTensors() {
        assertThat(Tensor.tensor(3).type()).isEqualTo(new TensorType(DType.INT32, Shape.of()));
        assertThat(Tensor.tensor(2.5f).item()).isEqualTo(2.5);
        assertThat(Tensor.tensor(true).dtype()).isEqualTo(DType.BOOL);
        assertThat(Tensor.tensor(List.of(List.of(1, 2), List.of(3L, 4))).type())
                .isEqualTo(new TensorType(DType.INT64, Shape.of(2, 2)));
        assertThat(Tensor.tensor(List.of(true, 2.5f)).toDoubleArray()).containsExactly(1, 2.5);
        assertThat(Tensor.tensor(new Double[] {1.0, 2.0}).dtype()).isEqualTo(DType.FLOAT64);
        assertThat(Tensor.tensor(new Object[] {new int[] {1}, new float[] {2}}).type())
                .isEqualTo(new TensorType(DType.FLOAT32, Shape.of(2, 1)));
        assertThat(Tensor.tensor(List.of()).type()).isEqualTo(new TensorType(DType.FLOAT32, Shape.of(0)));
        assertThat(Tensor.tensor(new int[] {1, 2}, DType.FLOAT16).dtype()).isEqualTo(DType.FLOAT16);
    }

    @Test
    void raggedArraysAreNamed() {
        assertThatThrownBy(() -> Tensor.of(new float[][] {{1, 2}, {3}}))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("length 2 at dimension 1")
                .hasMessageContaining("length 1");
        assertThatThrownBy(() -> Tensor.tensor(List.of(1, List.of(2)))).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Tensor.tensor(List.of(List.of(2), 1))).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Tensor.tensor(new int[][] {{1}, null})).isInstanceOf(ShapeException.class);
    }

    @Test
    void whatIsNoNumberIsRefused() {
        assertThatThrownBy(() -> Tensor.tensor("one"))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("String");
        assertThatThrownBy(() -> Tensor.tensor(new char[] {'a'})).isInstanceOf(DTypeException.class);
        assertThatThrownBy(() -> Tensor.tensor(new Integer[] {1, null})).isInstanceOf(DTypeException.class);
        assertThatThrownBy(() -> Tensor.tensor(Tensor.ones(1))).hasMessageContaining("clone");
    }

    @Test
    void fromArraySharesMemory() {
        float[] floats = {1, 2};
        long[] longs = {1};
        short[] shorts = {1};
        byte[] bytes = {1};
        Tensor x = Tensor.fromArray(floats);
        floats[1] = 9;
        x.narrow(0, 0, 1).fill_(7);

        assertThat(x.item(1)).isEqualTo(9);
        assertThat(floats[0]).isEqualTo(7);
        assertThat(Tensor.fromArray(longs).storage().array()).isSameAs(longs);
        assertThat(Tensor.fromArray(new int[3]).shape()).isEqualTo(Shape.of(3));
        assertThat(Tensor.fromArray(new double[3]).dtype()).isEqualTo(DType.FLOAT64);
        assertThat(Tensor.fromArray(shorts).dtype()).isEqualTo(DType.INT16);
        assertThat(Tensor.fromArray(bytes).dtype()).isEqualTo(DType.INT8);
    }

    @Test
    void asTensorSharesWhatItCan() {
        Tensor x = Tensor.ones(2);
        int[] ints = {1, 2};
        boolean[] truths = {true};
        assertThat(Tensor.asTensor(x)).isSameAs(x);
        assertThat(Tensor.asTensor(ints).storage().array()).isSameAs(ints);
        assertThat(Tensor.asTensor(truths).type()).isEqualTo(new TensorType(DType.BOOL, Shape.of(1)));
        assertThat(Tensor.asTensor(new int[][] {ints}).shape()).isEqualTo(Shape.of(1, 2));
        assertThatThrownBy(() -> Tensor.asTensor(new char[1])).isInstanceOf(DTypeException.class);
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void everyDTypeCanBeFilled(DType dtype) {
        assertThat(Tensor.zeros(dtype, 2, 2).toLongArray()).containsOnly(0);
        assertThat(Tensor.ones(dtype, 3).toLongArray()).containsOnly(1);
        assertThat(Tensor.full(dtype, 1.0, 3).toLongArray()).containsOnly(1);
        assertThat(Tensor.empty(dtype, 2, 3).type()).isEqualTo(new TensorType(dtype, Shape.of(2, 3)));
        assertThat(Tensor.eye(dtype, 2, 3).toLongArray()).containsExactly(1, 0, 0, 0, 1, 0);
        Tensor like = Tensor.empty(dtype, 2, 3).t();
        for (Tensor made : List.of(
                Tensor.zerosLike(like), Tensor.onesLike(like), Tensor.fullLike(like, 1), Tensor.emptyLike(like))) {
            assertThat(made.type()).isEqualTo(like.type());
        }
        assertThat(Tensor.onesLike(Tensor.zeros(2), dtype).dtype()).isEqualTo(dtype);
        assertThat(like.newZeros(4).type()).isEqualTo(new TensorType(dtype, Shape.of(4)));
        assertThat(like.newOnes(2).toLongArray()).containsOnly(1);
        assertThat(like.newFull(1, 2).toLongArray()).containsOnly(1);
        assertThat(like.newEmpty(2).dtype()).isEqualTo(dtype);
        assertThat(like.newTensor(new int[] {0, 1}).type()).isEqualTo(new TensorType(dtype, Shape.of(2)));
    }

    @Test
    void wholeNumbersFillExactly() {
        assertThat(Tensor.full(DType.INT64, Long.MAX_VALUE - 1, 2).toLongArray())
                .containsOnly(Long.MAX_VALUE - 1);
        assertThat(Tensor.full(true, 2).toBooleanArray()).containsOnly(true);
        assertThat(Tensor.full(2.5, 2, 2).toFloatArray()).containsOnly(2.5f);
    }

    @Test
    void stridesCanBeChosen() {
        Tensor x = Tensor.emptyStrided(DType.FLOAT32, new int[] {2, 3}, new int[] {1, 2});
        assertThat(x.strides()).containsExactly(1, 2);
        assertThat(x.storage().length()).isEqualTo(6);
        x.fill_(3);
        assertThat(x.toFloatArray()).containsOnly(3);
        assertThat(Tensor.emptyStrided(DType.INT32, new int[] {0, 3}, new int[] {5, 5})
                        .numel())
                .isZero();
        assertThatThrownBy(() -> Tensor.emptyStrided(DType.INT32, new int[] {2}, new int[] {1, 1}))
                .isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Tensor.emptyStrided(DType.INT32, new int[] {2}, new int[] {-1}))
                .isInstanceOf(ShapeException.class);
    }

    @Test
    void wrongShapesAndTypesAreRefused() {
        assertThatThrownBy(() -> Tensor.zeros(2, -1)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Tensor.eye(-1)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Tensor.arange(DType.BOOL, 0L, 2L, 1L)).isInstanceOf(DTypeException.class);
        assertThatThrownBy(() -> Tensor.linspace(DType.BOOL, 0, 2, 3)).isInstanceOf(DTypeException.class);
        assertThatThrownBy(() -> Tensor.logspace(DType.BOOL, 0, 2, 3, 10)).isInstanceOf(DTypeException.class);
        assertThatThrownBy(() -> Tensor.linspace(0, 1, -1)).isInstanceOf(ArclightException.class);
        assertThatThrownBy(() -> Tensor.arange(0L, 1L << 40)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Tensor.trilIndices(-1, 2)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Tensor.hannWindow(-1, true)).isInstanceOf(ArclightException.class);
        assertThatThrownBy(() -> Tensor.meshgrid()).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Tensor.meshgrid(Tensor.zeros(2, 2))).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Tensor.meshgrid(Tensor.zeros(2), Tensor.arange(2)))
                .isInstanceOf(DTypeException.class);
        assertThatThrownBy(() -> Tensor.meshgrid(List.of(Tensor.zeros(2)), "yx"))
                .hasMessageContaining("\"xy\"");
        assertThatThrownBy(() -> Tensor.cartesianProd(Tensor.zeros(2, 2))).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Tensor.combinations(Tensor.arange(3), -1, false))
                .isInstanceOf(ArclightException.class);
    }

    @Test
    void theFarEndsOfLongAreReached() {
        assertThat(Tensor.arange(Long.MAX_VALUE - 2, Long.MAX_VALUE).toLongArray())
                .containsExactly(Long.MAX_VALUE - 2, Long.MAX_VALUE - 1);
        assertThat(Tensor.arange(Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE).toLongArray())
                .containsExactly(Long.MIN_VALUE, -1, Long.MAX_VALUE - 1);
    }

    @Test
    void gradientsFlowThroughGrids() {
        Tensor x = Tensor.of(new float[] {1, 2}, 2).requiresGrad(true);
        Tensor.meshgrid(x, Tensor.of(new float[] {3, 4, 5}, 3)).get(0).sum().backward();

        assertThat(x.grad().toFloatArray()).containsExactly(3, 3);
    }

    @Test
    void elementsComeOutAsJavaValues() {
        Tensor x = Tensor.of(new float[] {-1.5f, 0, 300}, 3);
        assertThat(x.toIntArray()).containsExactly(-1, 0, 300);
        assertThat(x.toBooleanArray()).containsExactly(true, false, true);
        assertThat(Tensor.of(new int[] {-1, 5}, 2).toByteArray()).containsExactly(-1, 5);
        assertThat(Tensor.ofBytes(new byte[] {-1}, DType.UINT8, 1).toByteArray())
                .containsExactly(-1);
        assertThat(x.t().toShortArray()).containsExactly(-1, 0, 300);
    }

    @Test
    void nestedArraysAndListsComeOut() {
        Tensor x = Tensor.arange(6).view(2, 3).t();
        assertThat((long[][]) x.toNestedArray()).isDeepEqualTo(new long[][] {{0, 3}, {1, 4}, {2, 5}});
        assertThat(x.tolist()).isEqualTo(List.of(List.of(0L, 3L), List.of(1L, 4L), List.of(2L, 5L)));
        assertThat((float[][][]) Tensor.zeros(2, 0, 3).toNestedArray()).isDeepEqualTo(new float[2][0][3]);
        assertThat((float[]) Tensor.ones(DType.BFLOAT16, 2).toNestedArray()).containsExactly(1, 1);
        assertThat((int[]) Tensor.ofBytes(new byte[] {-1}, DType.UINT8, 1).toNestedArray())
                .containsExactly(255);
        assertThat((boolean[]) Tensor.full(true, 1).toNestedArray()).containsExactly(true);
        assertThat(Tensor.scalar(2).toNestedArray()).isEqualTo(2f);
        assertThat(Tensor.scalar(2).tolist()).isEqualTo(2.0);
        assertThat(Tensor.full(true, 1).tolist()).isEqualTo(List.of(true));
        assertThat(Tensor.zeros(0, 2).tolist()).isEqualTo(List.of());
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void nestedArraysGoInAsTheyCameOut(DType dtype) {
        Tensor x = Tensor.arange(12).view(2, 3, 2).to(dtype);

        assertThat(Tensor.tensor(x.toNestedArray(), dtype).toDoubleArray()).isEqualTo(x.toDoubleArray());
        assertThat(Tensor.tensor(x.tolist(), dtype).type()).isEqualTo(x.type());
    }
}
