package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.nn.CircularPad1d;
import dev.arclight.nn.CircularPad2d;
import dev.arclight.nn.CircularPad3d;
import dev.arclight.nn.ConstantPad1d;
import dev.arclight.nn.ConstantPad2d;
import dev.arclight.nn.ConstantPad3d;
import dev.arclight.nn.Functional;
import dev.arclight.nn.Module;
import dev.arclight.nn.ReflectionPad1d;
import dev.arclight.nn.ReflectionPad2d;
import dev.arclight.nn.ReflectionPad3d;
import dev.arclight.nn.ReplicationPad1d;
import dev.arclight.nn.ReplicationPad2d;
import dev.arclight.nn.ReplicationPad3d;
import dev.arclight.nn.Softmax2d;
import dev.arclight.nn.UpsamplingBilinear2d;
import dev.arclight.nn.UpsamplingNearest2d;
import dev.arclight.nn.ZeroPad1d;
import dev.arclight.nn.ZeroPad2d;
import dev.arclight.nn.ZeroPad3d;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LocalResponseNormOptions;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Padding layers, windows as columns, transposed convolution of volumes and what trades channels: libtorch's values. */
@SuppressWarnings("try") // Scopes are there to be closed.
class WindowsAgreementTest {
    private static final double FLOAT32 = 1e-5;
    private static final double VALUE = 3.5;

    static Stream<Arguments> padLayers() {
        int[] one = {2, 1};
        int[] two = {2, 1, 0, 3};
        int[] three = {1, 1, 0, 2, 1, 2};
        return Stream.of(
                Arguments.of(new ReflectionPad1d(one), "reflect", one, 3),
                Arguments.of(new ReflectionPad2d(two), "reflect", two, 4),
                Arguments.of(new ReflectionPad3d(three), "reflect", three, 5),
                Arguments.of(new ReplicationPad1d(one), "replicate", one, 3),
                Arguments.of(new ReplicationPad2d(two), "replicate", two, 4),
                Arguments.of(new ReplicationPad3d(three), "replicate", three, 5),
                Arguments.of(new CircularPad1d(one), "circular", one, 3),
                Arguments.of(new CircularPad2d(two), "circular", two, 4),
                Arguments.of(new CircularPad3d(three), "circular", three, 5),
                Arguments.of(new ZeroPad1d(one), "constant", one, 3),
                Arguments.of(new ZeroPad2d(two), "constant", two, 4),
                Arguments.of(new ZeroPad3d(three), "constant", three, 5),
                Arguments.of(new ZeroPad2d(-1), "constant", new int[] {-1, -1, -1, -1}, 3),
                Arguments.of(new ReplicationPad2d(2), "replicate", new int[] {2, 2, 2, 2}, 3),
                Arguments.of(new ReflectionPad2d(-1, 2, 1, -1), "reflect", new int[] {-1, 2, 1, -1}, 4));
    }

    @ParameterizedTest
    @MethodSource("padLayers")
    void padLayersAgree(Module layer, String mode, int[] padding, int rank) {
        int[] shape = Arrays.copyOf(new int[] {2, 3, 5, 4, 6}, rank);
        Both.agree(
                in -> layer.forward(in[0]),
                in -> torch.pad(in[0], Torch.longs(padding), mode, new DoubleOptional()),
                List.of(random(1, shape)),
                FLOAT32);
    }

    @Test
    void padLayersOfANumberAgree() {
        for (Module layer : List.of(
                new ConstantPad1d(2, VALUE), new ConstantPad2d(2, VALUE), new ConstantPad3d(new int[] {2}, VALUE))) {
            int dims = layer instanceof ConstantPad1d ? 1 : layer instanceof ConstantPad2d ? 2 : 3;
            long[] padding = new long[2 * dims];
            Arrays.fill(padding, 2);
            Both.agree(
                    in -> layer.forward(in[0]),
                    in -> torch.pad(in[0], padding, "constant", new DoubleOptional(VALUE)),
                    List.of(random(1, Arrays.copyOf(new int[] {2, 3, 5, 4, 2}, dims + 2))),
                    FLOAT32);
        }
    }

