package dev.arclight.spark.files;

import dev.arclight.io.ModelAccessException;
import dev.arclight.spark.version.SparkApi;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.internal.SQLConf;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Names for model folders: {@code spark.arclight.model.<name>=folder}, in the settings of a session, on the command line or by
 * {@code SET}. Where a query names a model, its name comes before a path of the same letters.
 */
public final class NamedModels {
    /** What the settings begin with. */
    public static final String PREFIX = "spark.arclight.model.";

    private NamedModels() {}

    /**
     * The folder of a name, or the folder itself.
     *
     * @throws ModelAccessException that lists the names there are, if it is neither
     */
    public static String folder(String nameOrFolder) {
        String folder = SQLConf.get().getConfString(PREFIX + nameOrFolder, "");
        if (!folder.isEmpty()) {
            return folder;
        }
        if (nameOrFolder.contains("/") || nameOrFolder.contains(":") || isThere(nameOrFolder)) {
            return nameOrFolder;
        }
        Set<String> names = names();
        throw new ModelAccessException("there is no model called '" + nameOrFolder + "' and no folder of that name; "
                + (names.isEmpty() ? "no model has a name" : "the names are " + String.join(", ", names)) + ": set "
                + PREFIX + nameOrFolder + " to its folder, or give the folder's path");
    }

    /** The names that the current session knows, in order. */
    public static Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (String key :
                CollectionConverters.asJava(SQLConf.get().getAllConfs()).keySet()) {
            if (key.startsWith(PREFIX)) {
                names.add(key.substring(PREFIX.length()));
            }
        }
        return names;
    }

    private static boolean isThere(String folder) {
        if (folder.isEmpty()) {
            return false;
        }
        try {
            Configuration configuration = SparkApi.hadoop(SparkSession.active());
            Path path = new Path(folder);
            return path.getFileSystem(configuration).exists(path);
        } catch (IOException e) {
            throw new ModelAccessException("model folder '" + folder + "' cannot be looked for: " + e.getMessage(), e);
        }
    }
}
