/** What a run says while it runs: event files for TensorBoard, JSON lines, progress. */
@NullMarked
package dev.arclight.log;

import org.jspecify.annotations.NullMarked;
