package dev.arclight.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.autograd.AutogradException;
import dev.arclight.testkit.Expect;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ViewsTest {
    @Test
    void everyViewSharesStorage() {
        Tensor x = Tensor.zeros(2, 3, 1);
        for (UnaryOperator<Tensor> view : List.<UnaryOperator<Tensor>>of(
                t -> t.view(6),
                t -> t.reshape(3, 2),
                Tensor::T,
                Tensor::mT,
                t -> t.movedim(0, -1),
                Tensor::squeeze,
                t -> t.unsqueeze(0),
                t -> t.expand(2, 3, 4),
                Tensor::flatten,
                t -> t.unflatten(1, 3, 1),
                t -> t.narrow(1, 1, 2),
                t -> t.slice(1, 0, 3, 2),
                t -> t.select(0, 1),
                Tensor::diagonal,
                t -> t.unfold(1, 2, 1),
                t -> t.asStrided(new int[] {2}, new int[] {3}),
                t -> t.split(2, 1).get(1),
                t -> t.chunk(2).get(1),
                t -> t.unbind().get(1))) {
            Tensor seen = view.apply(x);
            assertThat(seen.sharesStorage(x)).isTrue();
            int before = x.storage().version();
            if (seen.stride(-1) != 0 || seen.size(-1) == 1) {
                seen.get(new int[seen.rank()]).fill_(1);
                assertThat(x.storage().version()).isNotEqualTo(before);
                assertThat(x.sum().item()).isEqualTo(1);
                x.zero_();
            }
        }
    }

    @Test
    void aViewThatTheStridesForbidPointsToReshape() {
        assertThatThrownBy(() -> Tensor.zeros(2, 3).t().view(6))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("[1, 3]")
                .hasMessageContaining("use reshape");
    }

    @Test
    void aViewOfMoreElementsThanAnIntCountsIsRefused() {
        Tensor x = Tensor.ones(1, 70_000);
        for (UnaryOperator<Tensor> view : List.<UnaryOperator<Tensor>>of(
                t -> t.expand(70_000, 70_000),
                t -> t.broadcastTo(70_000, 70_000),
                t -> t.unfold(1, 35_000, 1).unfold(1, 35_000, 1),
                t -> t.asStrided(new int[] {70_000, 70_000}, new int[] {0, 1}))) {
            assertThatThrownBy(() -> view.apply(x))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining("more than the 2^31 - 1 that a tensor can have");
        }
        assertThatThrownBy(() -> x.expand(70_000, 70_000)).hasMessageStartingWith("expand: a view of shape [70000, ");
    }

    @Test
    void operandsThatBroadcastToMoreElementsThanALongCountsAreRefused() {
        Shape a = Shape.of(65_536, 1, 65_536, 1);
        Shape b = Shape.of(1, 65_536, 1, 65_536);
        assertThatThrownBy(() -> Shape.broadcast("add", a, b))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("more than 2^63 elements");
    }

    @Test
    void bytesAreSeenAsAnotherDtypeWithoutCopying() {
        Tensor bytes = Tensor.ofBytes(new byte[] {-1, 1}, DType.INT8, 2);
        Tensor unsigned = bytes.view(DType.UINT8);
        assertThat(unsigned.toLongArray()).containsExactly(255, 1);
        unsigned.fill_(254);
        assertThat(bytes.toLongArray()).containsOnly(-2);
        assertThatThrownBy(() -> Tensor.zeros(2).view(DType.INT32))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("reinterpret(int32)");
    }

    @Test
    void bitsAreReinterpretedLittleEndian() {
        Tensor one = Tensor.ones(1, 2);
        assertThat(one.reinterpret(DType.INT32).toLongArray()).containsOnly(0x3f800000);
        assertThat(one.reinterpret(DType.INT64).toLongArray()).containsExactly(0x3f8000003f800000L);
        assertThat(one.reinterpret(DType.UINT8).shape()).isEqualTo(Shape.of(1, 8));
        assertThat(one.reinterpret(DType.UINT8).toLongArray()).containsExactly(0, 0, 128, 63, 0, 0, 128, 63);
        Expect.sameBits("back", one.reinterpret(DType.INT16).reinterpret(DType.FLOAT32), one);
        assertThatThrownBy(() -> Tensor.ones(3).reinterpret(DType.INT64)).isInstanceOf(ShapeException.class);
    }

    @Test
    void twoLooksAtTheSameElementsAreSetToEachOther() {
        Tensor x = Tensor.zeros(2, 3);
        assertThat(x.isSetTo(x.view(2, 3))).isTrue();
        assertThat(x.isSetTo(x.view(3, 2))).isFalse();
        assertThat(x.isSetTo(x.clone())).isFalse();
        assertThat(x.sharesStorage(x.clone())).isFalse();
    }

    @Test
    void writesInPlaceGiveWhatTheirTwinsReturn() {
        Tensor index = Tensor.of(new long[] {2, 0}, 1, 2);
        Tensor mask = Tensor.of(new long[] {1, 0, 1}, 3).to(DType.BOOL);
        for (Tensor x : List.of(
                Tensor.arange(1, 7).view(2, 3), Tensor.arange(1, 7).view(3, 2).t())) {
            Expect.sameBits("triu_", x.clone().triu_(1), x.triu(1));
            Expect.sameBits("tril_", x.clone().tril_(), x.tril());
            Expect.sameBits("maskedFill_", x.clone().maskedFill_(mask, 9), x.maskedFill(mask, 9));
            Expect.sameBits("scatter_", x.clone().scatter_(1, index, 7), x.scatter(1, index, 7));
            Tensor strided = x.t().contiguous().t();
            assertThat(strided.triu_(1)).isSameAs(strided);
            Expect.sameBits("triu_ strided", strided, x.triu(1));
            Expect.sameBits("scatter_ strided", x.t().contiguous().t().scatter_(1, index, 7), x.scatter(1, index, 7));
            Expect.sameBits("maskedFill_ strided", x.t().contiguous().t().maskedFill_(mask, 9), x.maskedFill(mask, 9));
        }
    }

    @Test
    void aTensorLooksAtItsOwnMemoryInAnotherWay() {
        Tensor x = Tensor.arange(6).view(2, 3);
        Tensor base = x.clone();
        assertThat(base.t_()).isSameAs(base);
        Expect.sameBits("t_", base, x.t());
        assertThat(base.unsqueeze_(0).transpose_(0, 2).shape()).isEqualTo(Shape.of(2, 3, 1));
        assertThat(base.squeeze_().shape()).isEqualTo(Shape.of(2, 3));
        Tensor view = x.select(0, 1);
        view.unsqueeze_(1).fill_(-1);
        assertThat(x.toLongArray()).containsExactly(0, 1, 2, -1, -1, -1);
    }

    @Test
    void gradientsFlowThroughALookTakenInPlace() {
        Tensor leaf = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3).requiresGrad(true);
        assertThatThrownBy(leaf::t_).isInstanceOf(AutogradException.class).hasMessageContaining("leaf");
        Tensor y = leaf.mul(2);
        y.t_();
        y.select(0, 1).mul_(Tensor.of(new float[] {10, 100}, 2));
        y.mul(Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2)).sum().backward();
        assertThat(leaf.grad().toFloatArray()).containsExactly(2, 60, 10, 4, 800, 12);
        Tensor z = leaf.mul(1).select(0, 0);
        z.unsqueeze_(0);
        assertThat(z.add(1).requiresGrad()).isTrue();
    }

    @Test
    void anInPlaceWriteFromItsOwnMemoryReadsWhatWasThere() {
        Tensor x = Tensor.arange(4);
        x.indexCopy_(0, Tensor.of(new long[] {3, 2, 1, 0}, 4), x);
        assertThat(x.toLongArray()).containsExactly(3, 2, 1, 0);
    }
}
