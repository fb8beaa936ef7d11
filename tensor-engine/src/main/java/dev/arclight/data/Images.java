package dev.arclight.data;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.stream.FileImageOutputStream;
import javax.imageio.stream.ImageOutputStream;

/**
 * Picture files and tensors. Pictures are {@link BufferedImage}s of one byte a channel: grey, RGB or RGBA, as Pillow's modes
 * L, RGB and RGBA.
 *
 * <pre>{@code
 * BufferedImage picture = Images.read(Path.of("cat.jpg"));
 * Tensor planes = Images.toTensor(picture);   // uint8[3, H, W]
 * Images.saveImage(generated, Path.of("samples.png"));   // a grid of float[B, C, H, W]
 * }</pre>
 */
public final class Images {
    private Images() {}

    /**
     * Reads a PNG, JPEG, GIF or BMP file as an RGB picture, as Pillow's {@code Image.open(file).convert("RGB")}: grey,
     * palettes and the four inks of printers become RGB, alpha is dropped, a rotation noted by a camera is not applied.
     *
     * @throws DataFormatException if the file is missing, damaged, of another format, or claims more pixels than are read
     */
    public static BufferedImage read(Path file) {
        return ImageFiles.read(file);
    }

    /**
     * Reads the bytes of a picture file, as {@link #read(Path)} does.
     *
     * @param name what messages call it
     * @param mostPixels beyond which it is refused before memory is taken for them
     * @throws DataFormatException if the bytes are damaged, of another format, or claim more pixels than are read
     */
    public static BufferedImage read(byte[] content, String name, long mostPixels) {
        return ImageFiles.read(content, name, mostPixels);
    }

    /** A picture's channels as uint8 {@code [C, H, W]}; 1 for grey, 3 for RGB, 4 for RGBA. */
    public static Tensor toTensor(BufferedImage picture) {
        BufferedImage plain = ImageFiles.plain(picture);
        int channels = plain.getRaster().getNumBands();
        int pixels = plain.getWidth() * plain.getHeight();
        byte[] from = ((DataBufferByte) plain.getRaster().getDataBuffer()).getData();
        byte[] planes = new byte[channels * pixels];
        for (int channel = 0; channel < channels; channel++) {
            int at = place(channels, channel);
            int into = channel * pixels;
            for (int i = 0; i < pixels; i++) {
                planes[into + i] = from[i * channels + at];
            }
        }
        return Tensor.ofBytes(planes, DType.UINT8, channels, plain.getHeight(), plain.getWidth());
    }

    /**
     * A picture of uint8 {@code [C, H, W]} or {@code [H, W]}, with 1, 3 or 4 channels.
     *
     * @throws DTypeException or {@link ShapeException} if it is not such
     */
    public static BufferedImage toImage(Tensor planes) {
        if (planes.dtype() != DType.UINT8) {
            throw new DTypeException("toImage: a tensor of " + planes.dtype()
                    + "; pictures are made of uint8: scale it with mul(255) and convert it");
        }
        Tensor image = planes.rank() == 2 ? planes.unsqueeze(0) : planes;
        int channels = image.rank() == 3 ? image.size(0) : 0;
        if (channels != 1 && channels != 3 && channels != 4 || image.numel() == 0) {
            throw new ShapeException("toImage: a tensor of shape " + planes.shape()
                    + "; a picture has the shape [H, W] or [C, H, W] with 1, 3 or 4 channels, and pixels");
        }
        int height = image.size(1);
        int width = image.size(2);
        BufferedImage picture = ImageFiles.blank(channels, width, height);
        byte[] to = ((DataBufferByte) picture.getRaster().getDataBuffer()).getData();
        byte[] from = image.toByteArray();
        int pixels = width * height;
        for (int channel = 0; channel < channels; channel++) {
            int into = place(channels, channel);
            int at = channel * pixels;
            for (int i = 0; i < pixels; i++) {
                to[i * channels + into] = from[at + i];
            }
        }
        return picture;
    }

    /** Java keeps bytes of a pixel in the order alpha, blue, green, red. */
    private static int place(int channels, int channel) {
        return channels - 1 - channel;
    }

