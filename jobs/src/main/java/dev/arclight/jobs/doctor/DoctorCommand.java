package dev.arclight.jobs.doctor;

import dev.arclight.jobs.console.Console;
import dev.arclight.jobs.console.Json;
import dev.arclight.jobs.console.Table;
import dev.arclight.log.Progress;
import dev.arclight.profile.Doctor;
import dev.arclight.profile.Finding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.util.VersionInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code arclight doctor}. */
@Command(
        name = "doctor",
        description = {
            "Say what this machine and this JVM offer, what slows them down, and the option that mends it.",
            "Run it through spark-submit to see the driver that a cluster gives you."
        },
        footer = {"", "Example:", "  arclight doctor"})
public final class DoctorCommand implements Callable<Integer> {
    private static final String MODULE = "--add-modules=jdk.incubator.vector";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec command;

    @Option(names = "--no-measure", description = "Do not time kernels, which takes some seconds.")
    private boolean quick;

    @Option(names = "--json", description = "Print the findings as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        Console console = Console.of(command);
        List<Finding> findings = new ArrayList<>();
        try (Progress progress = console.progress("examine")) {
            findings.addAll(Doctor.examine(!quick));
        }
        findings.addAll(spark());
        if (json) {
            console.print(Json.write(Map.of(
                            "findings",
                            findings.stream().map(DoctorCommand::fields).toList()))
                    .stripTrailing());
            return 0;
        }
        Table table = new Table("looked at", "found");
        findings.forEach(finding -> table.row(finding.topic(), finding.found()));
        table.lines().forEach(console::print);
        console.print("");
        List<Finding> ailing =
                findings.stream().filter(finding -> !finding.isFine()).toList();
        ailing.forEach(finding -> console.print(finding.topic() + ": " + finding.advice()));
        if (ailing.isEmpty()) {
            console.print("All is well.");
        }
        return 0;
    }

    private static List<Finding> spark() {
        String version = org.apache.spark.package$.MODULE$.SPARK_VERSION();
        boolean addsModule = Integer.parseInt(version.substring(0, version.indexOf('.'))) >= 4;
        return List.of(
                new Finding(
                        "Spark",
                        version,
                        addsModule
                                ? ""
                                : "before 4.0 Spark does not add the Vector API itself; submit with --conf"
                                        + " spark.driver.extraJavaOptions=" + MODULE
                                        + " --conf spark.executor.extraJavaOptions=" + MODULE),
                new Finding("Hadoop", VersionInfo.getVersion(), ""));
    }

    private static Map<String, String> fields(Finding finding) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("topic", finding.topic());
        fields.put("found", finding.found());
        fields.put("advice", finding.advice());
        return fields;
    }
}
