package dev.arclight.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.op.ScatterReduce.Reduction;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What is wrong with a call is said of what the user called, not of what that is made of. */
class ErrorsNameTheirCallerTest {
    private static final Tensor INDEX = Tensor.of(new long[] {0}, 1, 1);
    private static final Tensor ROWS = Tensor.of(new long[] {0}, 1);

    /** Calls with a dimension that does not exist. */
    private static Map<String, Function<Tensor, Object>> calls() {
        Map<String, Function<Tensor, Object>> calls = new TreeMap<>();
        calls.put("sum", x -> x.sum(7));
        calls.put("mean", x -> x.mean(7));
        calls.put("nanmean", x -> x.nanmean(7));
        calls.put("prod", x -> x.prod(7));
        calls.put("amax", x -> x.amax(7));
        calls.put("amin", x -> x.amin(7));
        calls.put("max", x -> x.max(7));
        calls.put("min", x -> x.min(7));
        calls.put("argmax", x -> x.argmax(7));
        calls.put("argmin", x -> x.argmin(7));
        calls.put("all", x -> x.all(7));
        calls.put("any", x -> x.any(7));
        calls.put("countNonzero", x -> x.countNonzero(7));
        calls.put("logSumExp", x -> x.logsumexp(7));
        calls.put("softmax", x -> x.softmax(7));
        calls.put("logSoftmax", x -> x.logSoftmax(7));
        calls.put("std", x -> x.std(7));
        calls.put("var", x -> x.var(7));
        calls.put("median", x -> x.median(7));
        calls.put("nanmedian", x -> x.nanmedian(7));
        calls.put("mode", x -> x.mode(7, false));
        calls.put("kthValue", x -> x.kthvalue(1, 7, false));
        calls.put("topK", x -> x.topk(1, 7));
        calls.put("sort", x -> x.sort(7));
        calls.put("cumsum", x -> x.cumsum(7));
        calls.put("cumprod", x -> x.cumprod(7));
        calls.put("cummax", x -> x.cummax(7));
        calls.put("cummin", x -> x.cummin(7));
        calls.put("logCumsumExp", x -> x.logcumsumexp(7));
        calls.put("unique", x -> x.unique(true, true, true, 7));
        calls.put("transpose", x -> x.transpose(0, 7));
        calls.put("movedim", x -> x.movedim(0, 7));
        calls.put("permute", x -> x.permute(0, 7));
        calls.put("squeeze", x -> x.squeeze(7));
        calls.put("unsqueeze", x -> x.unsqueeze(7));
        calls.put("flatten", x -> x.flatten(0, 7));
        calls.put("unflatten", x -> x.unflatten(7, 1));
        calls.put("narrow", x -> x.narrow(7, 0, 1));
        calls.put("slice", x -> x.slice(7, 0, 1));
        calls.put("select", x -> x.select(7, 0));
        calls.put("unbind", x -> x.unbind(7));
        calls.put("split", x -> x.split(1, 7));
        calls.put("chunk", x -> x.chunk(2, 7));
        calls.put("tensorSplit", x -> x.tensorSplit(2, 7));
        calls.put("unfold", x -> x.unfold(7, 1, 1));
        calls.put("diagonal", x -> x.diagonal(0, 0, 7));
        calls.put("diagEmbed", x -> x.diagEmbed(0, 0, 7));
        calls.put("flip", x -> x.flip(7));
        calls.put("roll", x -> x.roll(1, 7));
        calls.put("rot90", x -> x.rot90(1, 0, 7));
        calls.put("repeatInterleave", x -> x.repeatInterleave(2, 7));
        calls.put("gather", x -> x.gather(7, INDEX));
        calls.put("takeAlongDim", x -> x.takeAlongDim(INDEX, 7));
        calls.put("scatter", x -> x.scatter(7, INDEX, 1.0));
        calls.put("scatterAdd", x -> x.scatterAdd(7, INDEX, Tensor.ones(1, 1)));
        calls.put("scatterReduce", x -> x.scatterReduce(7, INDEX, Tensor.ones(1, 1), Reduction.AMAX));
        calls.put("indexSelect", x -> x.indexSelect(7, ROWS));
        calls.put("indexAdd", x -> x.indexAdd(7, ROWS, Tensor.ones(1, 3)));
        calls.put("indexCopy", x -> x.indexCopy(7, ROWS, Tensor.ones(1, 3)));
        calls.put("indexFill", x -> x.indexFill(7, ROWS, 1.0));
        calls.put("cat", x -> Tensor.cat(List.of(x, x), 7));
        calls.put("diff", x -> x.diff(1, 7));
        calls.put("trapezoid", x -> x.trapezoid(1, 7));
        calls.put("quantile", x -> x.quantile(0.5, 7, false));
        calls.put("renorm", x -> x.renorm(2, 7, 1));
        return calls;
    }

