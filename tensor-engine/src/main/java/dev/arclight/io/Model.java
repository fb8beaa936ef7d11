package dev.arclight.io;

import dev.arclight.nn.Module;

/**
 * What a model folder holds.
 *
 * @param module the network with its weights, in evaluation mode
 * @param checksum SHA-256 over the folder's files in hexadecimal: equal for equal files, wherever they lie
 */
public record Model(Module module, Signature signature, String checksum) {}
