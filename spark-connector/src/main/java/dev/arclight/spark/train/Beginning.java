package dev.arclight.spark.train;

import dev.arclight.nn.Module;

/**
 * What a training begins with. The first weights are made when they are asked for: where there are many of them, the driver has
 * room for few copies, and none to spare for those that were.
 *
 * @param parameterValues how many values of a state are parameters; they are the first
 * @param learningRate of the first group of parameters, before schedules; NaN if there is none
 * @param network tells its architecture from others
 */
record Beginning(TrainingPlan plan, int parameterValues, double learningRate, String network) {
    /** @param network of the plan's architecture */
    static Beginning of(TrainingPlan plan, Module network) {
        LocalTrainer trainer = new LocalTrainer(plan, network);
        return new Beginning(
                plan,
                trainer.parameterValues(),
                trainer.learningRate(),
                plan.network().digest(network));
    }

    /** The first weights of the plan's seed, and an optimizer that remembers nothing. */
    TrainingState state() {
        return new LocalTrainer(plan, plan.network().make(plan.seed())).state();
    }

    /** A network in a state. */
    Module network(TrainingState state) {
        LocalTrainer trainer = new LocalTrainer(plan, plan.network().make(plan.seed()));
        trainer.state(state);
        return trainer.network();
    }
}