    /**
     * Writes a picture file; the name's ending says which format: png, jpg, jpeg, bmp or gif. A floating tensor has values
     * from 0 to 1; what lies outside is cut off.
     *
     * @param image uint8 or floating, {@code [H, W]} or {@code [C, H, W]}
     * @throws ArclightException if the ending is another, the format cannot hold such a picture, or the file cannot be written
     */
    public static void write(Tensor image, Path file) {
        write(toImage(image.dtype().isFloating() ? bytes(image) : image), file);
    }

    /** Writes a picture file. @throws ArclightException as {@link #write(Tensor, Path)} */
    public static void write(BufferedImage picture, Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        String format = name.substring(name.lastIndexOf('.') + 1);
        if (!List.of("png", "jpg", "jpeg", "bmp", "gif").contains(format)) {
            throw new ArclightException(file + ": pictures are written as .png, .jpg, .jpeg, .bmp or .gif");
        }
        try {
            Files.deleteIfExists(file);
            try (ImageOutputStream stream = new FileImageOutputStream(file.toFile())) {
                if (!ImageIO.write(picture, format, stream)) {
                    throw new ArclightException(file + ": ." + format + " holds no picture with "
                            + picture.getRaster().getNumBands() + " channels; write it as .png");
                }
            }
        } catch (IOException e) {
            throw new ArclightException(file + ": cannot be written: " + e.getMessage(), e);
        }
    }

    private static Tensor bytes(Tensor unit) {
        return unit.detach().toFloat().mul(255).add(0.5).clamp(0, 255).toByte();
    }

    /** {@link #makeGrid(Tensor, int, int, double)} of rows of 8 images, 2 pixels apart, written as {@link #write}. */
    public static void saveImage(Tensor images, Path file) {
        write(makeGrid(images), file);
    }

    /** {@link #makeGrid(Tensor, int, int, double)} of rows of 8 images, 2 pixels apart, on black. */
    public static Tensor makeGrid(Tensor images) {
        return makeGrid(images, 8, 2, 0);
    }

    /**
     * Images of one size in rows, as {@code torchvision.utils.make_grid}; grey ones become RGB.
     *
     * @param images {@code [B, C, H, W]}, {@code [C, H, W]} or {@code [H, W]}
     * @param nrow how many in a row
     * @param padding pixels around each
     * @param padValue of those pixels
     * @return {@code [C, H', W']}
     */
    public static Tensor makeGrid(Tensor images, int nrow, int padding, double padValue) {
        if (nrow < 1 || padding < 0) {
            throw new ArclightException("makeGrid: " + nrow + " images in a row, " + padding
                    + " pixels apart; it takes at least one, and not less than 0");
        }
        Tensor batch = switch (images.rank()) {
            case 2 -> images.unsqueeze(0).unsqueeze(0);
            case 3 -> images.unsqueeze(0);
            case 4 -> images;
            default ->
                throw new ShapeException("makeGrid: a tensor of shape " + images.shape()
                        + "; images have the shape [B, C, H, W], [C, H, W] or [H, W]");
        };
        if (batch.size(1) == 1) {
            batch = batch.expand(-1, 3, -1, -1);
        }
        int count = batch.size(0);
        if (count == 0) {
            throw new ShapeException("makeGrid: no images");
        }
        if (count == 1) {
            return batch.select(0, 0).contiguous();
        }
        int columns = Math.min(nrow, count);
        int rows = (count + columns - 1) / columns;
        int height = batch.size(2) + padding;
        int width = batch.size(3) + padding;
        Tensor grid = Tensor.zeros(batch.dtype(), batch.size(1), height * rows + padding, width * columns + padding)
                .fill_(padValue);
        for (int i = 0; i < count; i++) {
            grid.narrow(1, i / columns * height + padding, batch.size(2))
                    .narrow(2, i % columns * width + padding, batch.size(3))
                    .copy_(batch.select(0, i));
        }
        return grid;
    }

    /**
     * Images with the least value as 0 and the largest as 1, as {@code make_grid(normalize=True)} does before it lays them
     * out.
     *
     * @param scaleEach whether each image is scaled by its own values
     */
    public static Tensor normalized(Tensor images, boolean scaleEach) {
        if (scaleEach && images.rank() == 4) {
            return Tensor.stack(images.unbind(0).stream()
                    .map(each -> normalized(each, false))
                    .toList());
        }
        Tensor values = images.detach().toFloat();
        double low = values.min().item();
        double high = values.max().item();
        return values.sub(low).div(Math.max(high - low, 1e-5));
    }
}
