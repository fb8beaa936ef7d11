package dev.arclight.spark.score;

/**
 * A model and what its rows are marked with.
 *
 * @param id the version's name, {@code @} and the beginning of the checksum
 */
record ModelVersion(String name, String id, ScoringModel model) {
    private static final int SHOWN = 16;

    static ModelVersion of(String name, ScoringModel model) {
        String checksum = model.checksum();
        String shown = model.files().isFolder() && checksum.length() > SHOWN ? checksum.substring(0, SHOWN) : checksum;
        return new ModelVersion(name, name + "@" + shown, model);
    }
}
