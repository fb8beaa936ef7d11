package dev.arclight.jobs.prepare;

import dev.arclight.data.Idx;
import dev.arclight.jobs.JobException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Grey images of one size and a label for each. */
final class LabelledImages {
    private final int count;
    private final int height;
    private final int width;
    private final byte[] pixels;
    private final long[] labels;

    private LabelledImages(int count, int height, int width, byte[] pixels, long[] labels) {
        this.count = count;
        this.height = height;
        this.width = width;
        this.pixels = pixels;
        this.labels = labels;
    }

    /**
     * Reads two IDX files.
     *
     * @throws dev.arclight.tensor.ArclightException if a file cannot be read or the two do not belong together
     */
    static LabelledImages read(Path imageFile, Path labelFile) {
        Tensor images = Idx.read(imageFile);
        if (images.rank() != 3 || images.dtype() != DType.UINT8 || images.numel() == 0) {
            throw new JobException(imageFile + " holds " + images.type()
                    + "; expected images, uint8 of three dimensions, none of them 0");
        }
        Tensor labels = Idx.readLabels(labelFile);
        if (labels.size(0) != images.size(0)) {
            throw new JobException(imageFile + " holds " + images.size(0) + " images and " + labelFile + " "
                    + labels.size(0) + " labels; give files that belong together");
        }
        return new LabelledImages(
                images.size(0),
                images.size(1),
                images.size(2),
                images.storage().bytes(),
                labels.storage().longs());
    }

    int count() {
        return count;
    }

    int height() {
        return height;
    }

    int width() {
        return width;
    }

    /** Image after image, row after row, a byte from 0 to 255 for each pixel; not a copy. */
    byte[] pixels() {
        return pixels;
    }

    /** A class number for each image; not a copy. */
    long[] labels() {
        return labels;
    }

    int pixelsPerImage() {
        return height * width;
    }

    /** A checksum of all pixels and labels. */
    String checksum() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(pixels);
            ByteBuffer bytes = ByteBuffer.allocate(labels.length * Long.BYTES);
            bytes.asLongBuffer().put(labels);
            digest.update(bytes);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
