package dev.arclight.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.autograd.GradMode;
import dev.arclight.nn.Functional;
import dev.arclight.nn.Linear;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Compiled networks that write over inputs, as decoders do over their caches. */
class WrittenInputsTest {
    private static final int HEADS = 3;
    private static final int WIDTH = 24;
    private static final int CACHE = 300;

    private final Linear projections = new Linear(WIDTH, 3 * WIDTH);
    private final CompiledModel decoder =
            CompiledModel.of(projections.eval(), this::step).writingInputs();

    /** Of a token, its place, what it sees, and caches of keys and values. */
    private Tensor[] step(Tensor... in) {
        Tensor all =
                projections.call(in[0]).view(1, 1, 3 * HEADS, WIDTH / HEADS).transpose(1, 2);
        in[3].indexCopy_(2, in[1], all.narrow(1, HEADS, HEADS));
        in[4].indexCopy_(2, in[1], all.narrow(1, 2 * HEADS, HEADS));
        Tensor query = all.narrow(1, 0, HEADS);
        return new Tensor[] {Functional.scaledDotProductAttention(query, in[3], in[4], in[2], 0, false, null, false)};
    }

    private static Tensor[] token(int place, Tensor keys, Tensor values) {
        return new Tensor[] {
            Tensor.randn(Generator.seeded(place), 1, 1, WIDTH),
            Tensor.full((long) place, 1),
            Tensor.arange(CACHE).le(place).view(1, CACHE),
            keys,
            values
        };
    }

    private static Tensor cache() {
        return Tensor.zeros(1, HEADS, CACHE, WIDTH / HEADS);
    }

    private static CompiledModel adding() {
        return CompiledModel.of(new Linear(1, 1).eval(), in -> new Tensor[] {in[0].add_(in[1])})
                .writingInputs();
    }

    @Test
    void aDecoderFillsItsCachesTokenByTokenAsItsOwnStepsDo() {
        InferenceSession session = decoder.newSession();
        Tensor keys = cache();
        Tensor values = cache();
        Tensor plainKeys = cache();
        Tensor plainValues = cache();
        for (int place : new int[] {0, 1, 2, 255, 256, 257, 299, 3}) {
            float[] got = session.runAll(token(place, keys, values))[0].toFloatArray();

            try (GradMode.Scope scope = GradMode.noGrad()) {
                assertThat(got).isEqualTo(step(token(place, plainKeys, plainValues))[0].toFloatArray());
            }
            assertThat(keys.toFloatArray()).isEqualTo(plainKeys.toFloatArray());
            assertThat(values.toFloatArray()).isEqualTo(plainValues.toFloatArray());
        }
    }

    @Test
    void aPlaceOutsideTheCacheIsAnError() {
        InferenceSession session = decoder.newSession();
        Tensor keys = cache();
        session.runAll(token(0, keys, cache()));
        Tensor[] outside = token(0, keys, cache());
        outside[1] = Tensor.full((long) CACHE, 1);

        assertThatThrownBy(() -> session.runAll(outside))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("indexCopy: index 300");
    }

    @Test
    void eachRunWritesOverTheInputOnceThatOfCompilingToo() {
        Tensor sum = Tensor.ones(3);
        InferenceSession session = adding().newSession();

        session.runAll(sum, Tensor.full(2f, 3));
        assertThat(sum.toFloatArray()).containsOnly(3);
        session.runAll(sum, Tensor.full(2f, 3));
        assertThat(sum.toFloatArray()).containsOnly(5);
    }

    @Test
    void aRunShowsInTheInputsVersion() {
        Tensor[] token = token(4, cache(), cache());
        InferenceSession session = decoder.newSession();
        session.runAll(token);
        int before = token[3].storage().version();

        session.runAll(token);

        assertThat(token[3].storage().version()).isGreaterThan(before);
    }

    @Test
    void partsOfOneMemoryMayBeWrittenOver() {
        Tensor both = Tensor.ones(2, 3);
        adding().newSession().runAll(both.select(0, 0), both.select(0, 1));

        assertThat(both.toFloatArray()).containsExactly(2, 2, 2, 1, 1, 1);
    }

    @Test
    void memoryOfTwoInputsIsNotWrittenOver() {
        Tensor sum = Tensor.ones(3);
        InferenceSession session = adding().newSession();

        assertThatThrownBy(() -> session.runAll(sum, sum))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("writes over input 0, whose memory is input 1's too");
        assertThat(sum.toFloatArray()).containsOnly(1);
    }

    @Test
    void anInputThatIsWrittenOverMustBeContiguous() {
        Tensor turned = Tensor.ones(2, 3).t();
        InferenceSession session = adding().newSession();

        assertThatThrownBy(() -> session.runAll(turned, Tensor.ones(3, 2)))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("input 0 of shape [3, 2], which is not contiguous");
    }
}
