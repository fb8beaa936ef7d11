package dev.arclight.it.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arclight.it.files.SharedData;
import dev.arclight.tokenizers.DecodeStream;
import dev.arclight.tokenizers.Tokenizer;
import dev.arclight.tokenizers.text.TokenizerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids that are decoded one at a time give the same text after each as Hugging Face's streams do. */
class StreamsAgreementTest {
    private static final String SCRIPT = """
            from tokenizers import Tokenizer
            from tokenizers.decoders import DecodeStream
            t = Tokenizer.from_file(sys.argv[1])
            with open(sys.argv[2], encoding='utf-8') as f:
                batches = json.load(f)
            result = []
            for ids in batches:
                stream = DecodeStream(skip_special_tokens=False)
                steps = []
                for i in ids:
                    try:
                        steps.append(stream.step(t, i) or '')
                    except Exception:
                        steps.append('refused')
                        break
                result.append(steps)
            print(json.dumps(result))
            """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpt2/tokenizer.json",
                "bert-base-uncased/tokenizer.json",
                "t5-small/tokenizer.json",
                "phi-3-mini/tokenizer.json"
            })
    void everyStepGivesTheSameText(String name) throws IOException {
        Path file = SharedData.folder("tokenizers").resolve(name);
        Tokenizer tokenizer = Tokenizer.fromFile(file);
        List<int[]> batches = new ArrayList<>();
        StrangeTexts strange = new StrangeTexts(31);
        for (int i = 0; i < 300; i++) {
            batches.add(tokenizer.encode(strange.next()).ids());
        }
        for (List<String> lines : Corpora.all().values()) {
            for (int i = 0; i < lines.size(); i += 1 + lines.size() / 50) {
                batches.add(tokenizer.encode(lines.get(i)).ids());
            }
        }
        Path ids = folder.resolve("ids.json");
        new ObjectMapper().writeValue(ids.toFile(), batches);
        JsonNode expected = PythonTokenizers.run("tokenizers", folder, SCRIPT, file.toString(), ids.toString());
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < batches.size(); i++) {
            List<String> theirs = new ArrayList<>();
            expected.get(i).forEach(step -> theirs.add(step.textValue()));
            List<String> ours = steps(tokenizer, batches.get(i));
            if (!ours.equals(theirs) && differences.size() < 5) {
                differences.add(ours + "\n  " + theirs);
            }
        }
        assertThat(differences).isEmpty();
    }

    private static List<String> steps(Tokenizer tokenizer, int[] ids) {
        DecodeStream stream = tokenizer.decodeStream(false);
        List<String> steps = new ArrayList<>();
        try {
            for (int id : ids) {
                steps.add(stream.step(id).orElse(""));
            }
        } catch (TokenizerException e) {
            steps.add("refused");
        }
        return steps;
    }
}
