package dev.arclight.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.metadata.IIOMetadataNode;
import org.jspecify.annotations.Nullable;

/**
 * JPEG files for printers, with four inks, whose samples the JDK's reader leaves as they are stored. They become RGB as in Pillow:
 * no colour profile is asked.
 */
final class CmykJpeg {
    private static final int INKS = 4;

    /** Inks are stored as luma, two chromas and black. */
    private static final int YCCK = 2;

    private CmykJpeg() {}

    /** Whether a reader's picture is such a file: the JDK gives it a colour space of inks, or knows no type for it. */
    static boolean is(ImageReader reader) throws IOException {
        if (!"jpeg".equals(reader.getFormatName().toLowerCase(Locale.ROOT))) {
            return false;
        }
        Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
        return !types.hasNext() || types.next().getColorModel().getColorSpace().getType() == ColorSpace.TYPE_CMYK;
    }

    static BufferedImage read(ImageReader reader) throws IOException {
        IIOMetadataNode adobe = adobe(reader);
        boolean luma = adobe != null && adobe.getAttribute("transform").equals(String.valueOf(YCCK));
        Raster raster = reader.readRaster(0, null);
        if (raster.getNumBands() != INKS) {
            throw new DataFormatException(
                    "a JPEG picture with " + raster.getNumBands() + " channels; it has 1, 3 or 4");
        }
        int width = raster.getWidth();
        int height = raster.getHeight();
        BufferedImage picture = ImageFiles.blank(3, width, height);
        byte[] bytes = ((DataBufferByte) picture.getRaster().getDataBuffer()).getData();
        int[] row = new int[width * INKS];
        for (int y = 0; y < height; y++) {
            raster.getPixels(0, y, width, 1, row);
            for (int x = 0; x < width; x++) {
                int from = x * INKS;
                if (luma) {
                    inks(row, from);
                }
                int to = 3 * (y * width + x);
                // Adobe's programs store what is left white, not the ink; Pillow takes all files for theirs.
                int paper = row[from + 3];
                for (int ink = 0; ink < 3; ink++) {
                    bytes[to + 2 - ink] = (byte) (paper - scaled(255 - row[from + ink], paper));
                }
            }
        }
        return picture;
    }

    /** The product of two shares of 255, rounded. */
    private static int scaled(int a, int b) {
        int product = a * b + 128;
        return (product >> 8) + product >> 8;
    }

    /** From luma and chromas to inks, by the formulas of JFIF. */
    private static void inks(int[] row, int at) {
        double luma = row[at];
        double blue = row[at + 1] - 128;
        double red = row[at + 2] - 128;
        row[at] = 255 - clipped(luma + 1.402 * red);
        row[at + 1] = 255 - clipped(luma - 0.344136 * blue - 0.714136 * red);
        row[at + 2] = 255 - clipped(luma + 1.772 * blue);
    }

    private static int clipped(double value) {
        return (int) Math.max(0, Math.min(255, Math.rint(value)));
    }

    /** The marker of Adobe's programs, null where there is none. */
    private static @Nullable IIOMetadataNode adobe(ImageReader reader) throws IOException {
        IIOMetadataNode tree = (IIOMetadataNode) reader.getImageMetadata(0).getAsTree("javax_imageio_jpeg_image_1.0");
        return (IIOMetadataNode) tree.getElementsByTagName("app14Adobe").item(0);
    }
}
