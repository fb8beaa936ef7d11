package dev.arclight.jobs.prepare;

import dev.arclight.jobs.JobException;
import dev.arclight.jobs.console.Console;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The four files of Fashion-MNIST, or of any data set with the same names: 28×28 grey images of ten kinds of clothes,
 * 60,000 to learn from and 10,000 to test with.
 */
public final class FashionMnist {
    /** What the labels mean, by number. */
    public static final List<String> CLASSES = List.of(
            "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot");

    private static final Path INSTALLED = Path.of("/usr/share/datasets/fashion-mnist");

    private final Path folder;

    private FashionMnist(Path folder) {
        this.folder = folder;
    }

    /** One half of the data set. */
    public enum Split {
        TRAIN("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
        TEST("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte");

        private final String images;
        private final String labels;

        Split(String images, String labels) {
            this.images = images;
            this.labels = labels;
        }
    }

    /**
     * Finds the files: in the folder given, in the cache, where Debian's package installs them, or by downloading that
     * package into the cache.
     *
     * @param given the folder that the user named
     * @throws JobException if a file is missing and cannot be had
     */
    public static FashionMnist find(Optional<Path> given, Console console) {
        if (given.isPresent()) {
            FashionMnist data = new FashionMnist(given.get());
            List<String> missing = data.missing();
            if (!missing.isEmpty()) {
                throw new JobException(given.get() + " lacks " + String.join(", ", missing)
                        + " (or the same with .gz); --data must name the folder of all four IDX files");
            }
            return data;
        }
        Path cache = cacheFolder();
        for (Path known : List.of(cache, INSTALLED)) {
            FashionMnist data = new FashionMnist(known);
            if (data.missing().isEmpty()) {
                return data;
            }
        }
        new DebianPackage("dataset-fashion-mnist", "usr/share/datasets/fashion-mnist").downloadTo(cache, console);
        FashionMnist data = new FashionMnist(cache);
        List<String> missing = data.missing();
        if (!missing.isEmpty()) {
            throw new JobException("Debian's package dataset-fashion-mnist came without " + String.join(", ", missing)
                    + "; give the folder of the four IDX files with --data DIR");
        }
        return data;
    }

    /** Where the files are. */
    public Path folder() {
        return folder;
    }

    LabelledImages read(Split split) {
        return LabelledImages.read(
                file(split.images).orElseThrow(), file(split.labels).orElseThrow());
    }

    private List<String> missing() {
        List<String> missing = new ArrayList<>();
        for (Split split : Split.values()) {
            for (String name : List.of(split.images, split.labels)) {
                if (file(name).isEmpty()) {
                    missing.add(name);
                }
            }
        }
        return missing;
    }

    private Optional<Path> file(String name) {
        Path plain = folder.resolve(name);
        if (Files.isRegularFile(plain)) {
            return Optional.of(plain);
        }
        Path compressed = folder.resolve(name + ".gz");
        return Files.isRegularFile(compressed) ? Optional.of(compressed) : Optional.empty();
    }

    private static Path cacheFolder() {
        String base = System.getenv("XDG_CACHE_HOME");
        Path caches =
                base == null || base.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(base);
        return caches.resolve("arclight").resolve("fashion-mnist");
    }
}
