/** Networks in ONNX files beside our own of the same weights. */
@NullMarked
package dev.arclight.it.onnx;

import org.jspecify.annotations.NullMarked;
