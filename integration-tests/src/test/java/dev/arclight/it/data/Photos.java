package dev.arclight.it.data;

import dev.arclight.it.files.SharedData;
import java.nio.file.Path;

/** Photographs, which are no part of the project. */
final class Photos {
    private Photos() {}

    static Path require(String name) {
        return SharedData.folder("images/photos").resolve(name);
    }
}
