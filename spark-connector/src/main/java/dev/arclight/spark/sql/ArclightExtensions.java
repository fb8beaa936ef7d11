package dev.arclight.spark.sql;

import dev.arclight.spark.plan.ModelStrategy;
import dev.arclight.spark.plan.Scala;
import dev.arclight.spark.score.ScoreForm;
import dev.arclight.spark.tokens.TokenizeCall;
import dev.arclight.tensor.ArclightException;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.TableFunctionRegistry;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.Function1;
import scala.Tuple3;
import scala.collection.immutable.Seq;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Adds Arclight's functions to SQL. Set {@code spark.sql.extensions=dev.arclight.spark.sql.ArclightExtensions}, in code, on
 * the command line of spark-submit, spark-sql, pyspark or the Thrift server.
 *
 * <ul>
 *   <li>{@code arclight_predict('folder', feature, …)}: the model's outputs as {@code array<float>}, or as {@code double}
 *       if it has one;
 *   <li>{@code arclight_classify('folder', feature, …)}: the number of the greatest output, an {@code int}, or
 *       null if an output is NaN;
 *   <li>{@code arclight_probabilities('folder', feature, …)}: the softmax of the outputs, {@code array<float>};
 *   <li>{@code arclight_embed('folder', text)}: the vector of a text, {@code array<float>};
 *   <li>{@code arclight_similarity(vector, vector)}: the cosine of two vectors, {@code double};
 *   <li>{@code arclight_tokenize('tokenizer.json', text)}: the ids of a text's tokens, {@code array<int>};
 *   <li>{@code arclight_quantize_report('folder')}: a table of the model's layers, which of them are int8 and what they weigh.
 * </ul>
 *
 * <p>The folder is a constant string, a path of any file system that Spark knows or a name that
 * {@code spark.arclight.model.<name>} gives to one. Features are numbers, arrays of numbers,
 * binary (each byte 0 to 255) or ML vectors, as many numbers together as the model reads. A null feature gives null.
 * {@value #BATCH_ROWS} sets how many rows go through a model at once.
 */
public final class ArclightExtensions extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
    /** The setting for the number of rows in a batch. */
    public static final String BATCH_ROWS = "spark.arclight.predict.batchRows";

    /**
     * Processor time of the engine in µs a row, for 64, 128, 256, 512 and 1024 rows (ScoreBench on 2 busy cores with AVX-512,
     * JDK 17): CNN 210, 143, 110, 124, 244; MLP 9.2, 6.5, 2.8, 3.0, 2.0.
     */
    static final String DEFAULT_BATCH_ROWS = "256";

    static final String PREDICT = "arclight_predict";
    static final String CLASSIFY = "arclight_classify";
    static final String PROBABILITIES = "arclight_probabilities";
    static final String EMBED = "arclight_embed";
    static final String SIMILARITY = "arclight_similarity";
    static final String TOKENIZE = "arclight_tokenize";
    static final String QUANTIZE_REPORT = "arclight_quantize_report";

    private static final String SINCE = "0.1.0";

    /** Called by Spark. */
    public ArclightExtensions() {}

    @Override
    public BoxedUnit apply(SparkSessionExtensions extensions) {
        function(
                extensions,
                PREDICT,
                ScoreForm.SCORES,
                "_FUNC_(folder, feature, ...) - The outputs of the model in that folder, computed in batches.");
        function(
                extensions,
                CLASSIFY,
                ScoreForm.CLASS,
                "_FUNC_(folder, feature, ...) - The number of the model's greatest output, computed in batches;"
                        + " null if an output is NaN.");
        function(
                extensions,
                PROBABILITIES,
                ScoreForm.PROBABILITIES,
                "_FUNC_(folder, feature, ...) - The softmax of the model's outputs, computed in batches.");
        function(
                extensions,
                EMBED,
                EmbedCall.class,
                "_FUNC_(model, text) - The vector that the model makes of the text, computed in batches.",
                arguments -> new EmbedCall(null, null, arguments));
        function(
                extensions,
                SIMILARITY,
                SimilarityCall.class,
                "_FUNC_(vector, vector) - The cosine of two vectors of equal length; 0 if one of them is zero.",
                arguments -> similarity(Scala.list(arguments)));
        function(
                extensions,
                TOKENIZE,
                TokenizeCall.class,
                "_FUNC_(tokenizer, text) - The ids of the text's tokens, special ones included; tokenizer is a"
                        + " tokenizer.json or a folder that holds one.",
                arguments -> TokenizeCall.of(Scala.list(arguments)));
        tableFunction(
                extensions,
                QUANTIZE_REPORT,
                "_FUNC_(model) - The model's layers that are int8 or could be: name, kind, whether it is int8, bytes of its"
                        + " weights in float and as they are, and why it is so.",
                arguments -> QuantizeReport.of(Scala.list(arguments)));
        extensions.injectPreCBORule(session -> new ExtractModelCalls());
        extensions.injectPlannerStrategy(session -> new ModelStrategy());
        return BoxedUnit.UNIT;
    }

    /** Lets a session plan calls that are made from code, whether or not it was started with this extension. */
    static void enable(SparkSession session) {
        ModelStrategy.enable(session, new ExtractModelCalls());
    }

    private static SimilarityCall similarity(List<Expression> arguments) {
        if (arguments.size() != 2) {
            throw new ArclightException(SIMILARITY + " takes two vectors, got " + arguments.size() + " arguments");
        }
        return new SimilarityCall(arguments.get(0), arguments.get(1));
    }

    private static void tableFunction(
            SparkSessionExtensions extensions,
            String name,
            String usage,
            Function1<Seq<Expression>, LogicalPlan> builder) {
        FunctionIdentifier identifier = new FunctionIdentifier(name);
        ExpressionInfo info = new ExpressionInfo(
                QuantizeReport.class.getName(), null, name, usage, "", "", "", "table_funcs", SINCE, "", "java_udf");
        extensions.injectTableFunction(new Tuple3<>(identifier, info, builder));
        TableFunctionRegistry.builtin().registerFunction(identifier, info, builder);
    }

    private static void function(SparkSessionExtensions extensions, String name, ScoreForm form, String usage) {
        function(extensions, name, ModelCall.class, usage, arguments -> new ModelCall(form, null, arguments));
    }

    private static void function(
            SparkSessionExtensions extensions,
            String name,
            Class<? extends Expression> type,
            String usage,
            Function1<Seq<Expression>, Expression> builder) {
        FunctionIdentifier identifier = new FunctionIdentifier(name);
        ExpressionInfo info =
                new ExpressionInfo(type.getName(), null, name, usage, "", "", "", "misc_funcs", SINCE, "", "java_udf");
        extensions.injectFunction(new Tuple3<>(identifier, info, builder));
        // An injected function counts as temporary, which bars it from views in the catalog; a built-in one does not.
        FunctionRegistry.builtin().registerFunction(identifier, info, builder);
    }
}
