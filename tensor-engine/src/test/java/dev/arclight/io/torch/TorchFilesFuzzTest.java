package dev.arclight.io.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.TestData;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import dev.arclight.testkit.FileFuzz;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** PyTorch's files changed at random: 130,000 of the 200,000 that all formats share. */
class TorchFilesFuzzTest {
    private static final String[] WORDS = {
        "(",
        ")",
        "]",
        "}",
        "t",
        "l",
        "d",
        "e",
        "u",
        "s",
        "a",
        "R",
        "Q",
        "b",
        ".",
        "0",
        "1",
        "2",
        "N",
        "q\0",
        "h\0",
        "h\1",
        "\u0094",
        "\u0093",
        "\u0081",
        "\u0092",
        "\u008f",
        "\u0090",
        "\u0091",
        "\u0085",
        "\u0086",
        "\u0087",
        "\u0088",
        "K\0",
        "K\1",
        "M\377\377",
        "J\377\377\377\377",
        "J\377\377\377\177",
        "\u008a\10\377\377\377\377\377\377\377\177",
        "\u008b\377\377\377\177",
        "X\377\377\377\177",
        "\u008d\377\377\377\377\377\377\377\177",
        "\u0095\0\0\0\0\0\0\0\1",
        "G\177\360\0\0\0\0\0\0",
        "I1\n",
        "L123456789012345678901234567890L\n",
        "F1e999\n",
        "S'x'\n",
        "Vx\n",
        "P0\n",
        "\u0082\1",
        "cos\nsystem\n",
        "cbuiltins\neval\n",
        "X\4\0\0\0exit\u0085R",
        "ios\nsystem\n",
        "c__main__\nNet\n",
        "ctorch\nSize\n",
        "ctorch\ndevice\n",
        "ctorch\nfloat32\n",
        "ctorch\nFloatStorage\n",
        "ctorch\nByteStorage\n",
        "ctorch.storage\nUntypedStorage\n",
        "ctorch._utils\n_rebuild_tensor_v2\n",
        "ctorch._utils\n_rebuild_tensor_v3\n",
        "ctorch._utils\n_rebuild_parameter\n",
        "ctorch._tensor\n_rebuild_from_type_v2\n",
        "ccollections\nOrderedDict\n",
        "ccollections\nCounter\n",
        "cbuiltins\nset\n",
        "c_codecs\nencode\n",
        "cnumpy\ndtype\n",
        "cnumpy.core.multiarray\nscalar\n",
        "cnumpy.core.multiarray\n_reconstruct\n",
        "PK\3\4",
        "PK\1\2",
        "PK\5\6",
        "PK\6\6"
    };

    private static final String TENSOR =
            "ctorch._utils\n_rebuild_tensor_v2\n(" + Pickles.STORAGE + "K\0(K\2K\2t(K\2K\1t\u0089";

    /** Pickles by hand, of all protocols, with the storage of 4 floats called 0. */
    private static final List<String> PICKLES = List.of(
            "\u0080\2}q\0X\1\0\0\0a" + TENSOR + "ccollections\nOrderedDict\n)RtRs.",
            "\u0080\2ccollections\nOrderedDict\n)Rq\0(X\1\0\0\0a" + TENSOR + "NtRq\1X\1\0\0\0bh\1u}X\1\0\0\0_}sb.",
            "\u0080\4\u0095\11\0\0\0\0\0\0\0}\u0094(\u008c\1a\u0094]\u0094(K\1K\2M\0\1e\u008c\1b\u0094\u0085\u0094u.",
            "(lp0\nI1\naL5L\naF1.5\na(S'k'\nVv\ndp1\na(I1\nI2\ntp2\nag1\na.",
            "ctorch._utils\n_rebuild_parameter\n(" + TENSOR + "NtR\u0088)tR.",
            "ctorch._tensor\n_rebuild_from_type_v2\n(ctorch._utils\n_rebuild_tensor_v2\nctorch\nTensor\n("
                    + Pickles.STORAGE + "K\0(K\4t(K\1t\u0089)t}tR.",
            "ctorch._utils\n_rebuild_tensor_v3\n((X\7\0\0\0storagectorch.storage\nUntypedStorage\n"
                    + "X\1\0\0\0000X\3\0\0\0cpuK\20tQK\1(K\3t(K\1t\u0089)ctorch\nint32\ntR.",
            "(cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(K\0tC\1btR(K\1(K\2K\1tcnumpy\ndtype\n(X\2\0\0\0i2K\0K\1tR"
                    + "(K\3X\1\0\0\0>NNNJ\377\377\377\377J\377\377\377\377K\0tb\u0088C\4\0\1\0\2tbctorch\nSize\n((K\2ttR"
                    + "ccollections\nCounter\n(}K\5K\1stR\u008f(K\1K\2\u0090cbuiltins\nset\n((K\1ltRt.",
            "cos\nsystem\n(X\4\0\0\0exittR.",
            "]".repeat(300) + "a".repeat(299) + ".",
            "]q\0h\0a.");

