package dev.arclight.nn;

import dev.arclight.op.Reduction;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.List;

/**
 * The likelihood of a label sequence of unknown timing (Graves et al. 2006): the forward recursion over the labels with
 * blanks between them, in logarithms, for all examples at once. Made of ops, so that every order of gradient exists.
 */
final class Ctc {
    /** The logarithm of nothing: finite, so that sums and gradients stay numbers. */
    private static final double NEVER = -1e30;

    /** Losses above are of alignments that cannot be. */
    private static final double IMPOSSIBLE = 1e29;

    private Ctc() {}

    static Tensor loss(
            Tensor logProbs,
            Tensor targets,
            Tensor inputLengths,
            Tensor targetLengths,
            int blank,
            Reduction reduction,
            boolean zeroInfinity) {
        if (logProbs.rank() == 2) {
            Tensor losses = loss(
                    logProbs.unsqueeze(1),
                    targets.reshape(1, -1),
                    inputLengths.reshape(1),
                    targetLengths.reshape(1),
                    blank,
                    reduction,
                    zeroInfinity);
            return reduction == Reduction.NONE ? losses.squeeze(0) : losses;
        }
        if (logProbs.rank() != 3) {
            throw new ShapeException("ctcLoss: log-probabilities " + logProbs.shape() + " must be [T, N, C] or [T, C]");
        }
        int steps = logProbs.size(0);
        int batch = logProbs.size(1);
        if (blank < 0 || blank >= logProbs.size(2)) {
            throw new ArclightException(
                    "ctcLoss: the blank is " + blank + "; it must be one of " + logProbs.size(2) + " classes");
        }
        long[] lengths = lengths("inputLengths", inputLengths, batch, steps);
        long[] labels = lengths("targetLengths", targetLengths, batch, Integer.MAX_VALUE);
        long[][] sequences = sequences(targets, labels, logProbs.size(2));
        int longest = 0;
        for (long[] sequence : sequences) {
            longest = Math.max(longest, sequence.length);
        }
        int states = 2 * longest + 1;
        long[] extended = new long[batch * states];
        double[] skip = new double[batch * states];
        for (int n = 0; n < batch; n++) {
            for (int s = 0; s < states; s++) {
                int label = s / 2;
                boolean real = s % 2 == 1 && label < sequences[n].length;
                extended[n * states + s] = real ? sequences[n][label] : blank;
                boolean skips = real && label > 0 && sequences[n][label] != sequences[n][label - 1];
                skip[n * states + s] = skips ? 0 : NEVER;
            }
        }
        DType dtype = logProbs.dtype();
        Tensor skipped = Tensor.of(skip, batch, states).to(dtype);
        Tensor emitted =
                logProbs.gather(2, Tensor.of(extended, 1, batch, states).expand(steps, batch, states));
        double[] start = new double[states];
        java.util.Arrays.fill(start, NEVER);
        java.util.Arrays.fill(start, 0, Math.min(2, states), 0);
        Tensor alpha = emitted.select(0, 0).add(Tensor.of(start, states).to(dtype));
        Tensor one = Tensor.zeros(dtype, batch, 1).fill_(NEVER);
        Tensor two = Tensor.zeros(dtype, batch, 2).fill_(NEVER);
        for (int t = 1; t < steps; t++) {
            Tensor next = alpha;
            if (states > 1) {
                Tensor stepped = Tensor.cat(List.of(one, alpha.narrow(1, 0, states - 1)), 1);
                Tensor jumped = Tensor.cat(List.of(two, alpha.narrow(1, 0, states - 2)), 1)
                        .add(skipped);
                next = sumOf(sumOf(alpha, stepped), jumped);
            }
            next = next.add(emitted.select(0, t));
            alpha = anyEndsBefore(lengths, t + 1) ? Tensor.where(running(lengths, t), next, alpha) : next;
        }
        Tensor ends = alpha.gather(1, ends(labels, 0));
        Tensor beforeEnds = alpha.gather(1, ends(labels, 1)).add(notEmpty(labels, dtype));
        Tensor losses = sumOf(ends, beforeEnds).squeeze(1).neg();
        double impossible = zeroInfinity ? 0 : Double.POSITIVE_INFINITY;
        losses = Tensor.where(losses.gt(IMPOSSIBLE), Tensor.number(impossible), losses);
        return switch (reduction) {
            case NONE -> losses;
            case SUM -> losses.sum();
            case MEAN -> losses.div(atLeastOne(labels, dtype)).mean();
        };
    }

