/** Training and scoring on a Spark cluster of several JVMs, some of which are killed. */
@NullMarked
package dev.arclight.it.cluster;

import org.jspecify.annotations.NullMarked;
