package dev.arclight.jobs;

import dev.arclight.tensor.Generator;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** A data set that is learnt in a moment: 8×8 images of three classes, each a bright bar at its own place plus noise. */
public final class TinyImages {
    public static final int SIDE = 8;
    public static final int CLASSES = 3;
    public static final int TRAIN = 240;
    public static final int TEST = 60;

    private TinyImages() {}

    /** Writes the four IDX files; those of the test half with gzip. */
    public static Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        half(folder, "train", TRAIN, 1, false);
        half(folder, "t10k", TEST, 2, true);
        return folder;
    }

    /** An IDX file: the header of these extents, then the data. */
    public static byte[] idx(byte[] data, int... extents) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(0x0800 | extents.length);
        for (int extent : extents) {
            out.writeInt(extent);
        }
        out.write(data);
        return bytes.toByteArray();
    }

    private static void half(Path folder, String name, int count, long seed, boolean gzip) throws IOException {
        Generator generator = Generator.seeded(seed, 0);
        byte[] pixels = new byte[count * SIDE * SIDE];
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++) {
            labels[i] = (byte) (i % CLASSES);
            for (int p = 0; p < SIDE * SIDE; p++) {
                boolean bright = p / SIDE / 2 == labels[i];
                int noise = Math.floorMod(generator.nextLong(), 40);
                pixels[i * SIDE * SIDE + p] = (byte) (bright ? 255 - noise : noise);
            }
        }
        save(folder.resolve(name + "-images-idx3-ubyte"), idx(pixels, count, SIDE, SIDE), gzip);
        save(folder.resolve(name + "-labels-idx1-ubyte"), idx(labels, count), gzip);
    }

    private static void save(Path file, byte[] bytes, boolean gzip) throws IOException {
        if (!gzip) {
            Files.write(file, bytes);
            return;
        }
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(Path.of(file + ".gz")))) {
            out.write(bytes);
        }
    }
}
