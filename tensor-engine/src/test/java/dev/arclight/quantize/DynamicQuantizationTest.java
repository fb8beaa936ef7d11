package dev.arclight.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.TestData;
import dev.arclight.data.Idx;
import dev.arclight.io.Model;
import dev.arclight.io.ModelFolder;
import dev.arclight.io.ModelFormatException;
import dev.arclight.io.Safetensors;
import dev.arclight.io.Signature;
import dev.arclight.io.TensorSpec;
import dev.arclight.nn.Conv2d;
import dev.arclight.nn.CrossEntropyLoss;
import dev.arclight.nn.Dropout;
import dev.arclight.nn.Flatten;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Module;
import dev.arclight.nn.Quantizable;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.nn.ToDtype;
import dev.arclight.optim.Adam;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DynamicQuantizationTest {
    private static final Signature SIGNATURE =
            Signature.of(new TensorSpec("x", DType.FLOAT32, -1, 40), new TensorSpec("logits", DType.FLOAT32, -1, 10));

    @TempDir
    Path temporary;

    @BeforeEach
    void seed() {
        Generator.manualSeed(5);
    }

    @Test
    void linearLayersAreReplacedAndOthersStay() {
        Module module = new Sequential(
                new Conv2d(1, 2, 3), new Flatten(), new Sequential(new Linear(8, 4), new ReLU()), new Linear(4, 2));

        Module quantized = DynamicQuantization.quantize(module);

        assertThat(quantized).isInstanceOfSatisfying(Sequential.class, outer -> {
            assertThat(outer.layers()).element(0).isInstanceOf(Conv2d.class);
            assertThat(outer.layers()).element(1).isInstanceOf(Flatten.class);
            assertThat(isInt8(outer, "2.0")).isTrue();
            assertThat(isInt8(outer, "3")).isTrue();
        });
        assertThat(quantized.isTraining()).isFalse();
    }

    @Test
    void aSingleLinearLayerIsReplaced() {
        assertThat(isInt8(DynamicQuantization.quantize(new Linear(3, 2)), "")).isTrue();
    }

    @Test
    void theOriginalIsLeftAloneAndSharesNothing() {
        Module module = network();
        float[] before = module.stateDict().get("0.weight").toFloatArray();
        Module quantized = DynamicQuantization.quantize(module);
        Tensor x = Tensor.randn(Generator.seeded(1), 3, 40);
        float[] expected = quantized.forward(x).toFloatArray();

        assertThat(module.isTraining()).isTrue();
        assertThat(module.stateDict().get("0.weight").toFloatArray()).isEqualTo(before);
        module.stateDict().values().forEach(tensor -> tensor.fill_(0));
        assertThat(quantized.forward(x).toFloatArray()).isEqualTo(expected);
    }

    @Test
    void aQuantizedNetworkIsSavedAsInt8AndComesBackWithTheSameBits() {
        Module quantized = DynamicQuantization.quantize(network());
        Path folder = temporary.resolve("int8");
        ModelFolder.save(quantized, SIGNATURE, folder);

        Model loaded = ModelFolder.load(folder);

        Tensor x = Tensor.randn(Generator.seeded(1), 6, 40);
        assertThat(loaded.module().forward(x).toFloatArray())
                .isEqualTo(quantized.forward(x).toFloatArray());
        assertThat(Safetensors.read(folder.resolve(ModelFolder.WEIGHTS))
                        .tensors()
                        .get("0.weight")
                        .dtype())
                .isEqualTo(DType.INT8);
    }

    @Test
    void quantizingTwiceChangesNothing() {
        Module once = DynamicQuantization.quantize(network());
        Tensor x = Tensor.randn(Generator.seeded(1), 6, 40);

        assertThat(DynamicQuantization.quantize(once).forward(x).toFloatArray())
                .isEqualTo(once.forward(x).toFloatArray());
    }

    @Test
    void theReportCountsBytesAndErrors() {
        Tensor sample = Tensor.randn(Generator.seeded(1), 50, 40);

        DynamicQuantization.Result result = DynamicQuantization.quantize(network(), sample);

        QuantizationReport report = result.report();
        assertThat(report.layers()).extracting(QuantizationReport.Layer::name).containsExactly("0", "3.0");
        assertThat(report.layers().get(0).bytesBefore()).isEqualTo(4 * (40 * 64 + 64));
        assertThat(report.layers().get(0).bytesAfter()).isEqualTo(40 * 64 + 4 * 64 + 4 * 64);
        assertThat(report.bytesAfter()).isLessThan(report.bytesBefore() / 3);
        assertThat(report.layers())
                .allSatisfy(layer -> assertThat(layer.errors().mean())
                        .isPositive()
                        .isLessThanOrEqualTo(layer.errors().largest())
                        .isLessThan(0.02));
        assertThat(report.output().largest()).isLessThan(0.1);
        assertThat(report.toString()).hasLineCount(4).contains("3.0", "10,496");
    }

    @Test
    void withoutASampleTheReportHasBytesOnly() {
        Module module = network();

        QuantizationReport report = DynamicQuantization.report(module, DynamicQuantization.quantize(module));

        assertThat(report.bytesBefore()).isGreaterThan(report.bytesAfter());
        assertThat(report.output()).isEqualTo(QuantizationReport.Errors.NONE);
    }

    @Test
    void aLayerOfSomebodyElseIsNamed() {
        Module own = new Module() {
            @Override
            public Tensor forward(Tensor input) {
                return input;
            }
        };

        assertThatThrownBy(() -> DynamicQuantization.quantize(new Sequential(own)))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(own.getClass().getName());
    }

    @Test
    void aNetworkOnRealDigitsKeepsItsAccuracy() {
        Tensor images = Idx.read(TestData.require("images/mnist/t10k-images-idx3-ubyte.gz"));
        Tensor labels = Idx.readLabels(TestData.require("images/mnist/t10k-labels-idx1-ubyte.gz"));
        Module module = new Sequential(
                new ToDtype(DType.FLOAT32, true), new Flatten(), new Linear(784, 64), new ReLU(), new Linear(64, 10));
        train(module, images.narrow(0, 0, 8000), labels.narrow(0, 0, 8000));
        Tensor testImages = images.narrow(0, 8000, 2000);
        Tensor testLabels = labels.narrow(0, 8000, 2000);

        Module quantized = DynamicQuantization.quantize(module);

        double exact = accuracy(module, testImages, testLabels);
        assertThat(exact).isGreaterThan(0.9);
        assertThat(accuracy(quantized, testImages, testLabels)).isGreaterThan(exact - 0.005);
    }

    private static boolean isInt8(Module network, String name) {
        return ((Quantizable) network.getSubmodule(name)).isInt8();
    }

    private static Module network() {
        return new Sequential(
                new Linear(40, 64), new ReLU(), new Dropout(0.5), new Sequential(new Linear(64, 10, false)));
    }

    private static void train(Module module, Tensor images, Tensor labels) {
        Adam adam = new Adam(module.parameters(), 0.002);
        CrossEntropyLoss loss = new CrossEntropyLoss();
        for (int from = 0; from < images.size(0); from += 100) {
            module.zeroGrad();
            loss.forward(module.forward(images.narrow(0, from, 100)), labels.narrow(0, from, 100))
                    .backward();
            adam.step();
        }
    }

    private static double accuracy(Module module, Tensor images, Tensor labels) {
        return module.forward(images)
                .argmax(1)
                .eq(labels)
                .to(DType.FLOAT32)
                .mean()
                .item();
    }
}
