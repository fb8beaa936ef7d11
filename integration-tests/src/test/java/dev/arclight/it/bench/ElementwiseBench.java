package dev.arclight.it.bench;

import dev.arclight.nn.Functional;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Elementwise functions of a million floats against libtorch's: {@code bin/bench ElementwiseBench [section or part of a name]…},
 * all if none is named.
 */
public final class ElementwiseBench {
    private static final int LENGTH = 1 << 20;
    private static final double ROUND_SECONDS = 0.025;
    private static final Generator GENERATOR = Generator.seeded(3);

    private static final Tensor X = Tensor.randn(GENERATOR, LENGTH).mul(2.0);
    private static final Tensor Y = Tensor.randn(GENERATOR, LENGTH);
    private static final Tensor POSITIVE = X.abs().add(0.01);

    /** Inside (−1, 1). */
    private static final Tensor FRACTION =
            Tensor.rand(GENERATOR, LENGTH).mul(1.98).sub(0.99);

    private ElementwiseBench() {}

    public static void main(String[] arguments) {
        Race.start();
        sections()
                .forEach((section, races) -> races.filter(race -> arguments.length == 0
                                || Arrays.stream(arguments)
                                        .anyMatch(wanted -> section.equals(wanted)
                                                || race.name().equals(wanted)
                                                || wanted.endsWith("*")
                                                        && race.name()
                                                                .startsWith(wanted.substring(0, wanted.length() - 1))))
                        .forEach(race -> race.run(ROUND_SECONDS)));
    }

    private static Map<String, Stream<Race>> sections() {
        Map<String, Stream<Race>> sections = new LinkedHashMap<>();
        sections.put("arithmetic", arithmetic());
        sections.put("rounding", rounding());
        sections.put("exponentials", exponentials());
        sections.put("trigonometry", trigonometry());
        sections.put("special", special());
        sections.put("activations", activations());
        sections.put("comparisons", comparisons());
        sections.put("broadcast", broadcast());
        sections.put("dtypes", dtypes());
        sections.put("random", random());
        return sections;
    }

    private static Stream<Race> arithmetic() {
        return Stream.of(
                Race.of("add", "torch.add(a, b)", in -> in[0].add(in[1]), X, Y),
                Race.of("add number", "torch.add(a, 1.5)", in -> in[0].add(1.5), X),
                Race.of("sub", "torch.sub(a, b)", in -> in[0].sub(in[1]), X, Y),
                Race.of("mul", "torch.mul(a, b)", in -> in[0].mul(in[1]), X, Y),
                Race.of("mul number", "torch.mul(a, 1.5)", in -> in[0].mul(1.5), X),
                Race.of("div", "torch.div(a, b)", in -> in[0].div(in[1]), X, POSITIVE),
                Race.of("reciprocal", "torch.reciprocal(a)", in -> in[0].reciprocal(), POSITIVE),
                Race.of("neg", "torch.neg(a)", in -> in[0].neg(), X),
                Race.of("abs", "torch.abs(a)", in -> in[0].abs(), X),
                Race.of("square", "torch.square(a)", in -> in[0].square(), X),
                Race.of("sqrt", "torch.sqrt(a)", in -> in[0].sqrt(), POSITIVE),
                Race.of("rsqrt", "torch.rsqrt(a)", in -> in[0].rsqrt(), POSITIVE),
                Race.of("maximum", "torch.maximum(a, b)", in -> in[0].maximum(in[1]), X, Y),
                Race.of("minimum", "torch.minimum(a, b)", in -> in[0].minimum(in[1]), X, Y),
                Race.of("clamp", "torch.clamp(a, -1., 1.)", in -> in[0].clamp(-1, 1), X),
                Race.of("lerp", "torch.lerp(a, b, 0.3)", in -> in[0].lerp(in[1], 0.3), X, Y),
                Race.of("addcmul", "torch.addcmul(a, b, b, value=0.5)", in -> in[0].addcmul(in[1], in[1], 0.5), X, Y),
                Race.of(
                        "addcdiv",
                        "torch.addcdiv(a, a, b, value=0.5)",
                        in -> in[0].addcdiv(in[0], in[1], 0.5),
                        X,
                        POSITIVE),
                Race.of("pow number 2", "torch.pow(a, 2.)", in -> in[0].pow(2.0), X),
                Race.of("pow number 3", "torch.pow(a, 3.)", in -> in[0].pow(3.0), X),
                Race.of("pow number 1.7", "torch.pow(a, 1.7)", in -> in[0].pow(1.7), POSITIVE),
                Race.of("pow", "torch.pow(a, b)", in -> in[0].pow(in[1]), POSITIVE, Y),
                Race.forward("add in place", "torch.add_(a, b)", in -> in[0].add_(in[1]), X.copy(), Y.mul(0.0)),
                Race.forward("mul number in place", "torch.mul_(a, 1.)", in -> in[0].mul_(1.0), X.copy()));
    }

