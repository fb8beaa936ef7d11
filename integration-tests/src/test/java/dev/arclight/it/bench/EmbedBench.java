package dev.arclight.it.bench;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.arclight.it.onnx.MiniLm;
import dev.arclight.it.onnx.MiniLmInputs;
import dev.arclight.model.embedding.Embedder;
import dev.arclight.model.embedding.EmbeddingSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * 256 texts of 4 to 130 tokens, most of them short, through all-MiniLM-L6-v2: ours from text to vector, for several numbers of
 * tokens at once; and ONNX Runtime on tokens that are there already, in batches of 32 that are padded to their longest, in the
 * order of the texts and sorted by length. One thread, in turn; texts a second, and the median of the rounds' ratios to sorted
 * batches, above 1 where we are faster.
 *
 * <p>Run it on one core: {@code taskset -c 1 bin/bench EmbedBench}.
 */
public final class EmbedBench {
    private static final int TEXTS = 256;
    private static final int BATCH = 32;
    private static final int ROUNDS = 5;
    private static final String[] WORDS =
            "the of and to in a is that for it was on are as with his they at be this from have or by one had not but what all"
                    .split(" ");

    private EmbedBench() {}

    public static void main(String[] arguments) throws IOException, OrtException {
        byte[] file = MiniLm.file();
        Embedder embedder = MiniLm.embedder(file);
        List<String> texts = texts();
        List<int[]> ids = texts.stream().map(text -> ids(embedder, text)).toList();
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession peer = MiniLm.peer(environment, file)) {
            List<MiniLmInputs> asTheyCome = batches(environment, ids);
            List<MiniLmInputs> sorted = batches(
                    environment,
                    ids.stream().sorted((a, b) -> a.length - b.length).toList());
            int[] sizes = {128, 256, 512, 1024, 2048, 4096};
            List<Runnable> runs = new ArrayList<>(List.of(() -> run(peer, sorted), () -> run(peer, asTheyCome)));
            for (int size : sizes) {
                EmbeddingSession session = embedder.newSession(size);
                runs.add(() -> session.embed(texts));
            }
            double[][] times = new double[runs.size()][ROUNDS];
            for (int round = -1; round < ROUNDS; round++) {
                for (int i = 0; i < runs.size(); i++) {
                    times[i][Math.max(0, round)] = EncoderBench.milliseconds(runs.get(i), round < 0 ? 1 : 0.5);
                }
            }
            System.out.printf(
                    Locale.ROOT,
                    "JDK %s, %d texts, %d tokens%n%n| | texts/s | ratio |%n| --- | ---: | ---: |%n",
                    System.getProperty("java.version"),
                    TEXTS,
                    ids.stream().mapToInt(each -> each.length).sum());
            for (int i = 0; i < runs.size(); i++) {
                String name = i == 0
                        ? "ONNX Runtime, sorted"
                        : i == 1 ? "ONNX Runtime, as they come" : "Arclight, " + sizes[i - 2] + " tokens";
                double[] ratios = new double[ROUNDS];
                for (int round = 0; round < ROUNDS; round++) {
                    ratios[round] = times[0][round] / times[i][round];
                }
                System.out.printf(
                        Locale.ROOT, "| %s | %.0f | %.2f |%n", name, TEXTS / median(times[i]) * 1e3, median(ratios));
            }
            asTheyCome.forEach(MiniLmInputs::close);
            sorted.forEach(MiniLmInputs::close);
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static List<String> texts() {
        Random random = new Random(3);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < TEXTS; i++) {
            int words = 2 + (int) (126 * Math.pow(random.nextDouble(), 3));
            StringBuilder text = new StringBuilder();
            for (int k = 0; k < words; k++) {
                text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
            }
            texts.add(text.toString());
        }
        return texts;
    }

    private static int[] ids(Embedder embedder, String text) {
        int[] room = new int[256];
        int count = embedder.tokenizer().encodeInto(text, true, room);
        return Arrays.copyOf(room, count);
    }

    private static List<MiniLmInputs> batches(OrtEnvironment environment, List<int[]> ids) throws OrtException {
        List<MiniLmInputs> batches = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += BATCH) {
            List<int[]> batch = ids.subList(from, from + BATCH);
            int longest = batch.stream().mapToInt(each -> each.length).max().orElseThrow();
            long[] tokens = new long[BATCH * longest];
            long[] mask = new long[tokens.length];
            for (int row = 0; row < BATCH; row++) {
                for (int i = 0; i < batch.get(row).length; i++) {
                    tokens[row * longest + i] = batch.get(row)[i];
                    mask[row * longest + i] = 1;
                }
            }
            batches.add(new MiniLmInputs(environment, tokens, mask, BATCH, longest));
        }
        return batches;
    }

    private static void run(OrtSession peer, List<MiniLmInputs> batches) {
        try {
            for (MiniLmInputs batch : batches) {
                peer.run(batch.byName()).close();
            }
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot run its network", e);
        }
    }
}
