package dev.arclight.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class VersionOrderTest {
    @Test
    void numbersInNamesCountByTheirValue() {
        assertThat(Stream.of("v9", "v10", "2", "10", "v9b", "v009", "2024-01-02", "1.10", "1.9", "a")
                        .sorted(VersionOrder.INSTANCE))
                .containsExactly("1.9", "1.10", "2", "10", "2024-01-02", "a", "v009", "v9", "v9b", "v10");
    }

    @Test
    void numbersMayBeLongerThanAnyIntegerAndBeginWithZeros() {
        assertThat(Stream.of("100000000000000000000", "99999999999999999999", "007", "08", "0", "")
                        .sorted(VersionOrder.INSTANCE))
                .containsExactly("", "0", "007", "08", "99999999999999999999", "100000000000000000000");
    }

    @Test
    void onlyTheSameNameIsEqual() {
        assertThat(VersionOrder.INSTANCE.compare("v9", "v9")).isZero();
        assertThat(VersionOrder.INSTANCE.compare("v9", "v09")).isPositive();
        assertThat(VersionOrder.INSTANCE.compare("v09", "v9")).isNegative();
    }
}
