/** What the tasks of one executor's JVM share, and what Spark gives each of them. */
@NullMarked
package dev.arclight.spark.executor;

import org.jspecify.annotations.NullMarked;
