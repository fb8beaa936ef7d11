package dev.arclight.tensor;

import java.util.Arrays;

/** Which elements of one tensor are among those of another. */
final class Membership {
    private Membership() {}

    /** A bool for each element: sorts the others once and searches in them. */
    static Tensor isin(Tensor elements, Tensor testElements, boolean invert) {
        if (elements.dtype() == DType.BOOL || testElements.dtype() == DType.BOOL) {
            throw new DTypeException("isin: got " + elements.dtype() + elements.shape() + " and " + testElements.dtype()
                    + testElements.shape() + "; not defined for bool, convert with to(DType.UINT8)");
        }
        DType common = TensorType.promote(elements.type(), testElements.type());
        boolean[] found = common.isFloating()
                ? find(elements.toDoubleArray(), testElements.toDoubleArray())
                : find(elements.toLongArray(), testElements.toLongArray());
        byte[] result = new byte[found.length];
        for (int i = 0; i < found.length; i++) {
            result[i] = (byte) (found[i] != invert ? 1 : 0);
        }
        return Tensor.ofBytes(result, DType.BOOL, elements.shape().toArray());
    }

    private static boolean[] find(double[] elements, double[] among) {
        for (int i = 0; i < among.length; i++) {
            // A search tells zeros apart that are equal.
            among[i] += 0.0;
        }
        Arrays.sort(among);
        boolean[] found = new boolean[elements.length];
        for (int i = 0; i < elements.length; i++) {
            found[i] = !Double.isNaN(elements[i]) && Arrays.binarySearch(among, elements[i] + 0.0) >= 0;
        }
        return found;
    }

    private static boolean[] find(long[] elements, long[] among) {
        Arrays.sort(among);
        boolean[] found = new boolean[elements.length];
        for (int i = 0; i < elements.length; i++) {
            found[i] = Arrays.binarySearch(among, elements[i]) >= 0;
        }
        return found;
    }
}
