package walras.env;

/**
 * A named number of the step, one per row, or one per agent of a group.
 *
 * @param group the group whose agents it speaks of, or "" for a number of the row
 * @param unit "" where there is none
 */
public record Metric(String name, String group, String unit, String sentence) {
    /** A number of the row, {@code [B]}. */
    public static Metric ofRow(String name, String unit, String sentence) {
        return new Metric(name, "", unit, sentence);
    }

    /** A number of each agent of a group, {@code [B, n]}. */
    public static Metric ofAgents(String name, String group, String unit, String sentence) {
        return new Metric(name, group, unit, sentence);
    }

    public boolean perAgent() {
        return !group.isEmpty();
    }
}
