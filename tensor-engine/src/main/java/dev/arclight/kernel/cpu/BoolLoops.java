package dev.arclight.kernel.cpu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Logic on spans of bools, bytes that are 0 or 1, eight at a time. */
public final class BoolLoops {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;

    private BoolLoops() {}

    /** {@code y[o + i] = a[p + i] & b[q + i]}; spans may coincide. */
    public static void and(byte[] a, int p, byte[] b, int q, byte[] y, int o, int n) {
        int i = 0;
        for (; i + 8 <= n; i += 8) {
            EIGHT.set(y, o + i, (long) EIGHT.get(a, p + i) & (long) EIGHT.get(b, q + i));
        }
        for (; i < n; i++) {
            y[o + i] = (byte) (a[p + i] & b[q + i]);
        }
    }

    /** {@code y[o + i] = a[p + i] | b[q + i]}; spans may coincide. */
    public static void or(byte[] a, int p, byte[] b, int q, byte[] y, int o, int n) {
        int i = 0;
        for (; i + 8 <= n; i += 8) {
            EIGHT.set(y, o + i, (long) EIGHT.get(a, p + i) | (long) EIGHT.get(b, q + i));
        }
        for (; i < n; i++) {
            y[o + i] = (byte) (a[p + i] | b[q + i]);
        }
    }

    /** {@code y[o + i] = a[p + i] ^ b[q + i]}; spans may coincide. */
    public static void xor(byte[] a, int p, byte[] b, int q, byte[] y, int o, int n) {
        int i = 0;
        for (; i + 8 <= n; i += 8) {
            EIGHT.set(y, o + i, (long) EIGHT.get(a, p + i) ^ (long) EIGHT.get(b, q + i));
        }
        for (; i < n; i++) {
            y[o + i] = (byte) (a[p + i] ^ b[q + i]);
        }
    }

    /** {@code y[o + i] = 1 - a[p + i]}; spans may coincide. */
    public static void not(byte[] a, int p, byte[] y, int o, int n) {
        int i = 0;
        for (; i + 8 <= n; i += 8) {
            EIGHT.set(y, o + i, (long) EIGHT.get(a, p + i) ^ ONES);
        }
        for (; i < n; i++) {
            y[o + i] = (byte) (a[p + i] ^ 1);
        }
    }
}
