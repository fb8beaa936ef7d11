package dev.arclight.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a person watches. */
public final class Terminal {
    private Terminal() {}

    /** The JDK knows about standard input and output together only, so Linux is asked; elsewhere plain lines must do. */
    public static boolean isStandardError() {
        return is(2);
    }

    /** @see #isStandardError */
    public static boolean isStandardOutput() {
        return is(1);
    }

    private static boolean is(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        if (!Files.isSymbolicLink(link)) {
            return false;
        }
        try {
            Path target = Files.readSymbolicLink(link);
            return target.startsWith("/dev/pts") || target.startsWith("/dev/tty") || target.startsWith("/dev/console");
        } catch (IOException e) {
            // Not allowed to look: plain lines are right everywhere.
            return false;
        }
    }
}
