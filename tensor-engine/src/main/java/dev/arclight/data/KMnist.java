package dev.arclight.data;

import dev.arclight.data.transforms.Transform;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hiragana in MNIST's form, as {@code torchvision.datasets.KMNIST}. */
public final class KMnist extends Mnist {
    private static final List<String> HIRAGANA = List.of("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo");

    /** @throws DataFormatException as {@link Mnist#Mnist(Path, boolean, Transform)} */
    public KMnist(Path root, boolean train, @Nullable Transform transform) {
        super(root, train, transform, "KMNIST", HIRAGANA, "http://codh.rois.ac.jp/kmnist/dataset/kmnist/");
    }
}
