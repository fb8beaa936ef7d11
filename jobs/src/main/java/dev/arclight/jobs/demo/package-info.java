/** The command {@code demo}: all of Arclight on one data set. */
@NullMarked
package dev.arclight.jobs.demo;

import org.jspecify.annotations.NullMarked;
