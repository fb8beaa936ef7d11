package dev.arclight.spark.train;

/**
 * When a training writes down where it stands: whenever one of these is due, and at its end.
 *
 * @param epochs after so many epochs; 0 for never
 * @param steps after so many steps; 0 for never
 * @param minutes after so much time; 0 for never
 */
record CheckpointTriggers(int epochs, int steps, double minutes) {

    /**
     * Whether one is due.
     *
     * @param epochsSince whole epochs since the last checkpoint
     * @param nanosSince time since then
     */
    boolean due(long epochsSince, long stepsSince, long nanosSince) {
        return epochs > 0 && epochsSince >= epochs
                || steps > 0 && stepsSince >= steps
                || minutes > 0 && nanosSince >= minutes * 60e9;
    }
}
