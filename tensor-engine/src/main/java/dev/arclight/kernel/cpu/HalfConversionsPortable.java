package dev.arclight.kernel.cpu;

import dev.arclight.tensor.Half;

/** The conversions as plain loops, for JVMs without the Vector API and as the oracle of tests. */
final class HalfConversionsPortable implements HalfConversions {
    @Override
    public void run(Kind kind, short[] halves, int h, float[] floats, int f, int n) {
        switch (kind) {
            case FROM_FLOAT16 -> {
                for (int i = 0; i < n; i++) {
                    floats[f + i] = Half.fromFloat16(halves[h + i]);
                }
            }
            case TO_FLOAT16 -> {
                for (int i = 0; i < n; i++) {
                    halves[h + i] = Half.toFloat16(floats[f + i]);
                }
            }
            case FROM_BFLOAT16 -> {
                for (int i = 0; i < n; i++) {
                    floats[f + i] = Half.fromBfloat16(halves[h + i]);
                }
            }
            case TO_BFLOAT16 -> {
                for (int i = 0; i < n; i++) {
                    halves[h + i] = Half.toBfloat16(floats[f + i]);
                }
            }
        }
    }
}
