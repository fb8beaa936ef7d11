package dev.arclight.spark.train;

import dev.arclight.io.ModelFolder;
import dev.arclight.io.Signature;
import dev.arclight.nn.Module;
import dev.arclight.spark.score.ScoringModel;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.jspecify.annotations.Nullable;

/**
 * A trained network as a stage of Spark ML. Rows are scored in batches inside the query's plan, with one copy of the weights in
 * each JVM. A null feature gives null predictions.
 *
 * <p>Saved, it is a folder of Spark ML with a model folder {@code model} in it, which everything else in Arclight reads too.
 *
 * @param <M> the model itself, which its setters return
 */
public abstract class NeuralModel<M extends NeuralModel<M>> extends Model<M>
        implements NeuralPredictionParams, MLWritable {
    private static final long serialVersionUID = 1L;

    private final String uid;
    private final transient Module module;
    private final transient Signature signature;
    private transient @Nullable ScoringModel scoring;

    NeuralModel(String uid, Module module, Signature signature) {
        this.uid = uid;
        this.module = module;
        this.signature = signature;
        setDefault(featuresCol(), "features");
        setDefault(predictionCol(), "prediction");
    }

    @Override
    public final String uid() {
        return uid;
    }

    /** The trained network in evaluation mode; not a copy, so it is only to be read. */
    public final Module module() {
        return module;
    }

    /** What the network reads and gives. */
    public final Signature signature() {
        return signature;
    }

    abstract M self();

    /** Another stage of the same network. */
    abstract M again();

    /** The network as it is sent to tasks, made when it is first needed. */
    final synchronized ScoringModel scoring() {
        ScoringModel known = scoring;
        if (known == null) {
            known = ScoringModel.of(module, signature);
            scoring = known;
        }
        return known;
    }

    @Override
    public final M copy(ParamMap extra) {
        M copy = again();
        NeuralModel<M> same = copy;
        same.scoring = scoring;
        return copyValues(copy, extra).setParent(parent());
    }

    /** @throws TrainingException if what it is made of cannot be written */
    void requireSaveable() {}

    /** Writes the network to a folder, or a file, that is not there yet. */
    void saveNetwork(Path folder) throws IOException {
        ModelFolder.save(module, signature, folder);
    }

    @Override
    public final MLWriter write() {
        return new NeuralModelWriter(this);
    }

    public final M setFeaturesCol(String value) {
        set(featuresCol(), value);
        return self();
    }

    public final M setPredictionCol(String value) {
        set(predictionCol(), value);
        return self();
    }
}
