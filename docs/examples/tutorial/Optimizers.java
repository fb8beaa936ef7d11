package tutorial;

import dev.arclight.nn.CrossEntropyLoss;
import dev.arclight.nn.Linear;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.optim.Adam;
import dev.arclight.optim.AdamW;
import dev.arclight.optim.LBFGS;
import dev.arclight.optim.Optimizer;
import dev.arclight.optim.ParamGroup;
import dev.arclight.optim.RMSprop;
import dev.arclight.optim.SGD;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** The same network trained by different optimizers. */
public final class Optimizers {
    private Optimizers() {}

    public static void main(String[] args) {
        Map<String, Function<Sequential, Optimizer>> optimizers = new LinkedHashMap<>();

        // Stochastic gradient descent
        optimizers.put("SGD", model -> new SGD(model.parameters(), 0.1).momentum(0.9).weightDecay(1e-5));

        // Adam
        optimizers.put("Adam", model -> new Adam(model.parameters(), 0.01).betas(0.9, 0.999).weightDecay(1e-5));

        // Adam with decoupled weight decay
        optimizers.put("AdamW", model -> new AdamW(model.parameters(), 0.01).weightDecay(1e-5));

        // RMSprop
        optimizers.put("RMSprop", model -> new RMSprop(model.parameters(), 0.01).alpha(0.99));

        optimizers.forEach((name, make) -> {
            Sequential model = model();
            Optimizer optimizer = make.apply(model);
            double before = 0;
            double after = 0;
            for (int step = 0; step < 100; step++) {
                optimizer.zeroGrad();
                Tensor loss = loss(model);
                loss.backward();
                optimizer.step();
                before = step == 0 ? loss.item() : before;
                after = loss.item();
            }
            System.out.println(name + ": " + (after < before / 4 ? "learned" : "from " + before + " to " + after));
        });

        // L-BFGS evaluates the loss several times in a step
        Sequential model = model();
        LBFGS lbfgs = new LBFGS(model.parameters()).lineSearchFn("strong_wolfe");
        Tensor first = lbfgs.step(() -> {
            lbfgs.zeroGrad();
            Tensor loss = loss(model);
            loss.backward();
            return loss;
        });
        System.out.println("L-BFGS in one step: " + (loss(model).item() < first.item() / 4 ? "learned" : "not yet"));

        // Layers with options of their own
        Optimizer fineTuning = new SGD(
                        List.of(
                                new ParamGroup(model.get(0).parameters()),
                                new ParamGroup(model.get(2).parameters()).lr(1e-3)),
                        1e-2)
                .momentum(0.9);
        for (ParamGroup group : fineTuning.paramGroups()) {
            System.out.println(String.format(
                    Locale.ROOT, "lr %s, momentum %s", group.number("lr"), group.number("momentum")));
        }
    }

    private static Sequential model() {
        Generator.manualSeed(0);
        return new Sequential(new Linear(2, 16), new ReLU(), new Linear(16, 2));
    }

    /** Points inside and outside a circle. */
    private static Tensor loss(Sequential model) {
        Tensor x = Tensor.randn(Generator.seeded(1), 128, 2);
        Tensor inside = x.mul(x).sum(1).lt(1.2).toLong();
        return new CrossEntropyLoss().forward(model.forward(x), inside);
    }
}
