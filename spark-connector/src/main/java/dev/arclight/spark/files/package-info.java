/** Folders on any file system that Hadoop knows. */
@NullMarked
package dev.arclight.spark.files;

import org.jspecify.annotations.NullMarked;
