package dev.arclight.io;

import java.util.Comparator;

/**
 * The order of the versions in a folder of models: numbers in their names count as numbers, all else letter by letter, so v9 comes
 * before v10. Names that differ are never equal.
 */
public enum VersionOrder implements Comparator<String> {
    INSTANCE;

    /** Below 0, 0 or above 0 as the left name is the lower one, the same, or the higher one. */
    @Override
    public int compare(String left, String right) {
        int i = 0;
        int j = 0;
        while (i < left.length() && j < right.length()) {
            boolean numbers = digit(left.charAt(i)) && digit(right.charAt(j));
            int order;
            int leftEnd = i + 1;
            int rightEnd = j + 1;
            if (numbers) {
                leftEnd = endOfDigits(left, i);
                rightEnd = endOfDigits(right, j);
                order = compareNumbers(left.substring(i, leftEnd), right.substring(j, rightEnd));
            } else {
                order = Character.compare(left.charAt(i), right.charAt(j));
            }
            if (order != 0) {
                return order;
            }
            i = leftEnd;
            j = rightEnd;
        }
        int rest = Integer.compare(left.length() - i, right.length() - j);
        return rest != 0 ? rest : left.compareTo(right);
    }

    private static int compareNumbers(String left, String right) {
        String a = withoutZeros(left);
        String b = withoutZeros(right);
        return a.length() != b.length() ? Integer.compare(a.length(), b.length()) : a.compareTo(b);
    }

    private static String withoutZeros(String digits) {
        int from = 0;
        while (from < digits.length() - 1 && digits.charAt(from) == '0') {
            from++;
        }
        return digits.substring(from);
    }

    private static int endOfDigits(String text, int from) {
        int end = from;
        while (end < text.length() && digit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }
}
