package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.MantissaAndExponent;
import dev.arclight.tensor.Tensor;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

/** Functions of Bessel and of several dimensions, powers in place, mantissas and windows: values are libtorch's. */
@SuppressWarnings("try") // Scopes are there to be closed.
class SpecialMethodsAgreementTest {
    private static final double FLOAT32 = 1e-5;

    @Test
    void besselsFunctionAgreesWhereverItIsFinite() {
        double[] places = {0, 1e-300, 0.1, 1, 3.75, 7.9, 8, 8.1, 29.9, 30, 30.1, 100, 500, 700, 709.5, 1e9};
        Tensor x = Tensor.of(places, places.length);
        x = Tensor.cat(List.of(x, x.neg(), Tensor.of(new double[] {Double.NaN}, 1)), 0);
        try (PointerScope scope = new PointerScope()) {
            Agree.close("i0", x.i0(), torch.i0(Torch.of(x)), 1e-13, true);
        }
        Both.agree(in -> in[0].mul(2).i0_(), in -> in[0].mul(new Scalar(2)).i0_(), List.of(random(1, 3, 4)), FLOAT32);
    }

    @Test
    void theGammaFunctionOfSeveralDimensionsAgrees() {
        List<Tensor> inputs = List.of(random(1, 3, 4).abs().add(2));
        for (int p : new int[] {1, 2, 3, 5}) {
            Both.agree(in -> in[0].mvlgamma(p), in -> in[0].mvlgamma(p), inputs, FLOAT32);
        }
        Both.agree(
                in -> in[0].mul(2).mvlgamma_(3), in -> in[0].mul(new Scalar(2)).mvlgamma_(3), inputs, FLOAT32);
        assertThatThrownBy(() -> inputs.get(0).mvlgamma(0)).isInstanceOf(ArclightException.class);
    }

    @Test
    void derivativesOfDigammaInPlaceAgree() {
        List<Tensor> inputs = List.of(random(1, 3, 4).abs().add(1));
        for (int n : new int[] {0, 1, 2}) {
            Both.agree(
                    in -> in[0].mul(2).polygamma_(n),
                    in -> in[0].mul(new Scalar(2)).polygamma_(n),
                    inputs,
                    FLOAT32);
        }
        assertThatThrownBy(() -> Tensor.ones(1).polygamma_(-1)).isInstanceOf(ArclightException.class);
    }

    @Test
    void powersInFloat64InPlaceAgree() {
        List<Tensor> inputs =
                List.of(random(1, 3, 4).abs().toDouble(), random(2, 4).toDouble());
        Both.agree(
                in -> in[0].mul(2).floatPower_(in[1]),
                in -> in[0].mul(new Scalar(2)).float_power_(in[1]),
                inputs,
                1e-10);
        Both.agree(
                in -> in[0].mul(2).floatPower_(1.5),
                in -> in[0].mul(new Scalar(2)).float_power_(new Scalar(1.5)),
                inputs,
                1e-10);
        assertThatThrownBy(() -> Tensor.ones(1).floatPower_(2)).isInstanceOf(DTypeException.class);
        try (PointerScope scope = new PointerScope()) {
            assertThatThrownBy(() -> torch.ones(1).float_power_(new Scalar(2)))
                    .isExactlyInstanceOf(RuntimeException.class);
        }
    }

    @Test
    void mantissasAndExponentsAgree() {
        double[] values = {0, 1, -1, 0.7, 3, 1e-40, 1e38, -1e-3, Double.POSITIVE_INFINITY, Double.NaN};
        try (PointerScope scope = new PointerScope()) {
            for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
                Tensor x = Tensor.of(values, values.length).to(dtype);
                T_TensorTensor_T expected = torch.frexp(Torch.of(x));
                MantissaAndExponent actual = x.frexp();
                Agree.close("mantissa", actual.mantissa(), expected.get0(), 0, true);
                Agree.exact("exponent", actual.exponent(), expected.get1());
            }
        }
        Both.agree(
                in -> in[0].frexp().mantissa(),
                in -> torch.frexp(in[0]).get0(),
                List.of(random(1, 3, 4).mul(100)),
                FLOAT32);
    }

    @Test
    void kaisersWindowAgrees() {
        try (PointerScope scope = new PointerScope()) {
            for (int length : new int[] {0, 1, 2, 7, 8}) {
                for (boolean periodic : new boolean[] {false, true}) {
                    Agree.close(
                            "kaiser_window",
                            Tensor.kaiserWindow(length, periodic, 6.5),
                            torch.kaiser_window(length, periodic, 6.5),
                            FLOAT32,
                            false);
                    Agree.close(
                            "kaiser_window",
                            Tensor.kaiserWindow(length, periodic),
                            torch.kaiser_window(length, periodic),
                            FLOAT32,
                            false);
                }
            }
        }
        assertThatThrownBy(() -> Tensor.kaiserWindow(-1, true)).isInstanceOf(ArclightException.class);
        assertThat(Tensor.kaiserWindow(0, true).numel()).isZero();
    }

    private static Tensor random(int seed, int... shape) {
        return Tensor.randn(Generator.seeded(seed), shape);
    }
}
