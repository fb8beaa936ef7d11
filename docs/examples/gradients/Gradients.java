package gradients;

import dev.arclight.autograd.Anomaly;
import dev.arclight.autograd.Autograd;
import dev.arclight.autograd.AutogradException;
import dev.arclight.autograd.Checkpoint;
import dev.arclight.autograd.Function;
import dev.arclight.autograd.FunctionContext;
import dev.arclight.autograd.Functional;
import dev.arclight.autograd.GradMode;
import dev.arclight.autograd.Gradcheck;
import dev.arclight.autograd.InferenceMode;
import dev.arclight.autograd.RemovableHandle;
import dev.arclight.autograd.SavedTensorsHooks;
import dev.arclight.nn.Linear;
import dev.arclight.nn.MultiheadAttention;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.optim.SGD;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What the page on gradients shows, in its order. */
@SuppressWarnings("try") // Scopes are there to be closed.
public final class Gradients {
    private Gradients() {}

    public static void main(String[] args) {
        Generator.manualSeed(0);
        collecting();
        theGraph();
        modules();
        notRecording();
        inPlace();
        findingMistakes();
        functionsOfYourOwn();
        memory();
        derivativesAsValues();
    }

    private static Tensor weight() {
        return Tensor.of(new float[] {1, 2, 3}, 3).requiresGrad(true);
    }

    private static void collecting() {
        Tensor w = weight();
        Tensor loss = w.mul(w).sum();
        loss.backward(null, true, false); // gradient, retainGraph, createGraph
        System.out.println(w.grad());
        loss.backward(null, true, false, List.of(w)); // collects into these alone, here a second time
        System.out.println(w.grad());
        w.setGrad(null);

        System.out.println(Autograd.grad(List.of(loss), List.of(w)));
        // outputs, inputs, gradOutputs, retainGraph, createGraph, allowUnused, materializeGrads
        Tensor cube = w.pow(3).sum();
        Tensor first = Objects.requireNonNull(
                Autograd.grad(List.of(cube), List.of(w), null, true, true, false, false).get(0));
        System.out.println(Autograd.grad(List.of(first.sum()), List.of(w))); // 6·w
    }

    private static void theGraph() {
        Tensor w = weight();
        Tensor y = w.mul(3);
        Tensor loss = y.sum();
        System.out.println(loss.gradFn() + " " + loss.gradFn().nextFunctions());

        SGD optimizer = new SGD(List.of(w), 0.1);
        RemovableHandle handle = y.registerHook(grad -> grad.mul(0.5)); // null keeps it as it is
        w.registerPostAccumulateGradHook(leaf -> {
            optimizer.step();
            leaf.setGrad(null);
        });
        loss.backward();
        System.out.println(w.detach() + " " + w.grad());
        handle.remove();
    }

    private static void modules() {
        Sequential net = new Sequential(new Linear(3, 4), new ReLU(), new Linear(4, 2));
        List<String> seen = new ArrayList<>();
        net.get(0).registerForwardHook((module, inputs, outputs) -> {
            seen.add("features " + outputs[0].shape());
            return null;
        });
        net.get(2).registerFullBackwardHook((module, gradInputs, gradOutputs) -> {
            seen.add("gradient " + gradInputs[0].shape());
            return null;
        });
        net.call(Tensor.randn(5, 3)).sum().backward();

        MultiheadAttention attention = new MultiheadAttention(4, 2);
        attention.registerForwardHook((module, inputs, outputs) -> {
            seen.add(inputs.length + " inputs, weights " + outputs[1].shape());
            return null;
        });
        Tensor x = Tensor.randn(6, 1, 4);
        attention.call(x, x, x);
        System.out.println(seen);
    }

    private static void notRecording() {
        Tensor w = weight();
        try (GradMode.Scope scope = GradMode.noGrad()) {
            System.out.println(w.mul(2).requiresGrad());
        }
        try (InferenceMode.Scope scope = InferenceMode.enable()) {
            System.out.println(w.mul(2).isInference());
        }
    }

    private static void inPlace() {
        Tensor first = weight();
        Tensor state = first;
        int steps = 4;
        Tensor buffer = Tensor.zeros(steps, 3);
        for (int t = 0; t < steps; t++) {
            state = state.mul(0.5);
            buffer.select(0, t).copy_(state); // gradients flow through buffer
        }
        buffer.sum().backward();
        System.out.println(first.grad());

        Tensor saved = first.exp();
        saved.mul_(2);
        try {
            saved.sum().backward();
        } catch (AutogradException e) {
            System.out.println("exp's result was changed: " + e.getMessage().contains("changed in place"));
        }
    }

    private static void findingMistakes() {
        Tensor x = Tensor.randn(DType.FLOAT64, 3).requiresGrad(true);
        try (Anomaly scope = Autograd.detectAnomaly()) {
            x.mul(0).log().mul(0).sum().backward();
        } catch (AutogradException e) {
            System.out.println("NaN is found: " + e.getMessage().contains("Gradients.java"));
        }
        System.out.println(Gradcheck.gradcheck(in -> in.get(0).tanh(), List.of(x)));
        System.out.println(Gradcheck.gradgradcheck(
                in -> in.get(0).tanh(),
                List.of(x),
                null,
                Gradcheck.Options.DEFAULT.withRtol(1e-2).withFastMode(true)));
    }

    /** {@code x³}. */
    private static final class Cube extends Function {
        @Override
        public Tensor[] forward(FunctionContext context, Tensor... inputs) {
            context.saveForBackward(inputs[0]);
            return new Tensor[] {inputs[0].pow(3.0)};
        }

        @Override
        public Tensor[] backward(FunctionContext context, Tensor... grads) {
            Tensor x = context.savedTensors()[0];
            return new Tensor[] {grads[0].mul(x.mul(x)).mul(3.0)};
        }
    }

    private static void functionsOfYourOwn() {
        Tensor x = weight();
        new Cube().apply(x).sum().backward();
        System.out.println(x.grad());
    }

    private static void memory() {
        Linear first = new Linear(3, 3);
        Linear second = new Linear(3, 3);
        Tensor x = weight();
        Tensor y = Checkpoint.checkpoint(in -> first.forward(in[0]).tanh(), x); // computes again in backward
        y.sum().backward();
        Tensor plain = weight();
        first.forward(plain).tanh().sum().backward();
        System.out.println(Objects.requireNonNull(x.grad()).equal(Objects.requireNonNull(plain.grad())));
        System.out.println(Checkpoint.checkpointSequential(List.of(first::forward, second::forward), 2, x)
                .shape());

        Tensor loss;
        try (SavedTensorsHooks scope = SavedTensorsHooks.open(
                tensor -> tensor.to(DType.BFLOAT16), packed -> ((Tensor) packed).to(DType.FLOAT32))) {
            loss = x.exp().sum();
        }
        loss.backward();
    }

    private static void derivativesAsValues() {
        Tensor x = Tensor.of(new float[] {0, 1}, 2);
        System.out.println(Functional.jacobian(in -> in.mul(in), x));
        Tensor a = Tensor.scalar(2);
        Tensor b = Tensor.scalar(3);
        System.out.println(Functional.hessian(in -> in.get(0).mul(in.get(1)).sum(), List.of(a, b), false, false));
    }
}