    private static Stream<Race> rounding() {
        return Stream.of(
                Race.forward("floor", "torch.floor(a)", in -> in[0].floor(), X),
                Race.forward("ceil", "torch.ceil(a)", in -> in[0].ceil(), X),
                Race.forward("round", "torch.round(a)", in -> in[0].round(), X),
                Race.forward("trunc", "torch.trunc(a)", in -> in[0].trunc(), X),
                Race.of("frac", "torch.frac(a)", in -> in[0].frac(), X),
                Race.forward("sign", "torch.sign(a)", in -> in[0].sign(), X),
                Race.of("fmod", "torch.fmod(a, 1.5)", in -> in[0].fmod(1.5), X),
                Race.of("remainder", "torch.remainder(a, 1.5)", in -> in[0].remainder(1.5), X));
    }

    private static Stream<Race> exponentials() {
        return Stream.of(
                Race.of("exp", "torch.exp(a)", in -> in[0].exp(), X),
                Race.of("exp2", "torch.exp2(a)", in -> in[0].exp2(), X),
                Race.of("expm1", "torch.expm1(a)", in -> in[0].expm1(), X),
                Race.of("log", "torch.log(a)", in -> in[0].log(), POSITIVE),
                Race.of("log2", "torch.log2(a)", in -> in[0].log2(), POSITIVE),
                Race.of("log10", "torch.log10(a)", in -> in[0].log10(), POSITIVE),
                Race.of("log1p", "torch.log1p(a)", in -> in[0].log1p(), POSITIVE),
                Race.of("sigmoid", "torch.sigmoid(a)", in -> in[0].sigmoid(), X),
                Race.of("logit", "torch.logit(a)", in -> in[0].logit(), POSITIVE.div(POSITIVE.add(1))),
                Race.of("logaddexp", "torch.logaddexp(a, b)", in -> in[0].logaddexp(in[1]), X, Y),
                Race.of("xlogy", "torch.xlogy(a, b)", in -> in[0].xlogy(in[1]), X, POSITIVE));
    }

    private static Stream<Race> trigonometry() {
        return Stream.of(
                Race.of("sin", "torch.sin(a)", in -> in[0].sin(), X),
                Race.of("cos", "torch.cos(a)", in -> in[0].cos(), X),
                Race.of("tan", "torch.tan(a)", in -> in[0].tan(), X),
                Race.of("asin", "torch.asin(a)", in -> in[0].asin(), FRACTION),
                Race.of("acos", "torch.acos(a)", in -> in[0].acos(), FRACTION),
                Race.of("atan", "torch.atan(a)", in -> in[0].atan(), X),
                Race.of("atan2", "torch.atan2(a, b)", in -> in[0].atan2(in[1]), X, Y),
                Race.of("sinh", "torch.sinh(a)", in -> in[0].sinh(), X),
                Race.of("cosh", "torch.cosh(a)", in -> in[0].cosh(), X),
                Race.of("tanh", "torch.tanh(a)", in -> in[0].tanh(), X),
                Race.of("asinh", "torch.asinh(a)", in -> in[0].asinh(), X),
                Race.of("acosh", "torch.acosh(a)", in -> in[0].acosh(), POSITIVE.add(1)),
                Race.of("atanh", "torch.atanh(a)", in -> in[0].atanh(), FRACTION),
                Race.of("hypot", "torch.hypot(a, b)", in -> in[0].hypot(in[1]), X, Y),
                Race.of("sinc", "torch.sinc(a)", in -> in[0].sinc(), X));
    }

    private static Stream<Race> special() {
        return Stream.of(
                Race.of("erf", "torch.erf(a)", in -> in[0].erf(), X),
                Race.of("erfc", "torch.erfc(a)", in -> in[0].erfc(), X),
                Race.of("erfinv", "torch.erfinv(a)", in -> in[0].erfinv(), FRACTION),
                Race.of("lgamma", "torch.lgamma(a)", in -> in[0].lgamma(), POSITIVE),
                Race.of("digamma", "torch.digamma(a)", in -> in[0].digamma(), POSITIVE));
    }

    private static Stream<Race> activations() {
        return Stream.of(
                Race.of("relu", "torch.relu(a)", in -> in[0].relu(), X),
                Race.of("gelu", "torch.gelu(a)", in -> Functional.gelu(in[0]), X),
                Race.of("silu", "torch.silu(a)", in -> Functional.silu(in[0]), X),
                Race.of("mish", "torch.mish(a)", in -> Functional.mish(in[0]), X),
                Race.of("leakyRelu", "torch.leaky_relu(a, 0.01)", in -> Functional.leakyRelu(in[0]), X),
                Race.of("elu", "torch.elu(a)", in -> Functional.elu(in[0]), X),
                Race.of("softplus", "torch.softplus(a)", in -> Functional.softplus(in[0]), X),
                Race.of("logsigmoid", "torch.log_sigmoid(a)", in -> Functional.logsigmoid(in[0]), X),
                Race.of("hardtanh", "torch.hardtanh(a)", in -> Functional.hardtanh(in[0]), X),
                Race.of("hardswish", "torch.hardswish(a)", in -> Functional.hardswish(in[0]), X),
                Race.of("hardsigmoid", "torch.hardsigmoid(a)", in -> Functional.hardsigmoid(in[0]), X),
                Race.of("softshrink", "torch.softshrink(a)", in -> Functional.softshrink(in[0]), X),
                Race.of("threshold", "torch.threshold(a, 0.1, 20.)", in -> Functional.threshold(in[0], 0.1, 20), X),
                Race.of("dropout", "torch.dropout(a, 0.5, True)", in -> Functional.dropout(in[0], 0.5, true), X));
    }

