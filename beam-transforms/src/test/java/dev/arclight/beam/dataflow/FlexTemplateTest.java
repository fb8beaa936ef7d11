package dev.arclight.beam.dataflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.client.json.GenericJson;
import com.google.api.services.dataflow.model.ContainerSpec;
import com.google.api.services.dataflow.model.ParameterMetadata;
import com.google.api.services.dataflow.model.TemplateMetadata;
import dev.arclight.beam.program.ScoreParquet;
import java.beans.Introspector;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.extensions.gcp.util.Transport;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Validation;
import org.junit.jupiter.api.Test;

/** The template's files against the program and against the service's own model classes. */
class FlexTemplateTest {
    private static final Path FILES = Path.of("src/main/dataflow");

    private static <T> T read(String name, Class<T> type) throws IOException {
        return Transport.getJsonFactory().fromString(Files.readString(FILES.resolve(name)), type);
    }

    private static void assertNothingUnknown(GenericJson json) {
        assertThat(json.getUnknownKeys()).isEmpty();
    }

    @Test
    void theMetadataListsTheProgramsOptions() throws IOException {
        TemplateMetadata metadata = read("metadata.json", TemplateMetadata.class);
        Map<String, String> listed = new TreeMap<>();
        for (ParameterMetadata parameter : metadata.getParameters()) {
            assertNothingUnknown(parameter);
            listed.put(
                    parameter.getName(),
                    (parameter.getIsOptional() ? "optional: " : "required: ") + parameter.getHelpText());
        }
        Map<String, String> known = new TreeMap<>();
        for (Method getter : ScoreParquet.Options.class.getDeclaredMethods()) {
            if (getter.isAnnotationPresent(Description.class)) {
                known.put(
                        Introspector.decapitalize(getter.getName().substring("get".length())),
                        (getter.isAnnotationPresent(Validation.Required.class) ? "required: " : "optional: ")
                                + getter.getAnnotation(Description.class).value());
            }
        }

        assertNothingUnknown(metadata);
        assertThat(listed).isEqualTo(known);
    }

    @Test
    void theSpecificationHasTheFieldsThatTheServiceKnows() throws IOException {
        ContainerSpec spec = read("spec.json", ContainerSpec.class);

        assertNothingUnknown(spec);
        assertNothingUnknown(spec.getDefaultEnvironment());
        assertThat(spec.getSdkInfo().getLanguage()).isEqualTo("JAVA");
        assertThat(spec.getImage()).isNotEmpty();
    }

    @Test
    void theLauncherStartsAProgramThatIsThere() throws IOException {
        assertThat(Files.readString(FILES.resolve("Dockerfile")))
                .contains("FLEX_TEMPLATE_JAVA_MAIN_CLASS=" + ScoreParquet.class.getName() + " ");
        assertThat(Files.readString(FILES.resolve("vector.json"))).contains("--add-modules=jdk.incubator.vector");
    }
}
