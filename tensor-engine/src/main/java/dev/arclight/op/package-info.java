/** One record per primitive operation, the catalog of them all, and the choke point every call passes. */
@NullMarked
package dev.arclight.op;

import org.jspecify.annotations.NullMarked;
