package dev.arclight.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The jar for spark-submit has the commands and none of Beam's classes. */
final class WithoutBeamTest {
    /** Loads Arclight's classes anew, and hides Beam. */
    private static final class Loader extends URLClassLoader {
        Loader(URL... classPath) {
            super(classPath, WithoutBeamTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("org.apache.beam.")) {
                throw new ClassNotFoundException(name + " is hidden");
            }
            if (!name.startsWith("dev.arclight.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                return known == null ? findClass(name) : known;
            }
        }
    }

    /** The exit code and what was printed. */
    private static String run(Object... arguments) throws IOException, ReflectiveOperationException {
        try (Loader loader = new Loader(classPath())) {
            Class<?> cli = loader.loadClass(Cli.class.getName());
            return String.valueOf(cli.getMethod("run", Object[].class).invoke(null, (Object) arguments));
        }
    }

    private static URL[] classPath() throws MalformedURLException {
        List<URL> places = new ArrayList<>();
        for (String place : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            places.add(Path.of(place).toUri().toURL());
        }
        return places.toArray(URL[]::new);
    }

    @Test
    void everyCommandHasItsHelp() throws IOException, ReflectiveOperationException {
        assertThat(run("--help")).startsWith("Cli[exitCode=0,").contains("demo", "train", "score", "tokenize");
        for (String command : List.of("demo", "prepare", "train", "evaluate", "quantize", "score", "tokenize")) {
            assertThat(run(command, "--help"))
                    .startsWith("Cli[exitCode=0,")
                    .contains("arclight " + command)
                    .endsWith("err=]");
        }
    }

    @Test
    void whoAsksForBeamIsToldWhereItIs() throws IOException, ReflectiveOperationException {
        assertThat(run("train", "--engine", "beam", "-i", "images", "-m", "model"))
                .startsWith("Cli[exitCode=1,")
                .contains("Beam is not on the class path; run bin/arclight, or add beam-sdks-java-core and a runner");
    }
}
