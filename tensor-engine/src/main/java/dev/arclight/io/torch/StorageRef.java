package dev.arclight.io.torch;

/**
 * A storage that a pickle speaks of and that lies elsewhere in the file.
 *
 * @param key names it within the file; a storage and views of it share one
 * @param start where this begins in the whole storage, in its type's units
 * @param size how many units may be looked at from there
 * @param whole how many units the whole storage has
 */
record StorageRef(StorageType type, String key, long start, long size, long whole) {}