    @Test
    void aPadLayerPrintsItsNumbers() {
        assertThat(new ReflectionPad2d(1, 1, 2, 0)).hasToString("ReflectionPad2d((1, 1, 2, 0))");
        assertThat(new ZeroPad1d(2)).hasToString("ZeroPad1d((2, 2))");
        assertThat(new ConstantPad1d(new int[] {3, 1}, 3.5)).hasToString("ConstantPad1d(padding=(3, 1), value=3.5)");
    }

    @Test
    void aPadLayerRefusesWhatItsModeCannotRepeat() {
        assertThatThrownBy(() -> new ReflectionPad1d(4).forward(Tensor.ones(2, 3, 4)))
                .isInstanceOf(ArclightException.class);
        assertThatThrownBy(() -> new CircularPad1d(5).forward(Tensor.ones(2, 3, 4)))
                .isInstanceOf(ArclightException.class);
        assertThatThrownBy(() -> new ZeroPad2d(1, 2, 3)).isInstanceOf(ArclightException.class);
    }

    @ParameterizedTest
    @CsvSource({"2, 1, 0, 1", "3, 1, 1, 2", "2, 2, 1, 1", "1, 1, 0, 3", "3, 2, 2, 2"})
    void windowsAsColumnsAgree(int kernel, int dilation, int padding, int stride) {
        int[] k = {kernel, 2};
        int[] d = {dilation, 1};
        int[] p = {padding, 1};
        int[] s = {stride, 2};
        for (int[] shape : new int[][] {{2, 3, 7, 6}, {3, 7, 6}}) {
            Both.agree(
                    in -> Functional.unfold(in[0], k, d, p, s),
                    in -> torch.im2col(in[0], Torch.longs(k), Torch.longs(d), Torch.longs(p), Torch.longs(s)),
                    List.of(random(1, shape)),
                    FLOAT32);
        }
        Tensor columns = Functional.unfold(random(2, 2, 3, 7, 6), k, d, p, s);
        for (Tensor input : List.of(columns, columns.select(0, 0).clone())) {
            Both.agree(
                    in -> Functional.fold(in[0], new int[] {7, 6}, k, d, p, s),
                    in -> torch.col2im(
                            in[0], new long[] {7, 6}, Torch.longs(k), Torch.longs(d), Torch.longs(p), Torch.longs(s)),
                    List.of(input),
                    FLOAT32);
        }
    }

    @Test
    void windowsThatDoNotFitAreRefused() {
        int[] one = {1};
        int[] none = {0};
        assertThatThrownBy(() -> Functional.unfold(Tensor.ones(1, 1, 2, 2), new int[] {3}, one, none, one))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("smaller than a window");
        assertThatThrownBy(() -> Functional.fold(Tensor.ones(1, 4, 5), new int[] {3}, new int[] {2}, one, none, one))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("2×2 windows");
    }

