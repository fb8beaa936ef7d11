package dev.arclight.autograd;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The line of the user's program that is being run. */
final class CallSite {
    /** Rooms whose frames are ours. */
    private static final Set<String> ROOMS = Set.of("tensor", "op", "autograd", "nn", "kernel");

    private static final String ROOT = "dev.arclight.";

    private CallSite() {}

    /** The innermost frame that is not of the engine's, or null. */
    static @Nullable StackTraceElement current() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> !isOurs(frame.getClassName()))
                        .findFirst()
                        .map(StackWalker.StackFrame::toStackTraceElement)
                        .orElse(null));
    }

    private static boolean isOurs(String className) {
        if (className.startsWith("java.") || className.startsWith("jdk.")) {
            return true;
        }
        int end = className.startsWith(ROOT) ? className.indexOf('.', ROOT.length()) : -1;
        return end > 0 && ROOMS.contains(className.substring(ROOT.length(), end));
    }
}
