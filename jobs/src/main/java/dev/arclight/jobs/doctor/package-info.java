/** {@code arclight doctor}: what this machine and JVM lack. */
@NullMarked
package dev.arclight.jobs.doctor;

import org.jspecify.annotations.NullMarked;
