package dev.arclight.spark.data;

import dev.arclight.spark.version.SparkApi;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.execution.ColumnarToRowExec;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.FilterExec;
import org.apache.spark.sql.execution.InputAdapter;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.WholeStageCodegenExec;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.Seq;

/** The physical plan of the selected columns, and whether its scan can be asked for column batches. */
final class ReadPlan {
    private final QueryExecution execution;
    private final Seq<Attribute> output;
    private final @Nullable SparkPlan scan;
    private final RowPosition.Origin origin;

    private ReadPlan(
            QueryExecution execution, Seq<Attribute> output, @Nullable SparkPlan scan, RowPosition.Origin origin) {
        this.execution = execution;
        this.output = output;
        this.scan = scan;
        this.origin = origin;
    }

    static ReadPlan of(Dataset<Row> selected) {
        QueryExecution execution = SparkApi.execution(selected);
        SparkPlan root = execution.executedPlan();
        SparkPlan scan = columnarScan(root);
        Seq<Attribute> output = root.output();
        boolean readable = scan != null && root.outputSet().subsetOf(scan.outputSet());
        return new ReadPlan(execution, output, readable ? scan : null, origin(root));
    }

    /** The place of the {@code column}-th selected column in what tasks will read. */
    int ordinal(int column) {
        if (scan == null) {
            return column;
        }
        Seq<Attribute> columns = scan.output();
        for (int i = 0; i < columns.length(); i++) {
            if (columns.apply(i).exprId().equals(output.apply(column).exprId())) {
                return i;
            }
        }
        throw new IllegalStateException("column " + output.apply(column) + " is not among " + columns);
    }

    DataType type(int column) {
        return output.apply(column).dataType();
    }

    RowPosition.Origin origin() {
        return origin;
    }

    Optional<InternalRow> first() {
        InternalRow[] rows = execution.executedPlan().executeTake(1);
        return rows.length == 0 ? Optional.empty() : Optional.of(rows[0]);
    }

    TensorPartitions read(TensorLayout layout) {
        return scan == null
                ? TensorPartitions.ofRows(layout, execution.toRdd())
                : TensorPartitions.ofColumns(layout, scan.executeColumnar());
    }

    /** Looks through the nodes that neither drop nor change rows. */
    private static @Nullable SparkPlan columnarScan(SparkPlan root) {
        SparkPlan plan = root;
        while (!plan.supportsColumnar()) {
            if (plan instanceof WholeStageCodegenExec
                    || plan instanceof InputAdapter
                    || plan instanceof ColumnarToRowExec) {
                plan = plan.children().head();
            } else if (plan instanceof ProjectExec project && picksColumns(project)) {
                plan = project.child();
            } else {
                return null;
            }
        }
        return plan;
    }

    private static boolean picksColumns(ProjectExec project) {
        Seq<NamedExpression> columns = project.projectList();
        for (int i = 0; i < columns.length(); i++) {
            if (!(columns.apply(i) instanceof Attribute)) {
                return false;
            }
        }
        return true;
    }

    private static RowPosition.Origin origin(SparkPlan root) {
        boolean filtered = false;
        SparkPlan plan = root;
        while (plan.children().length() == 1) {
            if (plan instanceof FilterExec) {
                filtered = true;
            } else if (!(plan instanceof WholeStageCodegenExec
                    || plan instanceof InputAdapter
                    || plan instanceof ColumnarToRowExec
                    || plan instanceof ProjectExec)) {
                return RowPosition.Origin.ELSEWHERE;
            }
            plan = plan.children().head();
        }
        if (!(plan instanceof FileSourceScanExec scan)) {
            return RowPosition.Origin.ELSEWHERE;
        }
        return filtered || !scan.dataFilters().isEmpty() ? RowPosition.Origin.FILTERED : RowPosition.Origin.FILE;
    }
}
