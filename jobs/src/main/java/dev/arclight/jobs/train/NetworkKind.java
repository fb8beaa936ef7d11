package dev.arclight.jobs.train;

import dev.arclight.jobs.JobException;
import dev.arclight.nn.Conv2d;
import dev.arclight.nn.Flatten;
import dev.arclight.nn.Linear;
import dev.arclight.nn.MaxPool2d;
import dev.arclight.nn.Normalize;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.nn.ToDtype;
import dev.arclight.tensor.DType;

/** The networks that {@code train} knows by name. They take images as they are stored: bytes or numbers from 0 to 1. */
public enum NetworkKind {
    /** Two convolutions with pooling, then two linear layers. */
    CNN {
        @Override
        Sequential network(ImageSize size, int classes) {
            // Each of the two pools halves both extents, rounding down.
            int features = SECOND_CHANNELS * (size.height() / 4) * (size.width() / 4);
            if (features == 0) {
                throw new JobException("the network cnn needs images of at least 4x4, not " + size.height() + "x"
                        + size.width() + "; take --network mlp");
            }
            return new Sequential(
                    new ToDtype(DType.FLOAT32, true),
                    new Normalize(MEAN, DEVIATION),
                    new Conv2d(1, FIRST_CHANNELS, 3, 1, 1),
                    new ReLU(),
                    new MaxPool2d(2),
                    new Conv2d(FIRST_CHANNELS, SECOND_CHANNELS, 3, 1, 1),
                    new ReLU(),
                    new MaxPool2d(2),
                    new Flatten(),
                    new Linear(features, HIDDEN),
                    new ReLU(),
                    new Linear(HIDDEN, classes));
        }
    },
    /** One hidden layer. */
    MLP {
        @Override
        Sequential network(ImageSize size, int classes) {
            return new Sequential(
                    new ToDtype(DType.FLOAT32, true),
                    new Normalize(MEAN, DEVIATION),
                    new Flatten(),
                    new Linear(size.pixels(), HIDDEN),
                    new ReLU(),
                    new Linear(HIDDEN, classes));
        }
    };

    /** Of the pixels of Fashion-MNIST's training half, from 0 to 1; near enough for other grey images. */
    private static final double MEAN = 0.2860;

    private static final double DEVIATION = 0.3530;

    private static final int FIRST_CHANNELS = 32;
    private static final int SECOND_CHANNELS = 64;
    private static final int HIDDEN = 128;

    /** The network with first weights. */
    abstract Sequential network(ImageSize size, int classes);
}
