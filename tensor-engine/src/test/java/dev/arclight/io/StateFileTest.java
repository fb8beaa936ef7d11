package dev.arclight.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StateFileTest {
    @TempDir
    Path temporary;

    @Test
    void aTreeComesBackWithItsOrder() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("z", List.of(0L, Long.MAX_VALUE, Long.MIN_VALUE));
        tree.put("a/b~c", Map.of("", List.of(Map.of()), "$tensor", "text", "$$x", List.of()));
        tree.put(
                "numbers",
                Arrays.asList(
                        0.1,
                        -0.0,
                        1e22,
                        1.0,
                        Double.MIN_VALUE,
                        Double.MAX_VALUE,
                        Double.NaN,
                        Double.POSITIVE_INFINITY,
                        Double.NEGATIVE_INFINITY));
        tree.put("others", Arrays.asList(true, false, null, "", "тензор \u0000\n\" 🌡"));

        Map<String, ?> read = load(saved(tree));

        assertThat(read).isEqualTo(tree);
        assertThat(List.copyOf(read.keySet())).isEqualTo(List.copyOf(tree.keySet()));
    }

    @Test
    void smallerNumbersComeBackAsLongsAndDoubles() {
        assertThat(load(saved(Map.of("x", List.of(1, (short) 2, (byte) 3, 0.5f)))))
                .isEqualTo(Map.of("x", List.of(1L, 2L, 3L, 0.5)));
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void tensorsComeBackWithTheirBits(DType dtype) {
        Tensor tensor = Tensor.arange(-3, 9).to(dtype).view(3, 4).t();

        Tensor read =
                (Tensor) ((List<?>) load(saved(Map.of("x", List.of(tensor)))).get("x")).get(0);

        assertThat(read.type()).isEqualTo(tensor.type());
        assertThat(read.toDoubleArray()).isEqualTo(tensor.toDoubleArray());
    }

    @Test
    void anyReaderOfSafetensorsFindsTheTensors() {
        Path file = temporary.resolve("x");
        StateFile.save(file, Map.of("a", List.of(1, Map.of("b/c", Tensor.ones(2)))));

        assertThat(Safetensors.read(file).tensors()).containsOnlyKeys("a/1/b~1c");
    }

    @Test
    void theSameTreeIsTheSameBytes() {
        Map<String, Object> tree = Map.of("a", Tensor.randn(Generator.seeded(1), 9), "b", 1);

        assertThat(saved(tree)).isEqualTo(saved(tree));
    }

    @Test
    void anOutlineIsReadWithoutTensors() {
        Path file = temporary.resolve("x");
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("a", Tensor.ones(2));
        tree.put("b", 1L);
        StateFile.save(file, tree);

        assertThat(StateFile.outline(file)).containsEntry("a", null).containsEntry("b", 1L);
    }

    @Test
    void everyChangedBitIsNoticed() {
        Map<String, Object> tree = Map.of("a", Tensor.of(new float[] {1, 2}, 2), "step", 12L);
        byte[] file = saved(tree);
        for (int bit = 0; bit < 8 * file.length; bit++) {
            byte[] damaged = file.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            // Spaces behind the header's JSON may become another blank, which changes nothing.
            if (file[bit / 8] == ' ') {
                continue;
            }

            assertThatThrownBy(() -> load(damaged)).as("bit %d", bit).isInstanceOf(ModelFormatException.class);
        }
    }

    @Test
    void everyCutIsNoticed() {
        byte[] file = saved(Map.of("a", Tensor.of(new float[] {1, 2}, 2), "step", 12L));
        for (int length = 0; length < file.length; length++) {
            byte[] part = Arrays.copyOf(file, length);

            assertThatThrownBy(() -> load(part)).as("%d bytes", length).isInstanceOf(ModelFormatException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "[]",
                "{",
                "{} {}",
                "{\"a\":{\"$tensor\":\"x\"}}",
                "{\"a\":{\"$tensor\":1}}",
                "{\"a\":{\"$tensor\":\"t\",\"b\":1}}",
                "{\"a\":[{\"$tensor\":\"t\"},{\"$tensor\":\"t\"}]}",
                "{\"a\":{\"$float\":\"1\"},\"t\":{\"$tensor\":\"t\"}}",
                "{\"a\":{\"$other\":1},\"t\":{\"$tensor\":\"t\"}}",
                "{\"a\":1,\"a\":1,\"t\":{\"$tensor\":\"t\"}}",
                "{\"a\":99999999999999999999,\"t\":{\"$tensor\":\"t\"}}",
                "{\"a\":NaN,\"t\":{\"$tensor\":\"t\"}}",
                "{}"
            })
    void aStateThatWasNotWrittenHereIsRefused(String json) {
        assertThatThrownBy(() -> StateTree.read(json, Map.of("t", Tensor.ones(1)), "x"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith("x: ");
    }

    @Test
    void keysAreAsLongAsCanBeReadAgain() {
        String longest = "k".repeat(50_000);
        StateTree.Written written = StateTree.write(Map.of(longest, 1L));
        assertThat(StateTree.read(written.json(), Map.of(), "x")).isEqualTo(Map.of(longest, 1L));

        for (String longer : List.of(longest + "k", "$" + longest.substring(1))) {
            assertThatThrownBy(() -> StateTree.write(Map.of("a", Map.of(longer, 1L))))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageStartingWith("a state at 'a': a name has 50001 characters; expected at most 50000");
        }
        assertThatThrownBy(() -> StateTree.read("{\"" + longest + "kk\":1}", Map.of(), "x"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith("x: ");
    }

    @Test
    void deepNestingOverflowsNoStack() {
        String deep = "[".repeat(1_000_000);

        assertThatThrownBy(() -> StateTree.read(deep, Map.of(), "x")).isInstanceOf(ModelFormatException.class);
    }

    @Test
    void otherFilesAndNewerVersionsAreSaidToBe() throws IOException {
        Path file = temporary.resolve("x");
        Safetensors.write(file, Map.of(), Map.of("format", "pt"));
        assertThatThrownBy(() -> StateFile.load(file)).hasMessageContaining("of format 'pt'");
        Safetensors.write(file, Map.of(), Map.of("format", "arclight.state", "version", "2"));
        assertThatThrownBy(() -> StateFile.load(file)).hasMessageContaining("newer Arclight");
    }

    @Test
    void whatCannotBeWrittenIsNamedByItsPlace() {
        assertThatThrownBy(() -> saved(Map.of("a", List.of(1, new int[2]))))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("[I at 'a/1'");
        assertThatThrownBy(() -> saved(Map.of("a", Map.of(1, 2))))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("the key 1 at 'a'");
        List<Object> cycle = new ArrayList<>();
        cycle.add(cycle);
        assertThatThrownBy(() -> saved(Map.of("a", cycle)))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("holds itself");
    }

    private static byte[] saved(Map<String, ?> tree) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            StateFile.save(out, tree);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    private static Map<String, ?> load(byte[] file) {
        return StateFile.load(new ByteArrayInputStream(file), "x");
    }

    /** Keeps the test's texts in one charset. */
    @Test
    void textsAreUtf8() {
        assertThat(new String(saved(Map.of("k", "ж")), StandardCharsets.UTF_8)).contains("ж");
    }
}
