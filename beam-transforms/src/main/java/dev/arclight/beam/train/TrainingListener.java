package dev.arclight.beam.train;

/** Hears how a {@link TrainingLoop} goes, on the thread that runs it. */
public interface TrainingListener {
    void roundDone(RoundReport report);

    void epochDone(EpochReport report);
}
