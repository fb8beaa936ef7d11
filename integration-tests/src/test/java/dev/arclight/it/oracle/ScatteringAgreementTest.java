package dev.arclight.it.oracle;

import dev.arclight.op.ScatterReduce.Reduction;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Reads and writes by index that are made of several ops, against libtorch's own. */
class ScatteringAgreementTest extends MethodCalls {
    @TestFactory
    Stream<DynamicTest> everyMethodAgrees() {
        picks();
        writes();
        return added();
    }

    private void picks() {
        Tensor places = Tensor.of(new long[] {0, -1, 5, 2}, 2, 2);
        one("take", in -> in[0].take(in[1]), in -> torch.take(in[0], in[1]), numbers(2, 3), places);
        one("take strided", in -> in[0].t().take(in[1]), in -> torch.take(in[0].t(), in[1]), numbers(2, 3), places);
        Tensor columns = Tensor.of(new long[] {2, 0, 1, 1}, 2, 2);
        one(
                "takeAlongDim",
                in -> in[0].takeAlongDim(in[1], 1),
                in -> torch.take_along_dim(in[0], in[1], new LongOptional(1)),
                numbers(2, 3),
                columns);
        one(
                "takeAlongDim stretched",
                in -> in[0].takeAlongDim(in[1], 1),
                in -> torch.take_along_dim(in[0], in[1], new LongOptional(1)),
                numbers(4, 3),
                Tensor.of(new long[] {2, 0}, 1, 2));
        one(
                "takeAlongDim of all",
                in -> in[0].takeAlongDim(in[1]),
                in -> torch.take_along_dim(in[0], in[1]),
                numbers(2, 3),
                columns);
        Tensor none = Tensor.of(new long[] {0});
        one("gather of a scalar", in -> in[0].gather(0, in[1]), in -> torch.gather(in[0], 0, in[1]), numbers(), none);
        one("gather by a scalar", in -> in[0].gather(0, in[1]), in -> torch.gather(in[0], 0, in[1]), numbers(3), none);
        one(
                "indexSelect of a scalar",
                in -> in[0].indexSelect(0, in[1]),
                in -> torch.index_select(in[0], 0, in[1]),
                numbers(),
                none);
        one(
                "indexSelect by a scalar",
                in -> in[0].indexSelect(1, in[1]),
                in -> torch.index_select(in[0], 1, in[1]),
                numbers(2, 3),
                none);
        Tensor mask = Tensor.of(new long[] {1, 0, 1, 1, 0, 0}, 2, 3).to(DType.BOOL);
        one(
                "maskedSelect",
                in -> in[0].maskedSelect(in[1]),
                in -> torch.masked_select(in[0], in[1]),
                numbers(2, 3),
                mask);
        one(
                "maskedSelect strided",
                in -> in[0].t().maskedSelect(in[1].t()),
                in -> torch.masked_select(in[0].t(), in[1].t()),
                numbers(2, 3),
                mask);
        one(
                "maskedSelect stretched",
                in -> in[0].maskedSelect(in[1]),
                in -> torch.masked_select(in[0], in[1]),
                numbers(4, 1, 3),
                mask);
        many("nonzero as tuple", in -> in[0].nonzeroAsTuple(), in -> torch.where(in[0]), mask);
        many("where of a scalar", in -> Tensor.where(in[0]), in -> torch.where(in[0]), Tensor.of(new long[] {3}));
        one("nonzero", in -> in[0].nonzero(), in -> torch.nonzero(in[0]), mask);
        one("nonzero of a scalar", in -> in[0].nonzero(), in -> torch.nonzero(in[0]), Tensor.of(new long[] {3}));
        one("nonzero of nothing", in -> in[0].nonzero(), in -> torch.nonzero(in[0]), Tensor.of(new long[0], 2, 0));
    }

