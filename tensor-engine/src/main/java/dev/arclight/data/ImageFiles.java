package dev.arclight.data;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reads picture files without believing them: the header's size is checked before memory is taken for it.
 *
 * <p>Samples are taken as they are stored, since {@link BufferedImage#getRGB} would convert colour spaces, which Pillow does
 * not: grey values would change.
 */
final class ImageFiles {
    /** Pillow's limit beyond which it takes a picture for an attack, twice its {@code MAX_IMAGE_PIXELS}. */
    static final long MOST_PIXELS = 178_956_970;

    /** One bit a pixel, packed 1032 times by deflate: no honest file has more. */
    private static final long MOST_PIXELS_A_BYTE = 8 * 1032;

    private static final Set<String> FORMATS = Set.of("png", "jpeg", "gif", "bmp");

    private ImageFiles() {}

    static BufferedImage read(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new DataFormatException(file + ": there is no such file; check the path");
            }
            long bytes = Files.size(file);
            try (ImageInputStream stream = new FileImageInputStream(file.toFile())) {
                return decode(stream, file.toString(), bytes, MOST_PIXELS);
            }
        } catch (NoSuchFileException e) {
            throw new DataFormatException(file + ": there is no such file; check the path", e);
        } catch (IOException e) {
            throw damaged(file.toString(), e);
        }
    }

    static BufferedImage read(byte[] content, String name, long mostPixels) {
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
            return decode(stream, name, content.length, mostPixels);
        } catch (IOException e) {
            throw damaged(name, e);
        }
    }

    private static BufferedImage decode(ImageInputStream stream, String file, long bytes, long mostPixels)
            throws IOException {
        Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
        ImageReader reader = readers.hasNext() ? readers.next() : null;
        if (reader == null || !FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
            throw new DataFormatException(file + ": is no PNG, JPEG, GIF or BMP picture; convert it");
        }
        try {
            reader.setInput(stream, false, true);
            long width = reader.getWidth(0);
            long height = reader.getHeight(0);
            if (width * height > mostPixels || width * height > bytes * MOST_PIXELS_A_BYTE) {
                throw new DataFormatException(file + ": claims " + width + " × " + height + " pixels in " + bytes
                        + " bytes; no more than " + mostPixels
                        + " pixels are read, and no more than a file of that size"
                        + " can hold");
            }
            return CmykJpeg.is(reader) ? CmykJpeg.read(reader) : rgb(reader.read(0));
        } catch (DataFormatException e) {
            throw e;
        } catch (RuntimeException e) {
            // Decoders of the JDK answer damaged files with errors of many kinds.
            throw damaged(file, e);
        } finally {
            reader.dispose();
        }
    }

    private static DataFormatException damaged(String file, Exception e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        int end = message.indexOf('\n');
        return new DataFormatException(
                file + ": the picture cannot be read: " + (end < 0 ? message : message.substring(0, end)), e);
    }

    static BufferedImage blank(int channels, int width, int height) {
        return new BufferedImage(
                width,
                height,
                switch (channels) {
                    case 1 -> BufferedImage.TYPE_BYTE_GRAY;
                    case 3 -> BufferedImage.TYPE_3BYTE_BGR;
                    default -> BufferedImage.TYPE_4BYTE_ABGR;
                });
    }

    /** One byte a channel, one pixel behind the other, without gaps: what the rest of this package works on. */
    static BufferedImage plain(BufferedImage picture) {
        boolean known = picture.getType() == BufferedImage.TYPE_BYTE_GRAY
                || picture.getType() == BufferedImage.TYPE_3BYTE_BGR
                || picture.getType() == BufferedImage.TYPE_4BYTE_ABGR;
        Raster raster = picture.getRaster();
        boolean whole = known
                && raster.getSampleModel() instanceof PixelInterleavedSampleModel samples
                && samples.getScanlineStride() == picture.getWidth() * raster.getNumBands()
                && ((DataBufferByte) raster.getDataBuffer()).getData().length
                        == picture.getWidth() * picture.getHeight() * raster.getNumBands();
        if (whole) {
            return picture;
        }
        boolean gray = raster.getNumBands() == 1 && !(picture.getColorModel() instanceof IndexColorModel);
        if (gray) {
            return copied(picture, 1);
        }
        boolean alpha = picture.getColorModel().hasAlpha()
                && !(picture.getColorModel() instanceof IndexColorModel)
                && raster.getNumBands() == 4;
        return alpha ? copied(picture, 4) : rgb(picture);
    }

    /** As Pillow's {@code convert("RGB")}. */
    static BufferedImage rgb(BufferedImage picture) {
        return picture.getType() == BufferedImage.TYPE_3BYTE_BGR && plainLength(picture) ? picture : copied(picture, 3);
    }

    private static boolean plainLength(BufferedImage picture) {
        return ((DataBufferByte) picture.getRaster().getDataBuffer()).getData().length
                == picture.getWidth() * picture.getHeight() * 3;
    }

    private static BufferedImage copied(BufferedImage from, int channels) {
        int width = from.getWidth();
        int height = from.getHeight();
        BufferedImage to = blank(channels, width, height);
        byte[] bytes = ((DataBufferByte) to.getRaster().getDataBuffer()).getData();
        Raster raster = from.getRaster();
        ColorModel model = from.getColorModel();
        int bands = raster.getNumBands();
        boolean packed = bands > 1 && raster.getSampleModel().getSampleSize(0) < 8;
        int[] row = new int[width * Math.max(1, bands)];
        for (int y = 0; y < height; y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++) {
                int at = (y * width + x) * channels;
                if (model instanceof IndexColorModel palette) {
                    int color = palette.getRGB(row[x]);
                    put(bytes, at, channels, color >> 16, color >> 8, color, 255);
                } else if (packed) {
                    int color = from.getRGB(x, y);
                    put(bytes, at, channels, color >> 16, color >> 8, color, color >>> 24);
                } else {
                    int size = raster.getSampleModel().getSampleSize(0);
                    int first = sample(row[x * bands], size, bands);
                    boolean gray = bands < 3;
                    put(
                            bytes,
                            at,
                            channels,
                            first,
                            gray ? first : sample(row[x * bands + 1], size, bands),
                            gray ? first : sample(row[x * bands + 2], size, bands),
                            bands == 4 ? sample(row[x * bands + 3], size, bands) : 255);
                }
            }
        }
        return to;
    }

    /** Pillow keeps the high byte of wide colours, and clips wide grey values. */
    private static int sample(int value, int size, int bands) {
        if (size <= 8) {
            return value;
        }
        return bands == 1 ? Math.min(255, value) : value >> size - 8;
    }

    private static void put(byte[] bytes, int at, int channels, int red, int green, int blue, int alpha) {
        if (channels == 1) {
            bytes[at] = (byte) red;
            return;
        }
        int last = at + channels - 1;
        bytes[last] = (byte) red;
        bytes[last - 1] = (byte) green;
        bytes[last - 2] = (byte) blue;
        if (channels == 4) {
            bytes[at] = (byte) alpha;
        }
    }
}
