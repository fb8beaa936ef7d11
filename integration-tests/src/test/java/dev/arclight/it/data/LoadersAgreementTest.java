package dev.arclight.it.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arclight.data.Batch;
import dev.arclight.data.BatchSampler;
import dev.arclight.data.Collate;
import dev.arclight.data.ConcatDataset;
import dev.arclight.data.DataLoader;
import dev.arclight.data.Dataset;
import dev.arclight.data.DistributedSampler;
import dev.arclight.data.SequentialSampler;
import dev.arclight.data.TensorDataset;
import dev.arclight.it.files.PythonTorch;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What PyTorch's loaders, samplers and splits give where nothing is drawn. */
class LoadersAgreementTest {
    @TempDir
    Path folder;

    private static Dataset<Integer> numbers(int size) {
        return new Dataset<>() {
            @Override
            public int size() {
                return size;
            }

            @Override
            public Integer get(int index) {
                return index;
            }
        };
    }

    @Test
    void batchesAreThoseOfPyTorch() {
        JsonNode theirs = PythonTorch.run(folder, """
                from torch.utils.data import DataLoader
                print(json.dumps([[b.tolist() for b in DataLoader(list(range(n)), batch_size=size, drop_last=drop)]
                    for n in [0, 1, 9, 10, 11] for size in [1, 3, 5, 20] for drop in [False, True]]))
                """);
        List<Object> ours = new ArrayList<>();
        for (int n : new int[] {0, 1, 9, 10, 11}) {
            for (int size : new int[] {1, 3, 5, 20}) {
                for (boolean drop : new boolean[] {false, true}) {
                    List<List<Long>> batches = new ArrayList<>();
                    DataLoader<Batch> loader = DataLoader.builder(numbers(n))
                            .batchSize(size)
                            .dropLast(drop)
                            .build();
                    for (Batch batch : loader) {
                        batches.add(Arrays.stream(batch.data().toLongArray())
                                .boxed()
                                .toList());
                    }
                    assertThat(loader.size()).isEqualTo(batches.size());
                    ours.add(batches);
                }
            }
        }
        assertThat(text(ours)).isEqualTo(theirs.toString());
    }

    @Test
    void batchSamplersSayTheSameLengths() {
        JsonNode theirs = PythonTorch.run(folder, """
                from torch.utils.data import BatchSampler, SequentialSampler
                print(json.dumps([[len(s), list(s)] for n in [0, 7, 8] for size in [1, 4, 9] for drop in [False, True]
                    for s in [BatchSampler(SequentialSampler(range(n)), size, drop)]]))
                """);
        List<Object> ours = new ArrayList<>();
        for (int n : new int[] {0, 7, 8}) {
            for (int size : new int[] {1, 4, 9}) {
                for (boolean drop : new boolean[] {false, true}) {
                    BatchSampler sampler = new BatchSampler(new SequentialSampler(numbers(n)), size, drop);
                    List<Object> batches = new ArrayList<>();
                    sampler.forEach(
                            batch -> batches.add(Arrays.stream(batch).boxed().toList()));
                    ours.add(List.of(sampler.size(), batches));
                }
            }
        }
        assertThat(text(ours)).isEqualTo(theirs.toString());
    }

    @Test
    void sharesOfWorkersAreThoseOfPyTorch() {
        JsonNode theirs = PythonTorch.run(folder, """
                from torch.utils.data.distributed import DistributedSampler
                print(json.dumps([[len(s), list(s)] for n in [1, 2, 7, 10, 12] for world in [1, 3, 4, 5]
                    for rank in range(world) for drop in [False, True]
                    for s in [DistributedSampler(range(n), world, rank, shuffle=False, drop_last=drop)]]))
                """);
        List<Object> ours = new ArrayList<>();
        for (int n : new int[] {1, 2, 7, 10, 12}) {
            for (int world : new int[] {1, 3, 4, 5}) {
                for (int rank = 0; rank < world; rank++) {
                    for (boolean drop : new boolean[] {false, true}) {
                        DistributedSampler sampler = new DistributedSampler(numbers(n), world, rank, false, 0, drop);
                        List<Integer> share = new ArrayList<>();
                        sampler.forEach(share::add);
                        ours.add(List.of(sampler.size(), share));
                    }
                }
            }
        }
        assertThat(text(ours)).isEqualTo(theirs.toString());
    }

