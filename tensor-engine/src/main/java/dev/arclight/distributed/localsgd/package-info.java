/**
 * Local SGD's part of one partition: rows in an order that their content decides, local steps on them, and the arrays in which
 * what was learnt travels to be averaged. How partitions come by their rows and where averages are made is left to others.
 */
@NullMarked
package dev.arclight.distributed.localsgd;

import org.jspecify.annotations.NullMarked;
