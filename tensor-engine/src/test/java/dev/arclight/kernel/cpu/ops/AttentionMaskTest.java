package dev.arclight.kernel.cpu.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.nn.Functional;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys at the end that a mask hides from all queries, as the free places of a cache and the padding of a batch. */
class AttentionMaskTest {
    private static final int HEADS = 2;
    private static final int WIDTH = 8;

    private final Generator generator = Generator.seeded(7);

    private Tensor random(int batch, int rows) {
        return Tensor.randn(generator, batch, HEADS, rows, WIDTH);
    }

    private static Tensor attention(Tensor query, Tensor keys, Tensor values, Tensor mask) {
        return Functional.scaledDotProductAttention(query, keys, values, mask, 0, false, null, false);
    }

    /** Rows from {@code seen} on become NaN. */
    private static void spoil(Tensor rows, int seen) {
        rows.narrow(2, seen, rows.size(2) - seen).fill_(Float.NaN);
    }

    @ParameterizedTest(name = "{0} queries, {1} keys of which {2} are seen")
    @CsvSource({"1,300,129", "1,300,256", "1,600,1", "5,40,17", "200,300,30", "200,600,270"})
    void theyAreNotRead(int queries, int keys, int seen) {
        Tensor query = random(1, queries);
        Tensor key = random(1, keys);
        Tensor value = random(1, keys);
        spoil(key, seen);
        spoil(value, seen);
        Tensor mask = Tensor.arange(keys).lt(seen).view(1, keys);

        Tensor expected = attention(query, key.narrow(2, 0, seen), value.narrow(2, 0, seen), mask.narrow(1, 0, seen));

        assertThat(attention(query, key, value, mask).toFloatArray()).isEqualTo(expected.toFloatArray());
    }

    @Test
    void theQueryThatSeesTheMostCounts() {
        int keys = 50;
        Tensor query = random(1, 3);
        Tensor key = random(1, keys);
        Tensor value = random(1, keys);
        Tensor seen = Tensor.of(new long[] {9, 31, 20}, 3, 1);
        Tensor mask = Tensor.arange(keys).view(1, keys).lt(seen);

        Tensor all = attention(query, key, value, mask);

        Tensor expected = attention(
                query.narrow(2, 1, 1),
                key.narrow(2, 0, 31),
                value.narrow(2, 0, 31),
                mask.narrow(0, 1, 1).narrow(1, 0, 31));
        assertThat(all.narrow(2, 1, 1).toFloatArray()).isEqualTo(expected.toFloatArray());
    }

    @Test
    void eachExampleOfABatchHasItsOwnEnd() {
        int keys = 40;
        Tensor query = random(3, 4);
        Tensor key = random(3, keys);
        Tensor value = random(3, keys);
        Tensor seen = Tensor.of(new long[] {11, 40, 3}, 3, 1, 1, 1);
        Tensor mask = Tensor.arange(keys).view(1, 1, 1, keys).lt(seen);

        Tensor all = attention(query, key, value, mask);

        for (int i = 0; i < 3; i++) {
            Tensor alone =
                    attention(query.narrow(0, i, 1), key.narrow(0, i, 1), value.narrow(0, i, 1), mask.narrow(0, i, 1));
            assertThat(all.narrow(0, i, 1).toFloatArray()).isEqualTo(alone.toFloatArray());
        }
    }
}
