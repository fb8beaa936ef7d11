package dev.arclight.spark.score;

import dev.arclight.io.Model;
import dev.arclight.io.ModelFolder;
import dev.arclight.io.ModelFormatException;
import dev.arclight.io.ModelSource;
import dev.arclight.spark.files.FolderFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model for tasks: the files of its folder, or a {@link NetworkFactory} in place of files. Known by the checksum of the
 * model, which other files of the folder do not change. Immutable.
 */
public final class ModelFiles implements ModelSource, Serializable {
    private static final long serialVersionUID = 3L;

    private final String location;
    private final String checksum;
    private final @Nullable FolderFiles files;
    private final @Nullable NetworkFactory factory;

    private ModelFiles(
            String location, String checksum, @Nullable FolderFiles files, @Nullable NetworkFactory factory) {
        this.location = location;
        this.checksum = checksum;
        this.files = files;
        this.factory = factory;
    }

    /** A network that is made anew in each JVM. */
    static ModelFiles of(NetworkFactory factory) {
        return new ModelFiles("(made by " + factory.getClass().getSimpleName() + ")", factory.id(), null, factory);
    }

    /** @param checksum of the model that was read from them */
    static ModelFiles of(FolderFiles files, String checksum) {
        return new ModelFiles(files.location(), checksum, files, null);
    }

    /** Where the driver read them. */
    @Override
    public String location() {
        return location;
    }

    /** The checksum of the model that they hold; a factory's id. */
    public String checksum() {
        return checksum;
    }

    /** Whether there are files, and no factory. */
    boolean isFolder() {
        return files != null;
    }

    /** The names of the files. */
    Set<String> names() {
        return files == null ? Set.of() : files.names();
    }

    /**
     * Builds the model, in evaluation mode.
     *
     * @throws ModelFormatException if the files hold none
     */
    LoadedModel load() {
        if (factory == null) {
            return LoadedModel.of(ModelFolder.read(this));
        }
        Network network = factory.make();
        Model model = new Model(network.module().eval(), factory.signature(), checksum);
        return new LoadedModel(model, network.forward());
    }

    @Override
    public InputStream open(String fileName) throws IOException {
        if (files == null) {
            throw new FileNotFoundException(fileName + ": there are no files, the network is " + location);
        }
        return files.open(fileName);
    }
}
