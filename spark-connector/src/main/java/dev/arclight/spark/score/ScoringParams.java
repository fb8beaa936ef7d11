package dev.arclight.spark.score;

import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/**
 * The params of {@link ArclightModel}.
 *
 * <p>Spark finds params by calling public methods that return a {@code Param}, so all of them are made anew in each call;
 * two with one owner and name are equal.
 */
public interface ScoringParams extends Params {

    default Param<String> modelFolder() {
        return new Param<>(
                this,
                "modelFolder",
                "a model folder, or a folder of versions, each a model folder; or the name that"
                        + " spark.arclight.model.<name> gives one");
    }

    default StringArrayParam inputCols() {
        return new StringArrayParam(
                this,
                "inputCols",
                "columns for the model's inputs in their order; for a model of one input several columns are read one"
                        + " behind the other; empty for columns of the inputs' names");
    }

    default StringArrayParam outputCols() {
        return new StringArrayParam(
                this,
                "outputCols",
                "columns to add for the model's outputs in their order, an empty name adds none; empty for the outputs' names");
    }

    default Param<String> outputType() {
        return new Param<>(
                this,
                "outputType",
                "auto (a number where there is one, an array where there are more), scalar, array, vector (of Spark ML)"
                        + " or struct (one column with a field for each output)",
                ParamValidators.inArray(new String[] {
                    ArclightModel.AUTO,
                    ArclightModel.SCALAR,
                    ArclightModel.ARRAY,
                    ArclightModel.VECTOR,
                    ArclightModel.STRUCT
                }));
    }

    default Param<String> handleInvalid() {
        return new Param<>(
                this,
                "handleInvalid",
                "what to do with a row that the model cannot read (null, wrong length or shape): error (as errorPolicy"
                        + " says), skip (leave it out) or keep (with null predictions)",
                ParamValidators.inArray(new String[] {ArclightModel.ERROR, ArclightModel.SKIP, ArclightModel.KEEP}));
    }

    default Param<String> errorPolicy() {
        return new Param<>(
                this,
                "errorPolicy",
                "what a row that is wrong does: fail (end the query) or column (null predictions, and what is wrong in"
                        + " errorCol)",
                ParamValidators.inArray(new String[] {ArclightModel.FAIL, ArclightModel.COLUMN}));
    }

    default Param<String> errorCol() {
        return new Param<>(
                this,
                "errorCol",
                "column to add, a string: what is wrong with a row, null where nothing is; empty to add none");
    }

    default Param<String> modelIdCol() {
        return new Param<>(
                this, "modelIdCol", "column to add, a string: the model's version and checksum; empty to add none");
    }

    default BooleanParam checkNaN() {
        return new BooleanParam(this, "checkNaN", "whether a NaN makes a row one that the model cannot read");
    }

    default IntParam batchSize() {
        return new IntParam(this, "batchSize", "rows of a batch at most", ParamValidators.gt(0));
    }

    default LongParam maxBatchBytes() {
        return new LongParam(
                this,
                "maxBatchBytes",
                "bytes of a batch's inputs at most, padding included; 0 for any number; rows that are read ahead take as much"
                        + " for each of their batches at most",
                ParamValidators.gtEq(0));
    }

    default LongParam maxBatchTokens() {
        return new LongParam(
                this,
                "maxBatchTokens",
                "rows of a batch times the longest row's tokens at most; 0 for any number",
                ParamValidators.gtEq(0));
    }

    default IntParam bucketBatches() {
        return new IntParam(
                this,
                "bucketBatches",
                "batches' worth of rows that are read ahead and sorted by length, so that batches are padded little",
                ParamValidators.gt(0));
    }

    default LongParam padValue() {
        return new LongParam(this, "padValue", "what rows of tokens are filled up with to a batch's longest");
    }

    default DoubleParam batchTimeout() {
        return new DoubleParam(
                this,
                "batchTimeout",
                "seconds that the model may take for a batch, else the query fails; 0 for any time",
                ParamValidators.gtEq(0));
    }

    default BooleanParam hotReload() {
        return new BooleanParam(
                this,
                "hotReload",
                "whether a streaming query takes up newer versions of modelFolder, each from one micro-batch on");
    }

    default Param<String> versionLogDir() {
        return new Param<>(
                this,
                "versionLogDir",
                "folder in which a reloading query notes each micro-batch's version, so that one that is run again"
                        + " after a restart gets the same; empty for none");
    }

    default String getModelFolder() {
        return getOrDefault(modelFolder());
    }

    default String[] getInputCols() {
        return getOrDefault(inputCols());
    }

    default String[] getOutputCols() {
        return getOrDefault(outputCols());
    }

    default String getOutputType() {
        return getOrDefault(outputType());
    }

    default String getHandleInvalid() {
        return getOrDefault(handleInvalid());
    }

    default String getErrorPolicy() {
        return getOrDefault(errorPolicy());
    }

    default String getErrorCol() {
        return getOrDefault(errorCol());
    }

    default String getModelIdCol() {
        return getOrDefault(modelIdCol());
    }

    default boolean getCheckNaN() {
        return (Boolean) getOrDefault(checkNaN());
    }

    default int getBatchSize() {
        return (Integer) getOrDefault(batchSize());
    }

    default long getMaxBatchBytes() {
        return (Long) getOrDefault(maxBatchBytes());
    }

    default long getMaxBatchTokens() {
        return (Long) getOrDefault(maxBatchTokens());
    }

    default int getBucketBatches() {
        return (Integer) getOrDefault(bucketBatches());
    }

    default long getPadValue() {
        return (Long) getOrDefault(padValue());
    }

    default double getBatchTimeout() {
        return (Double) getOrDefault(batchTimeout());
    }

    default boolean getHotReload() {
        return (Boolean) getOrDefault(hotReload());
    }

    default String getVersionLogDir() {
        return getOrDefault(versionLogDir());
    }
}
