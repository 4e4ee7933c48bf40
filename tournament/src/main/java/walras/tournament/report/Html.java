package walras.tournament.report;

import java.util.Locale;
import walras.tournament.rating.Results;

/** Numbers and texts as a page shows them. */
final class Html {
    private Html() {}

    static String text(String plain) {
        return plain.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** Four significant digits; a dash for what is not known. */
    static String number(double value) {
        if (!Double.isFinite(value)) {
            return "–";
        }
        double size = Math.abs(value);
        if (size != 0 && size < 1e-12) {
            return value > 0 ? "≈0" : "≈-0";
        }
        if (size != 0 && (size < 1e-3 || size >= 1e6)) {
            return String.format(Locale.ROOT, "%.3g", value);
        }
        int digits = size == 0 ? 0 : Math.max(0, 3 - (int) Math.floor(Math.log10(size)));
        return String.format(Locale.ROOT, "%." + Math.min(digits, 6) + "f", value);
    }

    /** Mean and what it may be off by. */
    static String amount(Results.Standing entrant) {
        String mean = number(entrant.meanPayoff());
        return Double.isFinite(entrant.meanPayoffSe()) ? mean + " ± " + number(1.96 * entrant.meanPayoffSe()) : mean;
    }

    /** Text that ends no script, whatever is in it. */
    static String script(String json) {
        return json.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029");
    }
}
