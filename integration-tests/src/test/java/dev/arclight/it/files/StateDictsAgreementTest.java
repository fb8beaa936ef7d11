package dev.arclight.it.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.arclight.io.torch.TorchFiles;
import dev.arclight.nn.BatchNorm1d;
import dev.arclight.nn.BatchNorm2d;
import dev.arclight.nn.BatchNorm3d;
import dev.arclight.nn.Bilinear;
import dev.arclight.nn.Conv1d;
import dev.arclight.nn.Conv2d;
import dev.arclight.nn.Conv3d;
import dev.arclight.nn.ConvTranspose1d;
import dev.arclight.nn.ConvTranspose2d;
import dev.arclight.nn.ConvTranspose3d;
import dev.arclight.nn.Dropout;
import dev.arclight.nn.Embedding;
import dev.arclight.nn.EmbeddingBag;
import dev.arclight.nn.GRU;
import dev.arclight.nn.GRUCell;
import dev.arclight.nn.GroupNorm;
import dev.arclight.nn.InstanceNorm1d;
import dev.arclight.nn.InstanceNorm2d;
import dev.arclight.nn.LSTM;
import dev.arclight.nn.LSTMCell;
import dev.arclight.nn.LayerNorm;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Module;
import dev.arclight.nn.MultiheadAttention;
import dev.arclight.nn.PReLU;
import dev.arclight.nn.RNN;
import dev.arclight.nn.RNNCell;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.RecurrentOptions;
import dev.arclight.nn.Sequential;
import dev.arclight.nn.Transformer;
import dev.arclight.nn.TransformerDecoderLayer;
import dev.arclight.nn.TransformerEncoder;
import dev.arclight.nn.TransformerEncoderLayer;
import dev.arclight.nn.TransformerOptions;
import dev.arclight.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state dict of every layer goes by name from PyTorch's Python to here and back. */
class StateDictsAgreementTest {
    @TempDir
    Path temporary;

    @Test
    void everyLayerTakesThePythonLayersStateAndGivesItBack() {
        Map<String, Module> layers = layers();
        String[] expressions = layers.keySet().toArray(new String[0]);
        PythonTorch.run(temporary, """
                torch.manual_seed(2)
                for i, expression in enumerate(sys.argv[1:]):
                    state = eval('torch.nn.' + expression).state_dict()
                    for value in state.values():
                        value.copy_(torch.randint(0, 9, value.shape) if value.dtype == torch.int64 else torch.rand_like(value))
                    torch.save(state, f'{i}.pt')
                print('{}')
                """, expressions);

        List<Module> all = new ArrayList<>(layers.values());
        for (int i = 0; i < all.size(); i++) {
            Map<String, Tensor> state = TorchFiles.loadStateDict(temporary.resolve(i + ".pt"));
            assertThat(all.get(i).stateDict().keySet()).as(expressions[i]).containsExactlyElementsOf(state.keySet());
            all.get(i).loadStateDict(state);
            TorchFiles.save(all.get(i).stateDict(), temporary.resolve(i + ".back.pt"));
        }

        JsonNode same = PythonTorch.run(temporary, """
                same = []
                for i, expression in enumerate(sys.argv[1:]):
                    layer = eval('torch.nn.' + expression)
                    layer.load_state_dict(torch.load(f'{i}.back.pt', weights_only=True))
                    before = torch.load(f'{i}.pt')
                    same.append(all(torch.equal(value, before[name]) for name, value in layer.state_dict().items()))
                print(json.dumps(same))
                """, expressions);
        for (int i = 0; i < expressions.length; i++) {
            assertThat(same.get(i).booleanValue()).as(expressions[i]).isTrue();
        }
    }

    private static Map<String, Module> layers() {
        Map<String, Module> layers = new LinkedHashMap<>();
        layers.put("Linear(3, 4)", new Linear(3, 4));
        layers.put("Linear(3, 4, bias=False)", new Linear(3, 4, false));
        layers.put("Bilinear(3, 4, 5)", new Bilinear(3, 4, 5));
        layers.put("Conv1d(2, 3, 3)", new Conv1d(2, 3, 3));
        layers.put("Conv2d(2, 3, 3)", new Conv2d(2, 3, 3));
        layers.put("Conv3d(2, 3, 3)", new Conv3d(2, 3, 3));
        layers.put("ConvTranspose1d(2, 3, 3)", new ConvTranspose1d(2, 3, 3));
        layers.put("ConvTranspose2d(2, 3, 3)", new ConvTranspose2d(2, 3, 3));
        layers.put("ConvTranspose3d(2, 3, 3)", new ConvTranspose3d(2, 3, 3));
        layers.put("BatchNorm1d(3)", new BatchNorm1d(3));
        layers.put("BatchNorm2d(3)", new BatchNorm2d(3));
        layers.put("BatchNorm3d(3)", new BatchNorm3d(3));
        layers.put("InstanceNorm1d(3)", new InstanceNorm1d(3));
        layers.put(
                "InstanceNorm2d(3, affine=True, track_running_stats=True)",
                new InstanceNorm2d(3, 1e-5, 0.1, true, true));
        layers.put("LayerNorm([4, 5])", new LayerNorm(4, 5));
        layers.put("GroupNorm(2, 4)", new GroupNorm(2, 4));
        layers.put("Embedding(7, 3)", new Embedding(7, 3));
        layers.put("EmbeddingBag(7, 3)", new EmbeddingBag(7, 3));
        layers.put("PReLU()", new PReLU());
        layers.put("RNN(3, 4)", new RNN(3, 4));
        layers.put(
                "LSTM(3, 4, num_layers=2, bidirectional=True)",
                new LSTM(3, 4, RecurrentOptions.defaults().numLayers(2).bidirectional(true)));
        layers.put(
                "LSTM(3, 4, proj_size=2)",
                new LSTM(3, 4, RecurrentOptions.defaults().projSize(2)));
        layers.put(
                "GRU(3, 4, num_layers=2, bias=False)",
                new GRU(3, 4, RecurrentOptions.defaults().numLayers(2).bias(false)));
        layers.put("RNNCell(3, 4)", new RNNCell(3, 4));
        layers.put("LSTMCell(3, 4)", new LSTMCell(3, 4));
        layers.put("GRUCell(3, 4)", new GRUCell(3, 4));
        layers.put("MultiheadAttention(4, 2)", new MultiheadAttention(4, 2));
        layers.put(
                "MultiheadAttention(4, 2, kdim=3, vdim=5, add_bias_kv=True)",
                new MultiheadAttention(
                        4, 2, MultiheadAttention.options().kdim(3).vdim(5).addBiasKv(true)));
        layers.put("TransformerEncoderLayer(4, 2, 8)", new TransformerEncoderLayer(4, 2, small()));
        layers.put("TransformerDecoderLayer(4, 2, 8)", new TransformerDecoderLayer(4, 2, small()));
        layers.put(
                "TransformerEncoder(torch.nn.TransformerEncoderLayer(4, 2, 8), 2)",
                new TransformerEncoder(new TransformerEncoderLayer(4, 2, small()), 2));
        layers.put("Transformer(4, 2, 1, 1, 8)", new Transformer(4, 2, 1, 1, small()));
        layers.put(
                "Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Dropout(), torch.nn.BatchNorm1d(4))",
                new Sequential(new Linear(3, 4), new ReLU(), new Dropout(0.5), new BatchNorm1d(4)));
        return layers;
    }

    private static TransformerOptions small() {
        return TransformerOptions.defaults().dimFeedforward(8);
    }
}
