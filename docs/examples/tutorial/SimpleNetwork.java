package tutorial;

import dev.arclight.nn.Functional;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Module;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;

/** A network of two layers as a class of one's own. */
public final class SimpleNetwork {
    private SimpleNetwork() {}

    /** Linear, ReLU, linear. */
    static final class SimpleNN extends Module {
        private final Linear fc1;
        private final Linear fc2;

        SimpleNN(int inputSize, int hiddenSize, int outputSize) {
            fc1 = register("fc1", new Linear(inputSize, hiddenSize));
            fc2 = register("fc2", new Linear(hiddenSize, outputSize));
        }

        @Override
        public Tensor forward(Tensor input) {
            Tensor x = fc1.forward(input);
            x = Functional.relu(x);
            return fc2.forward(x);
        }
    }

    public static void main(String[] args) {
        Generator.manualSeed(0);

        SimpleNN model = new SimpleNN(784, 128, 10);
        System.out.println(model);

        Tensor x = Tensor.randn(32, 784);
        Tensor output = model.forward(x);
        System.out.println(output.shape());
    }
}
