package dev.arclight.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.TestData;
import dev.arclight.data.transforms.Compose;
import dev.arclight.data.transforms.Normalize;
import dev.arclight.data.transforms.ToTensor;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageDatasetsTest {
    @TempDir
    Path root;

    private static void idx(Path file, byte[] data, int... extents) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * extents.length + data.length);
        bytes.put(new byte[] {0, 0, 8, (byte) extents.length});
        for (int extent : extents) {
            bytes.putInt(extent);
        }
        bytes.put(data);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes.array());
    }

    private static void mnist(Path folder, String kind) throws IOException {
        idx(folder.resolve(kind + "-images-idx3-ubyte"), new byte[] {0, 51, 102, (byte) 255, 1, 2, 3, 4}, 2, 2, 2);
        idx(folder.resolve(kind + "-labels-idx1-ubyte"), new byte[] {7, 3}, 2);
    }

    @Test
    void digitsAreFoundInTheFolderOrWhereTorchvisionPutsThem() throws IOException {
        mnist(root, "train");
        mnist(root.resolve("MNIST/raw"), "t10k");
        Mnist train = new Mnist(root, true, new ToTensor());
        Mnist test = new Mnist(root, false);

        assertThat(train.size()).isEqualTo(2);
        assertThat(train.get(0).tensor().toFloatArray()).containsExactly(0, 0.2f, 0.4f, 1);
        assertThat(train.get(0).tensor().shape()).isEqualTo(Shape.of(1, 2, 2));
        assertThat(train.get(1).label()).isEqualTo(3);
        assertThat(test.get(1).data()).isInstanceOf(BufferedImage.class);
        assertThat(train.classes().get(7)).isEqualTo("7 - seven");
        assertThat(train.classToIdx()).containsEntry("0 - zero", 0);
        assertThat(train.data().dtype()).isEqualTo(DType.UINT8);
        assertThat(train.targets().toLongArray()).containsExactly(7, 3);
        assertThatThrownBy(() -> train.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void digitsInBatches() throws IOException {
        mnist(root, "train");
        Mnist train = new Mnist(root, true, new Compose(new ToTensor(), new Normalize(0.5, 0.5)));

        Batch batch = DataLoader.of(train, 2).iterator().next();
        assertThat(batch.data().shape()).isEqualTo(Shape.of(2, 1, 2, 2));
        assertThat(batch.target().toLongArray()).containsExactly(7, 3);
    }

    @Test
    void missingFilesAreNamedWithTheirSource() throws IOException {
        mnist(root, "train");

        assertThatThrownBy(() -> new Mnist(root, false))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("t10k-images-idx3-ubyte")
                .hasMessageContaining("https://");
        assertThatThrownBy(() -> new FashionMnist(root.resolve("none"), true, null))
                .hasMessageContaining("fashion-mnist");
        assertThatThrownBy(() -> new KMnist(root.resolve("none"), true, null)).hasMessageContaining("kmnist");
        idx(root.resolve("train-labels-idx1-ubyte"), new byte[] {7}, 1);
        assertThatThrownBy(() -> new Mnist(root, true)).hasMessageContaining("2 pictures");
    }

    @Test
    void theRealDigitsAreRead() {
        Path file = TestData.require("images/mnist/t10k-images-idx3-ubyte.gz");
        Mnist test = new Mnist(file.getParent(), false, new ToTensor());

        assertThat(test.size()).isEqualTo(10_000);
        assertThat(test.get(0).label()).isEqualTo(7);
        Tensor first = test.get(0).tensor();
        assertThat(first.shape()).isEqualTo(Shape.of(1, 28, 28));
        assertThat(first.max().item()).isEqualTo(1);
    }

    private void picture(String name, int value) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Images.write(Tensor.full(DType.UINT8, value, 3, 2, 2), file);
    }

    @Test
    void classesAreFoldersInTheOrderOfTheirNames() throws IOException {
        picture("dog/b.png", 3);
        picture("dog/a.PNG", 2);
        picture("dog/more/c.bmp", 4);
        picture("cat/z.png", 1);
        Files.writeString(root.resolve("cat/notes.txt"), "no picture");
        ImageFolder pets = new ImageFolder(root, new ToTensor());

        assertThat(pets.classes()).containsExactly("cat", "dog");
        assertThat(pets.classToIdx()).isEqualTo(Map.of("cat", 0, "dog", 1));
        assertThat(pets.size()).isEqualTo(4);
        assertThat(pets.samples()).extracting(ImageFolder.Sample::target).containsExactly(0, 1, 1, 1);
        Batch batch = DataLoader.of(pets, 4).iterator().next();
        assertThat(batch.data()
                        .select(1, 0)
                        .select(1, 0)
                        .select(1, 0)
                        .mul(255)
                        .round()
                        .toLongArray())
                .containsExactly(1, 2, 3, 4);
        assertThat(batch.target().toLongArray()).containsExactly(0, 1, 1, 1);
        assertThat(new ImageFolder(root).get(0).data()).isInstanceOf(BufferedImage.class);
    }

    @Test
    void foldersWithoutClassesOrPicturesAreRefused() throws IOException {
        assertThatThrownBy(() -> new ImageFolder(root.resolve("none"))).hasMessageContaining("no such folder");
        assertThatThrownBy(() -> new ImageFolder(root)).hasMessageContaining("class folder");
        Files.createDirectory(root.resolve("cat"));
        assertThatThrownBy(() -> new ImageFolder(root))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining(".jpg");
    }

    @Test
    void aPictureThatCannotBeReadIsNamedByTheLoader() throws IOException {
        picture("cat/a.png", 1);
        Files.writeString(root.resolve("cat/b.png"), "torn");

        assertThatThrownBy(() ->
                        DataLoader.of(new ImageFolder(root, new ToTensor()), 2).forEach(batch -> {}))
                .isInstanceOf(DataLoaderException.class)
                .hasMessageContaining("item 1")
                .hasMessageContaining("b.png");
    }
}