    private static final String LEGACY = "\u0080\2\u008a\nl\374\234F\371 j\250P\31.\u0080\2M\351\3.\u0080\2}.";

    @Test
    void archivesAreReadOrRefused() {
        List<byte[]> seeds = new ArrayList<>();
        Map<String, Object> tree = new LinkedHashMap<>();
        for (DType dtype : DType.values()) {
            tree.put(dtype.toString(), Tensor.ones(dtype, 2, 3));
        }
        tree.put("others", Arrays.asList(1, 300, 1L << 40, 1.5, "text", null, true, List.of(), Map.of(1, 2)));
        seeds.add(Pickles.saved(tree));
        seeds.add(Pickles.saved(
                Map.of("w", Tensor.ones(3, 2).t(), "b", Tensor.ones(2).requiresGrad(true))));
        PICKLES.forEach(pickle -> seeds.add(archive(pickle)));

        // Most changes are noticed by the checksums; those to the directory are not.
        FileFuzz fuzz = new FileFuzz(1, seeds, WORDS);
        fuzz.run(30_000, Pickles::load);

        assertThat(fuzz.read()).isPositive();
        assertThat(fuzz.refused()).isGreaterThan(20_000);
    }

    @Test
    void picklesInSoundArchivesAreReadOrRefused() {
        List<byte[]> seeds = PICKLES.stream().map(TorchFilesFuzzTest::bytes).toList();

        FileFuzz fuzz = new FileFuzz(2, seeds, WORDS);
        fuzz.run(60_000, pickle -> Pickles.load(archive(new String(pickle, StandardCharsets.ISO_8859_1))));

        assertThat(fuzz.read()).isGreaterThan(1_000);
        assertThat(fuzz.refused()).isGreaterThan(30_000);
    }

    @Test
    void olderFilesAreReadOrRefused() {
        String data = ".(X\1\0\0\0" + "0t.\4\0\0\0\0\0\0\0" + "\0\0\200?\0\0\0@\0\0@@\0\0\200@";
        List<byte[]> seeds = new ArrayList<>();
        for (String pickle : PICKLES) {
            String whole = pickle.substring(0, pickle.length() - 1);
            seeds.add(bytes(LEGACY + whole + data));
        }
        seeds.add(bytes(
                LEGACY + "ctorch._utils\n_rebuild_tensor_v2\n(" + "(X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0"
                        + "0X\3\0\0\0cpuK\4(X\1\0\0\0vK\1K\3ttQK\0(K\2t(K\1t\u0089)tR" + data));

        FileFuzz fuzz = new FileFuzz(3, seeds, WORDS);
        fuzz.run(40_000, Pickles::load);

        assertThat(fuzz.read()).isGreaterThan(300);
        assertThat(fuzz.refused()).isGreaterThan(20_000);
    }

    @Test
    void filesOfPyTorchItselfAreReadOrRefused() throws IOException {
        Path one = TestData.require("format-fixtures/gopickle/pytorch__testdata__tensor_int8_proto1.pt");
        List<byte[]> seeds = new ArrayList<>();
        try (Stream<Path> files = Files.list(one.getParent())) {
            for (Path file : files.sorted().toList()) {
                seeds.add(Files.readAllBytes(file));
            }
        }

        FileFuzz fuzz = new FileFuzz(4, seeds, WORDS);
        fuzz.run(10_000, Pickles::load);

        assertThat(fuzz.read()).isPositive();
        assertThat(fuzz.refused()).isGreaterThan(5_000);
    }

    private static byte[] archive(String pickle) {
        return Pickles.zip(pickle, Map.of("0", new byte[16]));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
