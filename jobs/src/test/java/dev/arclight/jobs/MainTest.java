package dev.arclight.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class MainTest {
    @Test
    void theHelpNamesAllCommands() {
        Cli help = Cli.run("--help");

        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("demo", "prepare", "train", "evaluate", "quantize", "score", "tokenize");
        assertThat(help.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "prepare", "train", "evaluate", "quantize", "score", "tokenize"})
    void theHelpOfACommandHasAnExampleAndTheExitCodes(String command) {
        Cli help = Cli.run(command, "--help");

        assertThat(help.exitCode()).isZero();
        assertThat(help.out())
                .contains("Example:", "  arclight " + command)
                .contains("Exit codes:", "0   all went well", "1   the job failed", "2   the command was not called");
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "prepare", "train", "evaluate", "quantize", "score", "tokenize"})
    void everyOptionIsDescribed(String command) {
        CommandLine described =
                Objects.requireNonNull(Main.commandLine().getSubcommands().get(command));

        assertThat(described.getCommandSpec().options())
                .allSatisfy(option -> assertThat(option.description())
                        .as(option.longestName())
                        .isNotEmpty());
    }

    @Test
    void theVersionNamesSparkAndJava() {
        Cli version = Cli.run("--version");

        assertThat(version.exitCode()).isZero();
        assertThat(version.out()).startsWith("arclight ").contains("Spark 4.", "Java ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                                          | no command given
                    fly                                         | Unmatched argument at index 0: 'fly'
                    prepare                                     | Missing required option: '--output=OUTPUT'
                    prepare -o x --partitions 0                 | '0' is less than 1
                    prepare -o x --partitions many              | 'many' is no whole number
                    prepare -o x --form words                   | expected one of [BINARY, FLOATS]
                    train -i a                                  | '--model=FOLDER'
                    train -i a -m b --image-size 28             | '28' is no size such as 28x28
                    train -i a -m b --network rnn               | expected one of [CNN, MLP]
                    train -i a -m b --learning-rate fast        | 'fast' is no number
                    train -i a -m b --learning-rate 0           | '0' is not greater than 0
                    train -i a -m b --momentum 1                | '1' is not at least 0 and less than 1
                    train -i a -m b --runner FlinkRunner        | --runner is of --engine beam and says nothing to spark
                    score -m b -i a -o c --runner-option a=b    | --runner-option is of --engine beam
                    train -i a -m b --engine beam --master yarn | --master is of --engine spark and says nothing to beam
                    evaluate -m b                               | '--input=PATH'
                    quantize -m b                               | '--output=FOLDER'
                    score -m b -i a                             | '--output=FOLDER'
                    """)
    void aWrongCallIsOneLineAndExitCodeTwo(String arguments, String explanation) {
        Cli result = Cli.run((Object[]) (arguments.isEmpty() ? new String[0] : arguments.split(" ")));

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.errorLines()).hasSize(1);
        assertThat(result.err()).startsWith("arclight").contains(explanation, "--help");
    }
}
