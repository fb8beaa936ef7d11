package dev.arclight.spark.plan;

import dev.arclight.spark.parquet.ArrayParquetFormat;
import dev.arclight.spark.version.SparkApi;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.ExperimentalMethods;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.AttributeSet$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.FilterExec;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import org.apache.spark.sql.execution.datasources.FileSourceStrategy;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.Seq;

/**
 * Plans every {@link ModelNode}. What only the models read goes no further than their node, and a bare scan is read in columns.
 */
public final class ModelStrategy extends SparkStrategy {
    private static final long serialVersionUID = 1L;

    /** Lets a session, and those that are cloned of it, plan the nodes, and rewrite plans by a rule that it has once. */
    public static void enable(SparkSession session, Rule<LogicalPlan> rule) {
        ExperimentalMethods methods = SparkApi.experimental(session);
        synchronized (methods) {
            List<SparkStrategy> strategies = new ArrayList<>(Scala.list(methods.extraStrategies()));
            if (strategies.stream().noneMatch(ModelStrategy.class::isInstance)) {
                strategies.add(new ModelStrategy());
                methods.extraStrategies_$eq(Scala.seq(strategies));
            }
            List<Rule<LogicalPlan>> rules = new ArrayList<>(Scala.list(methods.extraOptimizations()));
            if (rules.stream().noneMatch(known -> known.getClass() == rule.getClass())) {
                rules.add(rule);
                methods.extraOptimizations_$eq(Scala.seq(rules));
            }
        }
    }

    @Override
    public Seq<SparkPlan> apply(LogicalPlan plan) {
        SparkPlan planned = plan(plan);
        return planned == null ? Scala.seq(List.of()) : Scala.seq(planned);
    }

    private @Nullable SparkPlan plan(LogicalPlan plan) {
        if (plan instanceof ModelNode node) {
            return planned(node, node.outputSet());
        }
        if (plan instanceof Project project) {
            if (project.child() instanceof ModelNode node) {
                return new ProjectExec(project.projectList(), planned(node, project.references()));
            }
            if (project.child() instanceof Filter filter && filter.child() instanceof ModelNode node) {
                AttributeSet needed = project.references().$plus$plus(filter.references());
                return new ProjectExec(
                        project.projectList(), new FilterExec(filter.condition(), planned(node, needed)));
            }
        }
        return null;
    }

    private SparkPlan planned(ModelNode node, AttributeSet needed) {
        Seq<Attribute> kept = Scala.seq(Scala.list(node.child().output()).stream()
                .filter(needed::contains)
                .toList());
        SparkPlan scan = node.readsColumns() ? columnarScan(node.child()) : null;
        return scan == null ? node.onRows(kept, planLater(node.child())) : node.onColumns(kept, scan);
    }

    /** The scan of files that a plan is, if it yields column batches. */
    private static @Nullable SparkPlan columnarScan(LogicalPlan child) {
        Seq<SparkPlan> planned = FileSourceStrategy.apply(withFastArrays(child));
        if (planned.isEmpty()) {
            return null;
        }
        SparkPlan plan = planned.head();
        if (plan instanceof ProjectExec project) {
            plan = project.child();
        }
        AttributeSet columns = AttributeSet$.MODULE$.apply(Scala.<Expression>seq(Scala.list(child.output())));
        return plan instanceof FileSourceScanExec && plan.supportsColumnar() && columns.subsetOf(plan.outputSet())
                ? plan
                : null;
    }

    /** The same scan with arrays read in runs, where it is of Spark's own Parquet. */
    private static LogicalPlan withFastArrays(LogicalPlan plan) {
        if (plan instanceof LogicalRelation relation
                && relation.relation() instanceof HadoopFsRelation files
                && files.fileFormat().getClass() == ParquetFileFormat.class
                && ArrayParquetFormat.isOn(SparkApi.settings(files.sparkSession()))) {
            return SparkApi.relation(relation, files, new ArrayParquetFormat());
        }
        // Both formats count as equal, so that withNewChildren would leave the plan as it is.
        if (plan instanceof Project project) {
            return new Project(project.projectList(), withFastArrays(project.child()));
        }
        if (plan instanceof Filter filter) {
            return new Filter(filter.condition(), withFastArrays(filter.child()));
        }
        return plan;
    }
}
