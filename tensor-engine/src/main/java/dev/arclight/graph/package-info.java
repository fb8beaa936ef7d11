/**
 * Networks as lists of calls: traced once for each shape of inputs, planned, and run again without allocating.
 */
@NullMarked
package dev.arclight.graph;

import org.jspecify.annotations.NullMarked;
