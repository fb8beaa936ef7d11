package dev.arclight.it;

import static com.tngtech.archunit.base.DescribedPredicate.anyElementThat;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasModifiers.Predicates.modifier;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.ObjectInputStream;
import java.lang.invoke.MethodHandles;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/** The borders of ARCHITECTURE.md: who may import what. A rule that fails names the class, the line and the target. */
@AnalyzeClasses(packages = "dev.arclight", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    private static final String TOKENIZERS = "dev.arclight.tokenizers..";
    private static final String SPARK = "dev.arclight.spark..";
    private static final String BEAM = "dev.arclight.beam..";
    private static final String JOBS = "dev.arclight.jobs..";
    private static final String EXPRESSION = "org.apache.spark.sql.catalyst.expressions.Expression";
    private static final String LOGICAL_PLAN = "org.apache.spark.sql.catalyst.plans.logical.LogicalPlan";
    private static final String SPARK_PLAN = "org.apache.spark.sql.execution.SparkPlan";
    private static final String SPARK_EXTENSIONS = "dev.arclight.spark.sql.ArclightExtensions";

    private static final DescribedPredicate<JavaClass> ENGINE = describe("tensor-engine", EngineRooms::contain);

    /** What every module may use: the JDK and the annotations of null. */
    private static final DescribedPredicate<JavaClass> BASE = resideInAnyPackage("java..", "org.jspecify..");

    /** Of the last two Spark's metric system and what it reads of a saved stage are made. */
    private static final DescribedPredicate<JavaClass> SPARK_LIBRARIES = resideInAnyPackage(
            "org.apache.spark..",
            "scala..",
            "org.apache.hadoop..",
            "org.apache.parquet..",
            "com.codahale.metrics..",
            "org.json4s..");

    @ArchTest
    static final ArchRule tokenizersUseJacksonAlone = classes()
            .that()
            .resideInAPackage(TOKENIZERS)
            .should()
            .onlyDependOnClassesThat(BASE.or(resideInAnyPackage(TOKENIZERS, "com.fasterxml.jackson..")));

    /** Text is the lowest room; then the parts of a tokenizer, its face, and what builds tokenizers. */
    @ArchTest
    static final ArchRule aRoomOfTokenizersUsesOnlyLowerRooms = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("text")
            .definedBy("dev.arclight.tokenizers.text..")
            .layer("parts")
            .definedBy(
                    "dev.arclight.tokenizers.normalizers..",
                    "dev.arclight.tokenizers.pretokenizers..",
                    "dev.arclight.tokenizers.models..",
                    "dev.arclight.tokenizers.processors..",
                    "dev.arclight.tokenizers.decoders..")
            .layer("face")
            .definedBy("dev.arclight.tokenizers")
            .layer("builders")
            .definedBy("dev.arclight.tokenizers.files..", "dev.arclight.tokenizers.trainers..")
            .whereLayer("text")
            .mayNotAccessAnyLayer()
            .whereLayer("parts")
            .mayOnlyAccessLayers("text")
            .whereLayer("face")
            .mayOnlyAccessLayers("text", "parts")
            .whereLayer("builders")
            .mayOnlyAccessLayers("text", "parts", "face");

    @ArchTest
    static final ArchRule noRoomOfTokenizersIsPartOfACycle =
            slices().matching("dev.arclight.tokenizers.(*)..").should().beFreeOfCycles();

    /** The last line is optional at run time. */
    @ArchTest
    static final ArchRule theEngineUsesTokenizersAndSmallLibraries = classes()
            .that(ENGINE)
            .should()
            .onlyDependOnClassesThat(BASE.or(ENGINE)
                    .or(resideInAnyPackage(
                            TOKENIZERS, "com.fasterxml.jackson..", "org.slf4j..", "jdk.incubator.vector"))
                    .or(resideInAnyPackage("com.google.protobuf..", "me.tongfei.progressbar.."))
                    .or(resideInAnyPackage("javax.imageio..", "org.w3c.dom..", "com.sun.management.."))
                    .or(resideInAnyPackage(
                            "org.bytedeco..", "jcuda..", "org.apache.parquet..", "org.apache.hadoop..")));

    @ArchTest
    static final ArchRule theSparkConnectorUsesSparkAndTheEngine = classes()
            .that()
            .resideInAPackage(SPARK)
            .should()
            .onlyDependOnClassesThat(BASE.or(ENGINE)
                    .or(SPARK_LIBRARIES)
                    .or(resideInAnyPackage(SPARK, TOKENIZERS, "com.fasterxml.jackson..", "org.slf4j..")));

    /**
     * What differs between Spark's versions, what executors share, files, arrays in Parquet and nodes of plans are the lowest rooms; then
     * data, batches through models, tokenizers on their way, and SQL; then the stages.
     */
    @ArchTest
    static final ArchRule aRoomOfTheSparkConnectorUsesOnlyLowerRooms = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("version")
            .definedBy("dev.arclight.spark.version..")
            .layer("executor")
            .definedBy("dev.arclight.spark.executor..")
            .layer("files")
            .definedBy("dev.arclight.spark.files..")
            .layer("parquet")
            .definedBy("dev.arclight.spark.parquet..")
            .layer("plan")
            .definedBy("dev.arclight.spark.plan..")
            .layer("data")
            .definedBy("dev.arclight.spark.data..")
            .layer("score")
            .definedBy("dev.arclight.spark.score..")
            .layer("tokens")
            .definedBy("dev.arclight.spark.tokens..")
            .layer("sql")
            .definedBy("dev.arclight.spark.sql..")
            .layer("text")
            .definedBy("dev.arclight.spark.text..")
            .layer("image")
            .definedBy("dev.arclight.spark.image..")
            .layer("train")
            .definedBy("dev.arclight.spark.train..")
            .layer("quantize")
            .definedBy("dev.arclight.spark.quantize..")
            .whereLayer("version")
            .mayNotAccessAnyLayer()
            .whereLayer("executor")
            .mayNotAccessAnyLayer()
            .whereLayer("files")
            .mayOnlyAccessLayers("version")
            .whereLayer("parquet")
            .mayOnlyAccessLayers("version")
            .whereLayer("plan")
            .mayOnlyAccessLayers("version", "parquet")
            .whereLayer("data")
            .mayOnlyAccessLayers("version", "executor", "files", "parquet", "plan")
            .whereLayer("score")
            .mayOnlyAccessLayers("version", "executor", "files", "parquet", "plan", "data")
            .whereLayer("tokens")
            .mayOnlyAccessLayers("version", "executor", "files", "parquet", "plan", "data")
            .whereLayer("sql")
            .mayOnlyAccessLayers("version", "executor", "files", "parquet", "plan", "data", "score", "tokens")
            .whereLayer("text")
            .mayOnlyAccessLayers("version", "executor", "files", "parquet", "plan", "data", "tokens", "sql")
            .whereLayer("image")
            .mayOnlyAccessLayers("version", "executor", "files", "parquet", "plan", "data")
            .whereLayer("train")
            .mayOnlyAccessLayers("version", "executor", "files", "parquet", "plan", "data", "score", "sql")
            .whereLayer("quantize")
            .mayOnlyAccessLayers("version", "executor", "files", "parquet", "plan", "data", "score", "sql");

    /** Nodes of Spark's plans, what builds them, and formats of files speak Scala; what a user calls does not. */
    @ArchTest
    static final ArchRule noUserOfTheSparkConnectorMeetsScala = methods()
            .that()
            .areDeclaredInClassesThat(resideInAPackage(SPARK)
                    .and(assignableTo(EXPRESSION)
                            .or(assignableTo(LOGICAL_PLAN))
                            .or(assignableTo(SPARK_PLAN))
                            .negate())
                    .and(resideInAnyPackage(
                                    "dev.arclight.spark.version..",
                                    "dev.arclight.spark.plan..",
                                    "dev.arclight.spark.parquet..")
                            .negate())
                    .and(assignableTo(SPARK_EXTENSIONS).negate())
                    .and(modifier(JavaModifier.PUBLIC)))
            .and()
            .arePublic()
            .should()
            .notHaveRawReturnType(resideInAPackage("scala.."))
            .andShould()
            .notHaveRawParameterTypes(anyElementThat(resideInAPackage("scala..")));

    @ArchTest
    static final ArchRule beamTransformsUseBeamAndTheEngine = classes()
            .that()
            .resideInAPackage(BEAM)
            .should()
            .onlyDependOnClassesThat(BASE.or(ENGINE)
                    .or(resideInAnyPackage(
                            BEAM,
                            TOKENIZERS,
                            "org.apache.avro..",
                            "org.apache.beam..",
                            "org.apache.parquet..",
                            "org.joda.time..",
                            "org.slf4j..")));

    /** Data and model files are the lowest room; then scoring, then texts, then training and SQL, and what puts them together. */
    @ArchTest
    static final ArchRule aRoomOfBeamTransformsUsesOnlyLowerRooms = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("data")
            .definedBy("dev.arclight.beam.data..")
            .layer("inference")
            .definedBy("dev.arclight.beam.inference..")
            .layer("text")
            .definedBy("dev.arclight.beam.text..")
            .layer("train")
            .definedBy("dev.arclight.beam.train..")
            .layer("sql")
            .definedBy("dev.arclight.beam.sql..")
            .layer("program")
            .definedBy("dev.arclight.beam.program..")
            .whereLayer("data")
            .mayNotAccessAnyLayer()
            .whereLayer("inference")
            .mayOnlyAccessLayers("data")
            .whereLayer("text")
            .mayOnlyAccessLayers("data", "inference")
            .whereLayer("train")
            .mayOnlyAccessLayers("data", "inference", "text")
            .whereLayer("sql")
            .mayOnlyAccessLayers("data", "inference", "text")
            .whereLayer("program")
            .mayOnlyAccessLayers("data", "inference", "text", "train", "sql");

    @ArchTest
    static final ArchRule jobsUseTheModulesAndPicocli = classes()
            .that()
            .resideInAPackage(JOBS)
            .should()
            .onlyDependOnClassesThat(BASE.or(ENGINE)
                    .or(SPARK_LIBRARIES)
                    .or(resideInAnyPackage(JOBS, SPARK, BEAM, TOKENIZERS, "org.apache.beam.."))
                    .or(resideInAnyPackage("picocli..", "org.slf4j..", "com.fasterxml.jackson..")));

    /** The jar for spark-submit has no Beam, and what builds the command line is loaded there. */
    @ArchTest
    static final ArchRule ofJobsOnlyClassesNamedAfterBeamUseBeam = noClasses()
            .that()
            .resideInAPackage(JOBS)
            .and(describe(
                    "are not in a class whose name begins with Beam",
                    type -> !ownName(type).startsWith("Beam")))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(BEAM, "org.apache.beam..");

    /** With the names of the classes around it. */
    private static String ownName(JavaClass type) {
        return type.getName().substring(type.getPackageName().length() + 1);
    }

    @ArchTest
    static final ArchRule noModuleIsPartOfACycle =
            slices().assignedFrom(modules()).should().beFreeOfCycles();

    @ArchTest
    static final ArchRule aRoomOfTheEngineUsesOnlyLowerRooms =
            classes().that(ENGINE).should(EngineRooms.useOnlyRoomsOfTheirHeightOrLower());

    @ArchTest
    static final ArchRule noRoomOfTheEngineIsPartOfACycle =
            slices().assignedFrom(EngineRooms.asSlices()).should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theVectorApiStaysInItsPackage = noClasses()
            .that()
            .resideOutsideOfPackage("dev.arclight.kernel.cpu.vector")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jdk.incubator.vector..");

    /**
     * {@code arclight.*} is read in {@code Properties} alone. The others named here ask for the JVM's own: jobs are
     * programs and may ask for the user's folders, {@code VectorSupport} asks whether the JVM compiles.
     */
    @ArchTest
    static final ArchRule systemPropertiesAreReadInOneClass = noClasses()
            .that()
            .resideOutsideOfPackage(JOBS)
            .and()
            .doNotHaveFullyQualifiedName("dev.arclight.tensor.Properties")
            .and()
            .doNotHaveFullyQualifiedName("dev.arclight.kernel.cpu.VectorSupport")
            .should()
            .callMethodWhere(readsASystemProperty());

    /** What a file says reaches nothing that could run it. */
    @ArchTest
    static final ArchRule readingAFileRunsNoCodeOfIt = noClasses()
            .that()
            .resideInAnyPackage("dev.arclight.io..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("java.lang.reflect..", "javax.script..", "java.net..", "java.rmi..")
                    .or(belongToAnyOf(
                            ProcessBuilder.class,
                            ClassLoader.class,
                            ObjectInputStream.class,
                            MethodHandles.class,
                            ServiceLoader.class)))
            .orShould()
            .callMethod(Class.class, "forName", String.class)
            .orShould()
            .callMethod(Runtime.class, "exec", String.class)
            .orShould()
            .callMethod(Runtime.class, "exec", String[].class)
            .orShould()
            .callMethod(System.class, "load", String.class);

    @ArchTest
    static final ArchRule everyPackageIsNullMarked =
            classes().that().resideInAPackage("dev.arclight..").should(beInANullMarkedPackage());

    private static SliceAssignment modules() {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                if (EngineRooms.contain(type)) {
                    return SliceIdentifier.of("tensor-engine");
                }
                return type.getPackageName().startsWith(EngineRooms.ROOT)
                        ? SliceIdentifier.of(type.getPackageName().split("\\.", -1)[2])
                        : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "modules";
            }
        };
    }

    private static DescribedPredicate<JavaCall<?>> readsASystemProperty() {
        Set<String> readers = Set.of(
                "java.lang.System.getProperty",
                "java.lang.System.getProperties",
                "java.lang.Boolean.getBoolean",
                "java.lang.Integer.getInteger",
                "java.lang.Long.getLong");
        return describe(
                "the target reads a system property",
                call -> readers.contains(call.getTargetOwner().getName() + "." + call.getName()));
    }

    private static ArchCondition<JavaClass> beInANullMarkedPackage() {
        return new ArchCondition<>("be in a package whose package-info.java says @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                    events.add(SimpleConditionEvent.violated(
                            type, type.getName() + " is in a package without @NullMarked in its package-info.java"));
                }
            }
        };
    }
}