    /** {@code ln(eᵃ + eᵇ)}. */
    private static Tensor sumOf(Tensor a, Tensor b) {
        Tensor larger = a.detach().maximum(b.detach());
        return a.sub(larger).exp().add(b.sub(larger).exp()).log().add(larger);
    }

    private static boolean anyEndsBefore(long[] lengths, int step) {
        for (long length : lengths) {
            if (length < step) {
                return true;
            }
        }
        return false;
    }

    private static Tensor running(long[] lengths, int step) {
        byte[] running = new byte[lengths.length];
        for (int n = 0; n < running.length; n++) {
            running[n] = (byte) (step < lengths[n] ? 1 : 0);
        }
        return Tensor.ofBytes(running, DType.BOOL, running.length, 1);
    }

    /** The last state of each example, or that before it. */
    private static Tensor ends(long[] labels, int before) {
        long[] ends = new long[labels.length];
        for (int n = 0; n < ends.length; n++) {
            ends[n] = Math.max(0, 2 * labels[n] - before);
        }
        return Tensor.of(ends, ends.length, 1);
    }

    /** Without labels there is one end only. */
    private static Tensor notEmpty(long[] labels, DType dtype) {
        double[] shift = new double[labels.length];
        for (int n = 0; n < shift.length; n++) {
            shift[n] = labels[n] == 0 ? NEVER : 0;
        }
        return Tensor.of(shift, shift.length, 1).to(dtype);
    }

    private static Tensor atLeastOne(long[] labels, DType dtype) {
        double[] counts = new double[labels.length];
        for (int n = 0; n < counts.length; n++) {
            counts[n] = Math.max(1, labels[n]);
        }
        return Tensor.of(counts, counts.length).to(dtype);
    }

    private static long[] lengths(String what, Tensor given, int batch, int most) {
        long[] lengths = given.toLongArray();
        if (given.rank() != 1 || lengths.length != batch) {
            throw new ShapeException("ctcLoss: " + what + " " + given.shape() + " must hold one number for each of "
                    + batch + " examples");
        }
        for (int n = 0; n < batch; n++) {
            if (lengths[n] < 0 || lengths[n] > most) {
                throw new ArclightException(
                        "ctcLoss: " + what + "[" + n + "] is " + lengths[n] + "; it must be from 0 to " + most);
            }
        }
        return lengths;
    }

    /** The labels of each example, from rows that are padded or from one row that joins them. */
    private static long[][] sequences(Tensor targets, long[] labels, int classes) {
        long[] all = targets.toLongArray();
        boolean joined = targets.rank() == 1;
        if (!joined && (targets.rank() != 2 || targets.size(0) != labels.length)) {
            throw new ShapeException("ctcLoss: targets " + targets.shape() + " must be [" + labels.length
                    + ", S], or one row of all labels");
        }
        long[][] sequences = new long[labels.length][];
        long from = 0;
        for (int n = 0; n < labels.length; n++) {
            long start = joined ? from : (long) n * targets.size(1);
            long room = joined ? all.length - start : targets.size(1);
            if (labels[n] > room) {
                throw new ArclightException("ctcLoss: targetLengths[" + n + "] is " + labels[n] + ", targets "
                        + targets.shape() + " have only " + room);
            }
            sequences[n] = java.util.Arrays.copyOfRange(all, (int) start, (int) (start + labels[n]));
            for (long label : sequences[n]) {
                if (label < 0 || label >= classes) {
                    throw new ArclightException(
                            "ctcLoss: target " + label + " of example " + n + " is not one of " + classes + " classes");
                }
            }
            from += labels[n];
        }
        return sequences;
    }
}
