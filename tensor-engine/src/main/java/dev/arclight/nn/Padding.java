package dev.arclight.nn;

import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Padding of the last dimensions by what stands inside, or by zeros. */
final class Padding {
    private Padding() {}

    /** @param amounts before and after the last dimension, then before and after the one before it, … */
    static Tensor pad(Tensor input, ConvOptions.PaddingMode mode, int... amounts) {
        Tensor x = input;
        for (int i = 0; i < amounts.length / 2; i++) {
            x = along(x, x.rank() - 1 - i, mode, amounts[2 * i], amounts[2 * i + 1]);
        }
        return x;
    }

    private static Tensor along(Tensor x, int dim, ConvOptions.PaddingMode mode, int before, int after) {
        if (before == 0 && after == 0) {
            return x;
        }
        int size = x.size(dim);
        List<Tensor> parts = new ArrayList<>();
        switch (mode) {
            case ZEROS -> {
                parts.add(Tensor.zeros(x.dtype(), x.shape().with(dim, before).toArray()));
                parts.add(x);
                parts.add(Tensor.zeros(x.dtype(), x.shape().with(dim, after).toArray()));
            }
            case REPLICATE -> {
                parts.addAll(Collections.nCopies(before, x.narrow(dim, 0, 1)));
                parts.add(x);
                parts.addAll(Collections.nCopies(after, x.narrow(dim, size - 1, 1)));
            }
            case REFLECT -> {
                requireRoom("reflect", x, dim, Math.max(before, after), size - 1);
                for (int i = before; i > 0; i--) {
                    parts.add(x.narrow(dim, i, 1));
                }
                parts.add(x);
                for (int i = 1; i <= after; i++) {
                    parts.add(x.narrow(dim, size - 1 - i, 1));
                }
            }
            case CIRCULAR -> {
                requireRoom("circular", x, dim, Math.max(before, after), size);
                parts.add(x.narrow(dim, size - before, before));
                parts.add(x);
                parts.add(x.narrow(dim, 0, after));
            }
        }
        return Tensor.cat(parts, dim);
    }

    private static void requireRoom(String mode, Tensor x, int dim, int amount, int most) {
        if (amount > most) {
            throw new ShapeException("pad: " + mode + " padding of " + amount + " passes dimension " + dim + " of "
                    + x.shape() + "; at most " + most + " is possible");
        }
    }
}
