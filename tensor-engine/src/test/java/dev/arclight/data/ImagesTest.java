package dev.arclight.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImagesTest {
    @TempDir
    Path temporary;

    @ParameterizedTest
    @ValueSource(strings = {"a.png", "a.BMP"})
    void whatIsWrittenWithoutLossIsReadAgain(String name) {
        Tensor planes = Tensor.randint(Generator.seeded(1), 0, 256, 3, 7, 5).toByte();
        Path file = temporary.resolve(name);
        Images.write(planes, file);

        assertThat(Images.toTensor(Images.read(file)).toByteArray()).isEqualTo(planes.toByteArray());
    }

    @Test
    void floatingImagesAreScaledAndCutOff() {
        Path file = temporary.resolve("a.png");
        Images.write(Tensor.of(new float[] {-1, 0, 0.5f, 2}, 2, 2), file);

        assertThat(Images.toTensor(Images.read(file)).select(0, 0).toLongArray())
                .containsExactly(0, 0, 128, 255);
    }

    @Test
    void aJpegIsNearlyWhatWasWritten() {
        Path file = temporary.resolve("a.jpg");
        Tensor planes = Tensor.full(DType.UINT8, 90, 3, 16, 16);
        Images.write(planes, file);

        Tensor read = Images.toTensor(Images.read(file));
        assertThat(read.toFloat().sub(90).abs().max().item()).isLessThanOrEqualTo(2);
    }

    @Test
    void greyPalettesAndAlphaBecomeRgb() throws IOException {
        Path gray = temporary.resolve("gray.png");
        Images.write(Tensor.of(new long[] {0, 50, 100, 200}, 2, 2).toByte(), gray);
        assertThat(Images.toTensor(Images.read(gray)).toLongArray())
                .containsExactly(0, 50, 100, 200, 0, 50, 100, 200, 0, 50, 100, 200);

        Path alpha = temporary.resolve("alpha.png");
        Tensor rgba = Tensor.of(new long[] {10, 20, 30, 0}, 4, 1, 1).toByte();
        Images.write(rgba, alpha);
        assertThat(Images.toTensor(Images.read(alpha)).toLongArray()).containsExactly(10, 20, 30);

        byte[] red = {1, (byte) 200};
        byte[] green = {2, 100};
        byte[] blue = {3, 50};
        BufferedImage palette =
                new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY, new IndexColorModel(1, 2, red, green, blue));
        palette.getRaster().setSample(1, 0, 0, 1);
        Path indexed = temporary.resolve("palette.png");
        ImageIO.write(palette, "png", indexed.toFile());
        assertThat(Images.toTensor(Images.read(indexed)).toLongArray()).containsExactly(1, 200, 2, 100, 3, 50);
    }

    @Test
    void wideSamplesAreNarrowedAsPillowDoes() throws IOException {
        BufferedImage wide = new BufferedImage(3, 1, BufferedImage.TYPE_USHORT_GRAY);
        wide.getRaster().setSample(0, 0, 0, 7);
        wide.getRaster().setSample(1, 0, 0, 255);
        wide.getRaster().setSample(2, 0, 0, 60_000);
        Path file = temporary.resolve("wide.png");
        ImageIO.write(wide, "png", file.toFile());

        assertThat(Images.toTensor(Images.read(file)).select(0, 0).toLongArray())
                .containsExactly(7, 255, 255);
    }

    @Test
    void aPictureThatClaimsMorePixelsThanItCanHoldIsRefused() throws IOException {
        Path file = temporary.resolve("bomb.png");
        Files.write(file, png(40_000, 40_000));
        assertThatThrownBy(() -> Images.read(file))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("40000 × 40000");

        Files.write(file, png(10_000, 10_000));
        assertThatThrownBy(() -> Images.read(file)).hasMessageContaining("10000 × 10000");
    }

    /** A file with a sound header and next to nothing behind it. */
    private static byte[] png(int width, int height) {
        ByteBuffer bytes = ByteBuffer.allocate(8 + 25 + 12);
        bytes.putLong(0x89504e470d0a1a0aL);
        ByteBuffer header = ByteBuffer.allocate(17);
        header.putInt(0x49484452).putInt(width).putInt(height).put(new byte[] {8, 2, 0, 0, 0});
        CRC32 crc = new CRC32();
        crc.update(header.array());
        bytes.putInt(13).put(header.array()).putInt((int) crc.getValue());
        bytes.putInt(0).putInt(0x49444154).putInt(0x35af061e);
        return bytes.array();
    }

    @Test
    void damagedFilesAreTypedErrorsOfOneLine() throws IOException {
        Path sound = temporary.resolve("sound");
        Random random = new Random(5);
        for (String format : new String[] {"png", "jpg", "gif", "bmp"}) {
            Path file = temporary.resolve("a." + format);
            Images.write(Tensor.randint(Generator.seeded(1), 0, 256, 3, 24, 20).toByte(), file);
            byte[] bytes = Files.readAllBytes(file);
            for (int i = 0; i < 150; i++) {
                byte[] mutated = bytes.clone();
                for (int k = 0; k < 1 + i % 4; k++) {
                    mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
                }
                int length = i % 3 == 0 ? random.nextInt(mutated.length) : mutated.length;
                Files.write(sound, Arrays.copyOf(mutated, length));
                try {
                    Images.read(sound);
                } catch (DataFormatException e) {
                    assertThat(e.getMessage()).startsWith(sound.toString()).doesNotContain("\n");
                }
            }
        }
    }

    @Test
    void whatIsNoPictureIsRefused() throws IOException {
        Path file = Files.writeString(temporary.resolve("a.png"), "no picture");

        assertThatThrownBy(() -> Images.read(file)).hasMessageContaining("is no PNG, JPEG, GIF or BMP");
        assertThatThrownBy(() -> Images.read(temporary.resolve("none.png"))).hasMessageContaining("no such file");
        assertThatThrownBy(() -> Images.write(Tensor.zeros(2, 4, 4), file)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Images.toImage(Tensor.zeros(3, 4, 4))).isInstanceOf(DTypeException.class);
        assertThatThrownBy(() -> Images.write(Tensor.zeros(3, 4, 4), temporary.resolve("a.tiff")))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining(".png");
        assertThatThrownBy(() -> Images.write(Tensor.zeros(4, 4, 4), temporary.resolve("a.jpg")))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("4 channels");
    }

    @Test
    void aGridHoldsImagesInRowsWithSpaceBetween() {
        Tensor images = Tensor.arange(1, 6).reshape(5, 1, 1, 1).toFloat().expand(5, 1, 2, 3);
        Tensor grid = Images.makeGrid(images, 3, 1, 9);

        assertThat(grid.shape()).isEqualTo(Shape.of(3, 7, 13));
        assertThat(grid.item(0, 0, 0)).isEqualTo(9);
        assertThat(grid.item(1, 1, 1)).isEqualTo(1);
        assertThat(grid.item(2, 1, 9)).isEqualTo(3);
        assertThat(grid.item(0, 4, 1)).isEqualTo(4);
        assertThat(grid.item(0, 4, 9)).isEqualTo(9);
        assertThat(Images.makeGrid(Tensor.zeros(3, 2, 2)).shape()).isEqualTo(Shape.of(3, 2, 2));
        Path file = temporary.resolve("grid.png");
        Images.saveImage(images.div(5), file);
        assertThat(Images.toTensor(Images.read(file)).shape()).isEqualTo(Shape.of(3, 6, 27));
        assertThatThrownBy(() -> Images.makeGrid(Tensor.zeros(2))).isInstanceOf(ShapeException.class);
    }

    @Test
    void imagesAreScaledTogetherOrEach() {
        Tensor images = Tensor.of(new float[] {0, 2, 4, 8}, 2, 1, 1, 2);

        assertThat(Images.normalized(images, false).toFloatArray()).containsExactly(0, 0.25f, 0.5f, 1);
        assertThat(Images.normalized(images, true).toFloatArray()).containsExactly(0, 1, 0, 1);
    }
}
