package dev.arclight.testkit;

import dev.arclight.tensor.Tensor;
import java.util.Arrays;

/** The ways in which the same numbers can lie in memory. */
public enum Layouts {
    /** Row-major, but in the middle of a larger array. */
    OFFSET {
        @Override
        public Tensor lay(Tensor tensor) {
            int n = tensor.numel();
            Tensor big = filled(tensor, n + 11);
            Tensor middle = big.narrow(0, 5, n).view(tensor.shape().toArray());
            return write(middle, tensor);
        }
    },
    /** Dimensions stored in opposite order. */
    TRANSPOSED {
        @Override
        public Tensor lay(Tensor tensor) {
            int rank = tensor.rank();
            int[] stored = new int[rank];
            int[] reverse = new int[rank];
            for (int i = 0; i < rank; i++) {
                stored[i] = tensor.size(rank - 1 - i);
                reverse[i] = rank - 1 - i;
            }
            Tensor memory = filled(tensor, tensor.numel()).view(stored);
            return write(memory.permute(reverse), tensor);
        }
    },
    /** Every third element of a larger array, from the second on. */
    STRIDED {
        @Override
        public Tensor lay(Tensor tensor) {
            if (tensor.rank() == 0) {
                return OFFSET.lay(tensor);
            }
            int last = tensor.size(-1);
            int[] wide = tensor.shape().with(-1, 3 * last + 2).toArray();
            Tensor memory = filled(tensor, Arrays.stream(wide).reduce(1, Math::multiplyExact))
                    .view(wide);
            return write(memory.slice(-1, 1, 3 * last + 1, 3), tensor);
        }
    },
    /** Rows of a wider matrix: each row even, gaps between them. */
    PADDED {
        @Override
        public Tensor lay(Tensor tensor) {
            if (tensor.rank() == 0) {
                return OFFSET.lay(tensor);
            }
            int last = tensor.size(-1);
            int[] wide = tensor.shape().with(-1, last + 3).toArray();
            Tensor memory = filled(tensor, Arrays.stream(wide).reduce(1, Math::multiplyExact))
                    .view(wide);
            return write(memory.narrow(-1, 2, last), tensor);
        }
    };

    /** A tensor that equals {@code tensor} and lies in this way; what surrounds it is other numbers. */
    public abstract Tensor lay(Tensor tensor);

    /** The first slice of a dimension repeated without memory; equal to its own contiguous copy, not to {@code tensor}. */
    public static Tensor expanded(Tensor tensor, int dim) {
        return tensor.narrow(dim, 0, Math.min(1, tensor.size(dim)))
                .expand(tensor.shape().toArray());
    }

    private static Tensor filled(Tensor like, int length) {
        return Tensor.zeros(like.dtype(), length).fill_(1);
    }

    private static Tensor write(Tensor target, Tensor source) {
        return target.copy_(source);
    }
}
