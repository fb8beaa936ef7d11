package dev.arclight.it.tokenizers;

import dev.arclight.it.files.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Texts to compare tokenizers on, line by line. */
final class Corpora {
    private Corpora() {}

    /** The lines of each text by its name. */
    static Map<String, List<String>> all() throws IOException {
        Path text = SharedData.folder("text");
        Map<String, List<String>> result = new LinkedHashMap<>();
        result.put("tiny Shakespeare", Files.readAllLines(text.resolve("misc/tinyshakespeare.txt")));
        result.put("Botchan", Files.readAllLines(text.resolve("misc/botchan.txt")));
        result.put("I Am a Cat", Files.readAllLines(text.resolve("misc/wagahaiwa_nekodearu.txt")));
        List<String> reviews = new ArrayList<>();
        for (String part : List.of("train", "dev", "test")) {
            reviews.addAll(Files.readAllLines(text.resolve("sst2-glue/" + part + ".tsv")));
        }
        result.put("SST-2", reviews);
        result.put("SMS", Files.readAllLines(text.resolve("misc/sms-spam.tsv")));
        result.put("this project's source", source());
        return result;
    }

    private static List<String> source() throws IOException {
        List<String> lines = new ArrayList<>();
        Path root = Path.of("").toAbsolutePath().getParent();
        for (String module : List.of("tensor-engine", "tokenizers", "docs")) {
            try (Stream<Path> walk = Files.walk(root.resolve(module))) {
                for (Path file : walk.filter(path -> path.toString().matches(".*\\.(java|md)"))
                        .sorted()
                        .toList()) {
                    lines.addAll(Files.readAllLines(file));
                }
            }
        }
        return lines;
    }
}
