package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.StringViewOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The forms of elementwise methods that are no op of their own: numbers as operands, factors, modes, defaults. */
@SuppressWarnings("try") // Scopes are there to be closed.
class ElementwiseMethodsAgreementTest {
    private record Form(String name, Both.Ours ours, Both.Theirs theirs) {}

    private static final List<Form> ARITHMETIC = List.of(
            new Form("add alpha", in -> in[0].add(in[1], 3), in -> torch.add(in[0], in[1], new Scalar(3L))),
            new Form("sub alpha", in -> in[0].sub(in[1], 2), in -> torch.sub(in[0], in[1], new Scalar(2L))),
            new Form("rsub", in -> in[0].rsub(in[1]), in -> torch.rsub(in[0], in[1])),
            new Form("rsub alpha", in -> in[0].rsub(in[1], 2), in -> torch.rsub(in[0], in[1], new Scalar(2L))),
            new Form("rsub double", in -> in[0].rsub(1.5), in -> torch.rsub(in[0], new Scalar(1.5))),
            new Form("rsub long", in -> in[0].rsub(7), in -> torch.rsub(in[0], new Scalar(7L))),
            new Form("add double", in -> in[0].add(1.5), in -> torch.add(in[0], new Scalar(1.5))),
            new Form("add long", in -> in[0].add(7), in -> torch.add(in[0], new Scalar(7L))),
            new Form("mul double", in -> in[0].mul(1.5), in -> torch.mul(in[0], new Scalar(1.5))),
            new Form("mul long", in -> in[0].mul(7), in -> torch.mul(in[0], new Scalar(7L))),
            new Form("div long", in -> in[0].div(7), in -> torch.div(in[0], new Scalar(7L))),
            new Form("div trunc", in -> in[0].div(in[1], "trunc"), in -> torch.div(in[0], in[1], mode("trunc"))),
            new Form("div floor", in -> in[0].div(in[1], "floor"), in -> torch.div(in[0], in[1], mode("floor"))),
            new Form(
                    "div trunc long",
                    in -> in[0].div(2, "trunc"),
                    in -> torch.div(in[0], new Scalar(2L), mode("trunc"))),
            new Form(
                    "div floor double",
                    in -> in[0].div(1.5, "floor"),
                    in -> torch.div(in[0], new Scalar(1.5), mode("floor"))),
            new Form("remainder long", in -> in[0].remainder(3), in -> torch.remainder(in[0], new Scalar(3L))),
            new Form("remainder negative", in -> in[0].remainder(-3), in -> torch.remainder(in[0], new Scalar(-3L))),
            new Form("remainder double", in -> in[0].remainder(1.5), in -> torch.remainder(in[0], new Scalar(1.5))),
            new Form("fmod long", in -> in[0].fmod(3), in -> torch.fmod(in[0], new Scalar(3L))),
            new Form("fmod negative", in -> in[0].fmod(-3), in -> torch.fmod(in[0], new Scalar(-3L))),
            new Form("pow 2", in -> in[0].pow(2.0), in -> torch.pow(in[0], new Scalar(2.0))),
            new Form("pow long 2", in -> in[0].pow(2), in -> torch.pow(in[0], new Scalar(2L))),
            new Form("pow 3", in -> in[0].pow(3), in -> torch.pow(in[0], new Scalar(3L))),
            new Form("square", in -> in[0].square(), in -> torch.square(in[0])),
            new Form("clamp", in -> in[0].clamp(-1.0, 1.5), in -> clamp(in[0], new Scalar(-1.0), new Scalar(1.5))),
            new Form("clamp long", in -> in[0].clamp(-1, 2), in -> clamp(in[0], new Scalar(-1L), new Scalar(2L))),
            new Form("clamp crossed", in -> in[0].clamp(2, -1), in -> clamp(in[0], new Scalar(2L), new Scalar(-1L))),
            new Form("clampMin", in -> in[0].clampMin(-1), in -> torch.clamp_min(in[0], new Scalar(-1L))),
            new Form("clampMax", in -> in[0].clampMax(1), in -> torch.clamp_max(in[0], new Scalar(1L))),
            new Form(
                    "addcmul",
                    in -> in[0].addcmul(in[1], in[0], 2),
                    in -> torch.addcmul(in[0], in[1], in[0], new Scalar(2L))),
            new Form("deg2rad", in -> in[0].deg2rad(), in -> torch.deg2rad(in[0])),
            new Form("rad2deg", in -> in[0].rad2deg(), in -> torch.rad2deg(in[0])),
            new Form("copysign number", in -> in[0].copysign(-2.0), in -> torch.copysign(in[0], new Scalar(-2.0))),
            new Form(
                    "where numbers",
                    in -> Tensor.where(in[0].gt(0), in[0], 0.5),
                    in -> torch.where(in[0].gt(new Scalar(0L)), in[0], new Scalar(0.5))),
            new Form("ldexp", in -> in[0].ldexp(in[1]), in -> torch.ldexp(in[0], in[1])),
            new Form("atan2", in -> in[0].atan2(in[1]), in -> torch.atan2(in[0], in[1])));

