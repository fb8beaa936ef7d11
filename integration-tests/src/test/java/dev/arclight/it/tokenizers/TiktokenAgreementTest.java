package dev.arclight.it.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arclight.it.files.SharedData;
import dev.arclight.tokenizers.Tokenizer;
import dev.arclight.tokenizers.files.TiktokenRanks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rank files give the ids and texts that tiktoken gives: all special tokens are allowed, or none is there. */
class TiktokenAgreementTest {
    private static final String SCRIPT = """
            import tiktoken, base64
            ranks, pattern, special, texts = sys.argv[1:]
            with open(ranks, 'rb') as f:
                ranks = {base64.b64decode(a): int(b) for a, b in (line.split() for line in f if line.strip())}
            e = tiktoken.Encoding('e', pat_str=pattern, mergeable_ranks=ranks, special_tokens=json.loads(special))
            with open(texts, encoding='utf-8') as f:
                texts = json.load(f)
            allowed = [e.encode(t, allowed_special='all') for t in texts]
            print(json.dumps({'allowed': allowed, 'ordinary': [e.encode_ordinary(t) for t in texts],
                              'decoded': [e.decode(x) for x in allowed]}))
            """;

    @TempDir
    private Path folder;

    @Test
    void idsAndDecodedTextOfCl100kAreTheSame() throws IOException {
        compare("cl100k_base.tiktoken", TiktokenRanks.CL100K, Map.of("<|endoftext|>", 100257, "<s>", 100258));
    }

    @Test
    void idsAndDecodedTextOfGpt2AreTheSame() throws IOException {
        compare("gpt2.tiktoken", TiktokenRanks.GPT2, Map.of("<|endoftext|>", 50256));
    }

    /** The pattern of a later encoding on the same ranks. */
    @Test
    void thePatternOfO200kCutsTheSame() throws IOException {
        compare("cl100k_base.tiktoken", TiktokenRanks.O200K, Map.of("<|endoftext|>", 100257));
    }

    private void compare(String name, String pattern, Map<String, Integer> special) throws IOException {
        Path file = SharedData.folder("tokenizers").resolve("tiktoken").resolve(name);
        List<String> texts = new ArrayList<>();
        StrangeTexts strange = new StrangeTexts(100);
        for (int i = 0; i < 3000; i++) {
            texts.add(strange.next());
        }
        for (List<String> lines : Corpora.all().values()) {
            for (int i = 0; i < lines.size(); i += 1 + lines.size() / 500) {
                texts.add(lines.get(i));
            }
        }
        ObjectMapper mapper = new ObjectMapper();
        Path input = folder.resolve("texts.json");
        mapper.writeValue(input.toFile(), texts);
        JsonNode expected = PythonTokenizers.run(
                "tiktoken",
                folder,
                SCRIPT,
                file.toString(),
                pattern,
                mapper.writeValueAsString(special),
                input.toString());
        Tokenizer allowed = TiktokenRanks.read(file, pattern, new LinkedHashMap<>(special));
        Tokenizer ordinary = TiktokenRanks.read(file, pattern, Map.of());
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            int[] ids = allowed.encode(text).ids();
            note(text, Arrays.toString(ids), expected.get("allowed").get(i), differences);
            note(
                    text,
                    Arrays.toString(ordinary.encode(text).ids()),
                    expected.get("ordinary").get(i),
                    differences);
            String decoded = allowed.decode(ids, false);
            if (!decoded.equals(expected.get("decoded").get(i).textValue())) {
                differences.add("decoded " + text + ": " + decoded);
            }
        }
        System.out.println(name + ": " + texts.size() + " texts, " + differences.size() + " differences");
        assertThat(differences.subList(0, Math.min(5, differences.size()))).isEmpty();
    }

    private static void note(String text, String got, JsonNode expected, List<String> differences) {
        String wanted = expected.toString().replace(",", ", ");
        if (!got.equals(wanted)) {
            differences.add(text + "\n  " + got + "\n  " + wanted);
        }
    }
}
