package dev.arclight.nn;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Sequences of several lengths, padded or packed, as {@code torch.nn.utils.rnn}. */
public final class RnnUtils {
    private RnnUtils() {}

    /**
     * Sequences and their lengths.
     *
     * @param padded {@code [steps, batch, features…]}, or batch first
     * @param lengths int64 {@code [batch]}
     */
    public record Padded(Tensor padded, Tensor lengths) {}

    /**
     * Takes the padding out.
     *
     * @param input {@code [steps, batch, features…]}, or batch first
     * @param lengths steps of each sequence, from 1 to the input's
     * @param enforceSorted whether lengths must be longest first; otherwise they are sorted, and outputs put back
     */
    public static PackedSequence packPaddedSequence(
            Tensor input, long[] lengths, boolean batchFirst, boolean enforceSorted) {
        Tensor steps = batchFirst ? input.transpose(0, 1) : input;
        int longest = steps.size(0);
        int batch = steps.size(1);
        if (lengths.length != batch) {
            throw new ShapeException("packPaddedSequence: " + lengths.length + " lengths for " + batch
                    + " sequences of " + input.shape());
        }
        for (int n = 0; n < batch; n++) {
            if (lengths[n] < 1 || lengths[n] > longest) {
                throw new ShapeException("packPaddedSequence: lengths[" + n + "] is " + lengths[n]
                        + "; it must be from 1 to " + longest);
            }
            if (enforceSorted && n > 0 && lengths[n] > lengths[n - 1]) {
                throw new ArclightException("packPaddedSequence: lengths " + Arrays.toString(lengths)
                        + " are not sorted, longest first; pass enforceSorted = false");
            }
        }
        int[] order = IntStream.range(0, batch)
                .boxed()
                .sorted(Comparator.comparingLong(n -> -lengths[n]))
                .mapToInt(Integer::intValue)
                .toArray();
        Tensor rows = enforceSorted ? steps : steps.indexSelect(1, indices(order));
        int[] batchSizes = new int[batch == 0 ? 0 : (int) lengths[order[0]]];
        List<Tensor> parts = new ArrayList<>();
        for (int t = 0; t < batchSizes.length; t++) {
            int running = 0;
            while (running < batch && lengths[order[running]] > t) {
                running++;
            }
            batchSizes[t] = running;
            parts.add(rows.select(0, t).narrow(0, 0, running));
        }
        Tensor data = Tensor.cat(parts, 0);
        return enforceSorted
                ? new PackedSequence(data, batchSizes, null, null)
                : new PackedSequence(data, batchSizes, indices(order), indices(inverse(order)));
    }

    /** {@link #padPackedSequence(PackedSequence, boolean, double, int)} with zeros, as long as the longest. */
    public static Padded padPackedSequence(PackedSequence sequence, boolean batchFirst) {
        return padPackedSequence(sequence, batchFirst, 0, sequence.batchSizes().length);
    }

    /** Puts padding in, and sequences back in the order they had before they were packed. */
    public static Padded padPackedSequence(
            PackedSequence sequence, boolean batchFirst, double paddingValue, int totalLength) {
        int[] batchSizes = sequence.batchSizes();
        if (totalLength < batchSizes.length) {
            throw new ShapeException("padPackedSequence: the longest sequence has " + batchSizes.length
                    + " steps, more than " + totalLength);
        }
        int batch = batchSizes.length == 0 ? 0 : batchSizes[0];
        long[] lengths = new long[batch];
        Tensor data = sequence.data();
        int[] one = data.shape().toArray();
        List<Tensor> steps = new ArrayList<>();
        int from = 0;
        for (int t = 0; t < totalLength; t++) {
            int running = t < batchSizes.length ? batchSizes[t] : 0;
            for (int n = 0; n < running; n++) {
                lengths[n]++;
            }
            one[0] = batch - running;
            Tensor padding = Tensor.zeros(data.dtype(), one).fill_(paddingValue);
            Tensor rows = Tensor.cat(List.of(data.narrow(0, from, running), padding), 0);
            steps.add(sequence.unsorted(rows, 0));
            from += running;
        }
        Tensor padded = Tensor.stack(steps, 0);
        Tensor counts = sequence.unsorted(Tensor.of(lengths, batch), 0);
        return new Padded(batchFirst ? padded.transpose(0, 1) : padded, counts);
    }

    /** Pads sequences {@code [steps, features…]} to the longest. */
    public static Tensor padSequence(List<Tensor> sequences, boolean batchFirst, double paddingValue) {
        requireSequences("padSequence", sequences);
        int longest =
                sequences.stream().mapToInt(sequence -> sequence.size(0)).max().orElseThrow();
        List<Tensor> padded = new ArrayList<>();
        for (Tensor sequence : sequences) {
            int[] rest = sequence.shape().with(0, longest - sequence.size(0)).toArray();
            DType dtype = sequence.dtype();
            padded.add(Tensor.cat(List.of(sequence, Tensor.zeros(dtype, rest).fill_(paddingValue)), 0));
        }
        return Tensor.stack(padded, batchFirst ? 0 : 1);
    }

    /** Packs sequences {@code [steps, features…]}. */
    public static PackedSequence packSequence(List<Tensor> sequences, boolean enforceSorted) {
        requireSequences("packSequence", sequences);
        long[] lengths =
                sequences.stream().mapToLong(sequence -> sequence.size(0)).toArray();
        return packPaddedSequence(padSequence(sequences, false, 0), lengths, false, enforceSorted);
    }

    /** The sequences that padding was put around. */
    public static List<Tensor> unpadSequence(Tensor padded, long[] lengths, boolean batchFirst) {
        List<Tensor> sequences = new ArrayList<>();
        for (int n = 0; n < lengths.length; n++) {
            sequences.add(padded.select(batchFirst ? 0 : 1, n).narrow(0, 0, Math.toIntExact(lengths[n])));
        }
        return sequences;
    }

    /** The sequences that were packed. */
    public static List<Tensor> unpackSequence(PackedSequence sequence) {
        Padded all = padPackedSequence(sequence, false);
        return unpadSequence(all.padded, all.lengths.toLongArray(), false);
    }

    private static void requireSequences(String name, List<Tensor> sequences) {
        if (sequences.isEmpty()) {
            throw new ShapeException(name + ": no sequences are given");
        }
    }

    private static Tensor indices(int[] order) {
        return Tensor.of(Arrays.stream(order).asLongStream().toArray(), order.length);
    }

    private static int[] inverse(int[] order) {
        int[] inverse = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            inverse[order[i]] = i;
        }
        return inverse;
    }
}
