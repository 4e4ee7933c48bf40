package walras.server.config;

/**
 * What was said of a setting.
 *
 * @param text as a flag would have it
 * @param from who said it: a flag, a variable, FILE:LINE:COLUMN, or "default"
 */
public record Value(String text, String from) {
    static final String USUAL = "default";
}
