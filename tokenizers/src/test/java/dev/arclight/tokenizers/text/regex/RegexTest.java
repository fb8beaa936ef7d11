package dev.arclight.tokenizers.text.regex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tokenizers.text.TokenizerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegexTest {
    private static List<String> matches(String pattern, String text) {
        Regex.Finder finder = Regex.compile(pattern).finder(text.toCharArray(), 0, text.length());
        List<String> found = new ArrayList<>();
        while (finder.next()) {
            found.add(text.substring(finder.start(), finder.end()));
        }
        return found;
    }

    @Test
    void repetitionsPreferAsManyAsFewOrNoFewerTimes() {
        assertThat(matches("a+ab", "aaab")).containsExactly("aaab");
        assertThat(matches("a+?", "aaa")).containsExactly("a", "a", "a");
        assertThat(matches("a++ab", "aaab")).isEmpty();
        assertThat(matches("(?:ab){2,3}", "ababababab")).containsExactly("ababab", "abab");
        assertThat(matches("(?:a|ab)+c", "aababc")).containsExactly("aababc");
    }

    @Test
    void setsAreJoinedCutAndNegated() {
        assertThat(matches("[a-z&&[^aeiou]]+", "banana")).containsExactly("b", "n", "n");
        assertThat(matches("[^\\s\\p{L}]+", "ab12 34x")).containsExactly("12", "34");
        assertThat(matches("[[:punct:]-]", "a-b$")).containsExactly("-", "$");
        assertThat(matches("\\p{Han}+", "ab\u4E2D\u6587c")).containsExactly("\u4E2D\u6587");
    }

    @Test
    void lookingAroundTakesNothing() {
        assertThat(matches("\\s+(?!\\S)", "a   b")).containsExactly("  ");
        assertThat(matches("(?<=a)b|(?<!a)c", "ab ac bc")).containsExactly("b", "c");
    }

    @Test
    void caseIsIgnoredWhereAsked() {
        assertThat(matches("(?i:'s)x", "'Sx 'sX")).containsExactly("'Sx");
        assertThat(matches("(?i:k)", "kK\u212A")).hasSize(3);
    }

    @Test
    void anEmptyMatchWhereTheLastEndedDoesNotCount() {
        assertThat(matches("a*", "aab")).containsExactly("aa", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                ")",
                "[a",
                "a{3,1}",
                "*a",
                "\\1",
                "\\p{NoSuchThing}",
                "(?<=a+)b",
                "\\k<x>",
                "(?q)",
                "\\x{110000}"
            })
    void whatIsMalformedOrUnsupportedIsAnErrorThatNamesIt(String pattern) {
        assertThatThrownBy(() -> Regex.compile(pattern))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("pattern");
    }

    @Test
    void aPatternThatGoesBackTooOftenIsAnError() {
        assertThatThrownBy(() -> matches("(?:a+)+b", "a".repeat(40)))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("goes back too often");
    }

    @Test
    void depthAndLengthAreBounded() {
        assertThatThrownBy(() -> Regex.compile("(".repeat(100_000))).isInstanceOf(TokenizerException.class);
        assertThatThrownBy(() -> Regex.compile("[".repeat(100_000))).isInstanceOf(TokenizerException.class);
        assertThatThrownBy(() -> Regex.compile("(?:(?:ab){99999}){99999}")).isInstanceOf(TokenizerException.class);
    }

    @Test
    void agreesWithJavaOnRandomPatternsOfTheSyntaxThatIsCommonToBoth() {
        Random random = new Random(3);
        String[] atoms = {
            "a", "b", "[ab]", "[^a]", ".", "c?", "a*", "b+", "(?:ab|a)", "(?:a|b)*", "(?=b)", "(?!a)", "c+?", "(?>a*)"
        };
        for (int round = 0; round < 20_000; round++) {
            StringBuilder pattern = new StringBuilder();
            for (int i = random.nextInt(5); i >= 0; i--) {
                pattern.append(atoms[random.nextInt(atoms.length)]).append(random.nextInt(6) == 0 ? "|" : "");
            }
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                text.append((char) ('a' + random.nextInt(3)));
            }
            java.util.regex.Matcher expected =
                    java.util.regex.Pattern.compile(pattern.toString()).matcher(text);
            Regex.Finder finder =
                    Regex.compile(pattern.toString()).finder(text.toString().toCharArray(), 0, text.length());
            boolean found = expected.find();
            assertThat(finder.next()).as(pattern + " on " + text).isEqualTo(found);
            if (found) {
                assertThat(new int[] {finder.start(), finder.end()})
                        .as(pattern + " on " + text)
                        .containsExactly(expected.start(), expected.end());
            }
        }
    }
}
