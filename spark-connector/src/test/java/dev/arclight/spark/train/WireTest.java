package dev.arclight.spark.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireTest {
    private static final int LENGTH = 2 * Wire.BLOCK + 5;

    @ParameterizedTest
    @EnumSource(Wire.class)
    void what_arrives_is_what_was_rounded(Wire wire) throws Exception {
        int parameters = Wire.BLOCK + 9;
        TrainingState end = state(1);

        TrainingState sent = end.sent(state(2), wire, parameters);
        TrainingState arrived = copy(sent);

        assertThat(arrived.values()).isEqualTo(sent.values());
        assertThat(arrived.counts()).isEqualTo(sent.counts());
        assertThat(Arrays.copyOfRange(arrived.values(), parameters, LENGTH))
                .isEqualTo(Arrays.copyOfRange(end.values(), parameters, LENGTH));
    }

    @ParameterizedTest
    @ValueSource(ints = {-149, -126, -112, -40, 0, 40, 111, 127})
    void float16_keeps_its_precision_at_every_scale(int exponent) throws Exception {
        float[] values = state(3).values();
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.scalb(Math.max(-1.9f, Math.min(1.9f, values[i])), exponent);
        }

        float[] arrived = copy(differences(values)).values();

        double greatest = Math.scalb(2.0, exponent);
        for (int i = 0; i < values.length; i++) {
            double most = Math.max(Math.abs((double) values[i]) * 0x1p-11, greatest * 0x1p-38);
            assertThat(Math.abs((double) arrived[i] - values[i])).isLessThanOrEqualTo(most);
        }
    }

    /** Where the greatest is rounded up to the next power of two, the scale is that of the rounded. */
    @Test
    void float16_rounds_once_though_the_greatest_gets_another_exponent() throws Exception {
        float[] values = {Math.nextDown(2f), 0x3p-38f, 0x5p-39f, -0x7p-37f, 0};

        TrainingState sent = differences(values);

        assertThat(sent.values()[0]).isEqualTo(2);
        assertThat(copy(sent).values()).isEqualTo(sent.values());
    }

    private static TrainingState differences(float[] values) {
        return new TrainingState(values, new long[0])
                .sent(new TrainingState(new float[values.length], new long[0]), Wire.FLOAT16, values.length);
    }

    private static TrainingState state(long seed) {
        Random random = new Random(seed);
        float[] values = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new TrainingState(values, new long[] {4, seed});
    }

    private static TrainingState copy(TrainingState state) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(state);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (TrainingState) in.readObject();
        }
    }
}
