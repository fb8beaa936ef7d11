package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What is made of nothing but numbers is libtorch's, to the bit wherever that does not depend on a library of functions. */
@SuppressWarnings("try") // Scopes are there to be closed.
class CreationAgreementTest {
    private static final List<DType> RANGED =
            Stream.of(DType.values()).filter(dtype -> dtype != DType.BOOL).toList();

    @TestFactory
    Stream<DynamicTest> rangesAgreeToTheBit() {
        return RANGED.stream()
                .map(dtype -> DynamicTest.dynamicTest(dtype.toString(), () -> {
                    Generator generator = Generator.seeded(1);
                    for (int i = 0; i < 300; i++) {
                        double start = (generator.nextInt(200) - 100) / 10.0;
                        double step = (generator.nextInt(1000) + 1) / 377.0 * (i % 2 == 0 ? 1 : -1);
                        if (!dtype.isFloating()) {
                            step = Math.signum(step) * (Math.abs(step) + 1);
                            start = dtype == DType.UINT8 ? Math.abs(start) + (step < 0 ? 80 : 0) : start;
                        }
                        int count = generator.nextInt(dtype == DType.UINT8 ? 20 : i % 10 == 0 ? 2000 : 70);
                        double end = start + step * (count + 0.5);
                        if (dtype == DType.UINT8 && end < 0) {
                            continue;
                        }
                        agree(
                                "arange(" + start + ", " + end + ", " + step + ")",
                                Tensor.arange(dtype, start, end, step),
                                torch.arange(new Scalar(start), new Scalar(end), new Scalar(step), options(dtype)));
                    }
                }));
    }

    @Test
    void fullTakesItsDtypeFromTheNumber() {
        try (PointerScope scope = new PointerScope()) {
            long[] shape = {2, 3};
            Agree.exact("full of 5", Tensor.full(5, 2, 3), torch.full(shape, new Scalar(5L)));
            Agree.exact("full of 5.0", Tensor.full(5.0, 2, 3), torch.full(shape, new Scalar(5.0)));
            Agree.exact(
                    "full of 2^62 + 1",
                    Tensor.full((1L << 62) + 1, 2, 3),
                    torch.full(shape, new Scalar((1L << 62) + 1)));
        }
    }

    @Test
    void wholeRangesAgree() {
        long[][] ranges = {
            {0, 10, 1}, {5, -7, -3}, {3, 3, 1}, {-4, 9, 4}, {0, 1 << 20, 7}, {1L << 60, (1L << 60) + 9, 2}
        };
        for (long[] range : ranges) {
            try (PointerScope scope = new PointerScope()) {
                Agree.exact(
                        "arange",
                        Tensor.arange(range[0], range[1], range[2]),
                        torch.arange(
                                new Scalar(range[0]),
                                new Scalar(range[1]),
                                new Scalar(range[2]),
                                options(DType.INT64)));
            }
        }
    }

