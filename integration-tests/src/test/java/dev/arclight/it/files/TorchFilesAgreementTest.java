package dev.arclight.it.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.arclight.io.ModelFormatException;
import dev.arclight.io.torch.TorchFiles;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What PyTorch's Python writes is read here as it reads it, and what is written here is read there. */
class TorchFilesAgreementTest {
    @TempDir
    Path temporary;

    @Test
    void filesOfOtherProjectsAreReadAsPythonReadsThem() throws IOException {
        List<String> files = new ArrayList<>();
        for (String folder : List.of("format-fixtures", "models")) {
            SharedData.files(folder, ".*\\.pth?").forEach(file -> files.add(file.toString()));
        }
        assertThat(files).hasSizeGreaterThan(100);

        JsonNode expected = PythonTorch.run(
                temporary,
                "print(json.dumps([describe(torch.load(f, map_location='cpu')) for f in sys.argv[1:]]))",
                files.toArray(new String[0]));

        for (int i = 0; i < files.size(); i++) {
            assertThat(Described.of(TorchFiles.load(Path.of(files.get(i)))))
                    .as(files.get(i))
                    .isEqualTo(expected.get(i));
        }
    }

    @Test
    void whatPythonWritesIsReadWhateverTheProtocolAndContainer() {
        JsonNode expected = PythonTorch.run(temporary, """
                torch.manual_seed(1)
                base = torch.randn(4, 6)
                dtypes = {str(d): (torch.randn(3, 5) * 9).to(d) for d in [torch.float64, torch.float32, torch.float16,
                    torch.bfloat16, torch.int64, torch.int32, torch.int16, torch.int8, torch.bool]}
                dtypes['torch.uint8'] = torch.arange(200, 206, dtype=torch.uint8)
                linear = torch.nn.Linear(4, 3)
                optimizer = torch.optim.Adam(linear.parameters(), lr=0.01)
                for _ in range(3):
                    optimizer.zero_grad()
                    linear(torch.randn(2, 4)).sum().backward()
                    optimizer.step()
                schedule = torch.optim.lr_scheduler.MultiStepLR(optimizer, [2, 4])
                tree = {
                    'dtypes': dtypes,
                    'shared': [base, base.t(), base[1:3, ::2], base.view(-1)[5:]],
                    'expanded': torch.ones(3, 1).expand(3, 4),
                    'empty': torch.zeros(0, 3), 'scalar': torch.tensor(2.5),
                    'parameter': torch.nn.Parameter(torch.ones(2)), 'frozen': torch.nn.Parameter(torch.ones(2), False),
                    'grad': torch.ones(2, requires_grad=True),
                    'special': torch.tensor([float('nan'), float('inf'), -0.0, 1e-45]),
                    'ordered': collections.OrderedDict([('b', 1), ('a', [True, False, None])]),
                    'numbers': [0, 255, 256, 65535, 65536, -1, 2**31, -2**31, 2**63 - 1, -2**63, 2**100, -2**70],
                    'floats': [0.1, -0.0, 1e300, float('inf'), 5e-324], 'text': 'тензор 🌡', 'none': None,
                    'tuple': (1, (2, ()), [[]]), 'size': torch.Size([2, 3]), 'int keys': {1: 'a', 'x': 2},
                    'model_state_dict': linear.state_dict(), 'optimizer': optimizer.state_dict(),
                    'schedule': schedule.state_dict(), 'epoch': 7, 'loss': 0.25,
                }
                for protocol in range(1, 6):
                    torch.save(tree, f'zip{protocol}.pt', pickle_protocol=protocol)
                    torch.save(tree, f'legacy{protocol}.pt', pickle_protocol=protocol,
                               _use_new_zipfile_serialization=False)
                print(json.dumps(describe(tree)))
                """);

        for (int protocol = 1; protocol <= 5; protocol++) {
            for (String container : List.of("zip", "legacy")) {
                Path file = temporary.resolve(container + protocol + ".pt");
                Object read = TorchFiles.load(file);
                assertThat(Described.of(read)).as(file.toString()).isEqualTo(expected);
                List<?> shared = (List<?>) ((Map<?, ?>) read).get("shared");
                for (Object tensor : shared) {
                    assertThat(((Tensor) tensor).storage()).isSameAs(((Tensor) shared.get(0)).storage());
                }
            }
        }
    }

