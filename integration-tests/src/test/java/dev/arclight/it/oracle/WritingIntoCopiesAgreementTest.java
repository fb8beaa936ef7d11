package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.autograd.Gradcheck;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Views of copies that are replaced, diagonals that are filled, and results written over what they were made of. */
@SuppressWarnings("try") // Scopes are there to be closed.
class WritingIntoCopiesAgreementTest {
    private static final double FLOAT32 = 1e-5;

    @Test
    void selectionsOfACopyAreReplaced() {
        Tensor self = random(1, 3, 4, 2);
        Both.agree(
                in -> in[0].selectScatter(in[1], 1, -2),
                in -> in[0].select_scatter(in[1], 1, -2),
                List.of(self, random(2, 3, 2)),
                FLOAT32);
        Both.agree(
                in -> in[0].transpose(0, 1).selectScatter(in[1], 0, 1),
                in -> in[0].transpose(0, 1).select_scatter(in[1], 0, 1),
                List.of(self, random(2, 3, 2)),
                FLOAT32);
        assertThatThrownBy(() -> self.selectScatter(Tensor.ones(2), 1, 0)).isInstanceOf(ArclightException.class);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 3, 1, 3", "1, 1, -1, 2, 1", "-2, -3, 100, 1, 3", "1, 3, 1, 1, 0"})
    void slicesOfACopyAreReplaced(int dim, int start, int end, int step, int length) {
        int[] part = dim == 0 ? new int[] {length, 4} : dim == 1 ? new int[] {3, length} : new int[] {length, 4};
        Both.agree(
                in -> in[0].sliceScatter(in[1], dim, start, end, step),
                in -> in[0].slice_scatter(in[1], dim, new LongOptional(start), new LongOptional(end), step),
                List.of(random(1, 3, 4), random(2, part)),
                FLOAT32);
    }

    @Test
    void wholeDimensionsOfACopyAreReplaced() {
        List<Tensor> inputs = List.of(random(1, 3, 4), random(2, 3, 4));
        Both.agree(in -> in[0].sliceScatter(in[1]), in -> in[0].slice_scatter(in[1]), inputs, FLOAT32);
        Both.agree(
                in -> in[0].sliceScatter(in[1], 1),
                in -> in[0].slice_scatter(in[1], 1, new LongOptional(), new LongOptional(), 1),
                inputs,
                FLOAT32);
    }

    @Test
    void diagonalsOfACopyAreReplaced() {
        Both.agree(
                in -> in[0].diagonalScatter(in[1]),
                in -> in[0].diagonal_scatter(in[1]),
                List.of(random(1, 3, 4), random(2, 3)),
                FLOAT32);
        Both.agree(
                in -> in[0].diagonalScatter(in[1], -1, 2, 0),
                in -> in[0].diagonal_scatter(in[1], -1, 2, 0),
                List.of(random(1, 3, 2, 4), random(2, 2, 3)),
                FLOAT32);
        assertThatThrownBy(() -> Tensor.ones(3, 3).diagonalScatter(Tensor.ones(2)))
                .isInstanceOf(ArclightException.class);
    }

    @Test
    void looksByStridesOfACopyAreReplaced() {
        List<Tensor> inputs = List.of(random(1, 3, 4), random(2, 2, 2));
        int[] size = {2, 2};
        int[] stride = {1, 4};
        // libtorch's gradient of the first is the part that is replaced, and not the rest.
        Both.agree(
                in -> in[0].detach().asStridedScatter(in[1], size, stride, 2),
                in -> in[0].detach()
                        .as_strided_scatter(in[1], Torch.longs(size), Torch.longs(stride), new LongOptional(2)),
                inputs,
                FLOAT32);
        try (PointerScope scope = new PointerScope()) {
            Agree.exact(
                    "as_strided_scatter",
                    inputs.get(0)
                            .t()
                            .asStridedScatter(inputs.get(1), size, stride)
                            .mul(1000),
                    Torch.of(inputs.get(0))
                            .t()
                            .as_strided_scatter(Torch.of(inputs.get(1)), Torch.longs(size), Torch.longs(stride))
                            .mul(new Scalar(1000)));
        }
        Tensor self = random(1, 3, 4).toDouble().requiresGrad(true);
        Tensor src = random(2, 2, 2).toDouble().requiresGrad(true);
        assertThat(Gradcheck.gradcheck(
                        in -> in.get(0).t().asStridedScatter(in.get(1), size, stride, 2), List.of(self, src)))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"4, 3, false", "9, 2, true", "9, 2, false", "3, 5, true", "4, 3, true", "0, 3, true"})
    void diagonalsAreFilled(int rows, int columns, boolean wrap) {
        Both.agree(
                in -> in[0].mul(2).fillDiagonal_(1.5, wrap),
                in -> in[0].mul(new Scalar(2)).fill_diagonal_(new Scalar(1.5), wrap),
                List.of(random(1, rows, columns)),
                FLOAT32);
    }

