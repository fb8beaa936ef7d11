package dev.arclight.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.nn.BatchNorm1d;
import dev.arclight.nn.Dropout;
import dev.arclight.nn.Embedding;
import dev.arclight.nn.GRU;
import dev.arclight.nn.Hardtanh;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Module;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.nn.Threshold;
import dev.arclight.nn.TransformerEncoderLayer;
import dev.arclight.nn.TransformerOptions;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {
    private static final Signature SIGNATURE = Signature.of(
            new TensorSpec("x", DType.FLOAT32, TensorSpec.ANY, 4), new TensorSpec("logits", DType.FLOAT32, -1, 3));

    @TempDir
    Path temporary;

    private Path folder;

    @BeforeEach
    void seed() {
        Generator.manualSeed(7);
        folder = temporary.resolve("model");
    }

    @Test
    void aLoadedModelHasTheSameBitsAndSignature() {
        Module saved = network();
        ModelFolder.save(saved, SIGNATURE, folder);

        Model loaded = ModelFolder.load(folder);

        assertSameBits(saved, loaded.module());
        assertThat(loaded.signature()).isEqualTo(SIGNATURE);
        assertThat(loaded.module().isTraining()).isFalse();
    }

    @Test
    void aLoadedModelComputesTheSame() {
        Module saved = network().eval();
        ModelFolder.save(saved, SIGNATURE, folder);
        Tensor x = Tensor.randn(Generator.seeded(3), 5, 4);

        Tensor expected = saved.forward(x);

        assertThat(ModelFolder.load(folder).module().forward(x).toFloatArray()).isEqualTo(expected.toFloatArray());
    }

    @Test
    void everyKnownLayerSurvivesTheWayThroughAFolder() {
        Module saved = EveryLayer.network();
        ModelFolder.save(saved, SIGNATURE, folder);

        Module loaded = ModelFolder.load(folder).module();

        assertSameBits(saved, loaded);
        assertThat(loaded).hasToString(saved.toString());
        String description = text(ModelFolder.DESCRIPTION);
        assertThat(KnownLayers.types())
                .allSatisfy(type -> assertThat(description).contains("\"" + type + "\""));
    }

    @Test
    void savingALoadedModelGivesTheSameBytes() throws IOException {
        ModelFolder.save(network(), SIGNATURE, folder);
        Model first = ModelFolder.load(folder);
        Path second = temporary.resolve("second");
        ModelFolder.save(first.module(), first.signature(), second);

        for (String file : List.of(ModelFolder.DESCRIPTION, ModelFolder.WEIGHTS)) {
            assertThat(second.resolve(file)).hasSameBinaryContentAs(folder.resolve(file));
        }
        assertThat(ModelFolder.load(second).checksum()).isEqualTo(first.checksum());
    }

    @Test
    void otherFilesStandBesideTheModelAndMayNotTakeItsNames() throws IOException {
        ModelFolder.save(network(), SIGNATURE, folder, false, Map.of("tokenizer.json", new byte[] {1, 2}));

        assertThat(Files.readAllBytes(folder.resolve("tokenizer.json"))).containsExactly(1, 2);
        assertThat(ModelFolder.load(folder).signature()).isEqualTo(SIGNATURE);
        for (String name : List.of(ModelFolder.WEIGHTS, ModelFolder.DESCRIPTION, "../x", "a/b", "", ".x")) {
            assertThatThrownBy(() -> ModelFolder.save(
                            network(), SIGNATURE, temporary.resolve("other"), false, Map.of(name, new byte[0])))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("cannot stand beside a model");
        }
        assertThat(temporary.resolve("other")).doesNotExist();
    }

    @Test
    void anEncoderLayerWithAFunctionWithoutANameIsNotSaved() {
        Module layer = new TransformerEncoderLayer(
                4, 2, TransformerOptions.defaults().dimFeedforward(3).activation(Tensor::tanh));

        assertThatThrownBy(() -> ModelFolder.save(layer, SIGNATURE, folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("activation")
                .hasMessageContaining("relu or gelu");
    }

    @Test
    void theChecksumChangesWithOneWeight() {
        Module module = network();
        ModelFolder.save(module, SIGNATURE, folder);
        String before = ModelFolder.load(folder).checksum();
        module.stateDict().get("0.bias").storage().floats()[0] += 1;
        ModelFolder.save(module, SIGNATURE, folder, true);

        assertThat(ModelFolder.load(folder).checksum()).isNotEqualTo(before).hasSize(64);
    }

    @Test
    void streamsAndFilesGiveTheSameModel() {
        ModelFolder.save(network(), SIGNATURE, folder);

        Model fromFiles = ModelFolder.load(folder);
        Model fromStreams = ModelFolder.read(source());

        assertSameBits(fromFiles.module(), fromStreams.module());
        assertThat(fromStreams.checksum()).isEqualTo(fromFiles.checksum());
        assertThat(fromStreams.signature()).isEqualTo(fromFiles.signature());
    }

    @Test
    void loadingDrawsNoRandomNumbers() {
        ModelFolder.save(network(), SIGNATURE, folder);
        Generator.manualSeed(11);
        long expected = Generator.seeded(11).nextLong();

        ModelFolder.load(folder);

        assertThat(Generator.current().nextLong()).isEqualTo(expected);
    }

    @Test
    void aModelLoadedWithinAnArenaOutlivesIt() {
        Module saved = network();
        ModelFolder.save(saved, SIGNATURE, folder);
        Model loaded;
        try (Arena.Scope scope = new Arena().open()) {
            loaded = ModelFolder.load(folder);
        }

        assertSameBits(saved, loaded.module());
    }

    @Test
    void anExistingFolderIsRefusedAndLeftAlone() throws IOException {
        ModelFolder.save(network(), SIGNATURE, folder);
        byte[] before = Files.readAllBytes(folder.resolve(ModelFolder.WEIGHTS));

        assertThatThrownBy(() -> ModelFolder.save(new ReLU(), SIGNATURE, folder))
                .isInstanceOf(ModelAccessException.class)
                .hasMessageContaining("exists already");
        assertThat(folder.resolve(ModelFolder.WEIGHTS)).hasBinaryContent(before);
        assertThat(listing()).containsExactly("model");
    }

    @Test
    void overwritingReplacesTheFolderAndLeavesNothingBeside() throws IOException {
        ModelFolder.save(network(), SIGNATURE, folder);
        ModelFolder.save(new Sequential(new Linear(2, 2)), SIGNATURE, folder, true);

        assertThat(ModelFolder.load(folder).module().stateDict()).containsOnlyKeys("0.weight", "0.bias");
        assertThat(listing()).containsExactly("model");
    }

    @Test
    void aLayerThatDoesNotDescribeItselfIsNamedAndNothingIsWritten() throws IOException {
        Module module = new Sequential(new ReLU(), new Sequential(new Undescribed()));

        assertThatThrownBy(() -> ModelFolder.save(module, SIGNATURE, folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("layer 1.0")
                .hasMessageContaining(Undescribed.class.getName());
        assertThat(listing()).isEmpty();
    }

    @Test
    void aFolderThatCannotBeMadeLeavesNothing() throws IOException {
        Files.writeString(temporary.resolve("file"), "in the way");

        assertThatThrownBy(() -> ModelFolder.save(network(), SIGNATURE, temporary.resolve("file/model")))
                .isInstanceOf(ModelAccessException.class)
                .hasMessageContaining("cannot be written");
        assertThat(listing()).containsExactly("file");
    }

    @Test
    void aMissingFolderIsNamed() {
        assertThatThrownBy(() -> ModelFolder.load(folder))
                .isInstanceOf(ModelAccessException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("no such model folder");
    }

    @Test
    void aFileInPlaceOfTheFolderIsNamed() throws IOException {
        Files.writeString(folder, "not a folder");

        assertThatThrownBy(() -> ModelFolder.load(folder))
                .isInstanceOf(ModelAccessException.class)
                .hasMessageContaining("is not a folder");
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        for (String file : List.of(ModelFolder.WEIGHTS, ModelFolder.DESCRIPTION)) {
            ModelFolder.save(network(), SIGNATURE, folder, true);
            Files.delete(folder.resolve(file));

            assertThatThrownBy(() -> ModelFolder.load(folder))
                    .isInstanceOf(ModelAccessException.class)
                    .hasMessageContaining(folder.resolve(file) + ": cannot be read");
            assertThatThrownBy(() -> ModelFolder.read(source()))
                    .isInstanceOf(ModelAccessException.class)
                    .hasMessageContaining("store/" + file + ": cannot be read");
        }
    }

    @Test
    void aNewerVersionAsksForANewerArclight() throws IOException {
        ModelFolder.save(network(), SIGNATURE, folder);
        edit("\"version\" : 1", "\"version\" : 3");

        assertRefused("is of version 3", "use a newer Arclight");
    }

    @Test
    void aForeignFormatIsRefused() throws IOException {
        ModelFolder.save(network(), SIGNATURE, folder);
        edit("\"arclight\"", "\"keras\"");

        assertRefused("'\"keras\"'", "not a model folder of Arclight");
    }

    @Test
    void anUnknownLayerIsNamed() throws IOException {
        ModelFolder.save(network(), SIGNATURE, folder);
        edit("\"ReLU\"", "\"java.lang.Runtime\"");

        assertRefused("layer 1", "unknown type 'java.lang.Runtime'");
    }

    @Test
    void anUnknownSettingIsNamed() throws IOException {
        ModelFolder.save(network(), SIGNATURE, folder);
        edit("\"inFeatures\" : 4", "\"inFeatures\" : 4, \"sparse\" : true");

        assertRefused("layer 0 (Linear)", "unknown setting 'sparse'");
    }

    @Test
    void aMissingSettingIsNamed() throws IOException {
        ModelFolder.save(network(), SIGNATURE, folder);
        edit("\"inFeatures\" : 4,", "");

        assertRefused("layer 0 (Linear)", "lacks the setting 'inFeatures'");
    }

    @Test
    void aSettingThatItsLayerRefusesIsNamed() throws IOException {
        ModelFolder.save(network(), SIGNATURE, folder);
        edit("\"p\" : 0.5", "\"p\" : 1.5");

        assertRefused("layer 2 (Dropout)", "p is 1.5");
    }

    @Test
    void aSettingOfAnotherKindIsNamed() throws IOException {
        ModelFolder.save(network(), SIGNATURE, folder);
        for (String wrong : List.of("-1", "4.0", "\"4\"", "[4]", "null", "99999999999999999999")) {
            ModelFolder.save(network(), SIGNATURE, folder, true);
            edit("\"inFeatures\" : 4", "\"inFeatures\" : " + wrong);

            assertRefused("layer 0 (Linear)", "as inFeatures; expected a whole number");
        }
    }

    @Test
    void settingsThatAskForMoreThanTheWeightsHoldTakeNoMemory() throws IOException {
        ModelFolder.save(network(), SIGNATURE, folder);
        edit("\"inFeatures\" : 4", "\"inFeatures\" : 2147483647");

        assertRefused("0.weight is float32[6, 4], expected float32[6, 2147483647]");
    }

    @Test
    void allWeightsThatDoNotFitAreNamedAtOnce() {
        Module module = network();
        ModelFolder.save(module, SIGNATURE, folder);
        Map<String, Tensor> weights = new HashMap<>(module.stateDict());
        weights.remove("0.bias");
        weights.put("3.weight", Tensor.zeros(3, 5));
        weights.put("3.bias", Tensor.zeros(DType.FLOAT64, 3));
        weights.put("extra", Tensor.zeros(1));
        Safetensors.write(folder.resolve(ModelFolder.WEIGHTS), weights);

        assertRefused(
                "0.bias is missing",
                "3.weight is float32[3, 5], expected float32[3, 6]",
                "3.bias is float64[3], expected float32[3]",
                "'extra' is unexpected");
    }

    @Test
    void aDescriptionCutAnywhereIsRefused() throws IOException {
        ModelFolder.save(network(), SIGNATURE, folder);
        byte[] whole = Files.readAllBytes(folder.resolve(ModelFolder.DESCRIPTION));
        for (int length = 0; length < whole.length; length++) {
            Files.write(folder.resolve(ModelFolder.DESCRIPTION), java.util.Arrays.copyOf(whole, length));
            assertRefused();
        }
    }

    @Test
    void weightsCutAnywhereAreRefused() throws IOException {
        ModelFolder.save(network(), SIGNATURE, folder);
        byte[] whole = Files.readAllBytes(folder.resolve(ModelFolder.WEIGHTS));
        for (int length = 0; length < whole.length; length++) {
            Files.write(folder.resolve(ModelFolder.WEIGHTS), java.util.Arrays.copyOf(whole, length));
            assertRefused();
        }
    }

    @Test
    void aDescriptionNestedDeeplyIsRefused() throws IOException {
        ModelFolder.save(network(), SIGNATURE, folder);
        String layer = "{\"type\":\"Sequential\",\"layers\":[";
        edit("{\n    \"type\" : \"Sequential\"", layer.repeat(100_000));

        assertRefused("is not sound JSON");
    }

    @Test
    void aDescriptionThatNamesAKeyTwiceIsRefused() throws IOException {
        ModelFolder.save(network(), SIGNATURE, folder);
        edit("\"version\" : 1", "\"version\" : 1, \"version\" : 1");

        assertRefused("is not sound JSON");
    }

    @Test
    void layersKeepTheirNames() {
        LinkedHashMap<String, Module> inner = new LinkedHashMap<>();
        inner.put("norm", new BatchNorm1d(3));
        inner.put("1", new ReLU());
        LinkedHashMap<String, Module> layers = new LinkedHashMap<>();
        layers.put("fc", new Linear(4, 3));
        layers.put("tail", new Sequential(inner));
        Sequential saved = new Sequential(layers);
        ModelFolder.save(saved, SIGNATURE, folder);

        Module loaded = ModelFolder.load(folder).module();
        assertSameBits(saved, loaded);
        assertThat(loaded).hasToString(saved.toString());
        assertThat(loaded.stateDict()).containsKeys("fc.weight", "tail.norm.running_mean");
        assertThat(text(ModelFolder.DESCRIPTION)).contains("\"version\" : 2", "\"name\" : \"fc\"");
        assertSameBits(saved, ModuleCopy.of(saved));
        assertThat(NetworkJson.read(NetworkJson.write(saved))).hasToString(saved.toString());
    }

    @Test
    void foldersWhoseLayersAreNumberedStayOfTheFirstVersion() {
        ModelFolder.save(network(), SIGNATURE, folder);

        assertThat(text(ModelFolder.DESCRIPTION)).contains("\"version\" : 1").doesNotContain("\"name\" : \"0\"");
    }

    @Test
    void namesThatNoLayerCanHaveAreRefused() throws IOException {
        ModelFolder.save(network(), SIGNATURE, folder);
        for (String wrong : List.of("\"a.b\"", "\"\"", "7", "\"1\"")) {
            ModelFolder.save(network(), SIGNATURE, folder, true);
            edit("\"type\" : \"Linear\"", "\"name\" : " + wrong + ", \"type\" : \"Linear\"");

            assertRefused("called");
        }
    }

    @Test
    void settingsThatAreNotFiniteSurvive() {
        Module saved = new Sequential(
                new Hardtanh(0, Double.POSITIVE_INFINITY), new Threshold(Double.NEGATIVE_INFINITY, Double.NaN));
        ModelFolder.save(saved, SIGNATURE, folder);

        assertThat(ModelFolder.load(folder).module()).hasToString(saved.toString());
    }

    @Test
    void allSettingsOfAnEmbeddingSurvive() {
        Embedding saved = new Embedding(3, 2, 1, 0.5, 1, true);
        ModelFolder.save(saved, SIGNATURE, folder);

        assertThat(((Embedding) ModelFolder.load(folder).module()).config()).isEqualTo(saved.config());
        assertThat(saved.config()).containsEntry("scaleGradByFreq", true);
    }

    @Test
    void aLayerThatStandsInTwoPlacesIsReadOrRefusedWhenSaving() {
        Linear shared = new Linear(4, 4);
        Sequential saved = new Sequential(shared, new ReLU(), shared);
        try {
            ModelFolder.save(saved, SIGNATURE, folder);
        } catch (ModelFormatException refused) {
            assertThat(refused).hasMessageContaining("cannot be described");
            return;
        }
        assertSameBits(saved, ModelFolder.load(folder).module());
    }

    @Test
    void moreLayersWithinEachOtherThanAreReadAreRefusedWhenSaving() throws IOException {
        Module module = new ReLU();
        for (int depth = 0; depth < 60; depth++) {
            module = new Sequential(module);
        }
        Module nested = module;
        assertThatThrownBy(() -> ModelFolder.save(nested, SIGNATURE, folder)).isInstanceOf(ModelFormatException.class);
        assertThatThrownBy(() -> NetworkJson.write(nested)).isInstanceOf(ModelFormatException.class);
        assertThat(listing()).isEmpty();
    }

    @Test
    void moreRecurrentLayersThanTheWeightsHoldTakeNoMemory() throws IOException {
        ModelFolder.save(new GRU(2, 3), SIGNATURE, folder);
        edit("\"numLayers\" : 1", "\"numLayers\" : 2000000000");

        assertRefused("2000000000 as numLayers", "at most 4");
    }

    @Test
    void sizesWhoseProductOverflowsAreRefused() throws IOException {
        ModelFolder.save(new GRU(2, 3), SIGNATURE, folder);
        edit("\"hiddenSize\" : 3", "\"hiddenSize\" : 2000000000");

        assertRefused("(GRU)", "cannot be made");
    }

    @Test
    void onlyAModelIsOverwritten() throws IOException {
        Files.createDirectory(folder);
        Files.writeString(folder.resolve("thesis.txt"), "years of work");
        assertThatThrownBy(() -> ModelFolder.save(network(), SIGNATURE, folder, true))
                .isInstanceOf(ModelAccessException.class)
                .hasMessageContaining("holds no model.json");
        assertThat(folder.resolve("thesis.txt")).hasContent("years of work");
        Path file = temporary.resolve("file");
        Files.writeString(file, "years of work");
        assertThatThrownBy(() -> ModelFolder.save(network(), SIGNATURE, file, true))
                .isInstanceOf(ModelAccessException.class)
                .hasMessageContaining("holds no model.json");
        assertThat(file).hasContent("years of work");
        assertThat(listing()).containsExactly("file", "model");
    }

    @Test
    void aModelThatAnInterruptedSaveSetAsideIsNamed() throws IOException {
        ModelFolder.save(network(), SIGNATURE, folder);
        Files.move(folder, temporary.resolve(".model.0123.old"));

        assertThatThrownBy(() -> ModelFolder.load(folder))
                .isInstanceOf(ModelAccessException.class)
                .hasMessageContaining(".model.0123.old: rename it");
    }

    @Test
    void aBorrowedNameIsRefusedWhenSaving() {
        assertThatThrownBy(() -> ModelFolder.save(new Borrowed(), SIGNATURE, folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("has the tensors");
    }

    private void assertRefused(String... parts) {
        assertThatThrownBy(() -> ModelFolder.load(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageNotContaining("\n")
                .satisfies(refusal -> assertThat(List.of(parts)).allMatch(refusal.getMessage()::contains));
        assertThatThrownBy(() -> ModelFolder.read(source()))
                .isInstanceOf(ModelFormatException.class)
                .satisfies(refusal -> assertThat(List.of(parts)).allMatch(refusal.getMessage()::contains));
    }

    private ModelSource source() {
        return new ModelSource() {
            @Override
            public InputStream open(String fileName) throws IOException {
                return Files.newInputStream(folder.resolve(fileName));
            }

            @Override
            public String location() {
                return "store";
            }
        };
    }

    private void edit(String from, String to) throws IOException {
        String before = text(ModelFolder.DESCRIPTION);
        assertThat(before).contains(from);
        Files.writeString(
                folder.resolve(ModelFolder.DESCRIPTION), before.replaceFirst(java.util.regex.Pattern.quote(from), to));
    }

    private String text(String file) {
        return org.assertj.core.util.Files.contentOf(folder.resolve(file).toFile(), StandardCharsets.UTF_8);
    }

    private List<String> listing() throws IOException {
        try (Stream<Path> entries = Files.list(temporary)) {
            return entries.map(path -> String.valueOf(path.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    private static Module network() {
        return new Sequential(new Linear(4, 6), new ReLU(), new Dropout(0.5), new Linear(6, 3));
    }

    private static void assertSameBits(Module expected, Module actual) {
        Map<String, Tensor> want = expected.stateDict();
        Map<String, Tensor> got = actual.stateDict();
        assertThat(got.keySet()).containsExactlyElementsOf(want.keySet());
        want.forEach((name, tensor) -> {
            assertThat(got.get(name).type()).as(name).isEqualTo(tensor.type());
            assertThat(got.get(name).toDoubleArray()).as(name).isEqualTo(tensor.toDoubleArray());
        });
    }

    private static final class Undescribed extends Module {
        @Override
        public Tensor forward(Tensor input) {
            return input;
        }
    }

    private static final class Borrowed extends Module implements dev.arclight.nn.Describable {
        @Override
        public Tensor forward(Tensor input) {
            return input;
        }

        @Override
        public String type() {
            return "Linear";
        }

        @Override
        public Map<String, Object> config() {
            return Map.of("inFeatures", 2, "outFeatures", 2, "bias", false);
        }
    }
}
