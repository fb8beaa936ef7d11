package dev.arclight.spark.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.io.Model;
import dev.arclight.io.ModelFolder;
import dev.arclight.io.ModelSource;
import dev.arclight.spark.files.FolderFiles;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFilesTest {
    @TempDir
    private Path work;

    @Test
    void what_a_task_receives_loads_without_the_folder() throws Exception {
        FolderFiles.Recorder recorder = new FolderFiles.Recorder(folder());
        Model model = ModelFolder.read(recorder);
        ModelFiles sent = copy(ModelFiles.of(recorder.recorded("here"), model.checksum()));
        for (String name : new String[] {ModelFolder.DESCRIPTION, ModelFolder.WEIGHTS}) {
            Files.delete(work.resolve("model").resolve(name));
        }

        Model received = ModelCache.get(sent);

        Tensor input = Tensor.randn(Generator.seeded(1), 3, 4);
        assertThat(sent.location()).isEqualTo("here");
        assertThat(received.checksum()).isEqualTo(model.checksum());
        assertThat(received.module().forward(input).toFloatArray())
                .isEqualTo(model.module().forward(input).toFloatArray());
        assertThat(ModelCache.get(sent)).isSameAs(received);
    }

    @Test
    void a_file_that_loading_did_not_open_is_not_among_them() {
        FolderFiles.Recorder recorder = new FolderFiles.Recorder(folder());
        Model model = ModelFolder.read(recorder);

        ModelFiles files = ModelFiles.of(recorder.recorded("here"), model.checksum());
        assertThatThrownBy(() -> files.open("optimizer"))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessage("optimizer is not among the files read from here");
    }

    private ModelSource folder() {
        Path folder = Path.of(Models.save(work.resolve("model"), Models.mlp(4, 3, 2), Models.signature(2, 4)));
        return new ModelSource() {
            @Override
            public InputStream open(String fileName) throws IOException {
                return Files.newInputStream(folder.resolve(fileName));
            }

            @Override
            public String location() {
                return folder.toString();
            }
        };
    }

    private static ModelFiles copy(ModelFiles files) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(files);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (ModelFiles) in.readObject();
        }
    }
}
