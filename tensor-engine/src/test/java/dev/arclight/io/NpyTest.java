package dev.arclight.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The files in {@code npy} were written by NumPy 2.4.6, with {@code a = np.arange(6, dtype='<f4').reshape(2, 3) / 4}:
 *
 * <pre>{@code
 * np.save('float32.npy', a)
 * np.save('big_endian_fortran.npy', np.asfortranarray(np.arange(24).reshape(2, 3, 4).astype('>f8')))
 * np.save('fortran_int64.npy', np.arange(6, dtype='<i8').reshape(2, 3).T)
 * for d in ('?', 'u1', 'i1', '<i2', '<i4', '<i8', '<f2', '<f8'):
 *     np.save(np.dtype(d).name + '.npy', np.array([0, 1, 1, 0, 1]).astype(d))
 * for d in ('>i2', '>i4', '>i8', '>f2', '>f4'):
 *     np.save('big_endian_' + np.dtype(d).name + '.npy', np.array([1, -2, 100]).astype(d))
 * np.save('scalar.npy', np.float64(2.5))
 * np.save('empty.npy', np.zeros((0, 3), '<i4'))
 * np.save('specials.npy', np.array([np.nan, np.inf, -np.inf, -0.0, 5e-324]))
 * for v in (2, 3):
 *     with open('version%d.npy' % v, 'wb') as out: np.lib.format.write_array(out, a, version=(v, 0))
 * np.save('complex.npy', np.array([1j])); np.save('text.npy', np.array(['a'])); np.save('uint16.npy', np.array([1], 'u2'))
 * np.save('date.npy', np.array(['2020-01-01'], 'M8[D]')); np.save('object.npy', np.array([None], object))
 * np.save('structured.npy', np.array([(1, 2.0)], [('a', 'i4'), ('b', 'f4')]))
 * np.savez('stored.npz', a=a, b=np.array(7)); np.savez_compressed('deflated.npz', a=a, zeros=np.zeros(3000))
 * }</pre>
 */
class NpyTest {
    @TempDir
    Path temporary;