    @Test
    void diagonalsOfCubesAreFilled() {
        Both.agree(
                in -> in[0].mul(2).transpose(0, 2).fillDiagonal_(-1),
                in -> in[0].mul(new Scalar(2)).transpose(0, 2).fill_diagonal_(new Scalar(-1)),
                List.of(random(1, 3, 3, 3)),
                FLOAT32);
        assertThatThrownBy(() -> Tensor.ones(3, 3, 2).fillDiagonal_(1)).isInstanceOf(ArclightException.class);
        assertThatThrownBy(() -> Tensor.ones(3).fillDiagonal_(1)).isInstanceOf(ArclightException.class);
    }

    @Test
    void productsAreAddedInPlace() {
        List<Tensor> matrices = List.of(random(1, 2, 4), random(2, 2, 3), random(3, 3, 4));
        Both.agree(
                in -> in[0].mul(2).addmm_(in[1], in[2], 0.5, 2),
                in -> in[0].mul(new Scalar(2)).addmm_(in[1], in[2], new Scalar(0.5), new Scalar(2)),
                matrices,
                FLOAT32);
        Both.agree(
                in -> in[0].mul(2).addmm_(in[1], in[2]),
                in -> in[0].mul(new Scalar(2)).addmm_(in[1], in[2]),
                matrices,
                FLOAT32);
        Both.agree(
                in -> in[0].mul(2).addmv_(in[1], in[2], 0.5, 2),
                in -> in[0].mul(new Scalar(2)).addmv_(in[1], in[2], new Scalar(0.5), new Scalar(2)),
                List.of(random(1, 3), random(2, 3, 4), random(3, 4)),
                FLOAT32);
        Both.agree(
                in -> in[0].mul(2).addr_(in[1], in[2], 0.5, 2),
                in -> in[0].mul(new Scalar(2)).addr_(in[1], in[2], new Scalar(0.5), new Scalar(2)),
                List.of(random(1, 3, 4), random(2, 3), random(3, 4)),
                FLOAT32);
        List<Tensor> batches = List.of(random(1, 3, 5), random(2, 2, 3, 4), random(3, 2, 4, 5));
        Both.agree(
                in -> in[0].mul(2).addbmm_(in[1], in[2], 0.5, 2),
                in -> in[0].mul(new Scalar(2)).addbmm_(in[1], in[2], new Scalar(0.5), new Scalar(2)),
                batches,
                FLOAT32);
        Both.agree(
                in -> in[0].expand(2, 3, 5).clone().baddbmm_(in[1], in[2], 0.5, 2),
                in -> in[0].expand(2, 3, 5).clone().baddbmm_(in[1], in[2], new Scalar(0.5), new Scalar(2)),
                batches,
                FLOAT32);
        assertThatThrownBy(() -> Tensor.ones(4).addmm_(Tensor.ones(2, 3), Tensor.ones(3, 4)))
                .isInstanceOf(ArclightException.class);
    }

    @Test
    void scansAndNormsAreWrittenOver() {
        List<Tensor> input = List.of(random(1, 3, 4));
        Both.agree(in -> in[0].mul(2).cumsum_(1), in -> in[0].mul(new Scalar(2)).cumsum_(1), input, FLOAT32);
        Both.agree(
                in -> in[0].mul(2).cumprod_(-2), in -> in[0].mul(new Scalar(2)).cumprod_(-2), input, FLOAT32);
        Both.agree(
                in -> in[0].mul(2).renorm_(2, 0, 1.5),
                in -> in[0].mul(new Scalar(2)).renorm_(new Scalar(2), 0, new Scalar(1.5)),
                input,
                FLOAT32);
        try (PointerScope scope = new PointerScope()) {
            Tensor whole = Tensor.arange(6).toInt();
            Agree.exact("cumsum_", whole.clone().cumsum_(0), Torch.of(whole).cumsum_(0));
            assertThat(whole.cumsum_(0).dtype()).isEqualTo(whole.dtype());
        }
    }

    @Test
    void sumsToASizeAgree() {
        Tensor x = random(1, 2, 3, 4);
        for (int[] size : new int[][] {{2, 3, 4}, {3, 4}, {1, 4}, {3, 1}, {}, {2, 1, 1}, {1, 1, 1, 4}}) {
            if (size.length <= 3) {
                Both.agree(
                        in -> in[0].sumToSize(size), in -> in[0].sum_to_size(Torch.longs(size)), List.of(x), FLOAT32);
            }
        }
        assertThatThrownBy(() -> x.sumToSize(2, 4)).isInstanceOf(ArclightException.class);
        assertThatThrownBy(() -> x.sumToSize(1, 1, 1, 4)).isInstanceOf(ArclightException.class);
    }