    @Test
    void partsOfASplitAreAsLongAsPyTorchs() {
        JsonNode theirs = PythonTorch.run(folder, """
                from torch.utils.data import random_split
                print(json.dumps([[len(p) for p in random_split(range(n), f)] for n in [0, 1, 7, 10, 99, 1000]
                    for f in [[0.3, 0.3, 0.4], [0.8, 0.2], [1.0], [0.1] * 10, [0.7, 0.2, 0.1], [1/3, 1/3, 1/3]]]))
                """);
        double[] tenths = new double[10];
        Arrays.fill(tenths, 0.1);
        double third = 1.0 / 3;
        List<Object> ours = new ArrayList<>();
        for (int n : new int[] {0, 1, 7, 10, 99, 1000}) {
            for (double[] fractions : List.of(
                    new double[] {0.3, 0.3, 0.4},
                    new double[] {0.8, 0.2},
                    new double[] {1.0},
                    tenths,
                    new double[] {0.7, 0.2, 0.1},
                    new double[] {third, third, third})) {
                List<Integer> lengths = new ArrayList<>();
                Dataset.randomSplit(numbers(n), fractions, Generator.seeded(1))
                        .forEach(part -> lengths.add(part.size()));
                ours.add(lengths);
            }
        }
        assertThat(text(ours)).isEqualTo(theirs.toString());
    }

    @Test
    void collatedDtypesAndShapesAreThoseOfPyTorch() {
        JsonNode theirs = PythonTorch.run(folder, """
                from torch.utils.data import default_collate
                def say(x):
                    if isinstance(x, torch.Tensor):
                        return str(x.dtype)[6:] + str(list(x.shape)).replace(' ', '')
                    if isinstance(x, dict):
                        return {k: say(v) for k, v in x.items()}
                    return [say(v) for v in x] if isinstance(x, (list, tuple)) else x
                print(json.dumps([say(default_collate(x)) for x in [
                    [1, 2], [1.5, 2.5], [True, False], ['a', 'b'], [torch.zeros(2, 3), torch.zeros(2, 3)],
                    [(1, torch.zeros(2)), (2, torch.zeros(2))], [{'x': 1, 'y': 'a'}, {'x': 2, 'y': 'b'}],
                    [[1, [2.0, 3]], [4, [5.0, 6]]]]]))
                """);
        List<Object> ours = new ArrayList<>();
        for (List<?> items : List.of(
                List.of(1, 2),
                List.of(1.5, 2.5),
                List.of(true, false),
                List.of("a", "b"),
                List.of(Tensor.zeros(2, 3), Tensor.zeros(2, 3)),
                List.of(List.of(1, Tensor.zeros(2)), List.of(2, Tensor.zeros(2))),
                List.of(map(1, "a"), map(2, "b")),
                List.of(List.of(1, List.of(2.0, 3)), List.of(4, List.of(5.0, 6))))) {
            ours.add(said(Collate.defaultCollate(items)));
        }
        assertThat(text(ours)).isEqualTo(theirs.toString());
    }

    private static Map<String, Object> map(int x, String y) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("x", x);
        map.put("y", y);
        return map;
    }

    private static Object said(Object value) {
        if (value instanceof Tensor tensor) {
            return tensor.dtype().toString().toLowerCase(Locale.ROOT)
                    + Arrays.toString(tensor.shape().toArray()).replace(" ", "");
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> said = new LinkedHashMap<>();
            map.forEach((key, member) -> said.put(key, said(member)));
            return said;
        }
        return value instanceof List<?> list
                ? list.stream().map(LoadersAgreementTest::said).toList()
                : value;
    }

    @Test
    void rowsOfTensorsAndJoinedDatasetsAreThoseOfPyTorch() {
        JsonNode theirs = PythonTorch.run(folder, """
                from torch.utils.data import TensorDataset, ConcatDataset, DataLoader
                a = TensorDataset(torch.arange(6).reshape(3, 2), torch.arange(3))
                b = TensorDataset(torch.arange(10, 14).reshape(2, 2), torch.arange(7, 9))
                print(json.dumps([[x.tolist(), y.tolist()] for x, y in DataLoader(ConcatDataset([a, b]), batch_size=2)]))
                """);
        TensorDataset a = new TensorDataset(Tensor.arange(6).reshape(3, 2), Tensor.arange(3));
        TensorDataset b = new TensorDataset(Tensor.arange(10, 14).reshape(2, 2), Tensor.arange(7, 9));
        List<Object> ours = new ArrayList<>();
        for (Batch batch : DataLoader.of(new ConcatDataset<>(List.of(a, b)), 2)) {
            ours.add(List.of(
                    batch.data().toLong().tolist(), batch.target().toLong().tolist()));
        }
        assertThat(text(ours)).isEqualTo(theirs.toString());
    }

    private static String text(Object value) {
        return new ObjectMapper().valueToTree(value).toString();
    }
}
