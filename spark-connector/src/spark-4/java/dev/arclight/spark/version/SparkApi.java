package dev.arclight.spark.version;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.ExperimentalMethods;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.util.package$;
import org.apache.spark.sql.classic.Dataset$;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.internal.SQLConf;
import scala.collection.immutable.Seq;

/** Where Spark 4 has what Spark 3.5 has elsewhere. */
public final class SparkApi {
    private SparkApi() {}

    /** The column that an expression computes. */
    public static Column column(Expression expression) {
        return ExpressionUtils.column(expression);
    }

    /** The expression of a column. */
    public static Expression expression(Column column) {
        return ExpressionUtils.expression(column);
    }

    /** An expression as a user would write it. */
    public static String sql(Expression expression) {
        return package$.MODULE$.toPrettySQL(expression, true);
    }

    /** The session's settings of file systems. */
    public static Configuration hadoop(SparkSession session) {
        return classic(session).sessionState().newHadoopConf();
    }

    /** The session's settings of SQL. */
    public static SQLConf settings(SparkSession session) {
        return classic(session).sessionState().conf();
    }

    /** Where rules and strategies can be added to a session. */
    public static ExperimentalMethods experimental(SparkSession session) {
        return classic(session).experimental();
    }

    /** How a query is planned and run. */
    public static QueryExecution execution(Dataset<?> dataset) {
        return ((org.apache.spark.sql.classic.Dataset<?>) dataset).queryExecution();
    }

    /** What a Dataset asks for. */
    public static LogicalPlan plan(Dataset<?> dataset) {
        return ((org.apache.spark.sql.classic.Dataset<?>) dataset).logicalPlan();
    }

    /** The rows of a plan. */
    public static Dataset<Row> rows(SparkSession session, LogicalPlan plan) {
        return Dataset$.MODULE$.ofRows(classic(session), plan);
    }

    /** The same grouping with other results. */
    public static Aggregate aggregate(Aggregate like, Seq<NamedExpression> results) {
        return new Aggregate(like.groupingExpressions(), results, like.child(), like.hint());
    }

    /** The same files, read in another format. */
    public static LogicalRelation relation(LogicalRelation like, HadoopFsRelation files, FileFormat format) {
        HadoopFsRelation other = new HadoopFsRelation(
                files.location(),
                files.partitionSchema(),
                files.dataSchema(),
                files.bucketSpec(),
                format,
                files.options(),
                files.sparkSession());
        return new LogicalRelation(other, like.output(), like.catalogTable(), like.isStreaming(), like.stream());
    }

    /** Writes a stage's params into a folder. @throws IOException if it cannot be written */
    public static void saveMetadata(Params stage, String path, SparkSession session) throws IOException {
        DefaultParamsWriter.saveMetadata(stage, path, session);
    }

    /** Reads a stage's params from a folder. */
    public static DefaultParamsReader.Metadata loadMetadata(String path, String className, SparkSession session) {
        return DefaultParamsReader.loadMetadata(path, session, className);
    }

    private static org.apache.spark.sql.classic.SparkSession classic(SparkSession session) {
        return (org.apache.spark.sql.classic.SparkSession) session;
    }
}
