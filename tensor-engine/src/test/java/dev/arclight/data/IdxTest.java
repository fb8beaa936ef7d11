package dev.arclight.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.TestData;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdxTest {
    @TempDir
    Path temporary;

    @Test
    void imagesBecomeUint8() {
        Tensor images = read(idx(0x08, ints(2, 1, 3), new byte[] {0, 1, 2, (byte) 255, 4, 5}));

        assertThat(images.dtype()).isEqualTo(DType.UINT8);
        assertThat(images.shape()).isEqualTo(Shape.of(2, 1, 3));
        assertThat(images.toLongArray()).containsExactly(0, 1, 2, 255, 4, 5);
    }

    @Test
    void gzipIsSeenFromTheFirstBytes() throws IOException {
        byte[] plain = idx(0x08, ints(3), new byte[] {7, 8, 9});

        assertThat(read(gzip(plain)).toLongArray()).containsExactly(7, 8, 9);
    }

    @Test
    void theOtherElementTypesAreRead() {
        assertThat(read(idx(0x09, ints(1), new byte[] {-3})).item()).isEqualTo(-3);
        assertThat(read(idx(0x0c, ints(2), new byte[] {0, 0, 1, 0, -1, -1, -1, -1}))
                        .toLongArray())
                .containsExactly(256, -1);
        assertThat(read(idx(0x0d, ints(1), ByteBuffer.allocate(4).putFloat(1.5f).array()))
                        .item())
                .isEqualTo(1.5);
        assertThat(read(idx(
                                0x0e,
                                ints(1),
                                ByteBuffer.allocate(8).putDouble(-0.1).array()))
                        .item())
                .isEqualTo(-0.1);
    }

    @Test
    void labelsBecomeInt64() throws IOException {
        Path file = Files.write(temporary.resolve("labels"), idx(0x08, ints(3), new byte[] {9, 0, 5}));

        Tensor labels = Idx.readLabels(file);

        assertThat(labels.dtype()).isEqualTo(DType.INT64);
        assertThat(labels.toLongArray()).containsExactly(9, 0, 5);
    }

    @Test
    void imagesInPlaceOfLabelsAreRefused() throws IOException {
        Path file = Files.write(temporary.resolve("images"), idx(0x08, ints(1, 1, 1), new byte[1]));

        assertThatThrownBy(() -> Idx.readLabels(file))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("uint8[1, 1, 1]")
                .hasMessageContaining("may be the file of images");
    }

    @Test
    void anEmptySetIsRead() {
        assertThat(read(idx(0x08, ints(0, 28, 28), new byte[0])).shape()).isEqualTo(Shape.of(0, 28, 28));
    }

    @Test
    void aFileCutAnywhereIsRefused() throws IOException {
        byte[] plain = idx(0x08, ints(2, 2), new byte[] {1, 2, 3, 4});
        for (byte[] whole : new byte[][] {plain, gzip(plain)}) {
            for (int length = 0; length < whole.length; length++) {
                assertRefused(Arrays.copyOf(whole, length));
            }
        }
    }

    @Test
    void bytesBehindTheLastElementAreRefused() {
        assertRefused(idx(0x08, ints(2), new byte[3]), "more bytes follow the [2] elements");
    }

    @Test
    void aClaimOfMoreThanTheFileHoldsTakesNoMemory() throws IOException {
        byte[] claim = idx(0x08, ints(2_147_483_639), new byte[10]);

        assertRefused(claim, "2147483639 bytes, and holds 10");
        assertRefused(gzip(claim), "2147483639 bytes, and holds 10");
        assertRefused(idx(0x08, ints(Integer.MAX_VALUE, Integer.MAX_VALUE), new byte[10]), "at most 2^31 - 9 bytes");
        assertRefused(idx(0x0e, ints(Integer.MAX_VALUE), new byte[10]), "at most 2^31 - 9 bytes");
        assertRefused(idx(0x08, ints(-1), new byte[10]), "dimension 0 is -1");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x0a, 0x0f, 0xff})
    void anUnknownElementTypeIsNamed(int type) {
        assertRefused(idx(type, ints(1), new byte[8]), "type 0x" + Integer.toHexString(type));
    }

    @Test
    void aFileOfAnotherFormatIsRefused() {
        assertRefused(new byte[] {'P', 'A', 'R', '1', 0, 0, 0, 0}, "this is not an IDX file");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> Idx.read(temporary.resolve("none")))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("none: there is no such file");
    }

    @Test
    void realImagesAndLabelsAreRead() {
        Tensor images = Idx.read(TestData.require("images/mnist/t10k-images-idx3-ubyte.gz"));
        Tensor labels = Idx.readLabels(TestData.require("images/mnist/t10k-labels-idx1-ubyte.gz"));

        assertThat(images.shape()).isEqualTo(Shape.of(10000, 28, 28));
        assertThat(labels.shape()).isEqualTo(Shape.of(10000));
        // The set's first test image is a seven and its mean pixel is known.
        assertThat(labels.item(0)).isEqualTo(7);
        assertThat(images.to(DType.FLOAT64).mean().item() / 255).isBetween(0.132, 0.133);
        assertThat(labels.max().item()).isEqualTo(9);
    }

    private static void assertRefused(byte[] bytes, String... parts) {
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(DataFormatException.class)
                .hasMessageStartingWith("stream: ")
                .hasMessageNotContaining("\n")
                .satisfies(refusal -> assertThat(parts).allMatch(refusal.getMessage()::contains));
    }

    private static Tensor read(byte[] bytes) {
        return Idx.read(new ByteArrayInputStream(bytes), "stream");
    }

    private static byte[] idx(int type, int[] extents, byte[] data) {
        ByteBuffer file = ByteBuffer.allocate(4 + extents.length * 4 + data.length);
        file.put((byte) 0).put((byte) 0).put((byte) type).put((byte) extents.length);
        for (int extent : extents) {
            file.putInt(extent);
        }
        return file.put(data).array();
    }

    private static int[] ints(int... extents) {
        return extents;
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }
}
