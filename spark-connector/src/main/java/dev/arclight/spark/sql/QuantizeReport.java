package dev.arclight.spark.sql;

import dev.arclight.io.Model;
import dev.arclight.io.ModelFolder;
import dev.arclight.quantize.DynamicQuantization;
import dev.arclight.quantize.QuantizationReport;
import dev.arclight.spark.files.HadoopModelSource;
import dev.arclight.spark.files.NamedModels;
import dev.arclight.spark.plan.Scala;
import dev.arclight.spark.version.SparkApi;
import dev.arclight.tensor.ArclightException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StringType;

/** A table of the layers of a model that are int8 or could be, read on the driver. */
final class QuantizeReport {
    private QuantizeReport() {}

    /** @throws ArclightException if there is not one constant argument, or it names no model */
    static LocalRelation of(List<Expression> arguments) {
        if (arguments.size() != 1
                || !arguments.get(0).foldable()
                || !(arguments.get(0).dataType() instanceof StringType)) {
            throw new ArclightException(ArclightExtensions.QUANTIZE_REPORT
                    + " takes one argument, the constant name or folder of a model; got " + arguments);
        }
        String folder = NamedModels.folder(String.valueOf(arguments.get(0).eval(null)));
        Model model = ModelFolder.read(HadoopModelSource.of(folder, SparkApi.hadoop(SparkSession.active())));
        List<Row> rows = new ArrayList<>();
        for (QuantizationReport.Layer layer :
                DynamicQuantization.report(model.module()).layers()) {
            rows.add(RowFactory.create(
                    layer.name(), layer.kind(), layer.int8(), layer.bytesBefore(), layer.bytesAfter(), layer.reason()));
        }
        return LocalRelation$.MODULE$.fromExternalRows(
                Scala.seq(List.of(
                        column("layer", DataTypes.StringType),
                        column("kind", DataTypes.StringType),
                        column("int8", DataTypes.BooleanType),
                        column("bytes_as_float", DataTypes.LongType),
                        column("bytes", DataTypes.LongType),
                        column("reason", DataTypes.StringType))),
                Scala.seq(rows));
    }

    private static Attribute column(String name, DataType type) {
        return new AttributeReference(
                name, type, false, Metadata.empty(), NamedExpression.newExprId(), Scala.seq(List.of()));
    }
}
