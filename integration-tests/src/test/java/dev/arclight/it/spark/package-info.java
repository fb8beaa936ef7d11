/** Training and scoring on real data and on a cluster of several JVMs, some of which are killed. */
@NullMarked
package dev.arclight.it.spark;

import org.jspecify.annotations.NullMarked;
