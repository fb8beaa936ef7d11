package dev.arclight.io.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.io.ModelFormatException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pickles are given as text, a byte a character; Python's {@code pickletools.dis} explains them. */
class UnpicklerTest {
    private static final String TENSOR = "ctorch._utils\n_rebuild_tensor_v2\n(" + Pickles.STORAGE;

    @Test
    void numbersTruthsAndTextsOfAllProtocolsAreRead() {
        assertThat(Pickles.load("(I01\nI00\nI-5\nL12L\nF1.5\nFnan\nF-inf\nN\u0088\u0089t."))
                .isEqualTo(Arrays.asList(
                        true, false, -5L, 12L, 1.5, Double.NaN, Double.NEGATIVE_INFINITY, null, true, false));
        assertThat(Pickles.load("\u0080\2(K\377M\377\377J\377\377\377\377\u008a\1\200\u008a\0\u008b\2\0\0\0\0\1t."))
                .isEqualTo(List.of(255L, 65535L, -1L, -128L, 0L, 256L));
        assertThat(Pickles.load("\u008a\11\0\0\0\0\0\0\0\0\1.")).isEqualTo(BigInteger.ONE.shiftLeft(64));
        assertThat(Pickles.load("(S'a\\n\\x41\\''\nV\\u0416\\U0001F321b\nX\2\0\0\0\320\226U\1aT\1\0\0\0b\u008c\1ct."))
                .isEqualTo(List.of("a\nA'", "Ж🌡b", "Ж", "a", "b", "c"));
        assertThat((byte[]) Pickles.load("C\2\1\377.")).containsExactly(1, -1);
        assertThat((byte[]) Pickles.load("B\1\0\0\0\7.")).containsExactly(7);
        assertThat((byte[]) Pickles.load("\u0096\1\0\0\0\0\0\0\0\7.")).containsExactly(7);
    }

    @Test
    void collectionsOfAllProtocolsAreRead() {
        assertThat(Pickles.load("(lI1\na(I2\nI3\ne.")).isEqualTo(List.of(1L, 2L, 3L));
        assertThat(Pickles.load("(I1\nI2\nl.")).isEqualTo(List.of(1L, 2L));
        assertThat(Pickles.load("(dS'a'\nI1\ns.")).isEqualTo(Map.of("a", 1L));
        assertThat(Pickles.load("(S'a'\nI1\nd.")).isEqualTo(Map.of("a", 1L));
        assertThat(Pickles.load("}(K\1K\2(K\3Nt]u.")).isEqualTo(Map.of(1L, 2L, Arrays.asList(3L, null), List.of()));
        assertThat(Pickles.load("\u008f(K\1K\1K\2\u0090.")).isEqualTo(Set.of(1L, 2L));
        assertThat(Pickles.load("(K\1\u0091.")).isEqualTo(Set.of(1L));
        assertThat(Pickles.load("(K\1\u0085K\1K\2\u0086K\1K\2K\3\u0087)t."))
                .isEqualTo(List.of(List.of(1L), List.of(1L, 2L), List.of(1L, 2L, 3L), List.of()));
    }

    @Test
    void theMemoAndTheStackWork() {
        assertThat(Pickles.load("(K\7q\0h\0r\1\2\3\4j\1\2\3\4p8\ng8\n\u0094h\3t."))
                .isEqualTo(List.of(7L, 7L, 7L, 7L, 7L));
        assertThat(Pickles.load("\u0095\7\0\0\0\0\0\0\0(K\1K\0020(K\3K\0041K\0052t."))
                .isEqualTo(List.of(1L, 5L, 5L));
    }

    @Test
    void whatIsSharedStaysShared() {
        List<?> read = (List<?>) Pickles.load("(]q\0h\0(K\1tq\1h\1t.");

        assertThat(read.get(1)).isSameAs(read.get(0));
        assertThat(read.get(3)).isSameAs(read.get(2));
    }

    @Test
    void tensorsAndParametersAreBuiltOfTheirStorage() {
        Tensor tensor = (Tensor) Pickles.load(TENSOR + "K\1(K\2t(K\2t\u0089)tR.");
        assertThat(tensor.strides()).containsExactly(2);
        assertThat(tensor.offset()).isEqualTo(1);
        assertThat(tensor.requiresGrad()).isFalse();

        String parameter = "ctorch._utils\n_rebuild_parameter\n(" + TENSOR + "K\0(K\4t(K\1t\u0089)tR\u0088)tR.";
        assertThat(((Tensor) Pickles.load(parameter)).requiresGrad()).isTrue();
        String old = "ctorch._utils\n_rebuild_tensor\n(" + Pickles.STORAGE + "K\0(K\4t(K\1ttR.";
        assertThat(((Tensor) Pickles.load(old)).numel()).isEqualTo(4);
        String typed = "ctorch._tensor\n_rebuild_from_type_v2\n(ctorch._utils\n_rebuild_tensor_v2\nctorch\nTensor\n("
                + Pickles.STORAGE + "K\0(K\4t(K\1t\u0089)t}tR.";
        assertThat(((Tensor) Pickles.load(typed)).numel()).isEqualTo(4);
        String untyped = "ctorch._utils\n_rebuild_tensor_v3\n((X\7\0\0\0storagectorch.storage\nUntypedStorage\n"
                + "X\1\0\0\0000X\3\0\0\0cpuK\20tQK\1(K\3t(K\1t\u0089)ctorch\nint32\ntR.";
        assertThat(((Tensor) Pickles.load(untyped)).dtype()).isEqualTo(DType.INT32);
    }

