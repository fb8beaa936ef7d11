/** Scoring functions of Beam SQL. */
@NullMarked
package dev.arclight.beam.sql;

import org.jspecify.annotations.NullMarked;
