package walras.tournament.file;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A seat that an entrant takes, {@code GROUP} or {@code GROUP[AGENT]}.
 *
 * @param agent its index in the group; -1 for the whole group
 */
public record SeatName(String group, int agent) {
    private static final Pattern SYNTAX = Pattern.compile("([^\\[\\]]+)(?:\\[(\\d{1,6})])?");

    /** Reads what the schema lets through. */
    public static SeatName parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            return new SeatName(text, -1);
        }
        String agent = matcher.group(2);
        return new SeatName(String.valueOf(matcher.group(1)), agent == null ? -1 : Integer.parseInt(agent));
    }

    public boolean whole() {
        return agent < 0;
    }

    @Override
    public String toString() {
        return whole() ? group : group + "[" + agent + "]";
    }
}