    @Test
    void moreDimensionsThanNumPyHasAreNotWritten() {
        int[] extents = new int[65];
        Arrays.fill(extents, 1);
        Path file = temporary.resolve("deep.npy");
        assertThatThrownBy(() -> Npy.save(file, Tensor.ones(1).reshape(extents)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("64");
        assertThat(file).doesNotExist();
        int[] most = Arrays.copyOf(extents, 64);
        Npy.save(file, Tensor.ones(1).reshape(most));
        assertThat(Npy.load(file).rank()).isEqualTo(64);
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32.npy", "version2.npy", "version3.npy"})
    void everyVersionIsRead(String name) {
        Tensor x = Npy.load(fixture(name));

        assertThat(x.type()).isEqualTo(new TensorType(DType.FLOAT32, Shape.of(2, 3)));
        assertThat(x.toFloatArray()).containsExactly(0, 0.25f, 0.5f, 0.75f, 1, 1.25f);
    }

    @ParameterizedTest
    @CsvSource({
        "bool,BOOL",
        "uint8,UINT8",
        "int8,INT8",
        "int16,INT16",
        "int32,INT32",
        "int64,INT64",
        "float16,FLOAT16",
        "float64,FLOAT64"
    })
    void everyDTypeIsReadAndWrittenByteForByte(String name, DType dtype) throws IOException {
        Path file = fixture(name + ".npy");
        Tensor x = Npy.load(file);

        assertThat(x.dtype()).isEqualTo(dtype);
        assertThat(x.toLongArray()).containsExactly(0, 1, 1, 0, 1);
        assertThat(bytes(x)).isEqualTo(Files.readAllBytes(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32", "scalar", "empty", "specials"})
    void shapesAndSpecialsAreWrittenByteForByte(String name) throws IOException {
        Path file = fixture(name + ".npy");

        assertThat(bytes(Npy.load(file))).isEqualTo(Files.readAllBytes(file));
    }

    @ParameterizedTest
    @CsvSource({"int16,INT16", "int32,INT32", "int64,INT64", "float16,FLOAT16", "float32,FLOAT32"})
    void theOtherByteOrderIsRead(String name, DType dtype) {
        Tensor x = Npy.load(fixture("big_endian_" + name + ".npy"));

        assertThat(x.dtype()).isEqualTo(dtype);
        assertThat(x.toLongArray()).containsExactly(1, -2, 100);
    }

    @Test
    void fortransOrderBecomesStrides() {
        Tensor x = Npy.load(fixture("big_endian_fortran.npy"));
        assertThat(x.shape()).isEqualTo(Shape.of(2, 3, 4));
        assertThat(x.strides()).containsExactly(1, 2, 6);
        assertThat(x.toDoubleArray()).isEqualTo(Tensor.arange(24).toDoubleArray());
        assertThat(Npy.load(fixture("fortran_int64.npy")).toLongArray()).containsExactly(0, 3, 1, 4, 2, 5);
    }

    @ParameterizedTest
    @CsvSource({
        "complex,complex numbers",
        "text,texts",
        "uint16,unsigned numbers wider",
        "date,dates",
        "object,Python objects",
        "structured,structured records"
    })
    void whatBecomesNoTensorIsRefusedByName(String name, String reason) {
        assertThatThrownBy(() -> Npy.load(fixture(name + ".npy")))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(reason)
                .hasMessageContaining(name + ".npy");
    }

    @ParameterizedTest
    @EnumSource(value = DType.class, names = "BFLOAT16", mode = EnumSource.Mode.EXCLUDE)
    void tensorsComeBackFromFilesAndStreams(DType dtype) throws IOException {
        for (int[] shape : new int[][] {{}, {0}, {5}, {2, 3}, {1, 0, 4}, {3, 1, 2, 2}}) {
            Tensor x = Tensor.randn(Generator.seeded(1), shape).mul(9).to(dtype);
            Path file = temporary.resolve("x.npy");
            Npy.save(file, x);
            for (Tensor read : List.of(Npy.load(file), Npy.load(Files.newInputStream(file), "stream"))) {
                assertThat(read.type()).isEqualTo(x.type());
                assertThat(read.toDoubleArray()).isEqualTo(x.toDoubleArray());
            }
        }
    }

    @Test
    void viewsAreWrittenInRowMajorOrder() {
        Path file = temporary.resolve("x.npy");
        Npy.save(file, Tensor.arange(12).view(3, 4).t().slice(0, 0, 4, 2).requiresGrad(false));

        assertThat(Npy.load(file).toLongArray()).containsExactly(0, 4, 8, 2, 6, 10);
    }

    @Test
    void arraysFollowEachOtherInAStream() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Npy.save(out, Tensor.arange(3));
        Npy.save(out, Tensor.ones(2));
        InputStream in = new ByteArrayInputStream(out.toByteArray());

        assertThat(Npy.load(in, "first").toLongArray()).containsExactly(0, 1, 2);
        assertThat(Npy.load(in, "second").toLongArray()).containsExactly(1, 1);
        assertThatThrownBy(() -> Npy.load(in, "third")).isInstanceOf(ModelFormatException.class);
    }

    @Test
    void bfloat16IsRefusedBeforeAFileAppears() {
        Path file = temporary.resolve("x.npy");
        assertThatThrownBy(() -> Npy.save(file, Tensor.ones(DType.BFLOAT16, 2)))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("FLOAT32");
        assertThat(file).doesNotExist();
        assertThat(temporary.toFile().list()).isEmpty();
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> Npy.load(temporary.resolve("none.npy")))
                .isInstanceOf(ModelAccessException.class)
                .hasMessageContaining("does not exist");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}; ",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 3L), }; ",
                "{\"shape\":(2,3,),\"descr\":\"=f4\",\"fortran_order\":False}; ",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (7, 3)}; describes",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2)}; describes",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (-2, -3)}; no tensor has shape",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 3)}; no tensor has shape",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 2147483647, 2147483647)}; no tensor",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 3)}; Java array",
                "{'descr': '<f4', 'fortran_order': False, 'shape': 6}; '(' is expected",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (6)}; no tuple",
                "{'descr': '<f4', 'fortran_order': 0, 'shape': (6,)}; True or False",
                "{'descr': '<f4', 'shape': (6,)}; once each",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (6,), 'shape': (6,)}; once each",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (6,), 'more': 1}; unknown",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (6,)} 1; follows",
                "{'descr': '<f16', 'fortran_order': False, 'shape': (6,)}; dtype '<f16'",
                "{'descr': '', 'fortran_order': False, 'shape': (6,)}; dtype",
                "{'descr': ('<f4', (2,)), 'fortran_order': False, 'shape': (6,)}; structured",
                "{'descr': '<\\x66', 'fortran_order': False, 'shape': (6,)}; escapes",
                "__import__('os').system('true'); '{' is expected",
                "{; string is expected"
            })
    void headersAreBelievedOnlyIfTheyHold(String dictionary, String problem) {
        Path file = written(dictionary.getBytes(StandardCharsets.UTF_8), 1, new byte[24]);
        if (problem == null) {
            assertThat(Npy.load(file).shape()).isEqualTo(Shape.of(2, 3));
        } else {
            assertThatThrownBy(() -> Npy.load(file))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining(problem);
        }
    }

    @Test
    void aLyingHeaderTakesNoMemory() {
        byte[] dictionary =
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2000000000,)}".getBytes(StandardCharsets.UTF_8);
        Path file = written(dictionary, 2, new byte[8]);

        assertThatThrownBy(() -> Npy.load(file)).isInstanceOf(ModelFormatException.class);
        assertThatThrownBy(() -> Npy.load(Files.newInputStream(file), "stream"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("after 1 of 2000000000");
        Path endless = file(ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(magic(2))
                .putInt(-1)
                .array());
        assertThatThrownBy(() -> Npy.load(endless)).hasMessageContaining("4294967295");
    }

    @Test
    void unknownVersionsAndOtherFilesAreRefused() {
        assertThatThrownBy(() -> Npy.load(file(magic(4)))).hasMessageContaining("version 4.0");
        assertThatThrownBy(() -> Npy.load(file("PK not an npy".getBytes(StandardCharsets.UTF_8))))
                .hasMessageContaining("another format");
        assertThatThrownBy(() -> Npy.load(file(new byte[0]))).isInstanceOf(ModelFormatException.class);
    }

    @Test
    void everyCutIsNoticed() throws IOException {
        byte[] whole = Files.readAllBytes(fixture("float32.npy"));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Npy.load(file(cut))).isInstanceOf(ModelFormatException.class);
            assertThatThrownBy(() -> Npy.load(new ByteArrayInputStream(cut), "cut"))
                    .isInstanceOf(ModelFormatException.class);
        }
    }

    @Test
    void damagedFilesGiveTypedErrorsOnly() throws IOException {
        List<String> names =
                List.of("float32", "version3", "big_endian_fortran", "scalar", "empty", "bool", "structured");
        List<byte[]> files = new ArrayList<>();
        for (String name : names) {
            files.add(Files.readAllBytes(fixture(name + ".npy")));
        }
        for (int i = 0; i < 6000; i++) {
            byte[] damaged = damage(files.get(i % files.size()), Generator.seeded(i));
            try {
                Npy.load(new ByteArrayInputStream(damaged), "damaged " + i).toDoubleArray();
            } catch (ArclightException e) {
                assertThat(e.getMessage()).contains("damaged " + i).doesNotContain("\n");
            }
        }
    }

    /** Some bytes changed, most of them to what makes sense in a header; sometimes cut, or with a part doubled. */
    static byte[] damage(byte[] bytes, Generator generator) {
        byte[] sensible = "0123456789(),:{}'\"<>|=-LTF \n\\".getBytes(StandardCharsets.UTF_8);
        byte[] damaged = bytes.clone();
        for (int n = generator.nextInt(4); n >= 0; n--) {
            int at = generator.nextInt(damaged.length);
            damaged[at] = generator.nextInt(3) == 0
                    ? (byte) generator.nextInt()
                    : sensible[generator.nextInt(sensible.length)];
        }
        if (generator.nextInt(5) == 0) {
            return Arrays.copyOf(damaged, generator.nextInt(damaged.length) + 1);
        }
        if (generator.nextInt(5) == 0) {
            int from = generator.nextInt(damaged.length);
            ByteArrayOutputStream doubled = new ByteArrayOutputStream();
            doubled.writeBytes(Arrays.copyOf(damaged, from + generator.nextInt(damaged.length - from)));
            doubled.write(damaged, from, damaged.length - from);
            return doubled.toByteArray();
        }
        return damaged;
    }

    static Path fixture(String name) {
        try {
            return Path.of(Objects.requireNonNull(NpyTest.class.getResource("npy/" + name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(Tensor tensor) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Npy.save(out, tensor);
        return out.toByteArray();
    }

    private Path written(byte[] dictionary, int version, byte[] data) {
        ByteBuffer whole = ByteBuffer.allocate(8 + (version == 1 ? 2 : 4) + dictionary.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(magic(version));
        if (version == 1) {
            whole.putShort((short) dictionary.length);
        } else {
            whole.putInt(dictionary.length);
        }
        return file(whole.put(dictionary).put(data).array());
    }

    private Path file(byte[] bytes) {
        try {
            return Files.write(temporary.resolve("x.npy"), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] magic(int version) {
        return new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0};
    }
}
