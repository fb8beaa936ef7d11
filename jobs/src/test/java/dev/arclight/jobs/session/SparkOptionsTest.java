package dev.arclight.jobs.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

final class SparkOptionsTest {
    @Test
    void theMasterThatWasGivenWins() {
        assertThat(conf("--master", "local[3]", "--conf", "spark.master=local[4]")
                        .get("spark.master"))
                .isEqualTo("local[3]");
    }

    @Test
    void withoutAMasterTheCommandsOwnIsTaken() {
        assertThat(conf().get("spark.master")).isEqualTo("local[2]");
    }

    @Test
    void sparkSubmitsMasterIsKept() {
        System.setProperty("spark.master", "spark://somewhere:7077");
        try {
            assertThat(conf().get("spark.master")).isEqualTo("spark://somewhere:7077");
        } finally {
            System.clearProperty("spark.master");
        }
    }

    @Test
    void settingsAreHandedToSpark() {
        SparkConf conf = conf("--conf", "spark.a=1", "--conf", "spark.b=x=y");

        assertThat(conf.get("spark.a")).isEqualTo("1");
        assertThat(conf.get("spark.b")).isEqualTo("x=y");
    }

    private static SparkConf conf(String... arguments) {
        Holder holder = new Holder();
        new CommandLine(holder).parseArgs(arguments);
        return holder.options.conf("test", "local[2]");
    }

    @Command
    private static final class Holder {
        @Mixin
        private final SparkOptions options = new SparkOptions();
    }
}
