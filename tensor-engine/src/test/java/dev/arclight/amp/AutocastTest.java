package dev.arclight.amp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.autograd.Checkpoint;
import dev.arclight.autograd.GradMode;
import dev.arclight.autograd.Interception;
import dev.arclight.nn.BatchNorm1d;
import dev.arclight.nn.Functional;
import dev.arclight.nn.LSTMCell;
import dev.arclight.nn.Linear;
import dev.arclight.op.Cast;
import dev.arclight.op.Reduction;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Scopes are there to be closed.
final class AutocastTest {
    @BeforeEach
    void seed() {
        Generator.manualSeed(1);
    }

    @Test
    void productsComputeInSixteenBitsAndWhatWouldLoseTooMuchInFloat32() {
        Tensor x = Tensor.rand(3, 3);
        try (Autocast scope = Autocast.open(DType.FLOAT16)) {
            Tensor product = x.mm(x);
            assertThat(product.dtype()).isEqualTo(DType.FLOAT16);
            assertThat(product.toFloat().allclose(x.toHalf().mm(x.toHalf()).toFloat(), 0, 0, false))
                    .isTrue();
            assertThat(product.exp().dtype()).isEqualTo(DType.FLOAT32);
            assertThat(product.relu().dtype()).isEqualTo(DType.FLOAT16);
            assertThat(Tensor.cat(java.util.List.of(product, x), 0).dtype()).isEqualTo(DType.FLOAT32);
        }
        assertThat(x.mm(x).dtype()).isEqualTo(DType.FLOAT32);
    }

    @Test
    void float64AndWholeNumbersStayAsTheyAre() {
        Tensor x = Tensor.rand(DType.FLOAT64, 3, 3);
        Tensor whole = Tensor.ones(DType.INT64, 3, 3);
        try (Autocast scope = Autocast.open()) {
            assertThat(x.mm(x).dtype()).isEqualTo(DType.FLOAT64);
            assertThat(whole.mm(whole).dtype()).isEqualTo(DType.INT64);
        }
    }

    @Test
    void innermostScopeDecides() {
        Tensor x = Tensor.rand(3, 3);
        assertThat(Autocast.isEnabled()).isFalse();
        try (Autocast outer = Autocast.open(DType.FLOAT16)) {
            assertThat(Autocast.isEnabled()).isTrue();
            assertThat(Autocast.dtype()).isEqualTo(DType.FLOAT16);
            try (Autocast off = Autocast.disabled()) {
                assertThat(Autocast.isEnabled()).isFalse();
                assertThat(x.mm(x).dtype()).isEqualTo(DType.FLOAT32);
                try (Autocast inner = Autocast.open(DType.BFLOAT16)) {
                    assertThat(x.mm(x).dtype()).isEqualTo(DType.BFLOAT16);
                }
            }
            assertThat(x.mm(x).dtype()).isEqualTo(DType.FLOAT16);
        }
    }

    @Test
    void otherThreadsAreNotConverted() throws InterruptedException {
        AtomicReference<DType> seen = new AtomicReference<>();
        try (Autocast scope = Autocast.open()) {
            Thread other = new Thread(
                    () -> seen.set(Tensor.ones(2, 2).mm(Tensor.ones(2, 2)).dtype()));
            other.start();
            other.join();
        }
        assertThat(seen.get()).isEqualTo(DType.FLOAT32);
    }

    @Test
    void gradientsComeInTheDtypeOfTheParametersWhetherTheWalkIsInsideOrOutside() {
        Linear layer = new Linear(5, 4);
        Tensor x = Tensor.rand(3, 5);
        Tensor[] grads = new Tensor[2];
        for (int i = 0; i < 2; i++) {
            layer.zeroGrad();
            try (Autocast scope = Autocast.open()) {
                Tensor loss = layer.call(x).square().sum();
                assertThat(loss.dtype()).isEqualTo(DType.FLOAT32);
                if (i == 0) {
                    loss.backward();
                } else {
                    try (Autocast off = Autocast.disabled()) {
                        loss.backward();
                    }
                }
            }
            grads[i] =
                    java.util.Objects.requireNonNull(layer.parameters().get(0).grad());
            assertThat(grads[i].dtype()).isEqualTo(DType.FLOAT32);
        }
        assertThat(grads[0].equal(grads[1])).isTrue();
    }

