/** What optimizers and schedules say to a log, seen through a real one. */
@NullMarked
package dev.arclight.it.optim;

import org.jspecify.annotations.NullMarked;
