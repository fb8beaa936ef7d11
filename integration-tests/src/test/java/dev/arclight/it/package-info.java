/** Tests of the whole: the borders between modules, agreement with oracles, and the paths that cross modules. */
@NullMarked
package dev.arclight.it;

import org.jspecify.annotations.NullMarked;
