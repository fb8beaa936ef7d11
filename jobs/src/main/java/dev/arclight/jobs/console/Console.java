package dev.arclight.jobs.console;

import dev.arclight.log.Progress;
import dev.arclight.log.Terminal;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Where a command speaks: results go to standard output, notes and progress to standard error.
 *
 * <pre>{@code
 * Console console = Console.of(spec);
 * try (Progress progress = console.progress("train")) { … }
 * console.print("accuracy 89.4 %");
 * }</pre>
 */
public final class Console {
    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean terminal;

    /**
     * A console that writes to these.
     *
     * @param terminal whether a person watches {@code err}, so that a line may be drawn over
     */
    public Console(PrintWriter out, PrintWriter err, boolean terminal) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
    }

    /** The console of a command that picocli runs. */
    public static Console of(CommandSpec command) {
        return new Console(command.commandLine().getOut(), command.commandLine().getErr(), Terminal.isStandardError());
    }

    /** Prints a result. */
    public void print(String line) {
        out.println(line);
        out.flush();
    }

    /** Says what is happening, to the person at the screen. */
    public void note(String line) {
        err.println(line);
        err.flush();
    }

    /** Starts to show how far a task is, once it has lasted two seconds. Close it when the task has ended. */
    public Progress progress(String task) {
        return Progress.of(task, err, terminal);
    }
}
