package walras.env;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Words of callers, cut before anything looks at them: what is longer than a line or two helps nobody. */
public final class Words {
    private static final String MORE = "...";

    private Words() {}

    /**
     * The text, or its beginning with dots behind; never longer than so many characters. A question mark stands for each
     * control character, so that nobody writes lines of their own into a log or onto a terminal.
     */
    public static String cut(String text, int most) {
        return printable(shortened(text, most));
    }

    private static String printable(String text) {
        if (text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text);
        for (int k = 0; k < text.length(); k++) {
            if (Character.isISOControl(text.charAt(k))) {
                shown.setCharAt(k, '?');
            }
        }
        return shown.toString();
    }

    private static String shortened(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Math.max(0, most - MORE.length());
        boolean halfPair = end > 0 && Character.isHighSurrogate(text.charAt(end - 1));
        return text.substring(0, halfPair ? end - 1 : end) + MORE.substring(0, Math.min(MORE.length(), most));
    }

    /** A value as an error shows it, a text in quotes; of long lists the beginning alone is looked at. */
    public static String shown(@Nullable Object value, int most) {
        if (value instanceof String text) {
            return '"' + cut(text, most - 2) + '"';
        } else if (value instanceof List<?> list) {
            StringBuilder shown = new StringBuilder();
            append(list, most, shown);
            return cut(shown.toString(), most);
        }
        return cut(String.valueOf(value), most);
    }

    private static void append(@Nullable Object value, int most, StringBuilder shown) {
        if (!(value instanceof List<?> list)) {
            shown.append(shown(value, most));
            return;
        }
        shown.append('[');
        for (int k = 0; k < list.size() && shown.length() <= most; k++) {
            shown.append(k == 0 ? "" : ", ");
            append(list.get(k), most, shown);
        }
        shown.append(']');
    }
}
