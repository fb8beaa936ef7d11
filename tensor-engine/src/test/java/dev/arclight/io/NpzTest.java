package dev.arclight.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link NpyTest} says how the archives in {@code npy} were made. */
class NpzTest {
    @TempDir
    Path temporary;

    @Test
    void archivesOfNumpyAreRead() throws IOException {
        Path stored = NpyTest.fixture("stored.npz");
        Path deflated = NpyTest.fixture("deflated.npz");
        for (Map<String, Tensor> read : List.of(Npz.load(stored), Npz.load(Files.newInputStream(stored), "stream"))) {
            assertThat(read).containsOnlyKeys("a", "b");
            assertThat(read.get("a").toFloatArray()).containsExactly(0, 0.25f, 0.5f, 0.75f, 1, 1.25f);
            assertThat(read.get("b").item()).isEqualTo(7);
        }
        for (Map<String, Tensor> read :
                List.of(Npz.load(deflated), Npz.load(Files.newInputStream(deflated), "stream"))) {
            assertThat(read).containsOnlyKeys("a", "zeros");
            assertThat(read.get("zeros").toDoubleArray()).hasSize(3000).containsOnly(0);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tensorsComeBackInTheirOrder(boolean compressed) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("z", Tensor.randn(Generator.seeded(1), 40, 50).t());
        tensors.put("name with spaces, ü and /", Tensor.arange(3));
        tensors.put("", Tensor.zeros(0, 2));
        tensors.put("a.npy", Tensor.full(DType.FLOAT16, 1.5));
        Path file = temporary.resolve("x.npz");
        if (compressed) {
            Npz.savezCompressed(file, tensors);
        } else {
            Npz.savez(file, tensors);
        }

        for (Map<String, Tensor> read : List.of(Npz.load(file), Npz.load(Files.newInputStream(file), "stream"))) {
            assertThat(read.keySet()).containsExactlyElementsOf(tensors.keySet());
            tensors.forEach((name, tensor) -> {
                assertThat(read.get(name).type()).isEqualTo(tensor.type());
                assertThat(read.get(name).toDoubleArray()).isEqualTo(tensor.toDoubleArray());
            });
        }
    }

    @Test
    void theSameTensorsGiveTheSameBytesAndDeflatedOnesFewer() throws IOException {
        Map<String, Tensor> tensors = Map.of("x", Tensor.zeros(1000));
        byte[] first = bytes(tensors, false);

        assertThat(bytes(tensors, false)).isEqualTo(first);
        assertThat(bytes(tensors, true).length).isLessThan(first.length / 5);
    }

    @Test
    void noTensorsAreAnEmptyArchive() throws IOException {
        Path file = temporary.resolve("x.npz");
        Npz.savez(file, Map.of());

        assertThat(Npz.load(file)).isEmpty();
    }

    @Test
    void aLimitStopsBombs() throws IOException {
        Path file = temporary.resolve("bomb.npz");
        Npz.savezCompressed(file, Map.of("x", Tensor.zeros(1 << 22)));

        assertThat(Files.size(file)).isLessThan(20_000);
        assertThatThrownBy(() -> Npz.load(file, 1 << 20))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("16777216 bytes, more than the 1048576 allowed");
        assertThatThrownBy(() -> Npz.load(Files.newInputStream(file), "stream", 1 << 20))
                .isInstanceOf(ModelFormatException.class);
        assertThat(Npz.load(file, 1 << 24)).containsOnlyKeys("x");
    }

    @Test
    void anArrayThatTheArchiveCannotHoldTakesNoMemory() throws IOException {
        byte[] header = NpyHeader.write(DType.FLOAT64, Shape.of(2_000_000_000));
        Path file = archive(Map.of("x.npy", header));

        assertThatThrownBy(() -> Npz.load(file)).hasMessageContaining("describes 16000000128");
        assertThatThrownBy(() -> Npz.load(Files.newInputStream(file), "stream"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("after 0 of 2000000000");
    }

    @Test
    void otherEntriesAreRefused() throws IOException {
        Path text = archive(Map.of("readme.txt", new byte[3]));
        assertThatThrownBy(() -> Npz.load(text)).hasMessageContaining("readme.txt");

        Map<String, byte[]> longer = Map.of("x.npy", concatenated(npy(Tensor.ones(2)), new byte[4]));
        Path trailing = archive(longer);
        assertThatThrownBy(() -> Npz.load(trailing)).hasMessageContaining("describes");
        assertThatThrownBy(() -> Npz.load(Files.newInputStream(trailing), "stream"))
                .hasMessageContaining("more bytes follow");
    }

    @Test
    void twoEntriesOfANameAreRefused() throws IOException {
        Path file = archive(Map.of("a.npy", npy(Tensor.ones(1)), "b.npy", npy(Tensor.ones(1))));
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i + 5 <= bytes.length; i++) {
            if (new String(bytes, i, 5, StandardCharsets.ISO_8859_1).equals("b.npy")) {
                bytes[i] = 'a';
            }
        }
        Files.write(file, bytes);

        assertThatThrownBy(() -> Npz.load(file))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("a.npy");
        assertThatThrownBy(() -> Npz.load(Files.newInputStream(file), "stream")).hasMessageContaining("a.npy");
    }

    @Test
    void aChangedByteIsNoticedByTheChecksum() throws IOException {
        byte[] bytes = bytes(Map.of("x", Tensor.ones(100)), false);
        int within = 30 + "x.npy".length() + 128 + 40;
        bytes[within] ^= 1;
        Path file = Files.write(temporary.resolve("x.npz"), bytes);

        assertThatThrownBy(() -> Npz.load(file))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("checksum");
        assertThatThrownBy(() -> Npz.load(new ByteArrayInputStream(bytes), "stream"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("CRC");
    }

    @Test
    void whatIsNoArchiveIsRefused() throws IOException {
        Path file = Files.write(temporary.resolve("x.npz"), new byte[100]);
        assertThatThrownBy(() -> Npz.load(file)).isInstanceOf(ModelFormatException.class);
        assertThatThrownBy(() -> Npz.load(Files.newInputStream(file), "stream"))
                .isInstanceOf(ModelFormatException.class);
        assertThatThrownBy(() -> Npz.load(temporary.resolve("none.npz"))).isInstanceOf(ModelAccessException.class);
    }

    @Test
    void damagedArchivesGiveTypedErrorsOnly() throws IOException {
        byte[] stored = Files.readAllBytes(NpyTest.fixture("stored.npz"));
        byte[] deflated = Files.readAllBytes(NpyTest.fixture("deflated.npz"));
        for (int i = 0; i < 1000; i++) {
            byte[] damaged = NpyTest.damage(i % 2 == 0 ? stored : deflated, Generator.seeded(i, 1));
            Path file = Files.write(temporary.resolve("damaged.npz"), damaged);
            try {
                Npz.load(file).values().forEach(Tensor::toDoubleArray);
            } catch (ArclightException e) {
                assertThat(e.getMessage()).contains("damaged.npz");
            }
            try {
                Npz.load(new ByteArrayInputStream(damaged), "damaged").values().forEach(Tensor::toDoubleArray);
            } catch (ArclightException e) {
                assertThat(e.getMessage()).contains("damaged");
            }
        }
    }

    private Path archive(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return Files.write(temporary.resolve("made.npz"), out.toByteArray());
    }

    private static byte[] npy(Tensor tensor) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Npy.save(out, tensor);
        return out.toByteArray();
    }

    private static byte[] concatenated(byte[] first, byte[] second) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(first);
        out.writeBytes(second);
        return out.toByteArray();
    }

    private static byte[] bytes(Map<String, Tensor> tensors, boolean compressed) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (compressed) {
            Npz.savezCompressed(out, tensors);
        } else {
            Npz.savez(out, tensors);
        }
        return out.toByteArray();
    }
}