    @Test
    void rangesThatLeadNowhereAreErrorsForBoth() {
        double[][] wrong = {{0, 5, 0}, {0, 5, -1}, {5, 0, 1}, {0, Double.POSITIVE_INFINITY, 1}, {Double.NaN, 1, 1}};
        for (double[] range : wrong) {
            try (PointerScope scope = new PointerScope()) {
                assertThatThrownBy(() -> torch.arange(
                                new Scalar(range[0]),
                                new Scalar(range[1]),
                                new Scalar(range[2]),
                                options(DType.FLOAT32)))
                        .isExactlyInstanceOf(RuntimeException.class);
                assertThatThrownBy(() -> Tensor.arange(range[0], range[1], range[2]))
                        .isInstanceOf(ArclightException.class)
                        .hasMessageContaining("arange");
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> evenlySpacedNumbersAgreeToTheBit() {
        return RANGED.stream()
                .map(dtype -> DynamicTest.dynamicTest(dtype.toString(), () -> {
                    Generator generator = Generator.seeded(2);
                    for (int i = 0; i < 300; i++) {
                        double start = (generator.nextInt(2000) - (dtype == DType.UINT8 ? 0 : 1000)) / 17.0;
                        double end = (generator.nextInt(2000) - (dtype == DType.UINT8 ? 0 : 1000)) / 23.0;
                        int steps = i < 5 ? i : generator.nextInt(100) + 1;
                        agree(
                                "linspace(" + start + ", " + end + ", " + steps + ")",
                                Tensor.linspace(dtype, start, end, steps),
                                torch.linspace(new Scalar(start), new Scalar(end), steps, options(dtype)));
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> powersAgree() {
        return Stream.of(DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.INT64)
                .map(dtype -> DynamicTest.dynamicTest(dtype.toString(), () -> {
                    for (int steps : new int[] {0, 1, 2, 5, 50}) {
                        for (double base : new double[] {10, 2, 1.5}) {
                            try (PointerScope scope = new PointerScope()) {
                                Agree.close(
                                        "logspace",
                                        Tensor.logspace(dtype, -1.5, 3.25, steps, base),
                                        torch.logspace(new Scalar(-1.5), new Scalar(3.25), steps, base, options(dtype)),
                                        dtype == DType.FLOAT32 ? 1e-6 : 1e-14,
                                        true);
                            }
                        }
                    }
                }));
    }

    @Test
    void identitiesAndTrianglesAgree() {
        for (int[] size : new int[][] {{0, 0}, {1, 1}, {3, 3}, {2, 5}, {5, 2}, {4, 0}}) {
            try (PointerScope scope = new PointerScope()) {
                agree(
                        "eye",
                        Tensor.eye(DType.INT32, size[0], size[1]),
                        torch.eye(size[0], size[1], options(DType.INT32)));
                for (int offset = -6; offset <= 6; offset++) {
                    String what = size[0] + " × " + size[1] + " from " + offset;
                    Agree.exact(
                            "tril " + what,
                            Tensor.trilIndices(size[0], size[1], offset),
                            torch.tril_indices(size[0], size[1], offset, options(DType.INT64)));
                    Agree.exact(
                            "triu " + what,
                            Tensor.triuIndices(size[0], size[1], offset),
                            torch.triu_indices(size[0], size[1], offset, options(DType.INT64)));
                }
            }
        }
    }

    @Test
    void gridsAgree() {
        Tensor a = Tensor.of(new float[] {1, 2, 3}, 3);
        Tensor b = Tensor.of(new float[] {4, 5}, 2);
        Tensor c = Tensor.scalar(6);
        for (List<Tensor> axes : List.of(List.of(a), List.of(a, b), List.of(a, b, c), List.of(c, a, b, b))) {
            for (String indexing : new String[] {"ij", "xy"}) {
                try (PointerScope scope = new PointerScope()) {
                    TensorVector expected = torch.meshgrid(vector(axes), indexing);
                    List<Tensor> actual = Tensor.meshgrid(axes, indexing);
                    assertThat(actual).hasSize((int) expected.size());
                    for (int i = 0; i < actual.size(); i++) {
                        agree(indexing + " " + i, actual.get(i), expected.get(i));
                    }
                }
            }
        }
        try (PointerScope scope = new PointerScope()) {
            agree("cartesianProd", Tensor.cartesianProd(a, b, a), torch.cartesian_prod(vector(List.of(a, b, a))));
            agree("cartesianProd of one", Tensor.cartesianProd(a), torch.cartesian_prod(vector(List.of(a))));
        }
    }

    @Test
    void combinationsAgree() {
        Tensor x = Tensor.arange(5);
        for (int r = 0; r <= 6; r++) {
            for (boolean replacement : new boolean[] {false, true}) {
                try (PointerScope scope = new PointerScope()) {
                    agree(
                            r + " of 5, " + replacement,
                            Tensor.combinations(x, r, replacement),
                            torch.combinations(Torch.of(x), r, replacement));
                }
            }
        }
    }

    @Test
    void windowsAgree() {
        for (int length : new int[] {0, 1, 2, 5, 16, 33}) {
            for (boolean periodic : new boolean[] {false, true}) {
                try (PointerScope scope = new PointerScope()) {
                    Agree.close(
                            "hann",
                            Tensor.hannWindow(length, periodic),
                            torch.hann_window(length, periodic),
                            1e-6,
                            1.0);
                    Agree.close(
                            "hamming",
                            Tensor.hammingWindow(length, periodic),
                            torch.hamming_window(length, periodic),
                            1e-6,
                            1.0);
                    Agree.close(
                            "blackman",
                            Tensor.blackmanWindow(length, periodic),
                            torch.blackman_window(length, periodic),
                            1e-6,
                            1.0);
                    Agree.close(
                            "bartlett",
                            Tensor.bartlettWindow(length, periodic),
                            torch.bartlett_window(length, periodic),
                            1e-6,
                            1.0);
                }
            }
        }
    }

    private static TensorVector vector(List<Tensor> tensors) {
        return new TensorVector(tensors.stream().map(Torch::of).toArray(org.bytedeco.pytorch.Tensor[]::new));
    }

    private static void agree(String what, Tensor actual, org.bytedeco.pytorch.Tensor expected) {
        Agree.sameType(what, actual, expected);
        assertThat(actual.toDoubleArray()).as(what).isEqualTo(Torch.doubles(expected));
    }

    private static TensorOptions options(DType dtype) {
        return new TensorOptions(Torch.type(dtype));
    }
}
