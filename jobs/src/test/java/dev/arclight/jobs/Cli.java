package dev.arclight.jobs;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;

/**
 * What a command did.
 *
 * @param out what it printed to standard output
 * @param err what it printed to standard error
 */
public record Cli(int exitCode, String out, String err) {
    /** Runs a command as from a shell whose output is a file. */
    public static Cli run(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commands = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        String[] texts = new String[arguments.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = arguments[i].toString();
        }
        return new Cli(commands.execute(texts), out.toString(), err.toString());
    }

    /** The lines on standard error. */
    public List<String> errorLines() {
        return err.lines().toList();
    }
}