    private void writes() {
        Tensor rows = Tensor.of(new long[] {2, 0, 2}, 3);
        one(
                "indexAdd",
                in -> in[0].indexAdd(0, in[1], in[2], -0.5),
                in -> torch.index_add(in[0], 0, in[1], in[2], new Scalar(-0.5)),
                numbers(3, 2),
                rows,
                numbers(3, 2));
        one(
                "indexFill",
                in -> in[0].indexFill(1, in[1], 7),
                in -> torch.index_fill(in[0], 1, in[1], new Scalar(7.0)),
                numbers(2, 3),
                Tensor.of(new long[] {-1, 0}, 2));
        one(
                "indexFill by a scalar",
                in -> in[0].indexFill(1, in[1], in[2]),
                in -> torch.index_fill(in[0], 1, in[1], in[2]),
                numbers(2, 3),
                Tensor.of(new long[] {1}, 1),
                numbers());
        Tensor places = Tensor.of(new long[] {0, -1, 3, 2}, 2, 2);
        one(
                "put",
                in -> in[0].put(in[1], in[2]),
                in -> torch.put(in[0], in[1], in[2]),
                numbers(2, 3),
                places,
                numbers(4));
        one(
                "put strided",
                in -> in[0].t().put(in[1], in[2], true),
                in -> torch.put(in[0].t(), in[1], in[2], true),
                numbers(2, 3),
                places,
                numbers(4));
        Tensor index = Tensor.of(new long[] {2, 0, 1, 1}, 2, 2);
        one(
                "scatter a number",
                in -> in[0].scatter(1, in[1], 4),
                in -> torch.scatter(in[0], 1, in[1], new Scalar(4.0)),
                numbers(2, 3),
                index);
        one(
                "scatter a row twice",
                in -> in[0].scatter(1, in[1], 4),
                in -> torch.scatter(in[0], 1, in[1], new Scalar(4.0)),
                numbers(2, 3),
                Tensor.of(new long[] {1, 1, 0, 0}, 2, 2));
        for (String reduce : List.of("add", "multiply")) {
            Reduction reduction = reduce.equals("add") ? Reduction.SUM : Reduction.PROD;
            Tensor fixed = numbers(2, 3);
            plain(
                    "scatter, " + reduce,
                    fixed.scatter(1, index, numbers(2, 2), reduction),
                    () -> torch.scatter(Torch.of(fixed), 1, Torch.of(index), Torch.of(numbers(2, 2)), reduce));
            plain(
                    "scatter a number, " + reduce,
                    fixed.scatter(1, index, 3, reduction),
                    () -> torch.scatter(Torch.of(fixed), 1, Torch.of(index), new Scalar(3.0), reduce));
        }
        for (Reduction reduction : Reduction.values()) {
            for (boolean self : new boolean[] {true, false}) {
                String name = reduction.toString();
                if (reduction == Reduction.SUM) {
                    continue;
                }
                one(
                        "indexReduce " + name + ", " + self,
                        in -> in[0].indexReduce(0, in[1], in[2], reduction, self),
                        in -> torch.index_reduce(in[0], 0, in[1], in[2], name, self),
                        numbers(4, 2),
                        rows,
                        numbers(3, 2));
            }
        }
        Tensor mask = Tensor.of(new long[] {1, 0, 1}, 3).to(DType.BOOL);
        one(
                "maskedScatter",
                in -> in[0].maskedScatter(in[1], in[2]),
                in -> torch.masked_scatter(in[0], in[1], in[2]),
                numbers(2, 3),
                mask,
                numbers(5));
        one(
                "maskedFill by a scalar",
                in -> in[0].maskedFill(in[1], in[2]),
                in -> torch.masked_fill(in[0], in[1], in[2]),
                numbers(2, 3),
                mask,
                numbers());
        one(
                "scatterAdd to a scalar",
                in -> in[0].scatterAdd(0, in[1], in[2]),
                in -> torch.scatter_add(in[0], 0, in[1], in[2]),
                numbers(),
                Tensor.of(new long[] {0}),
                numbers());
        one(
                "indexCopy to a scalar",
                in -> in[0].indexCopy(0, in[1], in[2]),
                in -> torch.index_copy(in[0], 0, in[1], in[2]),
                numbers(),
                Tensor.of(new long[] {0}),
                numbers());
    }

    @Test
    void whatLibtorchRefusesIsRefused() {
        Tensor x = numbers(2, 3);
        Tensor far = Tensor.of(new long[] {3}, 1);
        Tensor negative = Tensor.of(new long[] {-1}, 1);
        for (Tensor index : List.of(far, negative)) {
            Tensor square = index.view(1, 1);
            refused(() -> x.indexSelect(1, index), () -> torch.index_select(Torch.of(x), 1, Torch.of(index)));
            refused(() -> x.gather(1, square), () -> torch.gather(Torch.of(x), 1, Torch.of(square)));
            refused(
                    () -> x.scatter(1, square, 1),
                    () -> torch.scatter(Torch.of(x), 1, Torch.of(square), new Scalar(1.0)));
            refused(
                    () -> x.indexCopy(1, index, numbers(2, 1)),
                    () -> torch.index_copy(Torch.of(x), 1, Torch.of(index), Torch.of(numbers(2, 1))));
            refused(
                    () -> x.indexAdd(1, index, numbers(2, 1)),
                    () -> torch.index_add(Torch.of(x), 1, Torch.of(index), Torch.of(numbers(2, 1))));
        }
        refused(() -> x.indexFill(1, far, 1), () -> torch.index_fill(Torch.of(x), 1, Torch.of(far), new Scalar(1.0)));
        refused(
                () -> x.take(Tensor.of(new long[] {6}, 1)),
                () -> torch.take(Torch.of(x), Torch.of(Tensor.of(new long[] {6}, 1))));
        Tensor wide = Tensor.zeros(DType.INT64, 3, 1);
        refused(() -> x.gather(1, wide), () -> torch.gather(Torch.of(x), 1, Torch.of(wide)));
        Tensor mask = Tensor.of(new long[] {1, 1, 1}, 3).to(DType.BOOL);
        refused(
                () -> x.maskedScatter(mask, numbers(5)),
                () -> torch.masked_scatter(Torch.of(x), Torch.of(mask), Torch.of(numbers(5))));
        refused(() -> x.maskedSelect(far), () -> torch.masked_select(Torch.of(x), Torch.of(far)));
    }
}
