package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.arclight.nn.Functional;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Activations as functions, with their defaults and attributes, against libtorch's; gradients too. */
class ActivationsAgreementTest {
    private record Form(String name, UnaryOperator<Tensor> ours, UnaryOperator<org.bytedeco.pytorch.Tensor> theirs) {}

    private static Scalar number(double value) {
        return new Scalar(value);
    }

    private static Stream<Form> forms() {
        return Stream.of(
                new Form("relu", Functional::relu, torch::relu),
                new Form("relu6", Functional::relu6, torch::relu6),
                new Form("leakyRelu", Functional::leakyRelu, torch::leaky_relu),
                new Form("leakyRelu 0.3", x -> Functional.leakyRelu(x, 0.3), x -> torch.leaky_relu(x, number(0.3))),
                new Form("leakyRelu -0.3", x -> Functional.leakyRelu(x, -0.3), x -> torch.leaky_relu(x, number(-0.3))),
                new Form("rrelu", x -> Functional.rrelu(x, 0.2, 0.4, false), x -> torch.leaky_relu(x, number(0.3))),
                new Form("elu", Functional::elu, torch::elu),
                new Form("elu 0.7", x -> Functional.elu(x, 0.7), x -> torch.elu(x, number(0.7), number(1), number(1))),
                new Form("celu 1.7", x -> Functional.celu(x, 1.7), x -> torch.celu(x, number(1.7))),
                new Form("selu", Functional::selu, torch::selu),
                new Form("gelu", Functional::gelu, torch::gelu),
                new Form(
                        "gelu by tanh",
                        x -> Functional.gelu(x, Functional.GeluApproximation.TANH),
                        x -> torch.gelu(x, "tanh")),
                new Form("silu", Functional::silu, torch::silu),
                new Form("mish", Functional::mish, torch::mish),
                new Form("sigmoid", Functional::sigmoid, torch::sigmoid),
                new Form("logsigmoid", Functional::logsigmoid, torch::log_sigmoid),
                new Form("tanh", Functional::tanh, torch::tanh),
                new Form("softplus", Functional::softplus, torch::softplus),
                new Form(
                        "softplus 2, 1",
                        x -> Functional.softplus(x, 2, 1),
                        x -> torch.softplus(x, number(2), number(1))),
                new Form(
                        "softsign",
                        Functional::softsign,
                        x -> x.div(torch.abs(x).add(new Scalar(1L)))),
                new Form(
                        "softmin",
                        x -> Functional.softmin(x, 1),
                        x -> torch.softmax(x.neg(), 1, new ScalarTypeOptional())),
                new Form("softmax", x -> Functional.softmax(x, 0), x -> torch.softmax(x, 0, new ScalarTypeOptional())),
                new Form(
                        "logSoftmax",
                        x -> Functional.logSoftmax(x, -1),
                        x -> torch.log_softmax(x, -1, new ScalarTypeOptional())),
                new Form("hardswish", Functional::hardswish, torch::hardswish),
                new Form("hardtanh", Functional::hardtanh, torch::hardtanh),
                new Form(
                        "hardtanh -2, 0.5",
                        x -> Functional.hardtanh(x, -2, 0.5),
                        x -> torch.hardtanh(x, number(-2), number(0.5))),
                new Form("hardshrink", Functional::hardshrink, torch::hardshrink),
                new Form("hardshrink 1", x -> Functional.hardshrink(x, 1), x -> torch.hardshrink(x, number(1))),
                new Form("softshrink", Functional::softshrink, torch::softshrink),
                new Form("softshrink 1", x -> Functional.softshrink(x, 1), x -> torch.softshrink(x, number(1))),
                new Form("tanhshrink", Functional::tanhshrink, x -> x.sub(torch.tanh(x))),
                new Form(
                        "threshold",
                        x -> Functional.threshold(x, 0.1, 20),
                        x -> torch.threshold(x, number(0.1), number(20))),
                new Form("glu", x -> Functional.glu(x, 1), x -> torch.glu(x, 1)),
                new Form("glu of the last", Functional::glu, torch::glu));
    }

    /** From far below to far above, and 0 and ±3 where some have kinks. */
    private static Tensor input() {
        Generator generator = Generator.seeded(8);
        double[] values = new double[120];
        for (int i = 0; i < values.length; i++) {
            values[i] = i < 100 ? generator.nextGaussian() * 3 : generator.nextGaussian() * 40;
        }
        values[7] = 0;
        values[8] = 3.5;
        values[9] = -3.5;
        return Tensor.of(values, 12, 10);
    }

    @TestFactory
    Stream<DynamicTest> activationsAgreeWithTheirGradients() {
        return forms().map(form -> DynamicTest.dynamicTest(
                form.name(),
                // libtorch rounds the inverse of celu's alpha to a float.
                () -> Both.agree(
                        in -> form.ours().apply(in[0]),
                        in -> form.theirs().apply(in[0]),
                        List.of(input()),
                        form.name().startsWith("celu") ? 1e-7 : 1e-11)));
    }

    @TestFactory
    Stream<DynamicTest> activationsAgreeInFloat32() {
        return forms().map(form -> DynamicTest.dynamicTest(
                form.name(),
                () -> Both.agree(
                        in -> form.ours().apply(in[0]),
                        in -> form.theirs().apply(in[0]),
                        List.of(input().to(DType.FLOAT32)),
                        1e-5)));
    }