    private static final List<Form> FLOATING = List.of(
            new Form("add fraction alpha", in -> in[0].add(in[1], 0.3), in -> torch.add(in[0], in[1], new Scalar(0.3))),
            new Form("lerp number", in -> in[0].lerp(in[1], 0.3), in -> torch.lerp(in[0], in[1], new Scalar(0.3))),
            new Form("lerp far", in -> in[0].lerp(in[1], 0.8), in -> torch.lerp(in[0], in[1], new Scalar(0.8))),
            new Form(
                    "addcdiv",
                    in -> in[0].addcdiv(in[0], in[1], 0.3),
                    in -> torch.addcdiv(in[0], in[0], in[1], new Scalar(0.3))),
            new Form(
                    "logit eps",
                    in -> in[0].abs().div(4).logit(0.1),
                    in -> torch.logit(torch.abs(in[0]).div(new Scalar(4.0)), new DoubleOptional(0.1))),
            new Form("pow root", in -> in[0].abs().pow(0.5), in -> torch.pow(torch.abs(in[0]), new Scalar(0.5))),
            new Form("pow inverse", in -> in[1].pow(-1), in -> torch.pow(in[1], new Scalar(-1L))),
            new Form(
                    "pow inverse root",
                    in -> in[1].abs().pow(-0.5),
                    in -> torch.pow(torch.abs(in[1]), new Scalar(-0.5))),
            new Form("round decimals", in -> in[0].round(1), in -> torch.round(in[0], 1)),
            new Form(
                    "round before the point",
                    in -> in[0].mul(100).round(-1),
                    in -> torch.round(in[0].mul(new Scalar(100L)), -1)),
            new Form("xlogy number", in -> in[0].xlogy(2.5), in -> torch.xlogy(in[0], new Scalar(2.5))),
            new Form("nanToNum", in -> in[0].nanToNum(), in -> torch.nan_to_num(in[0])),
            new Form(
                    "floatPower",
                    in -> in[1].abs().floatPower(in[0]),
                    in -> torch.float_power(torch.abs(in[1]), in[0])));

    @TestFactory
    Stream<DynamicTest> formsAgreeWithTheirGradients() {
        List<Tensor> inputs = List.of(
                Tensor.of(new double[] {-1.7, 0.4, 1.3, 2.2, -0.6, 1.9}, 2, 3),
                Tensor.of(new double[] {0.7, -1.4, 2.3, -0.2, 1.6, -2.9}, 2, 3));
        return Stream.concat(ARITHMETIC.stream(), FLOATING.stream())
                .map(form -> DynamicTest.dynamicTest(
                        form.name(), () -> Both.agree(form.ours(), form.theirs(), inputs, 1e-12)));
    }

    @TestFactory
    Stream<DynamicTest> formsAgreeInEveryDtype() {
        return ARITHMETIC.stream()
                .map(form -> DynamicTest.dynamicTest(form.name(), () -> {
                    for (DType dtype : DType.values()) {
                        agree(form, dtype);
                    }
                }));
    }

    /** What one side alone takes. */
    private static final Set<String> ONE_SIDED = Set.of();

    private static void agree(Form form, DType dtype) {
        Generator generator = Generator.seeded(3);
        boolean signed = dtype != DType.UINT8 && dtype != DType.BOOL;
        long[] a = new long[40];
        long[] b = new long[40];
        for (int i = 0; i < 40; i++) {
            a[i] = generator.nextInt(21) - (signed ? 10L : 0L);
            b[i] = 1L + generator.nextInt(4);
            b[i] = signed && generator.nextInt(2) == 0 ? -b[i] : b[i];
        }
        try (PointerScope scope = new PointerScope()) {
            Tensor[] mine = {Tensor.of(a, 40).to(dtype), Tensor.of(b, 40).to(dtype)};
            org.bytedeco.pytorch.Tensor[] yours = {Torch.of(mine[0]), Torch.of(mine[1])};
            String what = form.name() + " of " + dtype;
            Attempt.Outcome<org.bytedeco.pytorch.Tensor> theirs =
                    Attempt.theirs(() -> form.theirs().run(yours));
            Attempt.Outcome<Tensor> ours = Attempt.ours(() -> form.ours().run(mine));
            if (ours.refused() != theirs.refused()) {
                assertThat(ONE_SIDED)
                        .as("%s: refused here: %s; in libtorch: %s", what, ours.reason(), theirs.reason())
                        .contains(what);
            }
            if (ours.refused() || theirs.refused()) {
                return;
            }
            Tensor actual = ours.get();
            org.bytedeco.pytorch.Tensor expected = theirs.get();
            Agree.sameType(what, actual, expected);
            if (actual.dtype().isFloating()) {
                double tolerance = dtype.isHalf() ? 0.01 : 1e-5;
                Agree.close(what, actual, expected, tolerance, false);
            } else {
                Agree.exact(what, actual, expected);
            }
        }
    }

