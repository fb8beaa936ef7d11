package dev.arclight.spark.score;

import dev.arclight.spark.version.Scala;
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
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.Seq;

/**
 * Plans {@link ArclightScore}. What only the model reads goes no further than its node, and a bare scan is read in columns.
 */
final class ScoreStrategy extends SparkStrategy {
    private static final long serialVersionUID = 1L;

    /** Lets a session, and those that are cloned of it, plan the node. */
    static void enable(SparkSession session) {
        ExperimentalMethods methods = SparkApi.experimental(session);
        synchronized (methods) {
            List<SparkStrategy> strategies = new ArrayList<>(Scala.list(methods.extraStrategies()));
            if (strategies.stream().noneMatch(ScoreStrategy.class::isInstance)) {
                strategies.add(new ScoreStrategy());
                methods.extraStrategies_$eq(Scala.seq(strategies));
                List<Rule<LogicalPlan>> rules = new ArrayList<>(Scala.list(methods.extraOptimizations()));
                rules.add(new PushFilters());
                methods.extraOptimizations_$eq(Scala.seq(rules));
            }
        }
    }

    @Override
    public Seq<SparkPlan> apply(LogicalPlan plan) {
        SparkPlan planned = plan(plan);
        return planned == null ? Scala.seq(List.of()) : Scala.seq(List.of(planned));
    }

    private @Nullable SparkPlan plan(LogicalPlan plan) {
        if (plan instanceof ArclightScore score) {
            return node(score, score.outputSet());
        }
        if (plan instanceof Project project) {
            if (project.child() instanceof ArclightScore score) {
                return new ProjectExec(project.projectList(), node(score, project.references()));
            }
            if (project.child() instanceof Filter filter && filter.child() instanceof ArclightScore score) {
                AttributeSet needed = project.references().$plus$plus(filter.references());
                return new ProjectExec(project.projectList(), new FilterExec(filter.condition(), node(score, needed)));
            }
        }
        return null;
    }

    private SparkPlan node(ArclightScore score, AttributeSet needed) {
        Seq<Attribute> kept = Scala.seq(Scala.list(score.child().output()).stream()
                .filter(needed::contains)
                .toList());
        SparkPlan scan = columnarScan(score.child());
        return scan == null
                ? new ArclightScoreExec(score.plan(), score.features(), score.results(), kept, planLater(score.child()))
                : new ArclightScoreColumnsExec(score.plan(), score.features(), score.results(), kept, scan);
    }

    /** The scan of files that a plan is, if it yields column batches. */
    private static @Nullable SparkPlan columnarScan(LogicalPlan child) {
        Seq<SparkPlan> planned = FileSourceStrategy.apply(child);
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
}
