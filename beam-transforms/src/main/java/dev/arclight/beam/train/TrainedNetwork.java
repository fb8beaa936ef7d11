package dev.arclight.beam.train;

import dev.arclight.autograd.GradMode;
import dev.arclight.io.Signature;
import dev.arclight.io.TensorSpec;
import dev.arclight.nn.Module;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;

/**
 * A network at the end of its training, in evaluation mode, and what it takes and gives.
 *
 * @param signature of features as the shards hold them, to logits or values
 */
record TrainedNetwork(Module network, Signature signature) {
    /** Two, so that a network that mixes rows is told from one that does not. */
    private static final int ROWS = 2;

    static TrainedNetwork of(TrainingPlan plan, TrainingState state, Shard shard) {
        LocalTrainer trainer = new LocalTrainer(plan);
        trainer.state(state);
        Module network = trainer.network().eval();
        return new TrainedNetwork(network, signature(plan, network, DType.of(shard.dtype()), shard.extents()));
    }

    /** @throws TrainingException if the network does not take such features, or gives something else than the loss needs */
    static Signature signature(TrainingPlan plan, Module network, DType dtype, int... shape) {
        boolean classes = plan.objective().isOfClasses();
        Tensor zeros = Tensor.zeros(dtype, withRows(ROWS, shape));
        Tensor output = forward(plan, network, zeros);
        boolean fits =
                output.rank() == 2 && output.size(0) == ROWS && output.dtype().isFloating();
        if (!fits || !classes && output.size(1) != 1) {
            throw new TrainingException(
                    "for " + ROWS + " rows of " + zeros.type() + " the network gives " + output.type()
                            + ", expected floating numbers of shape [" + ROWS + ", " + (classes ? "classes" : "1")
                            + "]; end it with Flatten and Linear");
        }
        return Signature.of(
                new TensorSpec(plan.features(), dtype, withRows(TensorSpec.ANY, shape)),
                new TensorSpec(classes ? "logits" : "value", output.dtype(), TensorSpec.ANY, output.size(1)));
    }

    @SuppressWarnings("try") // Scopes are there to be closed.
    private static Tensor forward(TrainingPlan plan, Module network, Tensor rows) {
        boolean training = network.isTraining();
        network.eval();
        try (GradMode.Scope scope = GradMode.noGrad()) {
            return network.forward(rows);
        } catch (ArclightException e) {
            throw new TrainingException(
                    "the network does not take column '" + plan.features() + "' of " + rows.type() + ": "
                            + e.getMessage()
                            + "; give the column a shape where it is read, or begin the network with Unflatten, ToDtype or"
                            + " a layer of that width",
                    e);
        } finally {
            network.train(training);
        }
    }

    private static int[] withRows(int rows, int... shape) {
        int[] extents = new int[shape.length + 1];
        extents[0] = rows;
        System.arraycopy(shape, 0, extents, 1, shape.length);
        return extents;
    }
}