    @Test
    void numbersAndArraysOfNumpyAreRead() {
        JsonNode expected = PythonTorch.run(temporary, """
                import numpy as np
                arrays = [np.arange(6, dtype=d).reshape(2, 3) for d in
                          ['float64', 'float32', 'float16', 'int64', 'int32', 'int16', 'int8', 'uint8', '>i4']]
                arrays += [np.asfortranarray(np.arange(6.0).reshape(2, 3)), np.array([True, False]), np.array(2.5)]
                scalars = [np.float64(0.1), np.float32(1.5), np.int64(-3), np.uint8(200), np.float16(2.5)]
                for protocol in range(2, 6):
                    torch.save({'arrays': arrays, 'scalars': scalars, 'truth': np.bool_(True)}, f'{protocol}.pt',
                               pickle_protocol=protocol)
                print(json.dumps({
                    'arrays': [describe(torch.from_numpy(a.astype(a.dtype.newbyteorder('=')).copy(order='C'))) for a in arrays],
                    'scalars': [describe(x.item()) for x in scalars]}))
                """);

        for (int protocol = 2; protocol <= 5; protocol++) {
            Map<?, ?> read = (Map<?, ?>) TorchFiles.load(temporary.resolve(protocol + ".pt"));
            List<?> arrays = (List<?>) read.get("arrays");
            for (int i = 0; i < arrays.size(); i++) {
                assertThat(Described.of(((Tensor) arrays.get(i)).contiguous()))
                        .isEqualTo(expected.get("arrays").get(i));
            }
            assertThat(Described.of(read.get("scalars"))).isEqualTo(expected.get("scalars"));
            assertThat(read.get("truth")).isEqualTo(true);
        }
    }

    @Test
    void whatIsNotReadIsRefusedByName() {
        PythonTorch.run(temporary, """
                import argparse, fractions
                class Net(torch.nn.Module):
                    def __init__(self):
                        super().__init__()
                        self.layer = torch.nn.Linear(2, 2)
                things = {
                    'module': Net(), 'sequential': torch.nn.Sequential(torch.nn.ReLU()),
                    'complex': torch.zeros(2, dtype=torch.complex64), 'complex_number': 1 + 2j,
                    'sparse': torch.eye(3).to_sparse(), 'csr': torch.eye(3).to_sparse_csr(),
                    'quantized': torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8),
                    'namespace': argparse.Namespace(lr=1), 'fraction': fractions.Fraction(1, 2)}
                for name, thing in things.items():
                    torch.save({'x': thing}, name + '.pt')
                    torch.save({'x': thing}, name + '.legacy.pt', _use_new_zipfile_serialization=False)
                torch.jit.save(torch.jit.script(torch.nn.Linear(2, 2)), 'script.pt')
                print('{}')
                """);

        Map<String, String> reasons = new LinkedHashMap<>();
        reasons.put("module", "'__main__.Net'");
        reasons.put("sequential", "whole module, with its layer 'torch.nn.modules.container.Sequential'");
        reasons.put("complex", "complex numbers");
        reasons.put("complex_number", "complex numbers");
        reasons.put("sparse", "sparse tensor");
        reasons.put("csr", "sparse tensor");
        reasons.put("quantized", "quantized");
        reasons.put("namespace", "'argparse.Namespace'");
        reasons.put("fraction", "'fractions.Fraction'");
        reasons.forEach((name, reason) -> {
            for (String ending : List.of(".pt", ".legacy.pt")) {
                assertThatThrownBy(() -> TorchFiles.load(temporary.resolve(name + ending)))
                        .as(name + ending)
                        .isInstanceOf(ModelFormatException.class)
                        .hasMessageContaining(reason);
            }
        });
        assertThatThrownBy(() -> TorchFiles.load(temporary.resolve("script.pt")))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("TorchScript");
    }

    @Test
    void whatIsWrittenHereOpensInPythonAsWeightsOnly() {
        Tensor whole = Tensor.randn(Generator.seeded(5), 4, 6);
        Map<String, Object> tree = new LinkedHashMap<>();
        for (DType dtype : DType.values()) {
            tree.put(dtype.toString(), whole.mul(9).to(dtype));
        }
        tree.put("shared", List.of(whole, whole.t(), whole.select(0, 2), whole.slice(1, 1, 6, 2)));
        tree.put("expanded", Tensor.ones(3, 1).expand(3, 4));
        tree.put("empty", Tensor.zeros(0, 3));
        tree.put("scalar", Tensor.scalar(2.5));
        tree.put("grad", Tensor.ones(2).requiresGrad(true));
        tree.put(
                "numbers",
                List.of(0, 255, 256, 65536, -1, Long.MAX_VALUE, Long.MIN_VALUE, BigInteger.ONE.shiftLeft(90)));
        tree.put("others", Arrays.asList("тензор 🌡", "", null, true, false, List.of(), Map.of()));
        List<Object> many = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            many.add(Map.of("name " + i, i));
        }
        tree.put("many", many);
        TorchFiles.save(tree, temporary.resolve("x.pt"));

        JsonNode read = PythonTorch.run(temporary, """
                tree = torch.load('x.pt', weights_only=True)
                shared = tree['shared']
                assert len({t.storage().data_ptr() for t in shared}) == 1
                print(json.dumps(describe(tree)))
                """);

        assertThat(read).isEqualTo(Described.of(tree));
    }

    @Test
    void floatingNumbersOpenInPython() {
        // PyTorch before 2.0 has no floats among the opcodes that weights_only reads, not of its own files either.
        List<Object> numbers = List.of(0.1, -0.0, Double.MIN_VALUE, Double.MAX_VALUE, Double.NEGATIVE_INFINITY, 0.5f);
        TorchFiles.save(numbers, temporary.resolve("x.pt"));

        JsonNode read = PythonTorch.run(temporary, "print(json.dumps(describe(torch.load('x.pt'))))");

        assertThat(read).isEqualTo(Described.of(numbers));
    }
}
