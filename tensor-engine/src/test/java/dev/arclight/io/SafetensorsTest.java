package dev.arclight.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.TestData;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
    @TempDir
    Path temporary;

    @ParameterizedTest
    @EnumSource(DType.class)
    void everyDTypeComesBackWithTheSameBits(DType dtype) {
        Map<String, Tensor> written = Map.of("t", filled(dtype, 3, 7));

        assertSame(Safetensors.read(saved(written, Map.of())).tensors(), written);
    }

    @Test
    void specialFloatsKeepTheirBits() {
        float[] values = {
            Float.intBitsToFloat(0x7fc12345),
            Float.intBitsToFloat(0xff812345),
            -0f,
            Float.MIN_VALUE,
            Float.NEGATIVE_INFINITY
        };
        Path file = saved(Map.of("t", Tensor.of(values.clone(), 5)), Map.of());

        float[] read = Safetensors.read(file).tensors().get("t").storage().floats();

        for (int i = 0; i < values.length; i++) {
            assertThat(Float.floatToRawIntBits(read[i])).isEqualTo(Float.floatToRawIntBits(values[i]));
        }
    }

    @Test
    void scalarsEmptyTensorsAndNoTensorsComeBack() {
        Map<String, Tensor> written = Map.of("scalar", Tensor.scalar(2.5), "empty", Tensor.zeros(0, 4));

        assertSame(Safetensors.read(saved(written, Map.of())).tensors(), written);
        assertThat(Safetensors.read(saved(Map.of(), Map.of())).tensors()).isEmpty();
    }

    @Test
    void viewsAreWrittenInRowMajorOrder() {
        Tensor base = Tensor.arange(0, 12).view(3, 4);
        Map<String, Tensor> views = Map.of(
                "transposed",
                base.t(),
                "sliced",
                base.slice(1, 1, 4, 2),
                "expanded",
                base.select(0, 1).expand(2, 4));

        assertSame(Safetensors.read(saved(views, Map.of())).tensors(), views);
    }

    @Test
    void metadataAndOddNamesComeBack() {
        Map<String, String> metadata = Map.of("format", "pt", "quote\"", "line\nbreak \u00e9 \ud83d\ude00");
        Map<String, Tensor> tensors = Map.of("", Tensor.ones(1), "\ud83d\ude00 \"\\ \u0000", Tensor.ones(2));

        Safetensors.Contents read = Safetensors.read(saved(tensors, metadata));

        assertThat(read.metadata()).isEqualTo(metadata);
        assertSame(read.tensors(), tensors);
    }

    @Test
    void streamsAndFilesGiveTheSame() throws IOException {
        Map<String, Tensor> tensors = mixed();
        Path file = saved(tensors, Map.of("k", "v"));

        try (InputStream stream = new Dripping(Files.newInputStream(file))) {
            Safetensors.Contents read = Safetensors.read(stream, "stream");
            assertSame(read.tensors(), tensors);
            assertThat(read.metadata()).containsExactly(Map.entry("k", "v"));
        }
    }

    @Test
    void aTensorLargerThanAStreamsFirstArrayComesBack() throws IOException {
        Map<String, Tensor> tensors = Map.of("t", Tensor.rand(Generator.seeded(1), 2_500_001));

        try (InputStream stream = Files.newInputStream(saved(tensors, Map.of()))) {
            assertSame(Safetensors.read(stream, "stream").tensors(), tensors);
        }
    }

    @Test
    void theSameTensorsGiveTheSameBytesInAnyOrder() {
        Map<String, Tensor> forward = new LinkedHashMap<>(mixed());
        Map<String, Tensor> backward = new LinkedHashMap<>();
        List<String> names = forward.keySet().stream().toList();
        for (int i = names.size() - 1; i >= 0; i--) {
            backward.put(names.get(i), forward.get(names.get(i)));
        }

        assertThat(bytes(forward, Map.of())).isEqualTo(bytes(backward, Map.of()));
    }

    @Test
    void tensorsAreAlignedToTheirElements() {
        Path file = saved(mixed(), Map.of());
        byte[] whole = contents(file);
        long length = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong();
        byte[] json = Arrays.copyOfRange(whole, 8, (int) (8 + length));

        assertThat(length % 8).isZero();
        assertThat(SafetensorsHeader.parse(json, "file").entries())
                .allMatch(entry -> entry.begin() % entry.dtype().bytes() == 0);
    }

    /** Written by the reference implementation, version 0.8: {@code save({"b": int64 [[1, -2]], "a": float32 [0.5]})}. */
    @Test
    void aFileOfTheReferenceImplementationIsReadAndWrittenAlike() {
        byte[] reference = file(
                "{\"__metadata__\":{\"k\":\"v\"},\"b\":{\"dtype\":\"I64\",\"shape\":[1,2],\"data_offsets\":[0,16]},"
                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[16,20]}}       ",
                HexFormat.of().parseHex("0100000000000000feffffffffffffff0000003f"));
        Map<String, Tensor> expected =
                Map.of("a", Tensor.of(new float[] {0.5f}, 1), "b", Tensor.of(new long[] {1, -2}, 1, 2));

        assertSame(read(reference).tensors(), expected);
        assertThat(bytes(expected, Map.of("k", "v"))).isEqualTo(reference);
    }

    @Test
    void aRealModelIsRead() {
        Path file = TestData.require("models/burn-mnist/mnist.safetensors");

        Map<String, Tensor> tensors = Safetensors.read(file).tensors();

        assertThat(tensors.get("fc1.weight").shape()).isEqualTo(Shape.of(32, 11616));
        assertThat(tensors.get("norm1.num_batches_tracked").dtype()).isEqualTo(DType.INT64);
        assertThat(tensors.values()).allMatch(tensor -> Double.isFinite(tensor.toDoubleArray()[0]));
    }

    @Test
    void aRealModelSurvivesReadingAndWriting() {
        Path file = TestData.require("models/burn-mnist/mnist.safetensors");
        Safetensors.Contents read = Safetensors.read(file);

        assertSame(read(bytes(read.tensors(), read.metadata())).tensors(), read.tensors());
    }

    @Test
    void aFileCutAtAnyByteIsRefused() {
        byte[] whole = bytes(mixed(), Map.of("k", "v"));
        for (int length = 0; length < whole.length; length++) {
            assertRefused(Arrays.copyOf(whole, length));
        }
    }

    @Test
    void aFileWithAnyByteOfItsHeaderChangedIsReadOrRefusedButNothingElse() {
        byte[] whole = bytes(mixed(), Map.of("k", "v"));
        int header = (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong() + 8;
        for (int at = 0; at < header; at++) {
            for (int changed : new int[] {0, '"', '9', '}', 0x80, 0xff}) {
                byte[] damaged = whole.clone();
                damaged[at] = (byte) changed;
                try {
                    read(damaged);
                } catch (ModelFormatException refused) {
                    assertThat(refused.getMessage()).doesNotContain("\n").startsWith("stream: ");
                }
            }
        }
    }

    @Test
    void bytesBehindTheLastTensorAreRefused() {
        byte[] whole = bytes(mixed(), Map.of());

        assertRefused(Arrays.copyOf(whole, whole.length + 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 40, 100_000_001, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void aHeaderThatClaimsTooMuchIsRefused(long claimed) {
        assertRefused(prefixed(claimed, "{}"), "the header claims " + Long.toUnsignedString(claimed));
    }

    @Test
    void aHeaderThatClaimsTheMostAllowedTakesOnlyWhatIsThere() {
        assertRefused(prefixed(100_000_000, "{}"));
    }

    @Test
    void aTensorThatClaimsATerabyteTakesOnlyWhatIsThere() {
        long bytes = 4L * (Integer.MAX_VALUE - 8);
        byte[] whole = file(entry("F32", "[2147483639]", 0, bytes), new byte[16]);

        assertRefused(whole);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "F32|[4]|0|17|has 17 bytes; shape [4] of F32 needs 16",
                "F32|[4]|16|0|ends at byte 0 before it begins at 16",
                "F32|[4]|1|17|begins at byte 1 where byte 0 was expected",
                "F32|[-4]|0|16|has '-4' in shape",
                "F32|[4.0]|0|16|has '4.0' in shape",
                "F32|[\"4\"]|0|16|has '4' in shape",
                "F32|[99999999999999999999]|0|16|has '99999999999999999999' in shape",
                "F32|[4294967300]|0|16|has extent 4294967300",
                "F32|[2147483647,2147483647,2147483647]|0|16|more than 2^63 elements",
                "F32|[2147483647,2]|0|16|a tensor holds at most",
                "F32|4|0|16|must have an array as shape",
                "F32|[[4]]|0|16|in shape",
                "F32|null|0|16|must have an array as shape",
                "F8_E8M0|[16]|0|16|has dtype 'F8_E8M0'; expected one of",
                "F8_E4M3|[16]|0|16|has dtype 'F8_E4M3'",
                "U64|[2]|0|16|has dtype 'U64'",
                "f32|[4]|0|16|has dtype 'f32'",
                "F32|[4]|-16|0|has '-16' in data_offsets",
                "F32|[1]|4|8|begins at byte 4",
            })
    void anEntryThatDoesNotHoldIsNamed(String dtype, String shape, String begin, String end, String message) {
        String header = "{\"t\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":[" + begin + ","
                + end + "]}}";
        assertRefused(file(header, new byte[16]), "tensor 't'", message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]|must begin with '{'",
                "' {}'|must begin with '{'",
                "{|is not JSON",
                "{}x|is not JSON",
                "{}{}|content after its JSON object",
                "{\"t\":1}|must be an object",
                "{\"t\":{}}|needs a dtype, a shape and data_offsets",
                "{\"t\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}|names its dtype twice",
                "{\"t\":{\"dtype\":7}}|must have a text as dtype",
                "{\"t\":{\"data_offsets\":[0]}}|must have two data_offsets",
                "{\"t\":{\"data_offsets\":[0,0,0]}}|has more than 2 numbers",
                "{\"__metadata__\":[]}|must be an object of texts",
                "{\"__metadata__\":{\"k\":1}}|must hold texts only",
                "{\"__metadata__\":{\"k\":\"v\",\"k\":\"v\"}}|names a key twice",
            })
    void aHeaderThatIsNoListOfTensorsIsRefused(String header, String message) {
        assertRefused(file(header, new byte[0]), message);
    }

    @Test
    void aNameThatAppearsTwiceIsRefused() {
        String one = "\"t\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}";
        assertRefused(file("{" + one + "," + one.replace("[0,1]", "[1,2]") + "}", new byte[2]), "'t' appears twice");
    }

    @ParameterizedTest
    @CsvSource({"0,2,1,3", "0,1,2,3", "0,2,0,2"})
    void tensorsThatOverlapOrLeaveGapsAreRefused(int begin, int end, int nextBegin, int nextEnd) {
        String header = "{\"a\":{\"dtype\":\"U8\",\"shape\":[" + (end - begin) + "],\"data_offsets\":[" + begin + ","
                + end
                + "]},\"b\":{\"dtype\":\"U8\",\"shape\":[" + (nextEnd - nextBegin) + "],\"data_offsets\":[" + nextBegin
                + "," + nextEnd + "]}}";
        assertRefused(file(header, new byte[3]), "neither overlap nor leave gaps");
    }

    @Test
    void aHeaderThatIsNotUtf8IsRefused() {
        byte[] whole = file("{\"?\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}", new byte[1]);
        whole[10] = (byte) 0xc0;

        assertRefused(whole, "is not UTF-8");
    }

    @Test
    void aHeaderNestedDeeplyIsRefused() {
        assertRefused(file("{\"t\":" + "[".repeat(1_000_000), new byte[0]));
        assertRefused(file("{\"t\":{\"x\":" + "[".repeat(1_000_000), new byte[0]), "passes a limit");
    }

    @Test
    void aShapeOfAMillionDimensionsIsRefused() {
        String shape = "[" + "1,".repeat(1_000_000) + "1]";

        assertRefused(file(entry("U8", shape, 0, 1), new byte[1]), "has more than 64 numbers as shape");
    }

    @Test
    void unknownKeysOfAnEntryArePassedOver() {
        String header = "{\"t\":{\"dtype\":\"U8\",\"x\":{\"y\":[1]},\"shape\":[1],\"data_offsets\":[0,1]}}";

        assertThat(read(file(header, new byte[] {7})).tensors().get("t").item()).isEqualTo(7);
    }

    @Test
    void aBoolThatIsNeitherZeroNorOneIsRefused() {
        assertRefused(file(entry("BOOL", "[2]", 0, 2), new byte[] {1, 2}), "holds byte 2 as element 1");
    }

    @Test
    void aNameWithLineBreaksLeavesTheMessageOnOneLine() {
        String header =
                "{\"a\\nb\\u2028" + "c".repeat(500) + "\":{\"dtype\":\"X\",\"shape\":[],\"data_offsets\":[0,0]}}";

        assertThatThrownBy(() -> read(file(header, new byte[0])))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("tensor 'a?b?ccc")
                .satisfies(refusal ->
                        assertThat(refusal.getMessage()).hasLineCount(1).hasSizeLessThan(400));
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> Safetensors.read(temporary.resolve("none.safetensors")))
                .isInstanceOf(ModelAccessException.class)
                .hasMessageContaining("none.safetensors")
                .hasMessageContaining("does not exist");
    }

    @Test
    void aFolderInPlaceOfAFileIsNamed() {
        assertThatThrownBy(() -> Safetensors.read(temporary))
                .isInstanceOf(ModelAccessException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void aFailureWhileWritingLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = saved(Map.of("t", Tensor.ones(3)), Map.of());
        byte[] before = contents(file);
        Map<String, Tensor> refused = Map.of(SafetensorsHeader.METADATA, Tensor.ones(1));

        assertThatThrownBy(() -> Safetensors.write(file, refused)).isInstanceOf(IllegalArgumentException.class);

        assertThat(file).hasBinaryContent(before);
        try (Stream<Path> entries = Files.list(temporary)) {
            assertThat(entries).containsExactly(file);
        }
    }

    @Test
    void whatCouldNotBeReadIsNotWritten() throws IOException {
        Path file = temporary.resolve("refused.safetensors");
        int[] seventy = new int[70];
        Arrays.fill(seventy, 1);
        for (Map<String, Tensor> refused : List.of(
                Map.of("n".repeat(20_000), Tensor.ones(1)),
                Map.of("deep", Tensor.ones(1).reshape(seventy)))) {
            assertThatThrownBy(() -> Safetensors.write(file, refused))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("read again");
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void tensorsOfBytesLongerThanAPieceComeBack() {
        Map<String, Tensor> tensors =
                Map.of("bytes", filled(DType.INT8, 3, 300_001), "truths", filled(DType.BOOL, 700_003));
        assertSame(Safetensors.read(saved(tensors, Map.of())).tensors(), tensors);
    }

    @Test
    void writingReplacesAFile() {
        saved(Map.of("t", Tensor.ones(3)), Map.of());
        Map<String, Tensor> second = Map.of("u", Tensor.zeros(2));

        assertSame(Safetensors.read(saved(second, Map.of())).tensors(), second);
    }

    private static Map<String, Tensor> mixed() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (DType dtype : DType.values()) {
            tensors.put("layer." + dtype, filled(dtype, 2, 3));
        }
        return tensors;
    }

    private static Tensor filled(DType dtype, int... shape) {
        Tensor values = Tensor.randn(Generator.seeded(5, dtype.bytes()), shape).mul(40);
        return dtype == DType.BOOL ? values.gt(Tensor.zeros(1)) : values.abs().to(dtype);
    }

    private Path saved(Map<String, Tensor> tensors, Map<String, String> metadata) {
        Path file = temporary.resolve("file.safetensors");
        Safetensors.write(file, tensors, metadata);
        return file;
    }

    private static byte[] bytes(Map<String, Tensor> tensors, Map<String, String> metadata) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            Safetensors.write(out, tensors, metadata);
        } catch (IOException e) {
            throw new AssertionError("an array takes all bytes", e);
        }
        return out.toByteArray();
    }

    private static byte[] contents(Path file) {
        return org.assertj.core.util.Files.contentOf(file.toFile(), StandardCharsets.ISO_8859_1)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String entry(String dtype, String shape, long begin, long end) {
        return "{\"t\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":[" + begin + "," + end
                + "]}}";
    }

    private static byte[] file(String header, byte[] data) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + json.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .put(data)
                .array();
    }

    private static byte[] prefixed(long length, String rest) {
        byte[] bytes = file(rest, new byte[0]);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
        return bytes;
    }

    private static Safetensors.Contents read(byte[] bytes) {
        return Safetensors.read(new ByteArrayInputStream(bytes), "stream");
    }

    /** Both ways in must refuse it, with all of {@code parts} in the message, on one line. */
    private void assertRefused(byte[] bytes, String... parts) {
        Path file = temporary.resolve("refused.safetensors");
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertRefusal(() -> read(bytes), "stream: ", parts);
        assertRefusal(() -> Safetensors.read(file), file + ": ", parts);
    }

    private static void assertRefusal(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String start, String... parts) {
        assertThatThrownBy(call)
                .isInstanceOf(ModelFormatException.class)
                .isInstanceOf(ArclightException.class)
                .hasMessageStartingWith(start)
                .hasMessageNotContaining("\n")
                .satisfies(refusal -> assertThat(List.of(parts)).allMatch(refusal.getMessage()::contains));
    }

    private static void assertSame(Map<String, Tensor> actual, Map<String, Tensor> expected) {
        assertThat(actual).containsOnlyKeys(expected.keySet());
        expected.forEach((name, tensor) -> {
            assertThat(actual.get(name).type()).as(name).isEqualTo(tensor.type());
            assertThat(actual.get(name).toDoubleArray()).as(name).isEqualTo(tensor.toDoubleArray());
        });
    }

    /** Gives few bytes at a time, as networks do. */
    private static final class Dripping extends SequenceInputStream {
        Dripping(InputStream stream) {
            super(stream, InputStream.nullInputStream());
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return super.read(target, offset, Math.min(length, 3));
        }
    }
}
