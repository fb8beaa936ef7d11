package dev.arclight.it.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.arclight.io.torch.TorchFiles;
import dev.arclight.optim.ASGD;
import dev.arclight.optim.Adadelta;
import dev.arclight.optim.Adagrad;
import dev.arclight.optim.Adam;
import dev.arclight.optim.AdamW;
import dev.arclight.optim.Adamax;
import dev.arclight.optim.NAdam;
import dev.arclight.optim.Optimizer;
import dev.arclight.optim.RAdam;
import dev.arclight.optim.RMSprop;
import dev.arclight.optim.Rprop;
import dev.arclight.optim.SGD;
import dev.arclight.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of PyTorch's Python goes on here from its checkpoint, and back there from ours. */
class OptimizerFilesAgreementTest {
    private static final int STEPS = 3;

    @TempDir
    Path temporary;

    @Test
    void everyOptimizerGoesOnFromTheOthersFile() {
        Map<String, Function<List<Tensor>, Optimizer>> optimizers = optimizers();
        String[] expressions = optimizers.keySet().toArray(new String[0]);
        String common = """
                def go(p, optimizer, first, steps):
                    for step in range(first, first + steps):
                        p.grad = (p.detach() * 0.3 + (step - 2) * 0.1)
                        optimizer.step()
                def make(expression, p):
                    return eval('torch.optim.' + expression.replace('(', '([p], ', 1))
                """;
        // Theirs: three steps and a checkpoint, then three more for comparison.
        JsonNode expected = PythonTorch.run(temporary, common + """
                        ends = []
                        for i, expression in enumerate(sys.argv[1:]):
                            p = torch.nn.Parameter(torch.arange(6.).view(2, 3) / 7 - 0.3)
                            optimizer = make(expression, p)
                            go(p, optimizer, 0, 3)
                            torch.save({'model_state_dict': {'p': p.detach()},
                                        'optimizer_state_dict': optimizer.state_dict()}, f'{i}.pt')
                            go(p, optimizer, 3, 3)
                            ends.append(p.detach().view(-1).tolist())
                        print(json.dumps(ends))
                        """, expressions);

        for (int i = 0; i < expressions.length; i++) {
            Path theirs = temporary.resolve(i + ".pt");
            Tensor p = TorchFiles.loadStateDict(theirs).get("p").requiresGrad(true);
            Optimizer optimizer = optimizers.get(expressions[i]).apply(List.of(p));
            optimizer.loadStateDict(TorchFiles.loadState(theirs, "optimizer_state_dict"));
            go(p, optimizer, STEPS, STEPS);
            assertClose(expressions[i] + " here", p.toFloatArray(), expected.get(i));

            // Ours: the same from the beginning.
            Tensor own = Tensor.arange(6.0).view(2, 3).div(7).sub(0.3).detach().requiresGrad(true);
            Optimizer ours = optimizers.get(expressions[i]).apply(List.of(own));
            go(own, ours, 0, STEPS);
            TorchFiles.save(
                    Map.of("p", own.detach(), "optimizer_state_dict", ours.stateDict()),
                    temporary.resolve(i + ".back.pt"));
        }

        JsonNode back = PythonTorch.run(temporary, common + """
                        ends = []
                        for i, expression in enumerate(sys.argv[1:]):
                            checkpoint = torch.load(f'{i}.back.pt')
                            p = torch.nn.Parameter(checkpoint['p'])
                            optimizer = make(expression, p)
                            optimizer.load_state_dict(checkpoint['optimizer_state_dict'])
                            optimizer.param_groups[0]['foreach'] = True if 'foreach' in expression else None
                            go(p, optimizer, 3, 3)
                            ends.append(p.detach().view(-1).tolist())
                        print(json.dumps(ends))
                        """, expressions);
        for (int i = 0; i < expressions.length; i++) {
            float[] end = new float[6];
            for (int j = 0; j < end.length; j++) {
                end[j] = (float) back.get(i).get(j).doubleValue();
            }
            assertClose(expressions[i] + " in Python", end, expected.get(i));
        }
    }

    private static Map<String, Function<List<Tensor>, Optimizer>> optimizers() {
        Map<String, Function<List<Tensor>, Optimizer>> all = new LinkedHashMap<>();
        all.put("SGD(lr=0.1)", p -> new SGD(p, 0.1));
        all.put(
                "SGD(lr=0.1, momentum=0.9, nesterov=True)",
                p -> new SGD(p, 0.1).momentum(0.9).nesterov(true));
        all.put("Adam(lr=0.1)", p -> new Adam(p, 0.1));
        all.put("Adam(lr=0.1, amsgrad=True)", p -> new Adam(p, 0.1).amsgrad(true));
        all.put("AdamW(lr=0.1)", p -> new AdamW(p, 0.1));
        all.put(
                "RMSprop(lr=0.1, momentum=0.9, centered=True)",
                p -> new RMSprop(p, 0.1).momentum(0.9).centered(true));
        all.put("Adagrad(lr=0.1)", p -> new Adagrad(p, 0.1));
        all.put("Adadelta(lr=0.5)", p -> new Adadelta(p, 0.5));
        all.put("Adamax(lr=0.1)", p -> new Adamax(p, 0.1));
        // The other way of this version of PyTorch multiplies its momenta in another order.
        all.put("NAdam(lr=0.1, foreach=True)", p -> new NAdam(p, 0.1));
        all.put("RAdam(lr=0.1)", p -> new RAdam(p, 0.1));
        all.put("ASGD(lr=0.1)", p -> new ASGD(p, 0.1));
        all.put("Rprop(lr=0.1)", p -> new Rprop(p, 0.1));
        return all;
    }

    private static void go(Tensor p, Optimizer optimizer, int first, int steps) {
        for (int step = first; step < first + steps; step++) {
            p.setGrad(p.detach().mul(0.3).add((step - 2) * 0.1));
            optimizer.step();
        }
    }

    private static void assertClose(String what, float[] actual, JsonNode expected) {
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i])
                    .as("%s, element %d", what, i)
                    .isCloseTo((float) expected.get(i).doubleValue(), within(2e-6f));
        }
    }
}
