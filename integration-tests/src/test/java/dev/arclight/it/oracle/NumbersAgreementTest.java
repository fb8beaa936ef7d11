package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Java numbers written into tensors: what they become, and whether they are refused, as in libtorch. */
@SuppressWarnings("try") // Scopes are there to be closed.
class NumbersAgreementTest {
    private static final long[] WHOLE = {
        0,
        1,
        -1,
        127,
        128,
        -128,
        -129,
        255,
        256,
        -255,
        -256,
        300,
        32_767,
        32_768,
        65_504,
        65_520,
        1L << 31,
        -(1L << 31),
        (1L << 31) - 1,
        1L << 32,
        9_007_199_254_740_993L,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    private static final double[] FRACTIONS = {
        0.5,
        -0.5,
        1.75,
        -1.75,
        127.5,
        255.5,
        -128.5,
        300.5,
        4_294_967_296.0,
        1e30,
        1e300,
        -1e300,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN
    };

    @FunctionalInterface
    private interface Ours<N> {
        Tensor run(Tensor target, Tensor mask, Tensor index, N value);
    }

    @FunctionalInterface
    private interface Theirs {
        org.bytedeco.pytorch.Tensor run(
                org.bytedeco.pytorch.Tensor target,
                org.bytedeco.pytorch.Tensor mask,
                org.bytedeco.pytorch.Tensor index,
                Scalar value);
    }

    private record Call(String name, Ours<Long> whole, Ours<Double> fraction, Theirs theirs) {}

    private static Stream<Call> calls() {
        return Stream.of(
                new Call(
                        "fill_",
                        (x, m, i, v) -> x.fill_((long) v),
                        (x, m, i, v) -> x.fill_((double) v),
                        (x, m, i, v) -> x.fill_(v)),
                new Call(
                        "fullLike",
                        (x, m, i, v) -> Tensor.fullLike(x, (long) v),
                        (x, m, i, v) -> Tensor.fullLike(x, (double) v),
                        (x, m, i, v) -> torch.full_like(x, v)),
                new Call(
                        "newFull",
                        (x, m, i, v) -> x.newFull((long) v, 3),
                        (x, m, i, v) -> x.newFull((double) v, 3),
                        (x, m, i, v) -> torch.full(new long[] {3}, v, new TensorOptions(x.scalar_type()))),
                new Call(
                        "maskedFill",
                        (x, m, i, v) -> x.maskedFill(m, (long) v),
                        (x, m, i, v) -> x.maskedFill(m, (double) v),
                        (x, m, i, v) -> x.masked_fill(m, v)),
                new Call(
                        "maskedFill_",
                        (x, m, i, v) -> x.maskedFill_(m, (long) v),
                        (x, m, i, v) -> x.maskedFill_(m, (double) v),
                        (x, m, i, v) -> x.masked_fill_(m, v)),
                new Call(
                        "scatter",
                        (x, m, i, v) -> x.scatter(0, i, (long) v),
                        (x, m, i, v) -> x.scatter(0, i, (double) v),
                        (x, m, i, v) -> x.scatter(0, i, v)),
                new Call(
                        "scatter_",
                        (x, m, i, v) -> x.scatter_(0, i, (long) v),
                        (x, m, i, v) -> x.scatter_(0, i, (double) v),
                        (x, m, i, v) -> x.scatter_(0, i, v)),
                new Call(
                        "indexFill",
                        (x, m, i, v) -> x.indexFill(0, i, (long) v),
                        (x, m, i, v) -> x.indexFill(0, i, (double) v),
                        (x, m, i, v) -> x.index_fill(0, i, v)),
                new Call(
                        "indexFill_",
                        (x, m, i, v) -> x.indexFill_(0, i, (long) v),
                        (x, m, i, v) -> x.indexFill_(0, i, (double) v),
                        (x, m, i, v) -> x.index_fill_(0, i, v)),
                new Call(
                        "set",
                        (x, m, i, v) -> x.set((long) v, 1),
                        (x, m, i, v) -> x.set((double) v, 1),
                        (x, m, i, v) -> {
                            x.select(0, 1).fill_(v);
                            return x;
                        }));
    }

    @TestFactory
    Stream<DynamicTest> everyNumberInEveryDtype() {
        return calls().map(call -> DynamicTest.dynamicTest(call.name, () -> {
            for (DType dtype : DType.values()) {
                for (long value : WHOLE) {
                    agree(dtype, value, call.whole, value, call.theirs, new Scalar(value));
                }
                for (double value : FRACTIONS) {
                    agree(dtype, value, call.fraction, value, call.theirs, new Scalar(value));
                }
            }
        }));
    }

    private static <N> void agree(DType dtype, Object told, Ours<N> ours, N value, Theirs theirs, Scalar scalar) {
        try (PointerScope scope = new PointerScope()) {
            Tensor mask = Tensor.of(new int[] {1, 0, 1}, 3).to(DType.BOOL);
            Tensor index = Tensor.of(new long[] {2, 0}, 2);
            Attempt.Outcome<org.bytedeco.pytorch.Tensor> there = Attempt.theirs(
                    () -> theirs.run(Torch.of(Tensor.ones(dtype, 3)), Torch.of(mask), Torch.of(index), scalar));
            Attempt.Outcome<Tensor> here = Attempt.ours(() -> ours.run(Tensor.ones(dtype, 3), mask, index, value));
            assertThat(here.refused()).as("%s: %s is refused", dtype, told).isEqualTo(there.refused());
            if (here.refused()) {
                assertThat(here.reason()).contains(dtype.toString());
                return;
            }
            org.bytedeco.pytorch.Tensor expected = there.get();
            Tensor actual = here.get();
            Agree.sameType("the result", actual, expected);
            String what = dtype + ": " + told;
            if (dtype.isFloating()) {
                assertThat(actual.toDoubleArray()).as(what).isEqualTo(Torch.doubles(expected));
            } else {
                assertThat(actual.toLongArray()).as(what).isEqualTo(Torch.longs(expected));
            }
        }
    }

    @Test
    void numbersBesideTensorsInWhereKeepTheirDtype() {
        for (DType dtype : DType.values()) {
            try (PointerScope scope = new PointerScope()) {
                Tensor mask = Tensor.of(new int[] {1, 0, 1}, 3).to(DType.BOOL);
                Tensor x = Tensor.ones(dtype, 3);
                org.bytedeco.pytorch.Tensor m = Torch.of(mask);
                org.bytedeco.pytorch.Tensor y = Torch.of(x);
                Scalar two = new Scalar(2L);
                Scalar half = new Scalar(0.5);
                Agree.sameType("whole", Tensor.where(mask, x, 2), torch.where(m, y, two));
                Agree.sameType("whole first", Tensor.where(mask, 2, x), torch.where(m, two, y));
                Agree.sameType("fraction", Tensor.where(mask, x, 0.5), torch.where(m, y, half));
                Agree.sameType("both whole", Tensor.where(mask, 2, 3), torch.where(m, two, new Scalar(3L)));
                Agree.sameType("both", Tensor.where(mask, 2.0, 0.5), torch.where(m, new Scalar(2.0), half));
            }
        }
        assertThat(Tensor.where(Tensor.ones(DType.BOOL), 9_007_199_254_740_993L, Tensor.zeros(DType.INT64))
                        .itemLong())
                .isEqualTo(9_007_199_254_740_993L);
    }

    @Test
    void subtractionOfBoolsIsRefusedHoweverItIsWritten() {
        Tensor truth = Tensor.ones(DType.BOOL, 2);
        Tensor whole = Tensor.ones(DType.INT32, 2);
        try (PointerScope scope = new PointerScope()) {
            for (Tensor[] pair : new Tensor[][] {{truth, truth}, {truth, whole}, {whole, truth}, {whole, whole}}) {
                for (long alpha : new long[] {1, 2}) {
                    boolean theirs = Attempt.theirs(
                                    () -> torch.sub(Torch.of(pair[0]), Torch.of(pair[1]), new Scalar(alpha)))
                            .refused();
                    assertThat(Attempt.ours(() -> pair[0].sub(pair[1], (double) alpha))
                                    .refused())
                            .as("%s - %s, %s", pair[0].dtype(), pair[1].dtype(), alpha)
                            .isEqualTo(theirs);
                    assertThat(Attempt.ours(() -> pair[0].clone().sub_(pair[1], (double) alpha))
                                    .refused())
                            .as("%s - %s, %s in place", pair[0].dtype(), pair[1].dtype(), alpha)
                            .isEqualTo(theirs);
                }
                assertThat(Attempt.ours(() -> pair[0].sub(pair[1])).refused())
                        .isEqualTo(Attempt.theirs(() -> torch.sub(Torch.of(pair[0]), Torch.of(pair[1])))
                                .refused());
            }
        }
    }
}
