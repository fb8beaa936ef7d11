package dev.arclight.profile;

/**
 * One thing that {@link Doctor} found.
 *
 * @param topic what was looked at
 * @param found what is there
 * @param advice what would be better and how to get it; empty if all is well
 */
public record Finding(String topic, String found, String advice) {
    Finding(String topic, String found) {
        this(topic, found, "");
    }

    /** Whether there is nothing to mend. */
    public boolean isFine() {
        return advice.isEmpty();
    }
}