    @Test
    void powersOfNumbersAgree() {
        for (boolean increasing : new boolean[] {false, true}) {
            for (int columns : new int[] {2, 5}) {
                // libtorch cannot differentiate its own.
                try (PointerScope scope = new PointerScope()) {
                    Tensor x = random(1, 4);
                    Agree.close(
                            "vander",
                            Tensor.vander(x, columns, increasing),
                            torch.vander(Torch.of(x), new LongOptional(columns), increasing),
                            FLOAT32,
                            false);
                    assertThat(Gradcheck.gradcheck(
                                    in -> Tensor.vander(in.get(0), columns, increasing),
                                    List.of(x.toDouble().requiresGrad(true))))
                            .isTrue();
                }
            }
        }
        assertThat(Tensor.vander(Tensor.ones(4), 0, true).shape().toArray()).containsExactly(4, 0);
        assertThat(Tensor.vander(Tensor.ones(2), 1, true).toFloatArray()).containsExactly(1, 1);
        assertThat(Tensor.vander(Tensor.arange(3)).toLongArray()).containsExactly(0, 0, 1, 1, 1, 1, 4, 2, 1);
    }

    @Test
    void placesBecomeCoordinates() {
        Tensor places = Tensor.of(new long[] {0, 5, 23, 7, 12, 11}, 2, 3);
        List<Tensor> coordinates = Tensor.unravelIndex(places, 2, 3, 4);
        assertThat(coordinates).hasSize(3);
        Tensor back =
                coordinates.get(0).mul(12L).add(coordinates.get(1).mul(4L)).add(coordinates.get(2));
        assertThat(back.toLongArray()).isEqualTo(places.toLongArray());
        assertThat(coordinates.get(1).max().item()).isEqualTo(2);
        assertThatThrownBy(() -> Tensor.unravelIndex(Tensor.ones(2), 2, 3)).isInstanceOf(ArclightException.class);
    }

    @Test
    void namesOfTheSameFunctionsAgree() {
        List<Tensor> one = List.of(random(1, 3, 4).sigmoid().add(0.001));
        Both.agree(in -> in[0].absolute(), in -> in[0].absolute(), one, FLOAT32);
        Both.agree(
                in -> in[0].arcsin(), in -> in[0].arcsin(), List.of(random(1, 5).tanh()), FLOAT32);
        Both.agree(
                in -> in[0].arccos(), in -> in[0].arccos(), List.of(random(1, 5).tanh()), FLOAT32);
        Both.agree(in -> in[0].arctan(), in -> in[0].arctan(), one, FLOAT32);
        Both.agree(in -> in[0].arcsinh(), in -> in[0].arcsinh(), one, FLOAT32);
        Both.agree(in -> in[0].add(1).arccosh(), in -> in[0].add(new Scalar(1)).arccosh(), one, FLOAT32);
        Both.agree(
                in -> in[0].arctanh(),
                in -> in[0].arctanh(),
                List.of(random(1, 5).tanh()),
                FLOAT32);
        Both.agree(in -> in[0].negative(), in -> in[0].negative(), one, FLOAT32);
        Both.agree(in -> in[0].mul(3).fix(), in -> in[0].mul(new Scalar(3)).fix(), one, FLOAT32);
        List<Tensor> two = List.of(random(1, 3, 4), random(2, 4));
        Both.agree(in -> in[0].multiply(in[1]), in -> in[0].multiply(in[1]), two, FLOAT32);
        Both.agree(in -> in[0].subtract(in[1], 2), in -> in[0].subtract(in[1], new Scalar(2)), two, FLOAT32);
        Both.agree(in -> in[0].divide(in[1]), in -> in[0].divide(in[1]), two, FLOAT32);
        Both.agree(in -> in[0].trueDivide(in[1]), in -> in[0].true_divide(in[1]), two, FLOAT32);
        Both.agree(in -> in[0].arctan2(in[1]), in -> in[0].arctan2(in[1]), two, FLOAT32);
        Both.agree(
                in -> in[0].clip(-0.5, 0.5),
                in -> in[0].clip(
                        new org.bytedeco.pytorch.ScalarOptional(new Scalar(-0.5)),
                        new org.bytedeco.pytorch.ScalarOptional(new Scalar(0.5))),
                two,
                FLOAT32);
        try (PointerScope scope = new PointerScope()) {
            Tensor a = Tensor.arange(5);
            Tensor b = Tensor.full(2, 5);
            org.bytedeco.pytorch.Tensor c = Torch.of(a);
            org.bytedeco.pytorch.Tensor d = Torch.of(b);
            Agree.exact("greater", a.greater(b), c.greater(d));
            Agree.exact("greater_equal", a.greaterEqual(b), c.greater_equal(d));
            Agree.exact("less", a.less(b), c.less(d));
            Agree.exact("less_equal", a.lessEqual(b), c.less_equal(d));
            Agree.exact("not_equal", a.notEqual(b), c.not_equal(d));
        }
    }

    private static Tensor random(int seed, int... shape) {
        return Tensor.randn(Generator.seeded(seed), shape);
    }
}