    @ParameterizedTest
    @CsvSource({"3, 1, 0, 0, 1, 1", "3, 2, 1, 1, 1, 2", "2, 3, 1, 2, 1, 1", "2, 1, 1, 1, 2, 1", "1, 2, 0, 1, 1, 2"})
    void transposedConvolutionsOfVolumesAgree(
            int kernel, int stride, int padding, int outputPadding, int dilation, int groups) {
        int[] s = {stride, 1, stride};
        int[] p = {padding, 0, padding};
        int[] o = {outputPadding, 0, outputPadding};
        int[] d = {dilation, 1, dilation};
        for (int[] shape : new int[][] {{2, 4, 3, 4, 5}, {4, 3, 4, 5}}) {
            Both.agree(
                    in -> Functional.convTranspose3d(in[0], in[1], in[2], s, p, o, groups, d),
                    in -> torch.conv_transpose3d(
                            in[0],
                            in[1],
                            new TensorOptional(in[2]),
                            Torch.longs(s),
                            Torch.longs(p),
                            Torch.longs(o),
                            groups,
                            Torch.longs(d)),
                    List.of(random(1, shape), random(2, 4, 6 / groups, kernel, 2, kernel), random(3, 6)),
                    FLOAT32);
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 0.5, 0.75, 1", "5, 0.1, 1.5, 2", "1, 1, 0.5, 0.3"})
    void localResponseNormAgrees(int size, double alpha, double beta, double k) {
        LocalResponseNormOptions options = new LocalResponseNormOptions(size);
        options.alpha().put(alpha);
        options.beta().put(beta);
        options.k().put(k);
        for (int[] shape : new int[][] {{2, 6, 4}, {2, 6, 4, 3}, {2, 6, 2, 3, 2}}) {
            Both.agree(
                    in -> Functional.localResponseNorm(in[0], size, alpha, beta, k),
                    in -> torch.local_response_norm(in[0], options),
                    List.of(random(1, shape)),
                    FLOAT32);
        }
    }

    @Test
    void shuffledChannelsAgree() {
        for (int[] shape : new int[][] {{2, 6, 4}, {2, 6, 4, 3}}) {
            Both.agree(
                    in -> Functional.channelShuffle(in[0], 3),
                    in -> torch.channel_shuffle(in[0], 3),
                    List.of(random(1, shape)),
                    FLOAT32);
        }
        assertThatThrownBy(() -> Functional.channelShuffle(Tensor.ones(2, 5, 4), 3))
                .isInstanceOf(ArclightException.class);
    }

    @Test
    void layersOfTwoDimensionsAgree() {
        Both.agree(
                in -> new Softmax2d().forward(in[0]), in -> in[0].softmax(1), List.of(random(1, 2, 3, 4, 5)), FLOAT32);
        Both.agree(
                in -> new UpsamplingNearest2d(2).forward(in[0]),
                in -> torch.upsample_nearest2d(in[0], new long[] {8, 10}, new DoubleOptional(), new DoubleOptional()),
                List.of(random(1, 2, 3, 4, 5)),
                FLOAT32);
        Both.agree(
                in -> UpsamplingBilinear2d.toSize(7, 9).forward(in[0]),
                in -> torch.upsample_bilinear2d(
                        in[0], new long[] {7, 9}, true, new DoubleOptional(), new DoubleOptional()),
                List.of(random(1, 2, 3, 4, 5)),
                FLOAT32);
    }

    @Test
    void oneHotAgrees() {
        Tensor numbers = Tensor.of(new long[] {2, 0, 1, 2, 2, 1}, 2, 3);
        try (PointerScope scope = new PointerScope()) {
            Agree.exact("one_hot", Functional.oneHot(numbers), torch.one_hot(Torch.of(numbers)));
            Agree.exact("one_hot", Functional.oneHot(numbers, 5), torch.one_hot(Torch.of(numbers), 5));
            Tensor none = Tensor.zeros(DType.INT64, 0, 2);
            Agree.exact("one_hot", Functional.oneHot(none, 3), torch.one_hot(Torch.of(none), 3));
            assertThat(Functional.oneHot(numbers).dtype()).isEqualTo(DType.INT64);
        }
        assertThatThrownBy(() -> Functional.oneHot(numbers, 2)).isInstanceOf(ArclightException.class);
        assertThatThrownBy(() -> Functional.oneHot(numbers.neg())).isInstanceOf(ArclightException.class);
        assertThatThrownBy(() -> Functional.oneHot(numbers.toFloat())).isInstanceOf(ArclightException.class);
        assertThatThrownBy(() -> Functional.oneHot(Tensor.zeros(DType.INT64, 0)))
                .isInstanceOf(ArclightException.class);
    }

    private static Tensor random(int seed, int... shape) {
        return Tensor.randn(Generator.seeded(seed), shape);
    }
}