    @Test
    void pythonsOtherValuesInCheckpointsAreRead() {
        assertThat(Pickles.load("ctorch\nSize\n((K\2K\3ttR.")).isEqualTo(List.of(2L, 3L));
        assertThat(Pickles.load("ctorch\ndevice\n(X\4\0\0\0cudaK\1tR.")).isEqualTo("cuda:1");
        assertThat(Pickles.load("ctorch\nbfloat16\n.")).isEqualTo(DType.BFLOAT16);
        assertThat(Pickles.load("ccollections\nCounter\n(}K\5K\1stR.")).isEqualTo(Map.of(5L, 1L));
        assertThat(Pickles.load("ccollections\ndefaultdict\n(cbuiltins\nlist\ntRK\1K\2s."))
                .isEqualTo(Map.of(1L, 2L));
        assertThat(Pickles.load("ccollections\nOrderedDict\n((X\1\0\0\0aK\1t\u0085tR}X\1\0\0\0_Nsb."))
                .isEqualTo(Map.of("a", 1L));
        assertThat(Pickles.load("c__builtin__\nset\n((K\1lt\u0081.")).isEqualTo(Set.of(1L));
    }

    @Test
    void numbersAndArraysOfNumpyAreRead() {
        String f8 = "cnumpy\ndtype\n(X\2\0\0\0f8K\0K\1tR(K\3X\1\0\0\0<NNNJ\377\377\377\377J\377\377\377\377K\0tb";
        assertThat(Pickles.load("cnumpy.core.multiarray\nscalar\n(" + f8 + "C\10\0\0\0\0\0\0\370?tR."))
                .isEqualTo(1.5);
        String encoded = "c_codecs\nencode\n(X\11\0\0\0\0\0\0\0\0\0\303\270?X\6\0\0\0latin1tR";
        assertThat(Pickles.load("cnumpy._core.multiarray\nscalar\n(" + f8 + encoded + "tR."))
                .isEqualTo(1.5);
        String i2 = "cnumpy\ndtype\n(X\2\0\0\0i2K\0K\1tR(K\3X\1\0\0\0>NNNJ\377\377\377\377J\377\377\377\377K\0tb";
        Tensor array =
                (Tensor) Pickles.load("cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(K\0tC\1btR(K\1(K\2K\1t"
                        + i2 + "\u0088C\4\0\1\0\2tb.");
        assertThat(array.shape().toArray()).containsExactly(2, 1);
        assertThat(array.toLongArray()).containsExactly(1, 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "posix; system",
                "os; system",
                "builtins; eval",
                "builtins; getattr",
                "subprocess; Popen",
                "__main__; Net",
                "torch; load",
                "torch.serialization; load",
                "numpy.core.multiarray; frombuffer",
                "java.lang; Runtime",
                "collections; OrderedDict.__init__"
            })
    void anUnknownNameIsRefusedByNameHoweverItIsCalledFor(String module, String name) {
        String text = "X" + length(module) + module + "X" + length(name) + name;
        for (String pickle : List.of(
                "c" + module + "\n" + name + "\n(X\4\0\0\0exittR.",
                "\u0080\4" + text + "\u0093(X\4\0\0\0exittR.",
                "(X\4\0\0\0exiti" + module + "\n" + name + "\n.",
                "(c" + module + "\n" + name + "\no.",
                "(c" + module + "\n" + name + "\n)\u0081.")) {
            assertThatThrownBy(() -> Pickles.load(pickle))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("'" + module + "." + name + "'")
                    .hasMessageContaining("torch.save(model.state_dict(), path)");
        }
    }

    @Test
    void aWholeModuleIsSaidToBeOne() {
        assertThatThrownBy(() -> Pickles.load("ctorch.nn.modules.linear\nLinear\n)\u0081."))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("whole module")
                .hasMessageContaining("torch.nn.modules.linear.Linear")
                .hasMessageContaining("state_dict()");
    }

