package dev.arclight.spark.sql;

import dev.arclight.spark.version.Scala;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.AttributeSet$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.FilterExec;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import org.apache.spark.sql.execution.datasources.FileSourceStrategy;
import org.apache.spark.sql.internal.SQLConf;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.Seq;

/**
 * Plans {@link ArclightPredict}. What only the models read goes no further than their node, and a bare scan is read in
 * columns.
 */
final class PredictStrategy extends SparkStrategy {
    private static final long serialVersionUID = 1L;

    @Override
    public Seq<SparkPlan> apply(LogicalPlan plan) {
        SparkPlan planned = plan(plan);
        return planned == null ? Scala.seq(List.of()) : Scala.seq(planned);
    }

    private @Nullable SparkPlan plan(LogicalPlan plan) {
        if (plan instanceof ArclightPredict predict) {
            return node(predict, predict.outputSet());
        }
        if (plan instanceof Project project) {
            if (project.child() instanceof ArclightPredict predict) {
                return new ProjectExec(project.projectList(), node(predict, project.references()));
            }
            if (project.child() instanceof Filter filter && filter.child() instanceof ArclightPredict predict) {
                AttributeSet needed = project.references().$plus$plus(filter.references());
                return new ProjectExec(
                        project.projectList(), new FilterExec(filter.condition(), node(predict, needed)));
            }
        }
        return null;
    }

    private SparkPlan node(ArclightPredict predict, AttributeSet needed) {
        Seq<Attribute> kept = Scala.seq(Scala.list(predict.child().output()).stream()
                .filter(needed::contains)
                .toList());
        int batchRows = batchRows();
        SparkPlan scan = columnarScan(predict);
        return scan == null
                ? new ArclightPredictExec(
                        predict.calls(), predict.results(), kept, batchRows, planLater(predict.child()))
                : new ArclightPredictColumnsExec(predict.calls(), predict.results(), kept, batchRows, scan);
    }

    /** The scan of files that the child is, if it yields column batches with all features ready in them. */
    private static @Nullable SparkPlan columnarScan(ArclightPredict predict) {
        boolean ready = Scala.list(predict.calls()).stream()
                .flatMap(call -> ((BatchedCall) call).inputs().stream())
                .allMatch(Attribute.class::isInstance);
        if (!ready) {
            return null;
        }
        Seq<SparkPlan> planned = FileSourceStrategy.apply(predict.child());
        if (planned.isEmpty()) {
            return null;
        }
        SparkPlan plan = planned.head();
        if (plan instanceof ProjectExec project) {
            plan = project.child();
        }
        AttributeSet columns = AttributeSet$.MODULE$.apply(
                Scala.<Expression>seq(Scala.list(predict.child().output())));
        return plan instanceof FileSourceScanExec && plan.supportsColumnar() && columns.subsetOf(plan.outputSet())
                ? plan
                : null;
    }

    private static int batchRows() {
        String value =
                SQLConf.get().getConfString(ArclightExtensions.BATCH_ROWS, ArclightExtensions.DEFAULT_BATCH_ROWS);
        try {
            int rows = Integer.parseInt(value);
            if (rows > 0) {
                return rows;
            }
        } catch (NumberFormatException e) {
            throw badBatchRows(value, e);
        }
        throw badBatchRows(value, null);
    }

    private static IllegalArgumentException badBatchRows(String value, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                ArclightExtensions.BATCH_ROWS + " is '" + value + "', expected a whole number of rows of at least 1",
                cause);
    }
}
