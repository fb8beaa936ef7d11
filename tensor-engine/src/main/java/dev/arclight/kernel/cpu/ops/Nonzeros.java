package dev.arclight.kernel.cpu.ops;

import dev.arclight.tensor.Tensor;

/** Finds elements that are not zero. */
final class Nonzeros {
    private Nonzeros() {}

    /**
     * Lists where elements of a contiguous tensor are not zero, as many as fit, counted from its first element.
     *
     * @return how many were listed
     */
    static int list(Tensor tensor, int[] places) {
        int start = tensor.offset();
        int end = start + tensor.numel();
        int found = 0;
        // Each place is written before it is known to count, which spares a branch that nobody can predict.
        switch (tensor.dtype()) {
            case FLOAT32 -> {
                float[] x = tensor.storage().floats();
                for (int i = start; i < end && found < places.length; i++) {
                    places[found] = i - start;
                    found += x[i] != 0 ? 1 : 0;
                }
            }
            case FLOAT64 -> {
                double[] x = tensor.storage().doubles();
                for (int i = start; i < end && found < places.length; i++) {
                    places[found] = i - start;
                    found += x[i] != 0 ? 1 : 0;
                }
            }
            case INT64 -> {
                long[] x = tensor.storage().longs();
                for (int i = start; i < end && found < places.length; i++) {
                    places[found] = i - start;
                    found += x[i] != 0 ? 1 : 0;
                }
            }
            case INT32 -> {
                int[] x = tensor.storage().ints();
                for (int i = start; i < end && found < places.length; i++) {
                    places[found] = i - start;
                    found += x[i] != 0 ? 1 : 0;
                }
            }
            case INT16 -> {
                short[] x = tensor.storage().shorts();
                for (int i = start; i < end && found < places.length; i++) {
                    places[found] = i - start;
                    found += x[i] != 0 ? 1 : 0;
                }
            }
            case FLOAT16, BFLOAT16 -> {
                // All bits but the sign.
                short[] x = tensor.storage().shorts();
                for (int i = start; i < end && found < places.length; i++) {
                    places[found] = i - start;
                    found += (x[i] & 0x7fff) != 0 ? 1 : 0;
                }
            }
            case INT8, UINT8, BOOL -> {
                byte[] x = tensor.storage().bytes();
                for (int i = start; i < end && found < places.length; i++) {
                    places[found] = i - start;
                    found += x[i] != 0 ? 1 : 0;
                }
            }
        }
        return found;
    }
}
