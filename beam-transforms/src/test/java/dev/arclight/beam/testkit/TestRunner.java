package dev.arclight.beam.testkit;

import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.TestPipeline;

/** The runners that tests run on. */
public enum TestRunner {
    DIRECT("--runner=DirectRunner", "--targetParallelism=2"),

    /** An embedded cluster, whose operators are chained by bundles. */
    FLINK_BATCH("--runner=FlinkRunner", "--flinkMaster=[local]", "--parallelism=2"),

    FLINK_STREAMING("--runner=FlinkRunner", "--flinkMaster=[local]", "--parallelism=2", "--streaming");

    private final String arguments;

    TestRunner(String... arguments) {
        this.arguments = String.join(" ", arguments);
    }

    /** A new pipeline. Without JUnit 4's rule it must be told that nothing watches over forgotten runs. */
    public TestPipeline pipeline() {
        return TestPipeline.fromOptions(options()).enableAbandonedNodeEnforcement(false);
    }

    public PipelineOptions options() {
        return PipelineOptionsFactory.fromArgs(arguments.split(" ")).create();
    }
}
