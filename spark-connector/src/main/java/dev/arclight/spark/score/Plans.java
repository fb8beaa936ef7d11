package dev.arclight.spark.score;

import dev.arclight.spark.data.Columns;
import dev.arclight.spark.plan.ModelStrategy;
import dev.arclight.spark.plan.Scala;
import dev.arclight.spark.version.SparkApi;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression$;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import scala.Option;

/** Puts a model's node on a Dataset's plan. */
final class Plans {
    private Plans() {}

    /**
     * The rows with further columns.
     *
     * @param inputs columns that the model reads
     * @param added what the node gives, in its order
     */
    static Dataset<Row> score(Dataset<?> dataset, ScorePlan plan, List<String> inputs, List<StructField> added) {
        SparkSession session = dataset.sparkSession();
        ModelStrategy.enable(session, new PushFilters());
        LogicalPlan child = SparkApi.plan(dataset);
        List<Attribute> features = new ArrayList<>();
        for (String input : inputs) {
            Expression column = SparkApi.expression(Columns.of(dataset, input));
            features.add((Attribute) column);
        }
        List<Attribute> results = new ArrayList<>();
        List<NamedExpression> output = new ArrayList<>(Scala.list(child.output()));
        for (StructField field : added) {
            Attribute result = new AttributeReference(
                    field.name(),
                    field.dataType(),
                    field.nullable(),
                    Metadata.empty(),
                    NamedExpression$.MODULE$.newExprId(),
                    Scala.seq(List.of()));
            results.add(result);
            // Under names of their own, so that a join of the result with itself tells them apart.
            output.add(new Alias(
                    result,
                    field.name(),
                    NamedExpression$.MODULE$.newExprId(),
                    Scala.seq(List.of()),
                    Option.empty(),
                    Scala.seq(List.of())));
        }
        LogicalPlan scored = new ArclightScore(plan, Scala.seq(features), Scala.seq(results), child);
        return SparkApi.rows(session, new Project(Scala.seq(output), scored));
    }
}