    @Test
    void aWeightForEachChannelAndOneForAllAgree() {
        for (int channels : new int[] {1, 10}) {
            Tensor weight = Tensor.randn(Generator.seeded(2), channels).to(DType.FLOAT64);
            Both.agree(
                    in -> Functional.prelu(in[0], in[1]),
                    in -> torch.prelu(in[0], in[1]),
                    List.of(input(), weight),
                    1e-12);
        }
    }

    @Test
    void inPlaceFormsWriteWhatTheirTwinsReturn() {
        record Twin(UnaryOperator<Tensor> plain, UnaryOperator<Tensor> inPlace) {}
        List<Twin> twins = List.of(
                new Twin(Functional::relu, Functional::relu_),
                new Twin(x -> Functional.leakyRelu(x, 0.2), x -> Functional.leakyRelu_(x, 0.2)),
                new Twin(x -> Functional.rrelu(x, 0.1, 0.3, false), x -> Functional.rrelu_(x, 0.1, 0.3, false)),
                new Twin(x -> Functional.elu(x, 0.7), x -> Functional.elu_(x, 0.7)),
                new Twin(x -> Functional.celu(x, 0.7), x -> Functional.celu_(x, 0.7)),
                new Twin(Functional::selu, Functional::selu_),
                new Twin(Functional::silu, Functional::silu_),
                new Twin(Functional::mish, Functional::mish_),
                new Twin(Functional::hardswish, Functional::hardswish_),
                new Twin(Functional::hardsigmoid, Functional::hardsigmoid_),
                new Twin(x -> Functional.hardtanh(x, -2, 1), x -> Functional.hardtanh_(x, -2, 1)),
                new Twin(x -> Functional.threshold(x, 0.5, 2), x -> Functional.threshold_(x, 0.5, 2)));
        for (Twin twin : twins) {
            Tensor target = input().to(DType.FLOAT32);
            Tensor expected = twin.plain().apply(target.copy());
            assertThat(twin.inPlace().apply(target)).isSameAs(target);
            assertThat(target.toDoubleArray()).isEqualTo(expected.toDoubleArray());
        }
    }

    @Test
    void randomSlopesLieBetweenTheirBoundsAndAreThoseOfTheGradient() {
        Tensor x = input().requiresGrad(true);
        Tensor y = Functional.rrelu(x, 0.2, 0.4, true);
        y.sum().backward();
        double[] in = x.toDoubleArray();
        double[] out = y.toDoubleArray();
        double[] slopes = x.grad().toDoubleArray();
        assertThat(Arrays.stream(slopes).anyMatch(slope -> slope != 1)).isTrue();
        for (int i = 0; i < in.length; i++) {
            if (in[i] > 0) {
                assertThat(out[i]).isEqualTo(in[i]);
            } else {
                assertThat(slopes[i]).isBetween(0.2, 0.4);
                assertThat(out[i]).isCloseTo(in[i] * slopes[i], within(1e-12));
            }
        }
    }

    @Test
    void gumbelSamplesFollowTheLogitsAndHardOnesAreOneHot() {
        Generator.manualSeed(4);
        Tensor logits =
                Tensor.of(new double[] {0, Math.log(2), Math.log(5)}, 1, 3).expand(8000, 3);
        Tensor hard = Functional.gumbelSoftmax(logits, 0.5, true, -1);
        double[] counts = hard.sum(0).toDoubleArray();
        assertThat(counts[0] / 8000).isCloseTo(1 / 8.0, within(0.015));
        assertThat(counts[2] / 8000).isCloseTo(5 / 8.0, within(0.02));
        assertThat(hard.sum(1).sub(1).abs().max().item()).isLessThan(1e-12);
        assertThat(Functional.gumbelSoftmax(logits, 0.5, false, -1)
                        .sum(1)
                        .sub(1)
                        .abs()
                        .max()
                        .item())
                .isLessThan(1e-12);
    }

    @Test
    void wrongAttributesShapesAndDtypesAreNamed() {
        Tensor x = input();
        Tensor whole = x.to(DType.INT64);
        assertThatThrownBy(() -> Functional.hardtanh(x, 1, -1)).isInstanceOf(ArclightException.class);
        assertThatThrownBy(() -> Functional.softshrink(x, -1)).isInstanceOf(ArclightException.class);
        assertThatThrownBy(() -> Functional.celu(x, 0)).isInstanceOf(ArclightException.class);
        assertThatThrownBy(() -> Functional.rrelu(x, 0.5, 0.2, true)).isInstanceOf(ArclightException.class);
        assertThatThrownBy(() -> Functional.glu(x.narrow(1, 0, 3), 1)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Functional.prelu(x, Tensor.ones(DType.FLOAT64, 3)))
                .isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Functional.silu(whole)).isInstanceOf(DTypeException.class);
        assertThatThrownBy(() -> Functional.elu(whole)).isInstanceOf(DTypeException.class);
        assertThatThrownBy(() -> Functional.hardswish(whole)).isInstanceOf(DTypeException.class);
    }
}
