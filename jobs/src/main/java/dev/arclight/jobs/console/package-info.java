/** What the commands say and how: results, notes, progress, tables and JSON. */
@NullMarked
package dev.arclight.jobs.console;

import org.jspecify.annotations.NullMarked;
