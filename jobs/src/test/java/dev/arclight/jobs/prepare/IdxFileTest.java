package dev.arclight.jobs.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.jobs.JobException;
import dev.arclight.jobs.TinyImages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IdxFileTest {
    @TempDir
    private Path folder;

    @Test
    void aPlainFileIsRead() throws IOException {
        Path file = save(TinyImages.idx(new byte[] {1, 2, 3, 4, 5, 6}, 2, 1, 3));

        assertThat(IdxFile.read(file, 3)).isEqualTo(new IdxFile(new int[] {2, 1, 3}, new byte[] {1, 2, 3, 4, 5, 6}));
    }

    @Test
    void aCompressedFileIsReadWhateverItsName() throws IOException {
        Path file = save(gzip(TinyImages.idx(new byte[] {7, 8}, 2)));

        assertThat(IdxFile.read(file, 1).data()).containsExactly(7, 8);
    }

    @Test
    void aFileThatIsCutOffIsRefused() throws IOException {
        Path file = save(TinyImages.idx(new byte[5], 2, 3));

        assertRefused(file, 2, "promises 6 bytes and 5 follow");
    }

    @Test
    void aCompressedFileThatIsCutOffIsRefused() throws IOException {
        byte[] whole = gzip(TinyImages.idx(new byte[] {1, 2, 3, 4, 5, 6}, 6));
        Path file = save(Arrays.copyOf(whole, whole.length - 9));

        assertRefused(file, 1, "cut off");
    }

    @Test
    void aFileThatGoesOnAfterItsDataIsRefused() throws IOException {
        Path file = save(TinyImages.idx(new byte[7], 6));

        assertRefused(file, 1, "goes on after the 6 bytes");
    }

    @Test
    void aHeaderThatClaimsATerabyteIsRefused() throws IOException {
        Path file = save(TinyImages.idx(new byte[4], 1 << 20, 1 << 10, 1 << 10));

        assertRefused(file, 3, "which cannot be true");
    }

    @Test
    void aHeaderWhoseProductWouldWrapAroundIsRefused() throws IOException {
        Path file = save(TinyImages.idx(new byte[0], 1 << 30, 1 << 30, 16));

        assertRefused(file, 3, "which cannot be true");
    }

    @Test
    void anEmptyDimensionIsRefused() throws IOException {
        Path file = save(TinyImages.idx(new byte[0], 0));

        assertRefused(file, 1, "which cannot be true");
    }

    @Test
    void labelsInPlaceOfImagesAreRefused() throws IOException {
        Path file = save(TinyImages.idx(new byte[2], 2));

        assertRefused(file, 3, "it starts with 00 00 08 01, not with 00 00 08 03");
    }

    @Test
    void anEmptyFileIsRefused() throws IOException {
        assertRefused(save(new byte[0]), 1, "is no IDX file");
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        assertRefused(folder.resolve("none"), 1, "cannot read");
    }

    private static void assertRefused(Path file, int rank, String reason) {
        assertThatThrownBy(() -> IdxFile.read(file, rank))
                .isInstanceOf(JobException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(reason);
    }

    private Path save(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("file"), bytes);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(compressed)) {
            out.write(bytes);
        }
        return compressed.toByteArray();
    }
}
