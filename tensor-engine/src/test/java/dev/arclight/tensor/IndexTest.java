package dev.arclight.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndexTest {
    /** 0 … 23 as [2, 3, 4]. */
    private final Tensor x = Tensor.arange(24).view(2, 3, 4);

    @Test
    void typedEntriesPickWhatTheirTextPicks() {
        assertThat(x.get(Index.at(1), Index.slice(0, 3, 2), Index.from(2)).toLongArray())
                .containsExactly(14, 15, 22, 23);
        assertThat(x.get("1, 0:3:2, 2:").toLongArray()).containsExactly(14, 15, 22, 23);
        assertThat(x.get(Index.ellipsis(), Index.newAxis(), Index.at(-1)).shape())
                .isEqualTo(Shape.of(2, 3, 1));
        assertThat(x.get("..., None, -1").shape()).isEqualTo(Shape.of(2, 3, 1));
        assertThat(x.get(Index.all(), Index.to(1), Index.every(3)).toLongArray())
                .containsExactly(0, 3, 12, 15);
        assertThat(x.get(" : , :1, ::3 , ").toLongArray()).containsExactly(0, 3, 12, 15);
        assertThat(x.get(Index.at(0), Index.mask(true, false, true), Index.at(0))
                        .toLongArray())
                .containsExactly(0, 8);
        assertThat(x.get("0, [True, False, True], 0").toLongArray()).containsExactly(0, 8);
        assertThat(x.get(Index.positions(1, 0, 1), Index.at(0), Index.at(0)).toLongArray())
                .containsExactly(12, 0, 12);
        assertThat(x.get("[1, 0, -1], 0, newaxis, 0").shape()).isEqualTo(Shape.of(3, 1));
    }

    @Test
    void anEntryPrintsAsItsText() {
        assertThat(List.of(
                        Index.at(-1),
                        Index.slice(1, 3),
                        Index.slice(1, 3, 2),
                        Index.from(1),
                        Index.to(-1),
                        Index.every(2),
                        Index.all(),
                        Index.ellipsis(),
                        Index.newAxis()))
                .extracting(Object::toString)
                .containsExactly("-1", "1:3", "1:3:2", "1:", ":-1", "::2", ":", "...", "None");
    }

    @Test
    void numbersAloneGiveAViewOfOneElement() {
        Tensor element = x.get(1, 2, 3);
        assertThat(element.rank()).isZero();
        assertThat(element.item()).isEqualTo(23);
        element.fill_(-1);
        assertThat(x.item(1, 2, 3)).isEqualTo(-1);
    }

    @Test
    void whatIsWrittenThroughAViewIsSeenByItsBase() {
        x.get(Index.all(), Index.at(1)).get("..., 1:3").fill_(-1);
        assertThat(x.select(1, 1).toLongArray()).containsExactly(4, -1, -1, 7, 16, -1, -1, 19);
    }

    @Test
    void aMaskOfSeveralDimensionsTakesTheirPlace() {
        Tensor even = Tensor.of(new long[] {1, 0, 1, 0, 1, 0}, 2, 3).to(DType.BOOL);
        assertThat(x.get(even).shape()).isEqualTo(Shape.of(3, 4));
        // As in NumPy, what follows speaks of the dimensions after the mask's.
        assertThat(x.get(even, Index.at(0)).toLongArray()).containsExactly(0, 8, 16);
        assertThat(x.get(even, Index.slice(0, 2)).shape()).isEqualTo(Shape.of(3, 2));
    }

    @Test
    void aValueStretchesOverWhatIsWritten() {
        x.set("1, :, 1:3", Tensor.of(new long[] {-1, -2}, 2));
        assertThat(x.get("1, :, 1:3").toLongArray()).containsExactly(-1, -2, -1, -2, -1, -2);
        x.set(-5, 0, 0);
        assertThat(x.get(0, 0).toLongArray()).containsOnly(-5);
        x.set(0, x.lt(Tensor.number(0L)));
        assertThat(x.sum().item()).isEqualTo(4 + 5 + 6 + 7 + 8 + 9 + 10 + 11 + 12 + 15 + 16 + 19 + 20 + 23);
        x.set(Tensor.of(new long[] {1, 2, 3}, 3), Index.positions(0), Index.all(), Index.positions(-1, 0));
        assertThat(x.get("0, :, [3, 0]").toLongArray()).containsExactly(1, 1, 2, 2, 3, 3);
    }

    @Test
    void aValueOfAnotherDtypeIsConvertedOnlyWithoutIndexTensors() {
        Tensor y = Tensor.zeros(3);
        y.set("0:2", Tensor.of(new long[] {1, 2}, 2));
        assertThat(y.toFloatArray()).containsExactly(1, 2, 0);
        assertThatThrownBy(() -> y.set(Tensor.of(new long[] {1}, 1), Index.positions(0)))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("float32")
                .hasMessageContaining("int64");
    }

    @Test
    void nothingIsWrittenIfAnIndexIsOutOfBounds() {
        Tensor y = Tensor.zeros(2, 3);
        Tensor last = Tensor.of(new long[] {0, 1, 3}, 3);
        Tensor source = Tensor.ones(2, 3);
        for (Runnable write : List.<Runnable>of(
                () -> y.set(1, Index.all(), last),
                () -> y.indexAdd_(1, last, source),
                () -> y.indexCopy_(1, last, source),
                () -> y.indexFill_(1, last, 1),
                () -> y.scatter_(1, last.view(1, 3), 1),
                () -> y.scatterAdd_(1, last.view(1, 3), source),
                () -> y.put_(Tensor.of(new long[] {0, 6}, 2), Tensor.ones(2)))) {
            assertThatThrownBy(write::run).isInstanceOf(ArclightException.class).hasMessageContaining("out of bounds");
        }
        assertThat(y.toFloatArray()).containsOnly(0);
    }

    @Test
    void whatIsOutOfBoundsIsNamed() {
        assertThatThrownBy(() -> x.get("0, 3"))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("index 3 is out of bounds for dimension 1 with size 3");
        assertThatThrownBy(() -> x.get(0, 0, 0, 0))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("too many indices")
                .hasMessageContaining("4 for 3 dimensions");
        assertThatThrownBy(() -> x.get(Index.ellipsis(), Index.ellipsis())).hasMessageContaining("only one ellipsis");
        assertThatThrownBy(() -> x.get(Index.mask(true, false, true)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("mask of shape [3]");
        assertThatThrownBy(() -> x.get(Tensor.zeros(2))).isInstanceOf(DTypeException.class);
        assertThatThrownBy(() -> x.get(Index.positions(0, 1), Index.positions(0, 1, 2)))
                .isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Index.slice(0, 3, -1))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("-1 is not positive");
        assertThatThrownBy(() -> x.set(Tensor.zeros(3), Index.at(0), Index.at(0), Index.all()))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("[3]")
                .hasMessageContaining("[4]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'1, x'           | 4 | got 'x'",
                "''               | 1 | got the end",
                "'1,,2'           | 3 | got ','",
                "'1 2'            | 3 | a comma or the end",
                "'0:3:-1'         | 5 | -1 is not positive",
                "'::0'            | 3 | 0 is not positive",
                "':, [0, 1'       | 9 | a comma or ]",
                "'[0, True]'      | 5 | either numbers or True and False",
                "'-'              | 1 | a sign without a number",
                "'..'             | 1 | got '.'",
                "'Nonesense'      | 1 | got 'N'",
                "'1, 99999999999' | 4 | passes 32 bits",
                "'1:2:3:4'        | 6 | got ':'"
            })
    void anErrorInTheTextNamesItsColumn(String text, int column, String message) {
        assertThatThrownBy(() -> x.get(text))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("column " + column + ":")
                .hasMessageContaining(message);
    }

    @Test
    void gradientsFlowThroughWhatIsWritten() {
        Tensor leaf = Tensor.ones(2, 3).requiresGrad(true);
        Tensor value = Tensor.ones(2).requiresGrad(true);
        Tensor y = leaf.mul(2);
        y.set(value, Index.all(), Index.at(1));
        y.set(3, Index.positions(1), Index.positions(0));
        y.mul(y).sum().backward();
        assertThat(leaf.grad().toFloatArray()).containsExactly(8, 0, 8, 0, 0, 8);
        assertThat(value.grad().toFloatArray()).containsExactly(2, 2);
    }
}
