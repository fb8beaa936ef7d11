package dev.arclight.tokenizers.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.arclight.tokenizers.Tokenizer;
import dev.arclight.tokenizers.text.TokenizerException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Files that were damaged at random are read, or refused with a {@link TokenizerException}, and soon. */
class DamagedFilesTest {
    /** {@code -Darclight.damaged.files=500000} takes some three minutes for each kind of file. */
    private static final int FILES = Integer.getInteger("arclight.damaged.files", 50_000);

    private static final int MODELS = Integer.getInteger("arclight.damaged.files", 20_000);

    private static final long MOST_BYTES = 64L << 20;
    private static final long MOST_NANOS = 1_000_000_000L;

    private static final List<String> SOUND = List.of("""
            {"version":"1.0","truncation":{"direction":"Right","max_length":8,"strategy":"LongestFirst","stride":2},
            "padding":{"strategy":{"Fixed":8},"direction":"Right","pad_to_multiple_of":null,"pad_id":0,"pad_type_id":0,"pad_token":"[PAD]"},
            "added_tokens":[{"id":0,"content":"[PAD]","single_word":false,"lstrip":false,"rstrip":true,"normalized":false,"special":true}],
            "normalizer":{"type":"Sequence","normalizers":[{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,
            "strip_accents":null,"lowercase":true},{"type":"Replace","pattern":{"Regex":"(a|b){2,3}+"},"content":"c"}]},
            "pre_tokenizer":{"type":"BertPreTokenizer"},"post_processor":{"type":"TemplateProcessing",
            "single":[{"SpecialToken":{"id":"[PAD]","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],
            "pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":1}}],
            "special_tokens":{"[PAD]":{"id":"[PAD]","ids":[0],"tokens":["[PAD]"]}}},"decoder":{"type":"WordPiece","prefix":"##","cleanup":true},
            "model":{"type":"WordPiece","unk_token":"[PAD]","continuing_subword_prefix":"##","max_input_chars_per_word":100,
            "vocab":{"[PAD]":0,"a":1,"##b":2,"cc":3}}}""", """
            {"version":"1.0","added_tokens":[],"normalizer":{"type":"NFC"},"pre_tokenizer":{"type":"Sequence","pretokenizers":[
            {"type":"Split","pattern":{"Regex":"\\\\p{N}{1,3}|[^\\\\s&&[^x]]+(?=y)|\\\\s+"},"behavior":"Isolated","invert":false},
            {"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}]},
            "post_processor":{"type":"RobertaProcessing","sep":["b",1],"cls":["a",0],"trim_offsets":true,"add_prefix_space":false},
            "decoder":{"type":"ByteLevel"},"model":{"type":"BPE","dropout":null,"unk_token":null,"continuing_subword_prefix":"",
            "end_of_word_suffix":"","fuse_unk":false,"byte_fallback":false,"ignore_merges":true,"vocab":{"a":0,"b":1,"ab":2,"abb":3},
            "merges":["a b",["ab","b"]]}}""", """
            {"version":"1.0","added_tokens":[{"id":9,"content":"<s>","special":true}],"normalizer":{"type":"Precompiled","precompiled_charsmap":"ALQCAACEAAAAAACAAQ=="},
            "pre_tokenizer":{"type":"Metaspace","replacement":"\\u2581","prepend_scheme":"always","split":true},"decoder":{"type":"Metaspace",
            "replacement":"\\u2581","prepend_scheme":"always"},"model":{"type":"Unigram","unk_id":0,"byte_fallback":true,
            "vocab":[["<unk>",0.0],["\\u2581a",-1.5],["b",-2.25],["<0x41>",-3e0]]}}""");

    @Test
    void allOfThemAreReadOrRefused() {
        SplittableRandom random = new SplittableRandom(20);
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int read = 0;
        for (int i = 0; i < FILES; i++) {
            byte[] bytes = damaged(SOUND.get(i % SOUND.size()), random);
            String json = new String(bytes, StandardCharsets.UTF_8);
            long start = bean.getCurrentThreadCpuTime();
            long allocated = bean.getCurrentThreadAllocatedBytes();
            if (isRead(json)) {
                read++;
            }
            long took = bean.getCurrentThreadCpuTime() - start;
            assertThat(bean.getCurrentThreadAllocatedBytes() - allocated)
                    .as(json)
                    .isLessThan(MOST_BYTES);
            assertThat(took).as(json).isLessThan(MOST_NANOS);
        }
        // Some are harmless, most are not.
        assertThat(read).isBetween(FILES / 100, FILES / 2);
    }

