package dev.arclight.data;

import dev.arclight.data.transforms.Transform;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Handwritten digits, as {@code torchvision.datasets.MNIST}: grey pictures of 28 × 28 and class numbers, from four IDX files
 * (plain or {@code .gz}) that lie in the root folder, or in {@code MNIST/raw} below it. Nothing is downloaded.
 *
 * <pre>{@code
 * Transform transform = new Compose(new ToTensor(), new Normalize(0.1307, 0.3081));
 * Mnist train = new Mnist(Path.of("data"), true, transform);
 * }</pre>
 */
public class Mnist implements Dataset<Example> {
    private static final List<String> DIGITS = List.of(
            "0 - zero",
            "1 - one",
            "2 - two",
            "3 - three",
            "4 - four",
            "5 - five",
            "6 - six",
            "7 - seven",
            "8 - eight",
            "9 - nine");

    private final Tensor data;
    private final Tensor targets;
    private final byte[] pixels;
    private final long[] labels;
    private final List<String> classes;
    private final @Nullable Transform transform;

    /**
     * Pictures themselves, as {@link BufferedImage}.
     *
     * @throws DataFormatException as {@link #Mnist(Path, boolean, Transform)}
     */
    public Mnist(Path root, boolean train) {
        this(root, train, null);
    }

    /**
     * @param train the 60,000 to train with, or the 10,000 to test with
     * @throws DataFormatException if a file is missing, which says where to get them, or damaged
     */
    public Mnist(Path root, boolean train, @Nullable Transform transform) {
        this(root, train, transform, "MNIST", DIGITS, "https://ossci-datasets.s3.amazonaws.com/mnist/");
    }

    /**
     * Another set in the same form.
     *
     * @param name of the folder that torchvision makes, and for messages
     * @param source where its files are to be had
     */
    protected Mnist(
            Path root, boolean train, @Nullable Transform transform, String name, List<String> classes, String source) {
        String kind = train ? "train" : "t10k";
        Path images = find(root, name, kind + "-images-idx3-ubyte", source);
        Path numbers = find(root, name, kind + "-labels-idx1-ubyte", source);
        data = Idx.read(images);
        targets = Idx.readLabels(numbers);
        if (data.rank() != 3 || data.dtype() != DType.UINT8) {
            throw new DataFormatException(images + ": holds " + data.type() + "; pictures are uint8[N, H, W]");
        }
        if (data.size(0) != targets.size(0)) {
            throw new DataFormatException(images + ": holds " + data.size(0) + " pictures, " + numbers.getFileName()
                    + " " + targets.size(0) + " labels; the two are not of one set");
        }
        pixels = data.storage().bytes();
        labels = targets.toLongArray();
        this.classes = List.copyOf(classes);
        this.transform = transform;
    }

    private static Path find(Path root, String name, String file, String source) {
        List<Path> places = new ArrayList<>();
        for (Path folder : List.of(root, root.resolve(name).resolve("raw"))) {
            places.add(folder.resolve(file));
            places.add(folder.resolve(file + ".gz"));
        }
        for (Path place : places) {
            if (Files.isRegularFile(place)) {
                return place;
            }
        }
        throw new DataFormatException(root + ": has no " + file + " or " + file + ".gz, nor has " + name
                + "/raw below it; get the four files from " + source);
    }

    @Override
    public int size() {
        return labels.length;
    }

    /** A picture behind the transform, and its class number. */
    @Override
    public Example get(int index) {
        if (index < 0 || index >= labels.length) {
            throw new IndexOutOfBoundsException("item " + index + " of " + labels.length);
        }
        BufferedImage picture = picture(index);
        return new Example(transform == null ? picture : transform.apply(picture), labels[index]);
    }

    private BufferedImage picture(int index) {
        int height = data.size(1);
        int width = data.size(2);
        BufferedImage picture = ImageFiles.blank(1, width, height);
        byte[] to = ((DataBufferByte) picture.getRaster().getDataBuffer()).getData();
        System.arraycopy(pixels, index * height * width, to, 0, to.length);
        return picture;
    }

    /** All pictures, uint8 {@code [N, 28, 28]}. */
    public final Tensor data() {
        return data;
    }

    /** All class numbers, int64 {@code [N]}. */
    public final Tensor targets() {
        return targets;
    }

    /** The classes' names by their numbers. */
    public final List<String> classes() {
        return classes;
    }

    /** The classes' numbers by their names. */
    public final Map<String, Integer> classToIdx() {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        for (String each : classes) {
            numbers.put(each, numbers.size());
        }
        return numbers;
    }
}
