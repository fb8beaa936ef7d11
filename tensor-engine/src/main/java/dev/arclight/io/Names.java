package dev.arclight.io;

/** Limits on the names that files give to things. */
final class Names {
    private Names() {}

    /**
     * The name, if it has no more characters than that.
     *
     * @throws ModelFormatException naming the place and the beginning of the name
     */
    static String require(String name, int longest, String location) {
        if (name.length() > longest) {
            throw new ModelFormatException(location + ": a name has " + name.length() + " characters; expected at most "
                    + longest + ": " + Quoted.text(name));
        }
        return name;
    }
}
