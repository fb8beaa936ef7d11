package dev.arclight.kernel.cpu;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * One direction, down or to the right, of what a window reads: how images are laid out so that every element that the
 * window asks for lies a fixed distance, its shift, from the window's place.
 *
 * <p>With stride {@code s} the elements are sorted by their remainder modulo {@code s}, the phase; within a phase the
 * window moves by one. Zeros between one row and the next serve both as the right margin of the one and as the left
 * margin of the other; so do those between images.
 *
 * @param phases remainders that the window asks for
 * @param phase for each place in the window, which of them it asks for
 * @param shift for each place in the window, how far from the window's place the element lies
 * @param before zeros before the first row
 * @param pitch distance of a row from the next: elements and zeros, at least the number of results
 */
record ConvAxis(int[] phases, int[] phase, int[] shift, int before, int pitch) {
    /** What the window of a convolution reads of its input. */
    static ConvAxis ofInput(int size, int kernel, int stride, int pad, int dilation, int results) {
        int[] phases = IntStream.range(0, kernel)
                .map(t -> Math.floorMod(t * dilation - pad, stride))
                .sorted()
                .distinct()
                .toArray();
        int[] phase = new int[kernel];
        int[] shift = new int[kernel];
        for (int t = 0; t < kernel; t++) {
            phase[t] = Arrays.binarySearch(phases, Math.floorMod(t * dilation - pad, stride));
            shift[t] = Math.floorDiv(t * dilation - pad, stride);
        }
        return of(phases, phase, shift, phaseLength(size, 0, stride), results);
    }

    /**
     * What the gradient of an input of {@code size} reads of the output's gradient, {@code results} long, all phases of
     * the input together; {@link #atPhase} tells what one of them reads.
     */
    static ConvAxis ofGradients(int size, int kernel, int stride, int pad, int dilation, int results) {
        int[] shift = new int[kernel];
        for (int t = 0; t < kernel; t++) {
            int phase = Math.floorMod(t * dilation - pad, stride);
            shift[t] = (phase + pad - t * dilation) / stride;
        }
        return of(new int[1], new int[kernel], shift, results, phaseLength(size, 0, stride));
    }

    /** The same layout for elements of the input whose number is {@code phase} modulo the stride. */
    ConvAxis atPhase(int phase, int[] places, int stride, int pad, int dilation) {
        int[] shifts = new int[places.length];
        for (int i = 0; i < places.length; i++) {
            shifts[i] = (phase + pad - places[i] * dilation) / stride;
        }
        return new ConvAxis(phases, new int[places.length], shifts, before, pitch);
    }

    /** The places in the window that touch elements of the input whose number is {@code phase} modulo the stride. */
    static int[] touching(int phase, int kernel, int stride, int pad, int dilation) {
        return IntStream.range(0, kernel)
                .filter(t -> Math.floorMod(phase + pad - t * dilation, stride) == 0)
                .toArray();
    }

    /** How many of {@code size} elements have a number that is {@code phase} modulo {@code stride}. */
    static int phaseLength(int size, int phase, int stride) {
        return size <= phase ? 0 : (size - phase - 1) / stride + 1;
    }

    private static ConvAxis of(int[] phases, int[] phase, int[] shift, int extent, int results) {
        int before = 0;
        int after = 0;
        for (int s : shift) {
            before = Math.max(before, -s);
            after = Math.max(after, results + s - extent);
        }
        int pitch = Math.max(results, extent + Math.max(before, after));
        return new ConvAxis(phases, phase, shift, before, pitch);
    }

    /** The farthest that an element lies after the window's place. */
    int farthest() {
        int most = 0;
        for (int s : shift) {
            most = Math.max(most, s);
        }
        return most;
    }
}
