/** Training and scoring on a Spark cluster of several JVMs, some of which are killed. */
package dev.arclight.it.cluster;
