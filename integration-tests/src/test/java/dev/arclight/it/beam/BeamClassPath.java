package dev.arclight.it.beam;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a JVM is started that has the class path of the Beam module's tests. */
public final class BeamClassPath {
    private BeamClassPath() {}

    /**
     * The words of a command.
     *
     * @param options of the JVM
     * @param module the folder of the module beam-transforms
     */
    public static List<String> command(Path module, List<String> options, String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(
                "@" + module.resolve(Path.of("..", "bin", "spark-jvm.options")).normalize());
        command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath(module.resolve("target")), mainClass));
        command.addAll(arguments);
        return command;
    }

    /** Written by the Beam module's build; its own classes come before it. */
    private static String classPath(Path built) {
        try {
            return String.join(
                    File.pathSeparator,
                    built.resolve("test-classes").toString(),
                    built.resolve("classes").toString(),
                    Files.readString(built.resolve("test.classpath")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("build the module beam-transforms first", e);
        }
    }
}
