package dev.arclight.profile;

import java.util.Comparator;

/** By what a table of averages is sorted, the largest first. */
public enum SortBy {
    CPU_TIME_TOTAL(Comparator.comparingLong(KeyAverage::total)),
    SELF_CPU_TIME_TOTAL(Comparator.comparingLong(KeyAverage::self)),
    /** The time of one event. */
    CPU_TIME(Comparator.comparingDouble(KeyAverage::average)),
    CPU_MEMORY_USAGE(Comparator.comparingLong(KeyAverage::memory)),
    SELF_CPU_MEMORY_USAGE(Comparator.comparingLong(KeyAverage::selfMemory)),
    COUNT(Comparator.comparingLong(KeyAverage::count));

    final Comparator<KeyAverage> order;

    SortBy(Comparator<KeyAverage> ascending) {
        this.order = ascending.reversed();
    }
}
