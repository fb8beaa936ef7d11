package dev.arclight.spark.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.io.ModelAccessException;
import dev.arclight.io.ModelFolder;
import dev.arclight.io.Signature;
import dev.arclight.io.VersionOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ModelRegistryTest {
    private static final Signature SIGNATURE = Models.signature(1, 1);

    @TempDir
    private Path work;

    @Test
    void the_greatest_version_counts_and_numbers_by_their_value() {
        assertThat(Stream.of("v9", "v10", "2", "10", "v9b", "v009", "2024-01-02", "1.10", "1.9", "a")
                        .sorted(VersionOrder.INSTANCE))
                .containsExactly("1.9", "1.10", "2", "10", "2024-01-02", "a", "v009", "v9", "v9b", "v10");
        for (String name : List.of("9", "10", "2")) {
            Biased.save(work.resolve(name), Float.parseFloat(name));
        }

        assertThat(registry().newest().name()).isEqualTo("10");
    }

    @Test
    void a_new_version_is_read_meanwhile_and_then_served() {
        Biased.save(work.resolve("1"), 1);
        ModelRegistry registry = registry();
        ModelVersion first = registry.served();
        Biased.save(work.resolve("2"), 2);

        assertThat(registry.served()).isEqualTo(first);
        ModelVersion second = awaitOther(registry, first);

        assertThat(second.id()).matches("2@[0-9a-f]{16}").isNotEqualTo(first.id());
        assertThat(registry.served()).isEqualTo(second);
    }

    @Test
    void a_version_that_is_not_whole_is_passed_over_until_it_is() throws IOException {
        Biased.save(work.resolve("1"), 1);
        Biased.saveHalf(work.resolve("2"), 2);
        Files.createDirectory(work.resolve("3"));
        Files.createDirectory(work.resolve(".4"));
        Files.writeString(work.resolve("README"), "of people");
        ModelRegistry registry = registry();

        ModelVersion first = registry.newest();
        assertThat(first.name()).isEqualTo("1");
        assertThat(registry.newest()).isEqualTo(first);
        Biased.saveRest(work.resolve("2"));
        assertThat(registry.newest().name()).isEqualTo("2");
    }

    @Test
    void a_folder_with_one_model_counts_as_it_is_now() throws IOException {
        Path folder = work.resolve("only");
        Biased.save(folder, 1);
        ModelRegistry registry = new ModelRegistry(folder.toString(), new Configuration(false));
        ModelVersion first = registry.served();

        saveLater(folder, 2);

        ModelVersion second = awaitOther(registry, first);
        assertThat(second.name()).isEqualTo("only");
        assertThat(second.model().checksum()).isNotEqualTo(first.model().checksum());
    }

    @Test
    void what_is_known_serves_on_when_the_folder_is_spoilt_or_gone() throws IOException {
        Path folder = work.resolve("only");
        Biased.save(folder, 1);
        ModelRegistry registry = new ModelRegistry(folder.toString(), new Configuration(false));
        ModelVersion first = registry.newest();

        Files.writeString(folder.resolve(ModelFolder.DESCRIPTION), "{}");
        assertThat(registry.newest()).isEqualTo(first);
        Files.delete(folder.resolve(ModelFolder.DESCRIPTION));
        Files.delete(folder.resolve(ModelFolder.WEIGHTS));
        Files.delete(folder);
        assertThat(registry.served()).isEqualTo(first);
    }

    @Test
    void a_version_of_another_signature_is_passed_over_by_a_query_alone() {
        Biased.save(work.resolve("1"), 1);
        ModelRegistry stage = registry();
        ModelVersion first = stage.newest();
        ModelRegistry query = stage.forQuery(SIGNATURE);
        assertThat(query.served()).isSameAs(first);
        Models.save(work.resolve("2"), Models.mlp(2, 2, 2), Models.signature(2, 2));

        assertThat(query.newest()).as("it has been looked at").isEqualTo(first);
        assertThat(stage.newest().name()).as("whoever plans anew").isEqualTo("2");
        assertThat(query.served()).isEqualTo(first);
        assertThat(stage.forQuery(SIGNATURE).served().name()).isEqualTo("1");

        Biased.save(work.resolve("3"), 3);
        assertThat(awaitOther(query, first).name()).isEqualTo("3");
    }

    @Test
    void a_version_that_cannot_be_reached_for_a_while_is_taken_when_it_can() {
        Biased.save(work.resolve("1"), 1);
        ModelRegistry registry = flaky();
        ModelVersion first = registry.newest();
        Biased.save(work.resolve("2"), 2);

        try (Flaky.Outage outage = Flaky.reading("2/model.safetensors", new IOException("connection reset"))) {
            assertThat(registry.newest()).isEqualTo(first);
            assertThat(registry.newest()).isEqualTo(first);
            assertThat(outage.tries()).isEqualTo(2);
        }

        assertThat(awaitOther(registry, first).name()).isEqualTo("2");
    }

    @Test
    void a_version_that_cannot_be_listed_is_passed_over() {
        Biased.save(work.resolve("1"), 1);
        Biased.save(work.resolve("2"), 2);
        ModelRegistry registry = flaky();

        try (Flaky.Outage outage = Flaky.listing("2", new IOException("no access"))) {
            assertThat(registry.newest().name()).isEqualTo("1");
            assertThat(outage.tries()).isPositive();
        }
        assertThat(registry.newest().name()).isEqualTo("2");
    }

    @Test
    void an_unforeseen_error_ends_a_look_at_the_folder_and_not_what_is_served() {
        Biased.save(work.resolve("1"), 1);
        ModelRegistry registry = flaky();
        ModelVersion first = registry.newest();
        Biased.save(work.resolve("2"), 2);

        try (Flaky.Outage outage = Flaky.reading("2/model.safetensors", new StackOverflowError("too deep"))) {
            while (outage.tries() < 3) {
                assertThat(Thread.interrupted()).as("it took too long").isFalse();
                assertThat(registry.served()).isEqualTo(first);
            }
            assertThatThrownBy(registry::newest).as("who plans a query is told").isInstanceOf(StackOverflowError.class);
        }
        assertThat(awaitOther(registry, first).name()).isEqualTo("2");
    }

    @Test
    void a_version_that_is_being_replaced_serves_on_until_it_is_whole() throws IOException {
        Biased.save(work.resolve("1"), 1);
        Biased.save(work.resolve("2"), 2);
        ModelRegistry registry = registry();
        ModelVersion second = registry.newest();

        Files.writeString(work.resolve("2").resolve(ModelFolder.DESCRIPTION), "{}");
        assertThat(registry.newest()).isEqualTo(second);
        assertThat(registry.served()).isEqualTo(second);
        saveLater(work.resolve("2"), 22);

        ModelVersion replaced = registry.newest();
        assertThat(replaced.name()).isEqualTo("2");
        assertThat(replaced.id()).isNotEqualTo(second.id());
    }

    @Test
    void a_version_that_is_taken_back_makes_room_for_the_one_before() throws IOException {
        Biased.save(work.resolve("1"), 1);
        Biased.save(work.resolve("2"), 2);
        ModelRegistry registry = registry();
        assertThat(registry.newest().name()).isEqualTo("2");

        Files.move(work.resolve("2"), work.resolve("_2"));

        assertThat(registry.newest().name()).isEqualTo("1");
    }

    @Test
    void a_folder_without_a_sound_model_is_an_error_that_says_why() throws IOException {
        Biased.saveHalf(work.resolve("1"), 1);

        assertThatThrownBy(() -> registry().newest())
                .isInstanceOf(ModelAccessException.class)
                .hasMessageContaining("holds no sound model: ")
                .hasMessageContaining("model.safetensors");
        assertThatThrownBy(() -> new ModelRegistry(work.resolve("none").toString(), new Configuration(false)).newest())
                .isInstanceOf(ModelAccessException.class)
                .hasMessageContaining("none");
    }

    private ModelRegistry registry() {
        return new ModelRegistry(work.toString(), new Configuration(false));
    }

    private ModelRegistry flaky() {
        return new ModelRegistry(Flaky.path(work), Flaky.configuration());
    }

    /** Saves a model over one that may be so new that the file system's clock has not moved on: files are told apart by it. */
    private static void saveLater(Path folder, float bias) throws IOException {
        Biased.save(folder, bias);
        Path weights = folder.resolve(ModelFolder.WEIGHTS);
        long written = Files.getLastModifiedTime(weights).toMillis();
        Files.setLastModifiedTime(weights, FileTime.fromMillis(written + 1000));
    }

    private static ModelVersion awaitOther(ModelRegistry registry, ModelVersion than) {
        ModelVersion served = than;
        while (served.equals(than)) {
            Thread.onSpinWait();
            assertThat(Thread.interrupted()).as("it took too long").isFalse();
            served = registry.served();
        }
        return served;
    }
}
