/** Spark sessions and output folders of the commands. */
@NullMarked
package dev.arclight.jobs.session;

import org.jspecify.annotations.NullMarked;
