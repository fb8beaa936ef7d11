package dev.arclight.spark.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewFolderTest {
    private static final Configuration CONFIGURATION = new Configuration(false);

    @TempDir
    private Path work;

    private Path target;

    /** Does not see a folder that another program made a moment ago, and moves folders into it as all of Hadoop's do. */
    public static final class Racing extends RawLocalFileSystem {
        @Override
        public URI getUri() {
            return URI.create("racing:///");
        }

        @Override
        public boolean exists(org.apache.hadoop.fs.Path path) {
            return false;
        }
    }

    @BeforeEach
    void choose() {
        target = work.resolve("stage");
    }

    @Test
    void a_folder_that_is_there_is_neither_replaced_nor_written_into() throws IOException {
        Files.writeString(Files.createDirectory(target).resolve("old"), "old");

        assertThatThrownBy(() -> NewFolder.write(target.toString(), CONFIGURATION, content("new")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith(target + " cannot be written: something is there; ");

        assertThat(files()).containsExactly("stage", "stage/old");
    }

    @Test
    void a_folder_that_comes_while_another_is_written_is_left_as_it_is() throws IOException {
        Files.writeString(Files.createDirectory(target).resolve("old"), "old");
        CONFIGURATION.set("fs.racing.impl", Racing.class.getName());

        assertThatThrownBy(() -> NewFolder.write("racing://" + target, CONFIGURATION, content("new")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("racing://" + target + " cannot be written: ");

        assertThat(files()).containsExactly("stage", "stage/old");
    }

    @Test
    void what_is_there_is_replaced_as_a_whole() throws IOException {
        for (String name : List.of("first", "second")) {
            NewFolder.replace(target.toString(), CONFIGURATION, content(name));

            assertThat(files()).containsExactly("stage", "stage/" + name);
        }
    }

    @Test
    void what_is_there_stays_if_nothing_can_be_put_in_its_place() throws IOException {
        NewFolder.replace(target.toString(), CONFIGURATION, content("first"));

        assertThatThrownBy(() -> NewFolder.replace(target.toString(), CONFIGURATION, (files, folder) -> {
                    content("half").writeTo(files, folder);
                    throw new IOException("the disk is full");
                }))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(target + " cannot be written: the disk is full");
        assertThatThrownBy(() -> NewFolder.replace(
                        target.toString(),
                        CONFIGURATION,
                        (files, folder) -> assertThat(files.exists(folder)).isFalse()))
                .as("there is nothing to move")
                .isInstanceOf(UncheckedIOException.class);

        assertThat(files()).containsExactly("stage", "stage/first");
    }

    private static NewFolder.Content content(String name) {
        return (FileSystem files, org.apache.hadoop.fs.Path folder) -> {
            try (OutputStream out = files.create(new org.apache.hadoop.fs.Path(folder, name))) {
                out.write(name.getBytes(StandardCharsets.UTF_8));
            }
        };
    }

    /** All there is, but for Hadoop's checksums. */
    private List<String> files() throws IOException {
        try (Stream<Path> paths = Files.walk(work)) {
            return paths.filter(path -> !path.equals(work) && !path.toString().endsWith(".crc"))
                    .map(path -> work.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }
}
