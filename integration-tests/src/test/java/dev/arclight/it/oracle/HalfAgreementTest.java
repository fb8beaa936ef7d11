package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import java.util.function.DoubleFunction;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.ShortPointer;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** float16 and bfloat16, bit by bit: conversions, and what numbers and tensors of other dtypes do beside them. */
@SuppressWarnings("try") // Scopes are there to be closed.
class HalfAgreementTest {
    private static final int MANY = 1_000_000;

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT16", "BFLOAT16"})
    void everyPatternOf16BitsWidensToTheSameFloat(DType half) {
        try (PointerScope scope = new PointerScope()) {
            Tensor ours = Tensor.ofBits(patterns(), half, 1 << 16);
            org.bytedeco.pytorch.Tensor theirs = bits(patterns(), half);
            float[] floats = new float[1 << 16];
            new FloatPointer(theirs.to(torch.ScalarType.Float).data_ptr()).get(floats);
            assertThat(ours.toFloatArray()).isEqualTo(floats);
            assertThat(ours.toDoubleArray()).isEqualTo(Torch.doubles(theirs));
            assertThat(ours.to(DType.BOOL).toLongArray()).isEqualTo(Torch.longs(theirs.to(torch.ScalarType.Bool)));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT16", "BFLOAT16"})
    void everyPatternOf16BitsConvertsToTheOtherHalfType(DType half) {
        DType other = half == DType.FLOAT16 ? DType.BFLOAT16 : DType.FLOAT16;
        try (PointerScope scope = new PointerScope()) {
            Tensor ours = Tensor.ofBits(patterns(), half, 1 << 16).to(other);
            sameBits("converted", ours, bits(patterns(), half).to(Torch.type(other)));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT16", "BFLOAT16"})
    void everyWholeNumberThatFitsConvertsBothWays(DType half) {
        try (PointerScope scope = new PointerScope()) {
            for (DType whole : new DType[] {DType.INT64, DType.INT32, DType.INT16, DType.INT8, DType.UINT8}) {
                long least = Math.max(whole.iinfo().min(), -65504);
                long most = Math.min(whole.iinfo().max(), 65504);
                Tensor range = Tensor.arange(least, most + 1).to(whole);
                Tensor narrowed = range.to(half);
                org.bytedeco.pytorch.Tensor expected = Torch.of(range).to(Torch.type(half));
                sameBits(whole + " to " + half, narrowed, expected);
                // Rounding may leave the range of a narrow type, and C leaves open what becomes of that.
                if (whole == DType.INT64 || whole == DType.INT32) {
                    assertThat(narrowed.to(whole).toLongArray())
                            .as("%s to %s", half, whole)
                            .isEqualTo(Torch.longs(expected.to(Torch.type(whole))));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT16", "BFLOAT16"})
    void floatsOfAnyBitsRoundToTheSamePattern(DType half) {
        SplittableRandom random = new SplittableRandom(16);
        float[] values = new float[2 * MANY];
        for (int i = 0; i < MANY; i++) {
            values[i] = Float.intBitsToFloat(random.nextInt());
            // Around the range of float16, subnormals and ties included.
            int exponent = random.nextInt(95, 147) << 23;
            values[MANY + i] = Float.intBitsToFloat(
                    exponent | random.nextInt() & (random.nextBoolean() ? 0x807fffff : 0x807ff000));
        }
        try (PointerScope scope = new PointerScope()) {
            org.bytedeco.pytorch.Tensor theirs =
                    torch.empty(new long[] {values.length}, new TensorOptions(torch.ScalarType.Float), null);
            new FloatPointer(theirs.data_ptr()).put(values);
            sameBits("rounded", Tensor.of(values, values.length).to(half), theirs.to(Torch.type(half)));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT16", "BFLOAT16"})
    void doublesRoundByWayOfFloat(DType half) {
        SplittableRandom random = new SplittableRandom(17);
        double[] values = new double[MANY];
        for (int i = 0; i < MANY; i++) {
            long exponent = random.nextLong(990, 1045) << 52;
            // Just beside a tie of the half type: rounded to float32 first it is a tie.
            long digits = random.nextInt(3) == 0 ? random.nextLong() << 42 | random.nextInt(3) : random.nextLong();
            values[i] = Double.longBitsToDouble(exponent | digits & 0x800fffffffffffffL);
        }
        try (PointerScope scope = new PointerScope()) {
            org.bytedeco.pytorch.Tensor theirs =
                    torch.empty(new long[] {MANY}, new TensorOptions(torch.ScalarType.Double), null);
            new DoublePointer(theirs.data_ptr()).put(values);
            sameBits("rounded", Tensor.of(values, MANY).to(half), theirs.to(Torch.type(half)));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT16", "BFLOAT16"})
    void longsRoundByWayOfFloat(DType half) {
        SplittableRandom random = new SplittableRandom(18);
        long[] values = new long[MANY];
        for (int i = 0; i < MANY; i++) {
            values[i] = random.nextLong() >> random.nextInt(64);
        }
        try (PointerScope scope = new PointerScope()) {
            org.bytedeco.pytorch.Tensor theirs =
                    torch.empty(new long[] {MANY}, new TensorOptions(torch.ScalarType.Long), null);
            new LongPointer(theirs.data_ptr()).put(values);
            sameBits("rounded", Tensor.of(values, MANY).to(half), theirs.to(Torch.type(half)));
            sameDoubles("float32", Tensor.of(values, MANY).to(DType.FLOAT32), theirs.to(torch.ScalarType.Float));
        }
    }

    private record Binary(
            String name, BinaryOperator<Tensor> ours, BinaryOperator<org.bytedeco.pytorch.Tensor> theirs) {}

    private static final List<Binary> BINARY = List.of(
            new Binary("add", Tensor::add, torch::add),
            new Binary("sub", Tensor::sub, torch::sub),
            new Binary("mul", Tensor::mul, torch::mul),
            new Binary("div", Tensor::div, torch::div),
            new Binary("maximum", Tensor::maximum, torch::maximum),
            new Binary("minimum", Tensor::minimum, torch::minimum),
            new Binary("eq", Tensor::eq, torch::eq),
            new Binary("ne", Tensor::ne, torch::ne),
            new Binary("lt", Tensor::lt, torch::lt),
            new Binary("le", Tensor::le, torch::le),
            new Binary("gt", Tensor::gt, torch::gt),
            new Binary("ge", Tensor::ge, torch::ge));

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT16", "BFLOAT16"})
    void elementwiseResultsHaveTheSameBitsBesideAnyOtherDtype(DType half) {
        List<String> differences = new ArrayList<>();
        for (DType other : DType.values()) {
            for (int[] shape : new int[][] {{400}, {1}, {}}) {
                Tensor x = numbers(1, half, 400);
                Tensor y = numbers(2, other, shape);
                for (Binary op : BINARY) {
                    if (other == DType.BOOL && op.name.equals("sub")) {
                        continue;
                    }
                    try (PointerScope scope = new PointerScope()) {
                        org.bytedeco.pytorch.Tensor a = Torch.of(x);
                        org.bytedeco.pytorch.Tensor b = Torch.of(y);
                        String what = op.name + " " + half + "[400] " + y.type();
                        note(differences, what, op.ours.apply(x, y), op.theirs.apply(a, b));
                        note(differences, what + " reversed", op.ours.apply(y, x), op.theirs.apply(b, a));
                    }
                }
            }
        }
        assertThat(differences).isEmpty();
    }

    private record WithNumber(
            String name, DoubleFunction<Tensor> ours, DoubleFunction<org.bytedeco.pytorch.Tensor> theirs) {}

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT16", "BFLOAT16"})
    void javaNumbersAreUsedAsPyTorchUsesPythonNumbers(DType half) {
        List<String> differences = new ArrayList<>();
        Tensor x = numbers(3, half, 400);
        // One element is what 0.1 is rounded to, so that comparisons tell whether the number was rounded as well.
        x.copy_(Tensor.where(x.gt(1.5), Tensor.number(0.1), x));
        try (PointerScope scope = new PointerScope()) {
            org.bytedeco.pytorch.Tensor y = Torch.of(x);
            List<WithNumber> ops = List.of(
                    new WithNumber("add", x::add, n -> y.add(new Scalar(n))),
                    new WithNumber("sub", x::sub, n -> y.sub(new Scalar(n))),
                    new WithNumber("mul", x::mul, n -> y.mul(new Scalar(n))),
                    new WithNumber("div", x::div, n -> y.div(new Scalar(n))),
                    new WithNumber("eq", x::eq, n -> y.eq(new Scalar(n))),
                    new WithNumber("gt", x::gt, n -> y.gt(new Scalar(n))));
            for (WithNumber op : ops) {
                for (double number : new double[] {0.1, 3, 2049.5, 1e-6, -70000}) {
                    note(differences, op.name + " " + number, op.ours.apply(number), op.theirs.apply(number));
                }
            }
        }
        assertThat(differences).isEmpty();
    }

    @Test
    void sumsOfMoreThanAStepAreAccumulatedInFloat32() {
        try (PointerScope scope = new PointerScope()) {
            for (DType half : new DType[] {DType.FLOAT16, DType.BFLOAT16}) {
                Tensor ones = Tensor.ones(half, 5000);
                sameBits("sum of " + half, ones.sum(), torch.sum(Torch.of(ones)));
                sameBits("mean of " + half, ones.mul(40.0).mean(), torch.mean(Torch.of(ones.mul(40.0))));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void infinitiesBecomeTheGreatestNumbersOfTheDtype(DType dtype) {
        double[] values = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1, 0};
        Tensor x = Tensor.of(dtype.isFloating() ? values : new double[] {1, 0, 1, 1, 0}, 5)
                .to(dtype);
        try (PointerScope scope = new PointerScope()) {
            sameBits("nanToNum", x.nanToNum(), torch.nan_to_num(Torch.of(x)));
            sameBits("nanToNum_", x.clone().nanToNum_(), torch.nan_to_num(Torch.of(x)));
            sameBits(
                    "nanToNum of one bound",
                    x.nanToNum(2.5, Double.NaN, -7),
                    torch.nan_to_num(
                            Torch.of(x), new DoubleOptional(2.5), new DoubleOptional(), new DoubleOptional(-7)));
            sameBits(
                    "nanToNum of a bound past the range",
                    x.nanToNum(0, 1e300, -1e300),
                    torch.nan_to_num(
                            Torch.of(x), new DoubleOptional(0), new DoubleOptional(1e300), new DoubleOptional(-1e300)));
        }
    }

    private static void note(
            List<String> differences, String what, Tensor actual, org.bytedeco.pytorch.Tensor expected) {
        try {
            Agree.sameType(what, actual, expected);
            sameDoubles(what, actual, expected);
        } catch (AssertionError e) {
            differences.add(e.getMessage());
        }
    }

    private static void sameDoubles(String what, Tensor actual, org.bytedeco.pytorch.Tensor expected) {
        double[] a = actual.toDoubleArray();
        double[] e = Torch.doubles(expected);
        for (int i = 0; i < e.length; i++) {
            if (Double.compare(a[i], e[i]) != 0) {
                throw new AssertionError(what + ": element " + i + " is " + a[i] + ", libtorch gives " + e[i]);
            }
        }
    }

    /** The same 16 bits of every element, a NaN being as good as another. */
    private static void sameBits(String what, Tensor actual, org.bytedeco.pytorch.Tensor expected) {
        Agree.sameType(what, actual, expected);
        sameDoubles(what, actual, expected);
    }

    private static Tensor numbers(long seed, DType dtype, int... shape) {
        Generator generator = Generator.seeded(seed);
        int n = 1;
        for (int extent : shape) {
            n *= extent;
        }
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            double spread = dtype.isFloating() ? 4 : 5000;
            values[i] = (generator.nextFloat() - (dtype == DType.UINT8 ? 0 : 0.5f)) * spread + 0.3;
        }
        Tensor all = Tensor.of(values, shape);
        return dtype.isFloating() ? all.to(dtype) : all.to(DType.INT64).to(dtype);
    }

    private static short[] patterns() {
        short[] patterns = new short[1 << 16];
        for (int i = 0; i < patterns.length; i++) {
            patterns[i] = (short) i;
        }
        return patterns;
    }

    private static org.bytedeco.pytorch.Tensor bits(short[] bits, DType half) {
        org.bytedeco.pytorch.Tensor whole =
                torch.empty(new long[] {bits.length}, new TensorOptions(torch.ScalarType.Short), null);
        new ShortPointer(whole.data_ptr()).put(bits);
        return whole.view(Torch.type(half));
    }
}
