package dev.arclight.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ShapeTest {
    @Test
    void aScalarHasNoDimensionsAndOneElement() {
        assertThat(Shape.of().rank()).isZero();
        assertThat(Shape.of().size()).isEqualTo(1);
    }

    @Test
    void anEmptyDimensionMakesTheSizeZero() {
        assertThat(Shape.of(3, 0, 2).size()).isZero();
    }

    @Test
    void aNegativeExtentIsNamed() {
        assertThatThrownBy(() -> Shape.of(2, -1))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("dimension 1 is -1");
    }

    @Test
    void moreElementsThanALongCountsAreRefused() {
        assertThatThrownBy(() -> Shape.of(1 << 30, 1 << 30, 1 << 30)).isInstanceOf(ShapeException.class);
    }

    @Test
    void aTensorPastTheLargestArrayIsRefusedBeforeItIsAllocated() {
        assertThatThrownBy(() -> Tensor.zeros(1 << 16, 1 << 16))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("4294967296");
    }

    @Test
    void dimensionsCountFromTheEndToo() {
        Shape shape = Shape.of(2, 3, 4);
        assertThat(shape.dim(-1)).isEqualTo(4);
        assertThat(shape.axis(-3)).isZero();
        assertThatThrownBy(() -> shape.dim(3))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("-3 to 2");
        assertThatThrownBy(() -> Shape.of().dim(0)).hasMessageContaining("scalar");
    }

    @Test
    void stridesAreRowMajor() {
        assertThat(Shape.of(2, 3, 4).strides()).containsExactly(12, 4, 1);
    }

    @Test
    void shapesBroadcastFromTheEnd() {
        assertThat(Shape.broadcast("add", Shape.of(2, 1, 3), Shape.of(4, 1))).isEqualTo(Shape.of(2, 4, 3));
        assertThat(Shape.broadcast("add", Shape.of(), Shape.of(0, 2))).isEqualTo(Shape.of(0, 2));
        assertThat(Shape.broadcast("add", Shape.of(1), Shape.of(0))).isEqualTo(Shape.of(0));
    }

    @Test
    void shapesThatDoNotBroadcastNameOpAndDimension() {
        assertThatThrownBy(() -> Shape.broadcast("add", Shape.of(2, 3), Shape.of(2, 4)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("add")
                .hasMessageContaining("dimension 1 is 3")
                .hasMessageContaining("4");
    }

    @Test
    void shapesAreValues() {
        assertThat(Shape.of(2, 3)).isEqualTo(Shape.of(2, 3)).hasSameHashCodeAs(Shape.of(2, 3));
        assertThat(Shape.of(2, 3)).isNotEqualTo(Shape.of(3, 2)).hasToString("[2, 3]");
        int[] extents = Shape.of(2, 3).toArray();
        extents[0] = 9;
        assertThat(Shape.of(2, 3).with(0, 5).without(1)).isEqualTo(Shape.of(5));
    }

    @Test
    void dimsAreResolvedSortedAndUnique() {
        assertThat(Dims.of(-1, 0).resolved("sum", Shape.of(2, 3))).isEqualTo(Dims.of(0, 1));
        assertThatThrownBy(() -> Dims.of(0, -2).resolved("sum", Shape.of(2, 3)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> Dims.of(2).resolved("sum", Shape.of(2, 3))).isInstanceOf(ShapeException.class);
    }
}
