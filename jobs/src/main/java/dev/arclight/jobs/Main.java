package dev.arclight.jobs;

import dev.arclight.jobs.demo.DemoCommand;
import dev.arclight.jobs.doctor.DoctorCommand;
import dev.arclight.jobs.evaluate.EvaluateCommand;
import dev.arclight.jobs.prepare.PrepareCommand;
import dev.arclight.jobs.quantize.QuantizeCommand;
import dev.arclight.jobs.score.ScoreCommand;
import dev.arclight.jobs.tokenize.TokenizeCommand;
import dev.arclight.jobs.train.TrainCommand;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * {@code arclight}: the commands, each also a program for spark-submit.
 *
 * <pre>{@code
 * bin/arclight train --input fashion/train.parquet --model fashion/model
 * spark-submit --class dev.arclight.jobs.Main arclight-jobs-spark.jar train --input hdfs:/… --model hdfs:/…
 * }</pre>
 *
 * <p>Exit codes: 0 if all went well, 1 if the job failed (with one line on standard error that says why), 2 if the command
 * was not called as it should be.
 */
@Command(
        name = "arclight",
        description = "Deep learning where the data is: train, quantize and score neural networks on Spark or Beam.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            DemoCommand.class,
            PrepareCommand.class,
            TrainCommand.class,
            EvaluateCommand.class,
            QuantizeCommand.class,
            ScoreCommand.class,
            TokenizeCommand.class,
            DoctorCommand.class
        },
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all went well",
            "1:the job failed; one line on standard error says why",
            "2:the command was not called as it should be"
        },
        footer = {"", "Example:", "  arclight demo", "  arclight help train"})
public final class Main implements Runnable {
    /** Characters in a line of help: the widest example fits. */
    private static final int HELP_WIDTH = 110;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec command;

    @Option(
            names = "--stacktrace",
            scope = ScopeType.INHERIT,
            description = "Show where in the code a failure happened.")
    private boolean stacktrace;

    private Main() {}

    /** Runs one command and ends the JVM with its exit code, if that is not 0. */
    public static void main(String[] arguments) {
        int exitCode = commandLine().execute(arguments);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    /** The commands, ready to run. */
    static CommandLine commandLine() {
        Main main = new Main();
        CommandLine commands = new CommandLine(main);
        commands.addSubcommand(new CommandLine.HelpCommand());
        for (CommandLine subcommand : commands.getSubcommands().values()) {
            CommandSpec spec = subcommand.getCommandSpec();
            if (!spec.helpCommand()) {
                spec.mixinStandardHelpOptions(true);
                spec.versionProvider(new Version());
                spec.usageMessage()
                        .exitCodeListHeading("%nExit codes:%n")
                        .exitCodeList(commands.getCommandSpec().usageMessage().exitCodeList());
            }
        }
        commands.setUsageHelpWidth(HELP_WIDTH);
        commands.setCaseInsensitiveEnumValuesAllowed(true);
        commands.setParameterExceptionHandler(Main::explainUsage);
        commands.setExecutionExceptionHandler(main.new Failure());
        return commands;
    }

    /** Without a command there is nothing to run. */
    @Override
    public void run() {
        throw new ParameterException(command.commandLine(), "no command given");
    }

    private static int explainUsage(ParameterException e, String[] arguments) {
        CommandLine commands = e.getCommandLine();
        String name = commands.getCommandSpec().qualifiedName();
        commands.getErr().println(name + ": " + OneLine.of(e) + "; see '" + name + " --help'");
        commands.getErr().flush();
        return CommandLine.ExitCode.USAGE;
    }

    private final class Failure implements IExecutionExceptionHandler {
        @Override
        public int handleExecutionException(Exception e, CommandLine failed, @Nullable ParseResult parsed) {
            failed.getErr().println(failed.getCommandSpec().qualifiedName() + ": " + OneLine.of(e));
            if (stacktrace) {
                e.printStackTrace(failed.getErr());
            }
            failed.getErr().flush();
            return CommandLine.ExitCode.SOFTWARE;
        }
    }
}
