package dev.arclight.data;

import dev.arclight.data.transforms.Transform;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pieces of clothing in MNIST's form, as {@code torchvision.datasets.FashionMNIST}. */
public final class FashionMnist extends Mnist {
    private static final List<String> CLOTHES = List.of(
            "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot");

    /** @throws DataFormatException as {@link Mnist#Mnist(Path, boolean, Transform)} */
    public FashionMnist(Path root, boolean train, @Nullable Transform transform) {
        super(
                root,
                train,
                transform,
                "FashionMNIST",
                CLOTHES,
                "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/");
    }
}
