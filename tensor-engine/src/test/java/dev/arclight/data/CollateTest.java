package dev.arclight.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CollateTest {
    private record Named(Tensor image, String name, int label) {}

    @Test
    void tensorsAreStacked() {
        Tensor stacked = (Tensor) Collate.defaultCollate(List.of(Tensor.ones(2, 3), Tensor.zeros(2, 3)));

        assertThat(stacked.shape()).isEqualTo(Shape.of(2, 2, 3));
        assertThat(stacked.sum().item()).isEqualTo(6);
    }

    @Test
    void viewsAndTensorsWithGradientsAreStackedToo() {
        Tensor base = Tensor.arange(12).reshape(3, 4).toFloat();
        Tensor views = tensor(List.of(base.select(1, 0), base.select(1, 2)));
        assertThat(views.toFloatArray()).containsExactly(0, 4, 8, 2, 6, 10);
        assertThat(tensor(List.of(base.select(0, 1), base.select(0, 2))).toFloatArray())
                .containsExactly(4, 5, 6, 7, 8, 9, 10, 11);
        Tensor weight = Tensor.ones(2).requiresGrad_(true);
        assertThat(tensor(List.of(weight, weight)).requiresGrad()).isTrue();
        assertThat(tensor(List.of(Tensor.zeros(DType.INT32, 2), Tensor.zeros(2)))
                        .dtype())
                .isEqualTo(DType.FLOAT32);
    }

    @Test
    void numbersBecomeTensorsOfTheirKind() {
        assertThat(tensor(List.of(1, 2L, (short) 3)).dtype()).isEqualTo(DType.INT64);
        assertThat(tensor(List.of(1, 2L, (short) 3)).toLongArray()).containsExactly(1, 2, 3);
        assertThat(tensor(List.of(1.5f, 2f)).dtype()).isEqualTo(DType.FLOAT32);
        assertThat(tensor(List.of(1.5, 2.0)).dtype()).isEqualTo(DType.FLOAT64);
        assertThat(tensor(List.of(true, false)).dtype()).isEqualTo(DType.BOOL);
    }

    @Test
    void arraysOfNumbersAreStacked() {
        assertThat(tensor(List.of(new float[] {1, 2}, new float[] {3, 4})).toFloatArray())
                .containsExactly(1, 2, 3, 4);
    }

    @Test
    void membersOfListsMapsPairsAndRecordsAreCollatedEach() {
        assertThat((List<?>) Collate.defaultCollate(List.of(List.of(1, "a"), List.of(2, "b"))))
                .satisfiesExactly(
                        numbers -> assertThat(((Tensor) numbers).toLongArray()).containsExactly(1, 2),
                        text -> assertThat(text).isEqualTo(List.of("a", "b")));
        assertThat((List<?>) Collate.defaultCollate(List.of(Map.entry(1, 2.0), Map.entry(3, 4.0))))
                .hasSize(2);
        Batch batch = new Batch(
                Collate.defaultCollate(List.of(new Named(Tensor.zeros(2), "x", 4), new Named(Tensor.ones(2), "y", 5))),
                2);
        assertThat(batch.tensor("image").shape()).isEqualTo(Shape.of(2, 2));
        assertThat(batch.strings("name")).containsExactly("x", "y");
        assertThat(batch.tensor("label").toLongArray()).containsExactly(4, 5);
        assertThat(batch.tensor(2).toLongArray()).containsExactly(4, 5);
    }

    @Test
    void examplesGiveDataAndTarget() {
        Batch batch = new Batch(
                Collate.defaultCollate(List.of(new Example(Tensor.scalar(1), 7), new Example(Tensor.scalar(2), 8))), 2);

        assertThat(batch.data().toFloatArray()).containsExactly(1, 2);
        assertThat(batch.target().toLongArray()).containsExactly(7, 8);
    }

    @Test
    void itemsThatAreNotAlikeAreRefused() {
        assertThatThrownBy(() -> Collate.defaultCollate(List.of(Tensor.zeros(2), Tensor.zeros(3))))
                .isInstanceOf(ShapeException.class);
        refused(List.of(1, "a"), "item 1 of the batch is java.lang.String");
        refused(List.of("a", 1), "item 1 of the batch is java.lang.Integer");
        refused(List.of(1, 2.0), "item 1 of the batch is java.lang.Double");
        refused(List.of(List.of(1), List.of(1, 2)), "equal size");
        refused(List.of(Map.of("a", 1), Map.of("b", 1)), "item 1 of the batch has no a");
        refused(List.of(new Object()), "java.lang.Object");
        refused(List.of(), "no items");
    }

    @Test
    void aBatchSaysWhatItHoldsWhenAskedForSomethingElse() {
        Batch batch = new Batch(Map.of("text", List.of("a")), 1);

        assertThatThrownBy(batch::data).hasMessageContaining("not a tensor");
        assertThatThrownBy(batch::target).hasMessageContaining("1 members");
        assertThatThrownBy(() -> batch.get("other")).hasMessageContaining("[text]");
        assertThatThrownBy(() -> new Batch(Tensor.zeros(2), 2).strings("x")).hasMessageContaining("no names");
    }

    private static Tensor tensor(List<?> items) {
        return (Tensor) Collate.defaultCollate(items);
    }

    private static void refused(List<?> items, String message) {
        assertThatThrownBy(() -> Collate.defaultCollate(items))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining(message);
    }
}
