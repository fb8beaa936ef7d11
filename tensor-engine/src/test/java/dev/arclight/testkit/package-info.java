/** Generic checks that every op of the catalog goes through with every sample. */
@NullMarked
package dev.arclight.testkit;

import org.jspecify.annotations.NullMarked;
