package dev.arclight.io.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.io.ModelAccessException;
import dev.arclight.io.ModelFormatException;
import dev.arclight.nn.BatchNorm1d;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Module;
import dev.arclight.nn.Sequential;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TorchFilesTest {
    @TempDir
    Path temporary;

    @ParameterizedTest
    @EnumSource(DType.class)
    void everyDTypeComesBack(DType dtype) {
        Tensor tensor = Tensor.arange(-3, 9).to(dtype).view(3, 4);

        Tensor read = (Tensor) Pickles.load(Pickles.saved(tensor));

        assertThat(read.type()).isEqualTo(tensor.type());
        assertThat(read.toDoubleArray()).isEqualTo(tensor.toDoubleArray());
    }

    @Test
    void aTreeComesBackWithItsOrderAndTypes() {
        Map<Object, Object> tree = new LinkedHashMap<>();
        tree.put("z", List.of(1L, 255L, 256L, 65_535L, 65_536L, -1L, Long.MAX_VALUE, Long.MIN_VALUE));
        tree.put("a", Arrays.asList(null, true, false, "", "тензор 🌡", 0.1, -0.0, Double.NEGATIVE_INFINITY));
        tree.put(7L, Map.of("big", BigInteger.ONE.shiftLeft(100), "dtype", DType.BFLOAT16));
        tree.put("empty", List.of(Map.of(), List.of()));

        Object read = Pickles.load(Pickles.saved(tree));

        assertThat(read).isEqualTo(tree);
        assertThat(new ArrayList<Object>(((Map<?, ?>) read).keySet())).containsExactly("z", "a", 7L, "empty");
    }

    @Test
    void tensorsThatShareMemoryShareItAgain() {
        Tensor whole = Tensor.arange(12).to(DType.FLOAT32).view(3, 4);
        Map<String, Tensor> tree = new LinkedHashMap<>();
        tree.put("whole", whole);
        tree.put("transposed", whole.t());
        tree.put("row", whole.select(0, 1));

        byte[] file = Pickles.saved(tree);
        Map<?, ?> read = (Map<?, ?>) Pickles.load(file);

        Tensor row = (Tensor) read.get("row");
        row.fill_(-1);
        assertThat(((Tensor) read.get("whole")).toFloatArray())
                .containsExactly(0, 1, 2, 3, -1, -1, -1, -1, 8, 9, 10, 11);
        assertThat(((Tensor) read.get("transposed")).strides()).containsExactly(1, 4);
        assertThat(((Tensor) read.get("transposed")).item(0, 1)).isEqualTo(-1);
        assertThat(Pickles.directory(file).has("archive/data/1")).isFalse();
    }

    @Test
    void emptyScalarAndExpandedTensorsComeBack() {
        List<Tensor> tensors = List.of(
                Tensor.zeros(0, 3), Tensor.scalar(2.5), Tensor.ones(2, 1).expand(2, 5));

        List<?> read = (List<?>) Pickles.load(Pickles.saved(tensors));

        for (int i = 0; i < tensors.size(); i++) {
            assertThat(((Tensor) read.get(i)).type()).isEqualTo(tensors.get(i).type());
            assertThat(((Tensor) read.get(i)).toFloatArray())
                    .isEqualTo(tensors.get(i).toFloatArray());
        }
    }

    @Test
    void whatRequiresAGradientStillDoes() {
        List<?> read =
                (List<?>) Pickles.load(Pickles.saved(List.of(Tensor.ones(2).requiresGrad(true), Tensor.ones(2))));

        assertThat(((Tensor) read.get(0)).requiresGrad()).isTrue();
        assertThat(((Tensor) read.get(0)).isLeaf()).isTrue();
        assertThat(((Tensor) read.get(1)).requiresGrad()).isFalse();
    }

    @Test
    void filesAreReadAsStreamsAre() throws IOException {
        Tensor tensor = Tensor.randn(Generator.seeded(3), 300, 7);
        Path file = temporary.resolve("x.pt");

        TorchFiles.save(Map.of("w", tensor), file);

        assertThat(Files.readAllBytes(file)).isEqualTo(Pickles.saved(Map.of("w", tensor)));
        assertThat(((Tensor) ((Map<?, ?>) TorchFiles.load(file)).get("w")).toFloatArray())
                .isEqualTo(tensor.toFloatArray());
    }

    @Test
    void entriesAreStoredAlignedAndSoundForOthers() throws IOException {
        Path file = temporary.resolve("x.pt");
        TorchFiles.save(Map.of("a", Tensor.ones(3), "b", Tensor.ones(DType.BOOL, 5)), file);
        ZipDirectory directory = Pickles.directory(Files.readAllBytes(file));

        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                assertThat(directory.find(entry.getName()).begin() % 64)
                        .as(entry.getName())
                        .isZero();
                assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED);
                assertThat(zip.getInputStream(entry).readAllBytes()).hasSize((int) entry.getSize());
            }
            assertThat(zip.stream().map(ZipEntry::getName))
                    .containsExactly(
                            "archive/data.pkl",
                            "archive/byteorder",
                            "archive/data/0",
                            "archive/data/1",
                            "archive/version");
        }
    }

    @Test
    void archivesOfMoreEntriesThanTheOldDirectoryCountsComeBack() {
        List<Tensor> many = new ArrayList<>();
        for (int i = 0; i < 70_000; i++) {
            many.add(Tensor.ofBytes(new byte[] {(byte) i}, DType.INT8, 1));
        }

        List<?> read = (List<?>) Pickles.load(Pickles.saved(many));

        assertThat(read).hasSize(many.size());
        assertThat(((Tensor) read.get(69_999)).item()).isEqualTo((byte) 69_999);
    }

    @Test
    void aModuleTakesBackItsStateDict() {
        Module model = new Sequential(new Linear(3, 4), new BatchNorm1d(4));
        Module other = new Sequential(new Linear(3, 4), new BatchNorm1d(4));
        Path file = temporary.resolve("x.pt");

        TorchFiles.save(model.stateDict(), file);
        other.loadStateDict(TorchFiles.loadStateDict(file));

        Tensor x = Tensor.randn(Generator.seeded(1), 5, 3);
        assertThat(other.eval().call(x).toFloatArray())
                .isEqualTo(model.eval().call(x).toFloatArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"model_state_dict", "state_dict", "model"})
    void aStateDictIsFoundInACheckpoint(String key) {
        Path file = temporary.resolve("x.pt");
        TorchFiles.save(Map.of("epoch", 3, key, Map.of("w", Tensor.ones(2))), file);

        assertThat(TorchFiles.loadStateDict(file)).containsOnlyKeys("w");
        assertThat(TorchFiles.loadStateDict(file, key)).containsOnlyKeys("w");
    }

    @Test
    void aStateDictOfAnotherNameIsReadByItsKey() {
        Path file = temporary.resolve("x.pt");
        TorchFiles.save(Map.of("ema", Map.of("weights", Map.of("w", Tensor.ones(2)))), file);

        assertThat(TorchFiles.loadStateDict(file, "ema.weights")).containsOnlyKeys("w");
        assertThatThrownBy(() -> TorchFiles.loadStateDict(file))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("is no state dict")
                .hasMessageContaining("'ema'");
        assertThatThrownBy(() -> TorchFiles.loadStateDict(file, "ema.w"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("'weights'");
    }

    @Test
    void aPrefixIsTakenOff() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        state.put("module.w", Tensor.ones(1));
        state.put("b", Tensor.ones(1));

        assertThat(TorchFiles.consumePrefixInStateDictIfPresent(state, "module."))
                .containsOnlyKeys("w", "b");
        state.put("w", Tensor.ones(1));
        assertThatThrownBy(() -> TorchFiles.consumePrefixInStateDictIfPresent(state, "module."))
                .hasMessageContaining("'w'");
    }

    @Test
    void anOptimizersNumbersAreNumbersInTheFileAndTextsInAState() {
        Path file = temporary.resolve("x.pt");
        Map<String, Object> optimizer = Map.of(
                "state", Map.of("0", Map.of("step", Tensor.scalar(3))), "param_groups", List.of(Map.of("lr", 0.1)));
        TorchFiles.save(Map.of("optimizer", optimizer), file);

        Map<?, ?> read = (Map<?, ?>) ((Map<?, ?>) TorchFiles.load(file)).get("optimizer");
        assertThat(new ArrayList<Object>(((Map<?, ?>) read.get("state")).keySet()))
                .containsExactly(0L);
        Map<?, ?> state = TorchFiles.loadState(file, "optimizer");
        assertThat(state).hasToString(String.valueOf(TorchFiles.loadState(file).get("optimizer")));
        assertThat(new ArrayList<Object>(((Map<?, ?>) state.get("state")).keySet()))
                .containsExactly("0");
    }

    @Test
    void whatAFileCannotHoldIsNamedByItsPlace() {
        assertThatThrownBy(() -> Pickles.saved(Map.of("a", List.of(1, new Object()))))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("the tree[a][1] is a java.lang.Object");
        assertThatThrownBy(() -> Pickles.saved(Map.of(1.5, 1)))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("key 1.5");
        assertThatThrownBy(() -> Pickles.saved("\ud800"))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("half a character");
        List<Object> cycle = new ArrayList<>();
        cycle.add(cycle);
        assertThatThrownBy(() -> Pickles.saved(cycle))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("holds itself");
    }

    @Test
    void aMissingFileIsSaidToBe() {
        assertThatThrownBy(() -> TorchFiles.load(temporary.resolve("no.pt")))
                .isInstanceOf(ModelAccessException.class)
                .hasMessageContaining("does not exist");
    }
}