    @Test
    void allDamagedSentencePieceModelsAreReadOrRefused() {
        SplittableRandom random = new SplittableRandom(21);
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<byte[]> sound = SentencePieceFiles.all();
        int read = 0;
        for (int i = 0; i < MODELS; i++) {
            byte[] bytes = damaged(sound.get(i % sound.size()), random);
            long start = bean.getCurrentThreadCpuTime();
            long allocated = bean.getCurrentThreadAllocatedBytes();
            if (isRead(bytes)) {
                read++;
            }
            long took = bean.getCurrentThreadCpuTime() - start;
            assertThat(bean.getCurrentThreadAllocatedBytes() - allocated)
                    .as("bytes allocated for model " + i)
                    .isLessThan(MOST_BYTES);
            assertThat(took).as("nanoseconds for model " + i).isLessThan(MOST_NANOS);
        }
        assertThat(read).isBetween(MODELS / 20, MODELS * 9 / 10);
    }

    private static boolean isRead(byte[] model) {
        try {
            Tokenizer tokenizer = SentencePieceModel.parse(model);
            int[] ids = tokenizer
                    .encode(" aabb  <sep> ab\u00e9\u2581\uff21\ud83d\ude00 ", "b")
                    .ids();
            tokenizer.decode(ids, false);
            Tokenizer.fromString(tokenizer.toJson());
            return true;
        } catch (TokenizerException e) {
            return false;
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError(
                    "not a TokenizerException for " + HexFormat.of().formatHex(model), e);
        }
    }

    /** One to six changes: a byte, a bit, a stretch left out, written twice or moved, a long number, the end cut off. */
    private static byte[] damaged(byte[] sound, SplittableRandom random) {
        byte[] bytes = sound.clone();
        for (int change = random.nextInt(1, 7); change > 0 && bytes.length > 16; change--) {
            int at = random.nextInt(bytes.length - 12);
            int length = random.nextInt(1, 12);
            byte[] stretch = Arrays.copyOfRange(bytes, at, at + length);
            switch (random.nextInt(8)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes = spliced(bytes, at, at + length, new byte[0]);
                case 3 -> bytes = spliced(bytes, at, at, stretch);
                case 4 -> bytes = spliced(bytes, random.nextInt(bytes.length), -1, stretch);
                case 5 -> bytes = spliced(bytes, at, at + 1, new byte[] {-1, -1, -1, -1, (byte) random.nextInt(128)});
                case 6 -> bytes[at] = random.nextBoolean() ? (byte) 0xFF : 0;
                default -> {
                    if (random.nextInt(4) == 0) {
                        bytes = Arrays.copyOf(bytes, at + 1);
                    }
                }
            }
        }
        return bytes;
    }

    /** The bytes with those from an index to another (-1 for none) replaced. */
    private static byte[] spliced(byte[] bytes, int from, int to, byte[] by) {
        int rest = to < 0 ? from : to;
        byte[] result = Arrays.copyOf(bytes, from + by.length + bytes.length - rest);
        System.arraycopy(by, 0, result, from, by.length);
        System.arraycopy(bytes, rest, result, from + by.length, bytes.length - rest);
        return result;
    }

    private static boolean isRead(String json) {
        try {
            Tokenizer tokenizer = Tokenizer.fromString(json);
            tokenizer.encode("aabb 12 xy \u00e9ab", "b");
            return true;
        } catch (TokenizerException e) {
            return false;
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError("not a TokenizerException for " + json, e);
        }
    }

    /** One to four changes: a byte, a stretch left out or written twice, a number that is too large, brackets. */
    private static byte[] damaged(String sound, SplittableRandom random) {
        StringBuilder text = new StringBuilder(sound);
        for (int change = random.nextInt(1, 5); change > 0 && text.length() > 8; change--) {
            int at = random.nextInt(text.length() - 6);
            int length = random.nextInt(1, 6);
            switch (random.nextInt(7)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(32, 127));
                case 1 -> text.delete(at, at + length);
                case 2 -> text.insert(at, text.substring(at, at + length));
                case 3 -> {
                    int digit = nextDigit(text, at);
                    text.replace(digit, digit + 1, random.nextBoolean() ? "2147483647" : "-1");
                }
                case 4 -> text.insert(at, "[{\"\\(*".charAt(random.nextInt(6)));
                case 5 -> {
                    int other = random.nextInt(text.length() - 6);
                    text.insert(at, text.substring(other, Math.min(text.length(), other + random.nextInt(40))));
                }
                default -> text.setLength(Math.max(8, at));
            }
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static int nextDigit(StringBuilder text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (Character.isDigit(text.charAt(i))) {
                return i;
            }
        }
        return from;
    }
}
