package dev.arclight.io.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.io.ModelFormatException;
import dev.arclight.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The two containers of PyTorch's files, and what looks like them. */
class TorchFormatsTest {
    private static final String MAGIC = "\u0080\2\u008a\nl\374\234F\371 j\250P\31.\u0080\2M\351\3.\u0080\2}.";
    private static final String TENSOR =
            "ctorch._utils\n_rebuild_tensor_v2\n(" + Pickles.STORAGE + "K\0(K\4t(K\1t\u0089)tR";
    private static final String FLOATS = "\0\0\200?\0\0\0@\0\0@@\0\0\200@";

    @Test
    void anOlderFileIsReadFromItsRowOfPickles() {
        String file = MAGIC + TENSOR + ".(X\1\0\0\0" + "0t.\4\0\0\0\0\0\0\0" + FLOATS;

        assertThat(((Tensor) load(file)).toFloatArray()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void viewsOfStoragesInOlderFilesShareMemory() {
        String storage = "(X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0" + "0X\3\0\0\0cpuK\4";
        String rest = "K\0(K\2t(K\1t\u0089)tR";
        String whole = "ctorch._utils\n_rebuild_tensor_v2\n(" + storage + "NtQ" + rest;
        String view = "ctorch._utils\n_rebuild_tensor_v2\n(" + storage + "(X\1\0\0\0vK\2K\2ttQ" + rest;

        List<?> read = (List<?>) load(MAGIC + "(" + whole + view + "t.(X\1\0\0\0" + "0t.\4\0\0\0\0\0\0\0" + FLOATS);

        assertThat(((Tensor) read.get(1)).toFloatArray()).containsExactly(3, 4);
        assertThat(((Tensor) read.get(1)).storage()).isSameAs(((Tensor) read.get(0)).storage());
        assertThatThrownBy(() -> load(MAGIC + view.replace("K\2K\2tt", "K\2K\3tt") + "."))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("passes its end");
    }

    @Test
    void bigEndianArchivesAreRead() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ZipWriter zip = new ZipWriter(out);
        zip.add("x/data.pkl", (TENSOR + ".").getBytes(StandardCharsets.ISO_8859_1));
        zip.add("x/byteorder", "big".getBytes(StandardCharsets.US_ASCII));
        zip.add("x/data/0", new byte[] {0x3f, (byte) 0x80, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        zip.finish();

        assertThat(((Tensor) Pickles.load(out.toByteArray())).toFloatArray()).containsExactly(1, 2, 0, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 10, 30, 60, 100})
    void aFileThatIsCutOffIsSaidToBe(int percent) {
        for (byte[] whole : List.of(
                Pickles.saved(List.of(Tensor.ones(30), "text")),
                (MAGIC + TENSOR + ".(X\1\0\0\0" + "0t.\4\0\0\0\0\0\0\0" + FLOATS)
                        .getBytes(StandardCharsets.ISO_8859_1))) {
            byte[] part = Arrays.copyOf(whole, Math.min(whole.length - 1, whole.length * percent / 100));

            assertThatThrownBy(() -> Pickles.load(part)).isInstanceOf(ModelFormatException.class);
        }
    }

    @Test
    void aChangedByteIsNoticedByItsChecksum() {
        byte[] file = Pickles.saved(Tensor.ones(100));
        byte[] damaged = file.clone();
        damaged[(int) place(file, "archive/data/0") + 7] ^= 1;

        assertThatThrownBy(() -> Pickles.load(damaged))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("checksum of entry 'archive/data/0'");
    }

    @Test
    void aStorageOfAnotherSizeThanThePickleSaysIsRefused() {
        assertThatThrownBy(() -> Pickles.load(Pickles.zip(TENSOR + ".", Map.of("0", new byte[15]))))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("15 bytes where the pickle says 16");
        assertThatThrownBy(() -> Pickles.load(Pickles.zip(TENSOR + ".", Map.of())))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("no entry 'x/data/0'");
    }

    @Test
    void compressedEntriesAreRefused() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("x/data.pkl"));
            zip.write("N.".getBytes(StandardCharsets.US_ASCII));
        }

        assertThatThrownBy(() -> Pickles.load(out.toByteArray()))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("compressed")
                .hasMessageContaining("zip -0");
    }

    @Test
    void archivesThatHoldSomethingElseAreSaidTo() throws IOException {
        ByteArrayOutputStream script = new ByteArrayOutputStream();
        ZipWriter zip = new ZipWriter(script);
        zip.add("x/data.pkl", new byte[0]);
        zip.add("x/constants.pkl", new byte[0]);
        zip.finish();
        assertThatThrownBy(() -> Pickles.load(script.toByteArray()))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("TorchScript");

        ByteArrayOutputStream other = new ByteArrayOutputStream();
        zip = new ZipWriter(other);
        zip.add("a.txt", new byte[0]);
        zip.finish();
        assertThatThrownBy(() -> Pickles.load(other.toByteArray()))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("data.pkl");
    }

    @Test
    void filesOfOtherFormatsAreSaidToBe() {
        byte[] tar = new byte[512];
        System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 5);
        assertThatThrownBy(() -> Pickles.load(tar))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("tar archive");
        assertThatThrownBy(() -> load("\211HDF")).hasMessageContaining("another format");
        assertThatThrownBy(() -> load("")).hasMessageContaining("another format");
        assertThatThrownBy(() -> load("\u0080\2K\1.")).hasMessageContaining("does not begin as those of torch.save");
        assertThatThrownBy(() -> load(MAGIC.replace("M\351\3", "M\352\3"))).hasMessageContaining("version 1002");
    }

    private static Object load(String file) {
        return Pickles.load(file.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static long place(byte[] file, String entry) {
        try {
            return Pickles.directory(file).find(entry).begin();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