    @Test
    void wholeNumbersBeyondADoubleStayExact() {
        long big = (1L << 53) + 1;
        Tensor x = Tensor.of(new long[] {big, -big, 3}, 3);
        assertThat(x.add(big).toLongArray()).containsExactly(2 * big, 0, big + 3);
        assertThat(x.sub(big).toLongArray()).containsExactly(0, -2 * big, 3 - big);
        assertThat(x.eq(big).toLongArray()).containsExactly(1, 0, 0);
        assertThat(x.lt(big).toLongArray()).containsExactly(0, 1, 1);
        assertThat(x.maximum(Tensor.number(big)).toLongArray()).containsExactly(big, big, big);
        assertThat(x.clampMax(big - 1).toLongArray()).containsExactly(big - 1, -big, 3);
        assertThat(x.bitwiseAnd(big).toLongArray()).containsExactly(big, big & -big, big & 3);
        assertThat(x.remainder(big).toLongArray()).containsExactly(0, 0, 3);
    }

    @Test
    void closenessAndEqualityAgree() {
        double[] a = {1, 1, 1e-9, Double.NaN, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, -0.0, 1e10};
        double[] b = {
            1.000001, 1.1, 0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0.0, 1.0000001e10
        };
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            try (PointerScope scope = new PointerScope()) {
                Tensor x = Tensor.of(a.clone(), 8).to(dtype);
                Tensor y = Tensor.of(b.clone(), 8).to(dtype);
                org.bytedeco.pytorch.Tensor p = Torch.of(x);
                org.bytedeco.pytorch.Tensor q = Torch.of(y);
                Agree.exact("isclose", x.isclose(y), torch.isclose(p, q));
                Agree.exact("isclose NaN", x.isclose(y, 1e-3, 0, true), torch.isclose(p, q, 1e-3, 0, true));
                Agree.exact("isclose exact", x.isclose(y, 0, 0, true), torch.isclose(p, q, 0, 0, true));
                assertThat(x.allclose(y)).isEqualTo(torch.allclose(p, q));
                assertThat(x.allclose(x)).isEqualTo(torch.allclose(p, p));
                assertThat(x.equal(x)).isEqualTo(torch.equal(p, p));
                assertThat(y.narrow(0, 0, 3).equal(y.narrow(0, 0, 3))).isTrue();
                assertThat(y.equal(y.narrow(0, 0, 3))).isFalse();
                Agree.exact("isin", x.isin(y), torch.isin(p, q));
                Agree.exact("isin inverted", x.isin(y, true), torch.isin(p, q, false, true));
            }
        }
        Tensor whole = Tensor.of(new long[] {3, 1, 4, 1, 5}, 5);
        assertThat(whole.isin(Tensor.of(new long[] {1, 5}, 2)).toLongArray()).containsExactly(0, 1, 0, 1, 1);
        assertThat(whole.isclose(Tensor.of(new long[] {3, 2, 4, 1, 5}, 5)).toLongArray())
                .containsExactly(1, 0, 1, 1, 1);
    }

    @Test
    void nextafterStepsByTheDtypesOwnNeighbours() {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            try (PointerScope scope = new PointerScope()) {
                Tensor x = Tensor.of(new double[] {0, 1, -1, 1e30, Double.NaN, 1, Double.POSITIVE_INFINITY}, 7)
                        .to(dtype);
                Tensor y = Tensor.of(new double[] {1, 2, -2, 0, 1, 1, 0}, 7).to(dtype);
                Tensor actual = x.nextafter(y);
                double[] expected = Torch.doubles(torch.nextafter(Torch.of(x), Torch.of(y)));
                assertThat(actual.toDoubleArray()).as(dtype.toString()).isEqualTo(expected);
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> whatLibtorchRefusesIsRefused() {
        Tensor whole = Tensor.of(new long[] {4, 5}, 2);
        Tensor zero = Tensor.of(new long[] {1, 0}, 2);
        Tensor bool = Tensor.ofBytes(new byte[] {1, 0}, DType.BOOL, 2);
        Tensor floats = Tensor.of(new float[] {1, 2}, 2);
        record Case(
                String name,
                UnaryOperator<Tensor> ours,
                UnaryOperator<org.bytedeco.pytorch.Tensor> theirs,
                Tensor input) {}
        return Stream.of(
                        new Case(
                                "floorDivide by 0",
                                x -> whole.floorDivide(x),
                                x -> torch.floor_divide(Torch.of(whole), x),
                                zero),
                        new Case(
                                "remainder by 0",
                                x -> whole.remainder(x),
                                x -> torch.remainder(Torch.of(whole), x),
                                zero),
                        new Case("fmod by 0", x -> whole.fmod(x), x -> torch.fmod(Torch.of(whole), x), zero),
                        new Case(
                                "div trunc by 0",
                                x -> whole.div(x, "trunc"),
                                x -> torch.div(Torch.of(whole), x, mode("trunc")),
                                zero),
                        new Case(
                                "div in an unknown mode",
                                x -> x.div(x, "up"),
                                x -> torch.div(x, x, mode("up")),
                                floats),
                        new Case(
                                "a fractional alpha", x -> x.add(x, 0.5), x -> torch.add(x, x, new Scalar(0.5)), whole),
                        new Case("bits of floats", x -> x.bitwiseAnd(x), x -> torch.bitwise_and(x, x), floats),
                        new Case("not of floats", Tensor::bitwiseNot, torch::bitwise_not, floats),
                        new Case(
                                "shifts of floats",
                                x -> x.bitwiseLeftShift(x),
                                x -> torch.bitwise_left_shift(x, x),
                                bool),
                        new Case("gcd of floats", x -> x.gcd(x), x -> torch.gcd(x, x), floats),
                        new Case("sub of bools", x -> x.sub(x), x -> torch.sub(x, x), bool),
                        new Case("neg of bools", Tensor::neg, torch::neg, bool),
                        new Case("addcdiv of whole numbers", x -> x.addcdiv(x, x), x -> torch.addcdiv(x, x, x), whole),
                        new Case(
                                "lerp of two dtypes",
                                x -> x.lerp(x.to(DType.FLOAT64), 0.5),
                                x -> torch.lerp(x, x.to(torch.ScalarType.Double), new Scalar(0.5)),
                                floats),
                        new Case(
                                "heaviside of two dtypes",
                                x -> x.heaviside(x.to(DType.FLOAT64)),
                                x -> torch.heaviside(x, x.to(torch.ScalarType.Double)),
                                floats),
                        new Case(
                                "isclose of two dtypes",
                                x -> x.isclose(x.to(DType.FLOAT64)),
                                x -> torch.isclose(x, x.to(torch.ScalarType.Double)),
                                floats),
                        new Case(
                                "a negative tolerance",
                                x -> x.isclose(x, -1, 0, false),
                                x -> torch.isclose(x, x, -1, 0, false),
                                floats),
                        new Case("hypot of whole numbers", x -> x.hypot(x), x -> torch.hypot(x, x), whole),
                        new Case("frac of whole numbers", Tensor::frac, torch::frac, whole),
                        new Case(
                                "whole numbers to negative powers",
                                x -> x.pow(-2),
                                x -> torch.pow(x, new Scalar(-2L)),
                                whole),
                        new Case(
                                "a floating result in a whole target",
                                x -> x.copy().exp_(),
                                x -> x.clone().exp_(),
                                whole))
                .map(c -> DynamicTest.dynamicTest(c.name(), () -> {
                    try (PointerScope scope = new PointerScope()) {
                        assertThatThrownBy(() ->
                                        c.theirs().apply(Torch.of(c.input())).numel())
                                .isExactlyInstanceOf(RuntimeException.class);
                    }
                    assertThatThrownBy(() -> c.ours().apply(c.input())).isInstanceOf(ArclightException.class);
                }));
    }

    /** Held beyond the scope that is open: the view of a string does not hold it. */
    private static StringViewOptional mode(String name) {
        return new StringViewOptional(new BytePointer(name).retainReference());
    }

    private static org.bytedeco.pytorch.Tensor clamp(org.bytedeco.pytorch.Tensor x, Scalar min, Scalar max) {
        return torch.clamp(x, new ScalarOptional(min), new ScalarOptional(max));
    }
}
