/** Streaming metrics that partitions combine, with torchmetrics' names and defaults. */
@NullMarked
package dev.arclight.metric;

import org.jspecify.annotations.NullMarked;
