package dev.arclight.spark.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.spark.LocalSpark;
import dev.arclight.tensor.NumThreads;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LocalSpark.class)
class TaskThreadsTest {
    private final SparkSession spark;

    TaskThreadsTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void a_task_computes_on_the_processors_that_spark_gave_it_and_leaves_the_thread_as_it_was() {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());

        List<List<Integer>> seen = context.parallelize(List.of(1, 2, 3), 3)
                .map(number -> {
                    try (NumThreads.Scope outer = NumThreads.of(7)) {
                        int inside;
                        try (NumThreads.Scope threads = TaskThreads.open()) {
                            inside = NumThreads.get();
                        }
                        return List.of(inside, NumThreads.get());
                    }
                })
                .collect();

        assertThat(seen).containsOnly(List.of(1, 7));
    }

    @Test
    void outside_of_a_task_nothing_changes() {
        try (NumThreads.Scope outer = NumThreads.of(5);
                NumThreads.Scope threads = TaskThreads.open()) {
            assertThat(NumThreads.get()).isEqualTo(5);
        }
    }
}
