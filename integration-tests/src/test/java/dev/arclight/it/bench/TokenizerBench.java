package dev.arclight.it.bench;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.arclight.it.files.SharedData;
import dev.arclight.tokenizers.Encoding;
import dev.arclight.tokenizers.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Tokenizers beside Hugging Face's through DJL, one thread: tiny Shakespeare line by line (encodings, and ids alone into an
 * array), then one line of 10 MB and one word of 100,000 letters, which show whether time grows with the length alone.
 *
 * <p>Rounds of ours and theirs take turns; medians are printed.
 */
public final class TokenizerBench {
    private static final List<String> TOKENIZERS =
            List.of("bert-base-uncased", "gpt2", "t5-small", "roberta-base", "clip", "phi-3-mini");
    private static final int ROUNDS = 9;

    private TokenizerBench() {}

    public static void main(String[] arguments) throws IOException {
        Path data = SharedData.find("tokenizers").orElseThrow();
        Path text = SharedData.find("text/misc").orElseThrow().resolve("tinyshakespeare.txt");
        List<String> lines = Files.readAllLines(text);
        System.out.printf(
                Locale.ROOT,
                "JDK %s%n%-20s %10s %10s %7s %12s %7s%n",
                System.getProperty("java.version"),
                "MB/s, line by line",
                "encode",
                "theirs",
                "ratio",
                "encodeInto",
                "ratio");
        for (String name : arguments.length == 0 ? TOKENIZERS : List.of(arguments)) {
            Path file = data.resolve(name).resolve("tokenizer.json");
            long before = usedHeap();
            Tokenizer ours = Tokenizer.fromFile(file);
            long loaded = usedHeap() - before;
            for (String line : lines) {
                ours.encode(line);
            }
            System.out.printf(
                    Locale.ROOT,
                    "%s: heap %.1f MB loaded, %.1f MB after tiny Shakespeare%n",
                    name,
                    loaded / 1e6,
                    (usedHeap() - before) / 1e6);
            try (InputStream stream = Files.newInputStream(file);
                    HuggingFaceTokenizer theirs = HuggingFaceTokenizer.newInstance(
                            stream, Map.of("truncation", "false", "padding", "false"))) {
                lines(name, lines, ours, theirs);
                lengths(lines, ours, theirs);
            }
        }
    }

    private static void lines(String name, List<String> lines, Tokenizer ours, HuggingFaceTokenizer theirs) {
        double megabytes = bytes(lines) / 1e6;
        int[] ids = new int[1 << 16];
        double[] encode = new double[ROUNDS];
        double[] into = new double[ROUNDS];
        double[] other = new double[ROUNDS];
        long count = 0;
        for (int round = -3; round < ROUNDS; round++) {
            int at = Math.max(0, round);
            long start = System.nanoTime();
            long tokens = 0;
            for (String line : lines) {
                Encoding encoding = ours.encode(line);
                tokens += encoding.size();
            }
            encode[at] = megabytes / ((System.nanoTime() - start) / 1e9);
            start = System.nanoTime();
            for (String line : lines) {
                tokens -= ours.encodeInto(line, true, ids);
            }
            into[at] = megabytes / ((System.nanoTime() - start) / 1e9);
            count += tokens;
            if (round > -2) {
                start = System.nanoTime();
                for (String line : lines) {
                    count += theirs.encode(line).getIds().length == 0 && !line.isEmpty() ? 1 : 0;
                }
                other[at] = megabytes / ((System.nanoTime() - start) / 1e9);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%-20s %10.2f %10.2f %6.1fx %12.2f %6.1fx%s%n",
                name,
                median(encode),
                median(other),
                median(encode) / median(other),
                median(into),
                median(into) / median(other),
                count == 0 ? "" : " (counts differ)");
    }

    private static void lengths(List<String> lines, Tokenizer ours, HuggingFaceTokenizer theirs) {
        String whole = String.join(" ", lines);
        String tenth = whole.substring(0, 1_000_000);
        String line = (whole + " ").repeat(9).substring(0, 10_000_000);
        String word = "abcdefghijklmnopqrstuvwxyz".repeat(4000).substring(0, 100_000);
        System.out.printf(
                Locale.ROOT,
                "    one line: 1 MB %.0f ms, 10 MB %.0f ms (theirs, ten of 1 MB: %.0f ms); one word: 10,000 letters %.2f ms, 100,000 %.1f ms"
                        + " (theirs, ten of 10,000: %.1f ms)%n",
                millis(() -> ours.encode(tenth)),
                millis(() -> ours.encode(line)),
                millis(() -> theirs.encode(line.substring(0, 1_000_000))) * 10,
                millis(() -> ours.encode(word.substring(0, 10_000))),
                millis(() -> ours.encode(word)),
                millis(() -> theirs.encode(word.substring(0, 10_000))) * 10);
    }

    private static long usedHeap() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    private static double millis(Runnable task) {
        double[] times = new double[3];
        for (int i = 0; i < times.length; i++) {
            long start = System.nanoTime();
            task.run();
            times[i] = (System.nanoTime() - start) / 1e6;
        }
        return median(times);
    }

    private static long bytes(List<String> lines) {
        long bytes = 0;
        for (String line : lines) {
            bytes += line.getBytes(StandardCharsets.UTF_8).length + 1;
        }
        return bytes;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
