/** Loading and changing of data, beside Python's: PyTorch's loaders and Pillow's pictures, where they are installed. */
@NullMarked
package dev.arclight.it.data;

import org.jspecify.annotations.NullMarked;
