package dev.arclight.it.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.arclight.data.Idx;
import dev.arclight.io.Npy;
import dev.arclight.io.Npz;
import dev.arclight.io.Safetensors;
import dev.arclight.io.torch.TorchFiles;
import dev.arclight.nn.BatchNorm1d;
import dev.arclight.nn.BatchNorm2d;
import dev.arclight.nn.Conv2d;
import dev.arclight.nn.Functional;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Module;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** NumPy's and safetensors' files of other projects, and what Python makes of ours. */
class OtherFilesAgreementTest {
    @TempDir
    Path temporary;

    @Test
    void aTrainedNetworkRecognizesDigitsFromEitherFormat() throws IOException {
        Path mnist = SharedData.files("images/mnist", ".*/t10k-images.*gz").get(0);
        Tensor images = Idx.read(mnist).slice(0, 0, 1000).to(DType.FLOAT32).view(1000, 1, 28, 28);
        Tensor labels = Idx.read(
                        SharedData.files("images/mnist", ".*/t10k-labels.*gz").get(0))
                .slice(0, 0, 1000);
        Tensor input = images.div(255).sub(0.1307).div(0.3081);
        Path safetensors = SharedData.files("models", ".*/mnist.safetensors").get(0);

        for (Map<String, Tensor> weights : List.of(
                Safetensors.read(safetensors).tensors(),
                TorchFiles.loadStateDict(safetensors.resolveSibling("mnist.pt")))) {
            Net net = new Net();
            net.loadStateDict(weights);
            Tensor digits = net.eval().call(input).argmax(1);

            double right =
                    digits.eq(labels.to(DType.INT64)).to(DType.FLOAT64).mean().item();
            assertThat(right).isGreaterThan(0.98);
        }
    }

    /** The network of these files. */
    private static final class Net extends Module {
        private final Conv2d conv1 = register("conv1", new Conv2d(1, 8, 3));
        private final Conv2d conv2 = register("conv2", new Conv2d(8, 16, 3));
        private final Conv2d conv3 = register("conv3", new Conv2d(16, 24, 3));
        private final BatchNorm2d norm1 = register("norm1", new BatchNorm2d(24));
        private final Linear fc1 = register("fc1", new Linear(11616, 32));
        private final Linear fc2 = register("fc2", new Linear(32, 10));
        private final BatchNorm1d norm2 = register("norm2", new BatchNorm1d(10));

        @Override
        public Tensor forward(Tensor input) {
            Tensor x = Functional.relu(conv1.call(input));
            x = Functional.relu(conv2.call(x));
            x = Functional.relu(conv3.call(x));
            x = norm1.call(x).flatten(1);
            return norm2.call(fc2.call(Functional.relu(fc1.call(x))));
        }
    }

    @Test
    void arraysOfNumpyAreReadAsPythonReadsThem() throws IOException {
        Path npy = SharedData.files("format-fixtures", ".*\\.npy").get(0);
        Path npz = SharedData.files("format-fixtures", ".*\\.npz").get(0);
        JsonNode expected = PythonTorch.run(temporary, """
                import numpy as np
                npz = np.load(sys.argv[2])
                print(json.dumps([describe(torch.from_numpy(np.load(sys.argv[1]))),
                                  {name: describe(torch.from_numpy(npz[name])) for name in npz.files}]))
                """, npy.toString(), npz.toString());

        assertThat(Described.of(Npy.load(npy))).isEqualTo(expected.get(0));
        Map<String, Tensor> arrays = Npz.load(npz);
        assertThat(arrays).hasSameSizeAs(expected.get(1));
        arrays.forEach((name, tensor) -> assertThat(Described.of(tensor))
                .as(name)
                .isEqualTo(expected.get(1).get(name)));
    }

    @Test
    void shardsAndTheirIndexAreWhatOthersReadByTheFormat() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (int i = 0; i < 5; i++) {
            tensors.put("layer." + i, Tensor.randn(Generator.seeded(i), 10, 3));
        }
        Safetensors.writeSharded(temporary.resolve("model"), tensors, 250);

        // Read by hand, since the library may not be there: a length, a header, and bytes at the header's offsets.
        JsonNode read = PythonTorch.run(temporary, """
                import struct, os
                index = json.load(open('model/model.safetensors.index.json'))
                total, found = 0, {}
                for name, file in index['weight_map'].items():
                    data = open(os.path.join('model', file), 'rb').read()
                    length = struct.unpack('<Q', data[:8])[0]
                    entry = json.loads(data[8:8 + length])[name]
                    begin, end = entry['data_offsets']
                    assert entry['dtype'] == 'F32'
                    total += end - begin
                    found[name] = describe(torch.frombuffer(bytearray(data[8 + length + begin:8 + length + end]),
                                                            dtype=torch.float32).view(entry['shape']))
                assert total == index['metadata']['total_size']
                print(json.dumps(found))
                """);

        tensors.forEach((name, tensor) -> assertThat(read.get(name)).as(name).isEqualTo(Described.of(tensor)));
    }
}
