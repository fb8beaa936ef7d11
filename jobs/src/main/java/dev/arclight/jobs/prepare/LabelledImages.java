package dev.arclight.jobs.prepare;

import dev.arclight.jobs.JobException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Grey images of one size and a label for each.
 *
 * @param pixels image after image, row after row, a byte from 0 to 255 for each pixel
 * @param labels one byte for each image
 */
record LabelledImages(int count, int height, int width, byte[] pixels, byte[] labels) {
    /** @throws JobException if a file cannot be read or the two do not belong together */
    static LabelledImages read(Path imageFile, Path labelFile) {
        IdxFile images = IdxFile.read(imageFile, 3);
        IdxFile labels = IdxFile.read(labelFile, 1);
        int count = images.extents()[0];
        if (labels.extents()[0] != count) {
            throw new JobException(imageFile + " holds " + count + " images and " + labelFile + " "
                    + labels.extents()[0] + " labels; give files that belong together");
        }
        return new LabelledImages(count, images.extents()[1], images.extents()[2], images.data(), labels.data());
    }

    int pixelsPerImage() {
        return height * width;
    }

    /** A checksum of all that is in here. */
    String checksum() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(pixels);
            digest.update(labels);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