    @ParameterizedTest
    @CsvSource({
        "ComplexFloatStorage, complex",
        "ComplexDoubleStorage, complex",
        "complex64, complex",
        "QInt8Storage, quantized",
        "QUInt8Storage, quantized",
        "float8_e4m3fn, 8 floating bits",
        "uint16, unsigned",
        "sparse_coo, sparse"
    })
    void whatBecomesNoTensorIsRefusedWithItsReason(String name, String reason) {
        assertThatThrownBy(() -> Pickles.load("ctorch\n" + name + "\n."))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(reason)
                .hasMessageContaining("torch." + name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_rebuild_qtensor",
                "_rebuild_sparse_tensor",
                "_rebuild_sparse_csr_tensor",
                "_rebuild_nested_tensor",
                "_rebuild_meta_tensor_no_storage",
                "_rebuild_wrapper_subclass"
            })
    void tensorsOfOtherKindsAreRefused(String function) {
        assertThatThrownBy(() -> Pickles.load("ctorch._utils\n" + function + "\n."))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(function)
                .hasMessageNotContaining("not on the list");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "K\\4(K\\1t(K\\1t\\211)tR. | passes the end of its storage",
                "K\\0(K\\5t(K\\1t\\211)tR. | passes the end",
                "K\\0(K\\2K\\2t(K\\3K\\1t\\211)tR. | passes the end",
                "J\\377\\377\\377\\377(K\\1t(K\\1t\\211)tR. | offset -1",
                "K\\0(K\\1t)\\211)tR. | 0 strides",
                "K\\0(J\\377\\377\\377\\377t(K\\1t\\211)tR. | whole numbers from 0",
                "K\\0(J\\377\\377\\377\\177J\\377\\377\\377\\177t(K\\0K\\0t\\211)tR. | at most 2^31 - 9",
                "K\\0(K\\1t(K\\1tNNtR. | True or False",
                "K\\0(K\\1ttR. | at least"
            })
    void aTensorMustLieWithinItsStorage(String rest, String reason) {
        assertThatThrownBy(() -> Pickles.load(TENSOR + rest.translateEscapes()))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | ends within a value",
                ". | takes a value",
                "(. | takes a value",
                "t. | did not begin",
                "h\\0. | nothing at place 0",
                "X\\377\\377\\377\\177a. | claims 2147483647 bytes",
                "X\\377\\377\\377\\377a. | claims 4294967295 bytes",
                "\\216\\377\\377\\377\\377\\377\\377\\377\\177. | claims 9223372036854775807 bytes",
                "\\216\\377\\377\\377\\377\\377\\377\\377\\377. | claims 18446744073709551615 bytes",
                "\\213\\377\\377\\377\\177. | a number has 2147483647 bytes",
                "Ix\\n. | no whole number",
                "Fx\\n. | no number",
                "X\\1\\0\\0\\0\\377. | no text in UTF-8",
                "K\\1K\\2a. | a list is extended",
                "K\\1K\\2K\\3s. | a dict gets an entry",
                "](K\\1u. | a dict gets an entry",
                "}(K\\1u. | a key without a value",
                "}]K\\1s. | a dict has a key",
                "}(]tK\\1s. | a tuple as a key",
                "K\\1)R. | a function is called",
                "ctorch\\nSize\\nNR. | called with arguments",
                "ctorch\\nSize\\n. | the function torch.Size by itself",
                "ctorch\\nFloatStorage\\n. | a storage by itself",
                "K\\1Nb. | an object gets a state",
                "K\\1Q. | expected a tuple",
                "(K\\1tQ. | expected a storage",
                "\\202\\1. | extension registry",
                "\\227. | buffer outside",
                "P0\\n. | PERSID",
                "\\222. | NEWOBJ_EX",
                "\\200\\6. | protocol 6",
                "\\225\\377\\0\\0\\0\\0\\0\\0\\0. | a frame claims",
                "~. | no opcode",
                "]q\\0h\\0a. | holds itself",
                "}q\\0K\\1h\\0s. | holds itself"
            })
    void aDamagedPickleIsSaidToBe(String pickle, String reason) {
        assertThatThrownBy(() -> Pickles.load(pickle.translateEscapes()))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void deepNestingOverflowsNoStack() {
        String deep = "]".repeat(1_000_000) + "a".repeat(999_999) + ".";

        assertThatThrownBy(() -> Pickles.load(deep))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("nests more than 200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"}", "]", "}2", "\u0094", "\u008f"})
    void whatGrowsMuchFasterThanTheFileIsRefused(String piece) {
        // Each repeated so that its values would take hundreds of megabytes.
        String many = "K\1" + piece.repeat(8_000_000 / piece.length()) + ".";

        assertThatThrownBy(() -> Pickles.load(many)).isInstanceOf(ModelFormatException.class);
    }

    @Test
    void sharedPartsDoNotMultiply() {
        // Each list holds the one before twice: 2^100 paths, a hundred lists.
        StringBuilder pickle = new StringBuilder("]q\0");
        for (int i = 1; i <= 100; i++) {
            pickle.append("(h")
                    .append((char) (i - 1))
                    .append('h')
                    .append((char) (i - 1))
                    .append("lq")
                    .append((char) i);
        }

        Object read = Pickles.load(pickle.append('.').toString());

        int depth = 0;
        while (!((List<?>) read).isEmpty()) {
            assertThat(((List<?>) read).get(0)).isSameAs(((List<?>) read).get(1));
            read = ((List<?>) read).get(0);
            depth++;
        }
        assertThat(depth).isEqualTo(100);
    }

    private static String length(String text) {
        return (char) text.getBytes(StandardCharsets.UTF_8).length + "\0\0\0";
    }
}