    private static Stream<Race> comparisons() {
        return Stream.of(
                Race.forward("gt", "torch.gt(a, b)", in -> in[0].gt(in[1]), X, Y),
                Race.forward("gt number", "torch.gt(a, 0.5)", in -> in[0].gt(0.5), X),
                Race.forward("eq", "torch.eq(a, b)", in -> in[0].eq(in[1]), X, Y),
                Race.forward("isnan", "torch.isnan(a)", in -> in[0].isnan(), X),
                Race.forward("isfinite", "torch.isfinite(a)", in -> in[0].isfinite(), X),
                Race.of(
                                "where",
                                "torch.where(torch.gt(c, 0.), a, b)",
                                in -> Tensor.where(in[2].gt(0.0), in[0], in[1]),
                                X,
                                Y,
                                X)
                        .constants(1),
                Race.of(
                                "maskedFill",
                                "torch.masked_fill(a, torch.gt(b, 0.), 1.5)",
                                in -> in[0].maskedFill(in[1].gt(0.0), 1.5),
                                X,
                                Y)
                        .constants(1),
                Race.of("nanToNum", "torch.nan_to_num(a)", in -> in[0].nanToNum(), X));
    }

    private static Stream<Race> broadcast() {
        Tensor plane = X.reshape(1024, 1024);
        Tensor row = Y.narrow(0, 0, 1024).copy();
        Tensor column = row.reshape(1024, 1);
        return Stream.of(
                Race.of("add row", "torch.add(a, b)", in -> in[0].add(in[1]), plane, row),
                Race.of("add column", "torch.add(a, b)", in -> in[0].add(in[1]), plane, column),
                Race.of("mul row", "torch.mul(a, b)", in -> in[0].mul(in[1]), plane, row),
                Race.of("mul column", "torch.mul(a, b)", in -> in[0].mul(in[1]), plane, column),
                Race.forward("add transposed", "torch.add(a, torch.t(b))", in -> in[0].add(in[1].t()), plane, plane),
                Race.forward(
                        "exp of transposed",
                        "torch.exp(torch.t(a))",
                        in -> in[0].t().exp(),
                        plane));
    }

    private static Stream<Race> dtypes() {
        Tensor doubles = X.to(DType.FLOAT64);
        Tensor more = Y.to(DType.FLOAT64);
        Tensor whole = X.mul(1000).to(DType.INT64);
        return Stream.of(
                Race.forward("float64 add", "torch.add(a, b)", in -> in[0].add(in[1]), doubles, more),
                Race.forward("float64 exp", "torch.exp(a)", in -> in[0].exp(), doubles),
                Race.forward("float64 tanh", "torch.tanh(a)", in -> in[0].tanh(), doubles),
                Race.forward("int64 add", "torch.add(a, b)", in -> in[0].add(in[1]), whole, whole),
                Race.forward("int64 mul", "torch.mul(a, b)", in -> in[0].mul(in[1]), whole, whole),
                Race.forward("float32 to bool", "torch.to(a, 11, False, False, None)", in -> in[0].to(DType.BOOL), X),
                Race.forward(
                        "float32 to float64", "torch.to(a, 7, False, False, None)", in -> in[0].to(DType.FLOAT64), X),
                Race.forward("float32 to int64", "torch.to(a, 4, False, False, None)", in -> in[0].to(DType.INT64), X),
                Race.forward(
                        "int64 to float32", "torch.to(a, 6, False, False, None)", in -> in[0].to(DType.FLOAT32), whole),
                Race.forward(
                        "float32 to float16 and back",
                        "torch.to(torch.to(a, 5, False, False, None), 6, False, False, None)",
                        in -> in[0].to(DType.FLOAT16).to(DType.FLOAT32),
                        X),
                Race.forward(
                        "float32 to bfloat16 and back",
                        "torch.to(torch.to(a, 15, False, False, None), 6, False, False, None)",
                        in -> in[0].to(DType.BFLOAT16).to(DType.FLOAT32),
                        X));
    }

    private static Stream<Race> random() {
        Generator ours = Generator.seeded(1);
        return Stream.of(
                Race.forward("rand", "torch.rand_like(a)", in -> Tensor.rand(ours, LENGTH), X),
                Race.forward("randn", "torch.randn_like(a)", in -> Tensor.randn(ours, LENGTH), X),
                Race.forward(
                        "bernoulli in place", "torch.bernoulli_(a, 0.3)", in -> in[0].bernoulli_(0.3, ours), X.copy()));
    }
}
