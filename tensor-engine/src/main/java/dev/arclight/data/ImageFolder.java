package dev.arclight.data;

import dev.arclight.data.transforms.Transform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Picture files in a folder for each class, as {@code torchvision.datasets.ImageFolder}: classes are numbered in the order of
 * their folders' names, files of a class come in the order of theirs, whatever the depth below. Pictures are read as {@link
 * Images#read} does.
 *
 * <pre>{@code
 * ImageFolder pets = new ImageFolder(Path.of("pets"), new Compose(new Resize(64), new CenterCrop(64), new ToTensor()));
 * }</pre>
 */
public final class ImageFolder implements Dataset<Example> {
    private static final List<String> EXTENSIONS = List.of(".jpg", ".jpeg", ".png", ".gif", ".bmp");

    /**
     * A picture and its class.
     *
     * @param file the picture's path
     * @param target the class number
     */
    public record Sample(Path file, int target) {}

    private final List<String> classes;
    private final List<Sample> samples;
    private final @Nullable Transform transform;

    /** Pictures themselves. @throws DataFormatException as {@link #ImageFolder(Path, Transform)} */
    public ImageFolder(Path root) {
        this(root, null);
    }

    /** @throws DataFormatException if there is no class folder, or a class without a picture */
    public ImageFolder(Path root, @Nullable Transform transform) {
        this.transform = transform;
        try {
            classes = folders(root);
            samples = new ArrayList<>();
            for (int i = 0; i < classes.size(); i++) {
                add(root.resolve(classes.get(i)), i);
            }
        } catch (IOException e) {
            throw new DataFormatException(root + ": the folder cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<String> folders(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            throw new DataFormatException(root + ": there is no such folder; check the path");
        }
        try (Stream<Path> entries = Files.list(root)) {
            List<String> names = entries.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
            if (names.isEmpty()) {
                throw new DataFormatException(
                        root + ": has no class folder; it needs one folder with pictures for each class");
            }
            return names;
        }
    }

    private void add(Path folder, int target) throws IOException {
        int before = samples.size();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(Files::isRegularFile)
                    .filter(ImageFolder::isPicture)
                    .sorted()
                    .forEach(file -> samples.add(new Sample(file, target)));
        }
        if (samples.size() == before) {
            throw new DataFormatException(
                    folder + ": has no picture; supported endings are " + String.join(", ", EXTENSIONS));
        }
    }

    private static boolean isPicture(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return EXTENSIONS.stream().anyMatch(name::endsWith);
    }

    @Override
    public int size() {
        return samples.size();
    }

    /** A picture behind the transform, and its class number. @throws DataFormatException if the file cannot be read */
    @Override
    public Example get(int index) {
        Sample sample = samples.get(index);
        Object picture = Images.read(sample.file());
        return new Example(transform == null ? picture : transform.apply(picture), sample.target());
    }

    /** Each picture's path and class number. */
    public List<Sample> samples() {
        return List.copyOf(samples);
    }

    /** The classes' names by their numbers. */
    public List<String> classes() {
        return classes;
    }

    /** The classes' numbers by their names. */
    public Map<String, Integer> classToIdx() {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        for (String each : classes) {
            numbers.put(each, numbers.size());
        }
        return numbers;
    }
}