    @TestFactory
    Stream<DynamicTest> aDimensionThatDoesNotExist() {
        return calls().entrySet().stream()
                .map(call -> DynamicTest.dynamicTest(
                        call.getKey(),
                        () -> assertThatThrownBy(() -> call.getValue().apply(Tensor.ones(2, 3)))
                                .isInstanceOf(ShapeException.class)
                                .hasMessageMatching("(?i)" + call.getKey() + ": .*")));
    }

    @TestFactory
    Stream<DynamicTest> aDimensionThatAScalarDoesNotHave() {
        return Stream.of("argmax", "cumsum", "logCumsumExp", "max", "sort", "topK", "sum", "quantile")
                .map(name -> DynamicTest.dynamicTest(
                        name,
                        () -> assertThatThrownBy(() -> calls().get(name).apply(Tensor.scalar(1)))
                                .isInstanceOf(ShapeException.class)
                                .hasMessageMatching("(?i)" + name + ": .*")));
    }

    @Test
    void changesInPlaceAreCalledWhatTheUserCalled() {
        Tensor leaf = Tensor.ones(2).requiresGrad(true);
        for (Map.Entry<String, Function<Tensor, Tensor>> call : Map.<String, Function<Tensor, Tensor>>of(
                        "copy_", x -> x.copy_(Tensor.ones(2)),
                        "fill_", x -> x.fill_(1),
                        "zero_", x -> x.zero_(),
                        "uniform_", x -> x.uniform_(),
                        "normal_", x -> x.normal_(),
                        "bernoulli_", x -> x.bernoulli_(0.5),
                        "random_", x -> x.random_(),
                        "geometric_", x -> x.geometric_(0.5))
                .entrySet()) {
            assertThatThrownBy(() -> call.getValue().apply(leaf)).hasMessageStartingWith(call.getKey() + ": ");
        }
    }

    @Test
    void aShapeThatDoesNotFitIsToldOfTheMethodThatWasCalled() {
        Tensor x = Tensor.ones(2, 3);
        assertThatThrownBy(() -> x.copy_(Tensor.ones(4))).hasMessageStartingWith("copy_: ");
        assertThatThrownBy(() -> x.reshape(4)).hasMessageStartingWith("reshape: ");
        assertThatThrownBy(() -> x.take(Tensor.of(new long[] {6}))).hasMessageStartingWith("take: ");
        assertThatThrownBy(() -> x.take(Tensor.ones(1))).hasMessageStartingWith("take: ");
        assertThatThrownBy(() -> Tensor.ones(0).max()).hasMessageStartingWith("max: ");
        assertThatThrownBy(() -> Tensor.ones(0).min()).hasMessageStartingWith("min: ");
        assertThatThrownBy(() -> Tensor.ones(2, 0).max(1)).hasMessageStartingWith("max: ");
        assertThatThrownBy(() -> Tensor.zeros(DType.BOOL, 2).nanmedian(0)).hasMessageStartingWith("nanmedian: ");
    }

    @Test
    void sizesThatNoArrayHasAreTypedErrors() {
        Tensor x = Tensor.ones(70_000);
        assertThatThrownBy(() -> x.repeat(70_000))
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith("repeat: ");
        assertThatThrownBy(() -> x.repeatInterleave(70_000))
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith("repeatInterleave: ");
        assertThatThrownBy(() -> Tensor.ones(3)
                        .repeatInterleave(Tensor.of(new long[] {Long.MAX_VALUE, Long.MAX_VALUE, 1}, 3), 0))
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith("repeatInterleave: ");
        assertThatThrownBy(() -> Tensor.ones(1, 1, 2).pad(new int[] {Integer.MAX_VALUE, 1}, PadMode.REPLICATE))
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith("pad: ");
        assertThatThrownBy(() -> Tensor.of(new long[] {1L << 40}, 1).bincount())
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith("bincount: ");
        assertThatThrownBy(() -> Tensor.of(new long[] {Long.MAX_VALUE}, 1).bincount())
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith("bincount: ");
        assertThatThrownBy(() -> x.get((Index) Tensor.of(new long[] {1L << 40})))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("index 1099511627776 is out of bounds");
        assertThatThrownBy(() -> Tensor.multinomial(Tensor.ones(70_000, 1), 70_000, true))
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith("multinomial: ");
    }

    @Test
    void bitsOfManyElementsAreCarriedOverInPieces() {
        Tensor x = Tensor.arange(200_000).to(DType.INT64);
        assertThat(x.reinterpret(DType.INT8).reinterpret(DType.INT64).equal(x)).isTrue();
        assertThat(x.reinterpret(DType.FLOAT64)
                        .reinterpret(DType.INT16)
                        .reinterpret(DType.INT64)
                        .equal(x))
                .isTrue();
    }
}
