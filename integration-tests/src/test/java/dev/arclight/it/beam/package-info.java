/** Whole pipelines on Beam, in JVMs of their own: Beam's runners and Spark want other versions of the same libraries. */
@NullMarked
package dev.arclight.it.beam;

import org.jspecify.annotations.NullMarked;
