package tutorial;

import dev.arclight.nn.Conv2d;
import dev.arclight.nn.Dropout;
import dev.arclight.nn.Functional;
import dev.arclight.nn.Linear;
import dev.arclight.nn.MaxPool2d;
import dev.arclight.nn.Module;
import dev.arclight.nn.RNN;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;

/** Networks of ready layers: in sequence, convolutional, recurrent. */
public final class ReadyLayers {
    private ReadyLayers() {}

    /** Two convolutions with pooling, two linear layers, for images of 28 × 28. */
    static final class ConvNet extends Module {
        private final Conv2d conv1 = register("conv1", new Conv2d(1, 32, 3, 1, 1));
        private final Conv2d conv2 = register("conv2", new Conv2d(32, 64, 3, 1, 1));
        private final MaxPool2d pool = register("pool", new MaxPool2d(2));
        private final Linear fc1 = register("fc1", new Linear(64 * 7 * 7, 128));
        private final Linear fc2 = register("fc2", new Linear(128, 10));

        @Override
        public Tensor forward(Tensor images) {
            Tensor x = Functional.relu(conv1.forward(images)); // [batch, 32, 28, 28]
            x = pool.forward(x); // [batch, 32, 14, 14]

            x = Functional.relu(conv2.forward(x)); // [batch, 64, 14, 14]
            x = pool.forward(x); // [batch, 64, 7, 7]

            x = x.view(-1, 64 * 7 * 7);

            x = Functional.relu(fc1.forward(x)); // [batch, 128]
            return fc2.forward(x); // [batch, 10]
        }
    }

    /** The last step of a recurrent layer, classified. */
    static final class RNNModel extends Module {
        private final int hiddenSize;
        private final RNN rnn;
        private final Linear fc;

        RNNModel(int inputSize, int hiddenSize, int outputSize) {
            this.hiddenSize = hiddenSize;
            rnn = register("rnn", new RNN(inputSize, hiddenSize, RNN.options().batchFirst(true)));
            fc = register("fc", new Linear(hiddenSize, outputSize));
        }

        /** Of {@code [batch, steps, inputSize]}. */
        @Override
        public Tensor forward(Tensor x) {
            Tensor h0 = Tensor.zeros(1, x.size(0), hiddenSize);
            Tensor out = rnn.forward(x, h0).output(); // [batch, steps, hiddenSize]
            return fc.forward(out.get(":, -1, :")); // [batch, outputSize]
        }
    }

    public static void main(String[] args) {
        Generator.manualSeed(0);

        Sequential model = new Sequential(
                new Linear(784, 256),
                new ReLU(),
                new Dropout(0.2),
                new Linear(256, 128),
                new ReLU(),
                new Linear(128, 10));
        System.out.println(model);
        System.out.println(model.forward(Tensor.randn(32, 784)).shape());

        ConvNet cnn = new ConvNet();
        System.out.println(cnn);
        System.out.println(cnn.forward(Tensor.randn(4, 1, 28, 28)).shape());

        RNNModel recurrent = new RNNModel(10, 20, 5);
        System.out.println(recurrent);
        System.out.println(recurrent.forward(Tensor.randn(3, 7, 10)).shape());
    }
}
