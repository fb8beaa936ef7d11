package dev.arclight.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import dev.arclight.testkit.FileFuzz;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Files changed at random: 70,000 of the 200,000 that all formats share, most of which are PyTorch's. */
class FilesFuzzTest {
    private static final String[] JSON_WORDS = {
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "null",
        "true",
        "1",
        "-1",
        "1e9",
        "9223372036854775807",
        "99999999999999999999",
        "\"dtype\":",
        "\"F32\"",
        "\"BF16\"",
        "\"BOOL\"",
        "\"shape\":",
        "\"data_offsets\":",
        "\"__metadata__\":",
        "\"a\":",
        "{\"$tensor\":\"a\"}",
        "{\"$float\":\"NaN\"}",
        "\\u0000",
        "\377\376"
    };

    @Test
    void safetensorsAreReadOrRefused() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        Map<String, Tensor> all = new LinkedHashMap<>();
        for (DType dtype : DType.values()) {
            all.put(dtype.toString(), Tensor.ones(dtype, 2));
        }
        for (Map<String, Tensor> tensors : List.of(all, Map.of("a", Tensor.ones(2, 3)), Map.<String, Tensor>of())) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            Safetensors.write(out, tensors, Map.of("k", "v"));
            seeds.add(out.toByteArray());
        }

        FileFuzz fuzz = new FileFuzz(1, seeds, JSON_WORDS);
        fuzz.run(
                20_000,
                file -> Safetensors.read(new ByteArrayInputStream(file), "x").tensors());

        assertThat(fuzz.read()).isPositive();
        assertThat(fuzz.refused()).isGreaterThan(10_000);
    }

    @Test
    void checkpointsAreReadOrRefused() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StateFile.save(out, state());

        FileFuzz fuzz = new FileFuzz(2, List.of(out.toByteArray()), JSON_WORDS);
        fuzz.run(10_000, file -> StateFile.load(new ByteArrayInputStream(file), "x"));

        assertThat(fuzz.refused()).isGreaterThan(9_000);
    }

    @Test
    void statesBehindASoundChecksumAreReadOrRefused() {
        StateTree.Written written = StateTree.write(state());
        byte[] json = written.json().getBytes(StandardCharsets.UTF_8);

        FileFuzz fuzz = new FileFuzz(3, List.of(json), JSON_WORDS);
        fuzz.run(15_000, file -> StateTree.read(new String(file, StandardCharsets.UTF_8), written.tensors(), "x"));

        assertThat(fuzz.read()).isPositive();
        assertThat(fuzz.refused()).isGreaterThan(5_000);
    }

    @Test
    void indexesOfShardsAreReadOrRefused() throws IOException {
        Map<String, Tensor> tensors = Map.of("a", Tensor.ones(2), "b", Tensor.ones(3));
        byte[] index = ShardIndex.json(List.of("x.safetensors", "y.safetensors"), ShardIndex.deal(tensors, 1));

        FileFuzz fuzz = new FileFuzz(4, List.of(index), JSON_WORDS);
        fuzz.run(5_000, file -> ShardIndex.parse(file, "x"));

        assertThat(fuzz.read()).isPositive();
        assertThat(fuzz.refused()).isPositive();
    }

    @Test
    void arraysOfNumpyAreReadOrRefused() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        for (DType dtype : DType.values()) {
            if (dtype != DType.BFLOAT16) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                Npy.save(out, Tensor.ones(dtype, 2, 3));
                seeds.add(out.toByteArray());
            }
        }

        FileFuzz fuzz = new FileFuzz(
                5,
                seeds,
                "'descr'",
                "'<f4'",
                "'>i8'",
                "'|b1'",
                "'|O'",
                "'shape'",
                "(2, 3)",
                "(2147483647,)",
                "()",
                "True",
                "False",
                "'fortran_order'",
                ",",
                ":",
                "{",
                "}",
                "\223NUMPY");
        fuzz.run(10_000, file -> Npy.load(new ByteArrayInputStream(file), "x"));

        assertThat(fuzz.read()).isPositive();
        assertThat(fuzz.refused()).isGreaterThan(3_000);
    }

    @Test
    void archivesOfNumpyAreReadOrRefused() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        Map<String, Tensor> tensors = Map.of("a", Tensor.ones(20, 3), "b", Tensor.arange(4));
        ByteArrayOutputStream stored = new ByteArrayOutputStream();
        Npz.savez(stored, tensors);
        seeds.add(stored.toByteArray());
        ByteArrayOutputStream deflated = new ByteArrayOutputStream();
        Npz.savezCompressed(deflated, tensors);
        seeds.add(deflated.toByteArray());

        FileFuzz fuzz = new FileFuzz(6, seeds, "PK\3\4", "PK\1\2", "PK\5\6", "a.npy", "\10\0", "\0\0", "\223NUMPY");
        fuzz.run(10_000, file -> Npz.load(new ByteArrayInputStream(file), "x", 32 << 20));

        assertThat(fuzz.read()).isPositive();
        assertThat(fuzz.refused()).isGreaterThan(3_000);
    }

    private static Map<String, Object> state() {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("epoch", 3);
        state.put("lr", 0.1);
        state.put("nan", Double.NaN);
        state.put("a", Map.of("w", Tensor.ones(2), "steps", List.of(1, 2)));
        state.put("others", Arrays.asList(null, true, "text", "$x"));
        return state;
    }
}