    @Test
    void parameterThatIsUsedTwiceIsConvertedOnceUnlessTheCacheIsOff() {
        Linear layer = new Linear(4, 4, false);
        Tensor x = Tensor.rand(3, 4).to(DType.BFLOAT16);
        assertThat(castsOf(() -> {
                    try (Autocast scope = Autocast.open()) {
                        layer.call(layer.call(x));
                    }
                }))
                .isEqualTo(1);
        assertThat(castsOf(() -> {
                    try (Autocast scope = Autocast.open(new Autocast.Options(DType.BFLOAT16).withCacheEnabled(false))) {
                        layer.call(layer.call(x));
                    }
                }))
                .isEqualTo(2);
        assertThat(castsOf(() -> {
                    try (Autocast scope = Autocast.open()) {
                        layer.call(x);
                        try (Autocast inner = Autocast.open()) {
                            layer.call(x);
                        }
                        layer.call(x);
                    }
                }))
                .isEqualTo(1);
    }

    @Test
    void conversionIsMadeAgainWhenTheParameterHasChangedOrItsMemoryIsGone() {
        Tensor weight = Tensor.ones(2, 2).requiresGrad_(true);
        Tensor x = Tensor.eye(2);
        try (Autocast scope = Autocast.open()) {
            try (Arena.Scope arena = new Arena().open()) {
                x.mm(weight);
            }
            assertThat(x.mm(weight).item(0, 0)).isEqualTo(1);
            try (GradMode.Scope off = GradMode.noGrad()) {
                weight.mul_(3);
            }
            assertThat(x.mm(weight).item(0, 0)).isEqualTo(3);
        }
    }

    @Test
    void conversionMadeWithoutGradientsIsNotUsedWhereTheyAreWanted() {
        Tensor weight = Tensor.ones(2, 2).requiresGrad_(true);
        try (Autocast scope = Autocast.open()) {
            try (GradMode.Scope off = GradMode.noGrad()) {
                weight.mm(weight);
            }
            weight.mm(weight).sum().backward();
        }
        assertThat(weight.grad()).isNotNull();
    }

    @Test
    void twoLossesOfOneScopeWalkBackThroughOneConversion() {
        Tensor weight = Tensor.ones(2, 2).requiresGrad_(true);
        Tensor x = Tensor.eye(2);
        Tensor first;
        Tensor second;
        try (Autocast scope = Autocast.open()) {
            first = x.mm(weight).sum();
            second = x.mm(weight).sum();
        }
        first.backward();
        second.backward();
        assertThat(java.util.Objects.requireNonNull(weight.grad()).item(1, 1)).isEqualTo(2);
    }

    @Test
    void whatACheckpointComputesAgainIsConvertedAgain() {
        Linear layer = new Linear(4, 4);
        Tensor x = Tensor.rand(3, 4);
        Tensor loss;
        try (Autocast scope = Autocast.open()) {
            loss = Checkpoint.checkpoint(in -> layer.call(layer.call(in[0])).sum(), x);
        }
        loss.backward();
        Tensor grad = java.util.Objects.requireNonNull(layer.parameters().get(0).grad());
        layer.zeroGrad();
        try (Autocast scope = Autocast.open()) {
            layer.call(layer.call(x)).sum().backward();
        }
        assertThat(grad.equal(java.util.Objects.requireNonNull(
                        layer.parameters().get(0).grad())))
                .isTrue();
    }

