package dev.arclight.profile;

import java.util.Comparator;

/** By what a table of averages is sorted, the largest first. */
public enum SortBy {
    CPU_TIME_TOTAL,
    SELF_CPU_TIME_TOTAL,
    /** The time of one event. */
    CPU_TIME,
    CPU_MEMORY_USAGE,
    SELF_CPU_MEMORY_USAGE,
    COUNT;

    Comparator<KeyAverage> order() {
        Comparator<KeyAverage> ascending = switch (this) {
            case CPU_TIME_TOTAL -> Comparator.comparingLong(KeyAverage::total);
            case SELF_CPU_TIME_TOTAL -> Comparator.comparingLong(KeyAverage::self);
            case CPU_TIME -> Comparator.comparingDouble(KeyAverage::average);
            case CPU_MEMORY_USAGE -> Comparator.comparingLong(KeyAverage::memory);
            case SELF_CPU_MEMORY_USAGE -> Comparator.comparingLong(KeyAverage::selfMemory);
            case COUNT -> Comparator.comparingLong(KeyAverage::count);
        };
        return ascending.reversed();
    }
}
