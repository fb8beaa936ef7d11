package dev.arclight.spark.parquet;

import dev.arclight.spark.plan.Scala;
import dev.arclight.spark.version.SparkApi;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Scans of Parquet files in the format under test, beside Spark's own. */
final class Scans {
    private Scans() {}

    /** The same query with the scan in the format under test. */
    static Dataset<Row> fast(Dataset<Row> query) {
        return SparkApi.rows(query.sparkSession(), fast(SparkApi.plan(query)));
    }

    private static LogicalPlan fast(LogicalPlan plan) {
        if (plan instanceof LogicalRelation relation) {
            return SparkApi.relation(relation, (HadoopFsRelation) relation.relation(), new ArrayParquetFormat());
        }
        if (plan instanceof Project project) {
            return new Project(project.projectList(), fast(project.child()));
        }
        Filter filter = (Filter) plan;
        return new Filter(filter.condition(), fast(filter.child()));
    }

    /** Names of the classes that a query's scan gives a column as. */
    static List<String> vectors(Dataset<Row> query, int column) {
        SparkPlan plan = SparkApi.execution(query).sparkPlan();
        while (!(plan instanceof FileSourceScanExec)) {
            plan = Scala.list(plan.children()).get(0);
        }
        List<String> all = plan.executeColumnar()
                .toJavaRDD()
                .map((Function<ColumnarBatch, String>)
                        batch -> batch.column(column).getClass().getSimpleName())
                .collect();
        return new ArrayList<>(new TreeSet<>(all));
    }
}
