package dev.arclight.jobs.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.jobs.SharedSpark;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedSpark.class)
final class SparkHandleTest {
    @Test
    void aSessionThatRunsAlreadyIsUsedAndLeftRunning() {
        SparkSession running = SharedSpark.session();

        try (SparkHandle handle = new SparkOptions().open("test", "local[1]")) {
            assertThat(handle.session()).isSameAs(running);
        }

        assertThat(running.sparkContext().isStopped()).isFalse();
    }
}
