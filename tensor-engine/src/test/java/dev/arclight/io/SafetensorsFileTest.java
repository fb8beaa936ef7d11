package dev.arclight.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsFileTest {
    @TempDir
    Path temporary;

    @ParameterizedTest
    @EnumSource(DType.class)
    void tensorsOfEveryDTypeAreListedAndReadOneByOne(DType dtype) {
        Path path = temporary.resolve("x.safetensors");
        Tensor tensor = Tensor.arange(-6, 6).to(dtype).view(4, 3);
        Safetensors.write(path, Map.of("a", tensor, "b", Tensor.ones(DType.INT8, 5)), Map.of("k", "v"));

        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(file.keys()).containsExactlyInAnyOrder("a", "b");
            assertThat(file.type("a")).isEqualTo(tensor.type());
            assertThat(file.metadata()).containsExactly(Map.entry("k", "v"));
            assertThat(file.getTensor("a").type()).isEqualTo(tensor.type());
            assertThat(file.getTensor("a").toDoubleArray()).isEqualTo(tensor.toDoubleArray());
            assertThat(file.getSlice("a", 1, 3).toDoubleArray())
                    .isEqualTo(tensor.slice(0, 1, 3).toDoubleArray());
            assertThat(file.getSlice("a", 2, 2).shape()).isEqualTo(Shape.of(0, 3));
        }
    }

    @Test
    void slicesMustBeRowsOfTheTensor() {
        Path path = temporary.resolve("x.safetensors");
        Safetensors.write(path, Map.of("a", Tensor.ones(4, 3), "scalar", Tensor.scalar(1)));

        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThatThrownBy(() -> file.getSlice("a", 3, 5)).isInstanceOf(ShapeException.class);
            assertThatThrownBy(() -> file.getSlice("a", 2, 1)).isInstanceOf(ShapeException.class);
            assertThatThrownBy(() -> file.getSlice("a", -1, 1)).isInstanceOf(ShapeException.class);
            assertThatThrownBy(() -> file.getSlice("scalar", 0, 1)).isInstanceOf(ShapeException.class);
            assertThatThrownBy(() -> file.getTensor("b"))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("no tensor 'b'");
        }
    }

    @Test
    void aTensorBehindThreeGigabytesIsReadWithoutTheRest() throws IOException {
        Path path = temporary.resolve("large.safetensors");
        long far = 3L << 30;
        String header = "{\"far\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[" + far + "," + (far + 8)
                + "]},\"hole\":{\"dtype\":\"F32\",\"shape\":[" + far / 4 + "],\"data_offsets\":[0," + far + "]}}";
        byte[] json = header.getBytes(StandardCharsets.US_ASCII);
        // A file of holes, which takes no room on the disk.
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.write(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(json.length)
                    .array());
            file.write(json);
            file.seek(8 + json.length + far);
            file.write(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putFloat(1.5f)
                    .putFloat(-2)
                    .array());
        }

        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(file.type("hole")).isEqualTo(new TensorType(DType.FLOAT32, Shape.of((int) (far / 4))));
            assertThat(file.getTensor("far").toFloatArray()).containsExactly(1.5f, -2);
            assertThat(file.getSlice("hole", 800_000_000, 800_000_003).toFloatArray())
                    .containsExactly(0, 0, 0);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 100, 400, 1_000_000})
    void aFolderOfShardsComesBackWhateverTheLimit(long limit) throws IOException {
        Map<String, Tensor> tensors = tensors();
        Path folder = temporary.resolve("model");

        Safetensors.writeSharded(folder, tensors, limit);

        try (SafetensorsFile file = SafetensorsFile.open(folder)) {
            assertThat(file.keys()).containsExactlyInAnyOrderElementsOf(tensors.keySet());
            tensors.forEach((name, tensor) ->
                    assertThat(file.getTensor(name).toFloatArray()).isEqualTo(tensor.toFloatArray()));
            assertThat(file.getTensors()).hasSize(tensors.size());
            assertThat(file.metadata()).containsEntry("format", "pt");
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".safetensors")).toList()) {
                Map<String, Tensor> held = Safetensors.read(file).tensors();
                assertThat(held.size() == 1 || bytes(held) <= limit)
                        .as(file.toString())
                        .isTrue();
            }
        }
    }

    @Test
    void shardsAreNamedAsHuggingFaceNamesThem() throws IOException {
        Path folder = temporary.resolve("model");
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("z", Tensor.ones(10));
        tensors.put("a", Tensor.ones(10));

        Safetensors.writeSharded(folder, tensors, 40);

        assertThat(folder).isDirectoryContaining("glob:**/model-00001-of-00002.safetensors");
        assertThat(folder).isDirectoryContaining("glob:**/model-00002-of-00002.safetensors");
        assertThat(Files.readString(folder.resolve("model.safetensors.index.json")))
                .isEqualToNormalizingNewlines("""
                        {
                          "metadata" : {
                            "total_size" : 80
                          },
                          "weight_map" : {
                            "a" : "model-00002-of-00002.safetensors",
                            "z" : "model-00001-of-00002.safetensors"
                          }
                        }""");
    }

    @Test
    void aLaterSaveReplacesAnEarlierOneOfOtherShards() throws IOException {
        Path folder = temporary.resolve("model");
        Path other = Files.createDirectories(folder).resolve("config.json");
        Files.writeString(other, "{}");
        for (long limit : new long[] {1, 1_000_000, 100}) {
            Safetensors.writeSharded(folder, tensors(), limit);

            try (SafetensorsFile file = SafetensorsFile.open(folder)) {
                assertThat(file.keys()).hasSize(tensors().size());
            }
        }
        assertThat(other).exists();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(f -> f.toString().contains("-of-00005"))).isEmpty();
        }
    }

    @Test
    void aSaveThatFailsHalfWayLeavesTheOneBefore() throws IOException {
        Path folder = temporary.resolve("model");
        Safetensors.writeSharded(folder, tensors(), 100);
        List<Path> before = entries(folder);
        Map<String, Tensor> unfit = new LinkedHashMap<>(tensors());
        unfit.replaceAll((name, tensor) -> tensor.add(1));
        unfit.put("__metadata__", Tensor.ones(50));

        assertThatThrownBy(() -> Safetensors.writeSharded(folder, unfit, 100))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(entries(folder)).isEqualTo(before);
        try (SafetensorsFile file = SafetensorsFile.open(folder)) {
            tensors()
                    .forEach((name, tensor) ->
                            assertThat(file.getTensor(name).toFloatArray()).isEqualTo(tensor.toFloatArray()));
        }
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @Test
    void anIndexThatDoesNotFitIsRefused() throws IOException {
        Path folder = temporary.resolve("model");
        Safetensors.writeSharded(folder, tensors(), 100);
        Path index = folder.resolve("model.safetensors.index.json");
        String good = Files.readString(index);

        Files.writeString(index, good.replace("\"t0\"", "\"t9\""));
        assertThatThrownBy(() -> SafetensorsFile.open(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("'t9'");
        Files.writeString(index, good.replace("model-00001", "model-00009"));
        assertThatThrownBy(() -> SafetensorsFile.open(folder)).isInstanceOf(ModelAccessException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{}",
                "{\"weight_map\":{\"a\":1}}",
                "{\"weight_map\":{\"a\":\"../x.safetensors\"}}",
                "{\"weight_map\":{\"a\":\"/etc/passwd\"}}",
                "{\"weight_map\":{\"a\":\"c:x\"}}",
                "{\"weight_map\":{\"a\":\"b\\\\c\"}}",
                "{\"weight_map\":{\"a\":\"\"}}",
                "{\"weight_map\":{\"a\":\"b\",\"a\":\"c\"}}",
                "{\"weight_map\":{}} x",
                "{\"weight_map\":{},\"weight_map\":{}}"
            })
    void aBadIndexIsRefused(String json) {
        assertThatThrownBy(() -> ShardIndex.parse(json.getBytes(StandardCharsets.UTF_8), "index"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith("index: ");
    }

    private static Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (int i = 0; i < 5; i++) {
            tensors.put("t" + i, Tensor.randn(Generator.seeded(i), 10 * i + 3));
        }
        return tensors;
    }

    private static long bytes(Map<String, Tensor> tensors) {
        return tensors.values().stream().mapToLong(t -> (long) t.numel() * 4).sum();
    }
}
