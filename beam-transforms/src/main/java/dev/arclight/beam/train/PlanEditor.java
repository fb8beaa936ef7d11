package dev.arclight.beam.train;

import dev.arclight.nn.NamedLosses;

/** A plan that is still changed. */
final class PlanEditor {
    String network;
    String features = "features";
    String label = "label";
    String weight = "";
    String loss = NamedLosses.CROSS_ENTROPY;
    double labelSmoothing;
    String optimizer = "sgd";
    double learningRate = 0.01;
    double momentum = 0.9;
    double weightDecay = Double.NaN;
    String schedule = "constant";
    int warmUpSteps;
    boolean keepsOptimizerState = true;
    double maxGradNorm;
    int batchSize = 64;
    int averagingPeriod = 50;
    int rounds = 1;
    int epochs;
    boolean shuffles = true;
    long seed;
    int shards = 2;
    double validationShare;
    String folder = "";
    String model = "";

    PlanEditor(String network) {
        this.network = network;
    }

    static PlanEditor of(TrainingPlan plan) {
        PlanEditor editor = new PlanEditor(plan.network());
        editor.features = plan.features();
        editor.label = plan.label();
        editor.weight = plan.weight();
        editor.loss = plan.objective().loss();
        editor.labelSmoothing = plan.objective().labelSmoothing();
        editor.optimizer = plan.optimizer().kind();
        editor.learningRate = plan.optimizer().learningRate();
        editor.momentum = plan.optimizer().momentum();
        editor.weightDecay = plan.optimizer().weightDecay();
        editor.schedule = plan.optimizer().schedule();
        editor.warmUpSteps = plan.optimizer().warmUpSteps();
        editor.keepsOptimizerState = plan.keepsOptimizerState();
        editor.maxGradNorm = plan.maxGradNorm();
        editor.batchSize = plan.batchSize();
        editor.averagingPeriod = plan.averagingPeriod();
        editor.rounds = plan.rounds();
        editor.epochs = plan.epochs();
        editor.shuffles = plan.shuffles();
        editor.seed = plan.seed();
        editor.shards = plan.shards();
        editor.validationShare = plan.validationShare();
        editor.folder = plan.folder();
        editor.model = plan.model();
        return editor;
    }

    TrainingPlan plan() {
        return new TrainingPlan(
                network,
                features,
                label,
                weight,
                new Objective(loss, labelSmoothing),
                new OptimizerSettings(optimizer, learningRate, momentum, weightDecay, schedule, warmUpSteps),
                keepsOptimizerState,
                maxGradNorm,
                batchSize,
                averagingPeriod,
                rounds,
                epochs,
                shuffles,
                seed,
                shards,
                validationShare,
                folder,
                model);
    }
}
