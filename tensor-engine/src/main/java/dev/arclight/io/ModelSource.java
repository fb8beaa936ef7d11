package dev.arclight.io;

import java.io.IOException;
import java.io.InputStream;

/** Where a model's files are read from when that is no folder of this machine, such as Hadoop's file systems. */
public interface ModelSource {
    /** Opens one of the folder's files; whoever calls closes it. @throws IOException if it is missing or unreadable */
    InputStream open(String fileName) throws IOException;

    /** The folder's name for messages. */
    String location();
}