    @Test
    void lossesOfSeveralOpsComputeInFloat32() {
        Tensor a = Tensor.rand(4).to(DType.BFLOAT16);
        Tensor b = Tensor.rand(4).to(DType.BFLOAT16);
        try (Autocast scope = Autocast.open()) {
            Tensor loss = Functional.mseLoss(a, b, Reduction.MEAN);
            assertThat(loss.dtype()).isEqualTo(DType.FLOAT32);
            assertThat(loss.item())
                    .isEqualTo(Functional.mseLoss(a.toFloat(), b.toFloat(), Reduction.MEAN)
                            .item());
        }
    }

    @Test
    void binaryCrossEntropyOfProbabilitiesIsRefused() {
        Tensor half = Tensor.full(0.5, 3);
        try (Autocast scope = Autocast.open()) {
            assertThatThrownBy(() -> Functional.binaryCrossEntropy(half, half, null, Reduction.MEAN))
                    .isInstanceOf(ArclightException.class)
                    .hasMessageContaining("binaryCrossEntropyWithLogits");
            try (Autocast off = Autocast.disabled()) {
                assertThat(Functional.binaryCrossEntropy(half, half, null, Reduction.MEAN)
                                .item())
                        .isGreaterThan(0);
            }
        }
    }

    @Test
    void batchNormKeepsSixteenBitsAndItsStatisticsFloat32() {
        BatchNorm1d norm = new BatchNorm1d(3);
        Tensor x = Tensor.rand(5, 3);
        norm.call(x.to(DType.BFLOAT16).toFloat());
        Tensor expected = norm.runningMean().clone();
        BatchNorm1d fresh = new BatchNorm1d(3);
        try (Autocast scope = Autocast.open()) {
            assertThat(fresh.call(x.to(DType.BFLOAT16)).dtype()).isEqualTo(DType.BFLOAT16);
        }
        assertThat(fresh.runningMean().equal(expected)).isTrue();
    }

    @Test
    void cellsComputeAllOfAStepInSixteenBits() {
        LSTMCell cell = new LSTMCell(3, 4);
        try (Autocast scope = Autocast.open(DType.FLOAT16)) {
            LSTMCell.State state = cell.call(Tensor.rand(2, 3), Tensor.zeros(2, 4), Tensor.zeros(2, 4));
            assertThat(state.hidden().dtype()).isEqualTo(DType.FLOAT16);
            assertThat(state.cell().dtype()).isEqualTo(DType.FLOAT16);
        }
    }

    @Test
    void opsInPlaceAreLeftAlone() {
        Tensor x = Tensor.rand(3).to(DType.BFLOAT16);
        try (Autocast scope = Autocast.open()) {
            x.exp_();
        }
        assertThat(x.dtype()).isEqualTo(DType.BFLOAT16);
    }

    @Test
    void customForwardGetsOneDtypeAndNoConversionsInside() {
        Tensor x = Tensor.rand(2, 2).to(DType.BFLOAT16);
        assertThat(Autocast.customForward(DType.FLOAT32, in -> in[0].mm(in[0]), x)
                        .dtype())
                .isEqualTo(DType.BFLOAT16);
        try (Autocast scope = Autocast.open()) {
            assertThat(Autocast.customForward(DType.FLOAT32, in -> in[0].mm(in[0]), x)
                            .dtype())
                    .isEqualTo(DType.FLOAT32);
            assertThat(x.toFloat().mm(x).dtype()).isEqualTo(DType.BFLOAT16);
        }
    }

    @Test
    void onlySixteenBitsAreOffered() {
        assertThatThrownBy(() -> Autocast.open(DType.FLOAT32))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("BFLOAT16");
    }

    private static int castsOf(Runnable body) {
        AtomicInteger casts = new AtomicInteger();
        try (Interception scope = Interception.open((op, inputs, inPlace, next) -> {
            if (op instanceof Cast) {
                casts.incrementAndGet();
            }
            return next.run(inputs);
        })) {
            body.run();
        }
        return casts.get();
    }
}
