package walras.client;

import java.util.List;
import walras.v1.Session;

/** A place that a participant holds. */
public final class Seat {
    private final walras.v1.Seat message;
    private final String key;
    final Layout observation;
    final Layout action;

    private Seat(walras.v1.Seat message, boolean alone) {
        this.message = message;
        key = alone ? group() : label();
        observation = Layout.of(message.getObservationLayout());
        action = Layout.of(message.getActionLayout());
    }

    /** Those of these indices, ascending. */
    static List<Seat> held(Session session, List<Integer> indices) {
        List<walras.v1.Seat> held = session.getSeatsList().stream()
                .filter(each -> indices.contains(each.getIndex()))
                .toList();
        List<String> groups = held.stream().map(walras.v1.Seat::getGroup).toList();
        return held.stream()
                .map(each -> new Seat(each, groups.indexOf(each.getGroup()) == groups.lastIndexOf(each.getGroup())))
                .toList();
    }

    /** How the wire names it. */
    public int index() {
        return message.getIndex();
    }

    /** The group's name. */
    public String group() {
        return message.getGroup();
    }

    /** The group for a whole group, {@code group/agent} for one of its agents. */
    public String label() {
        return labelOf(message);
    }

    /** What its values are filed under in turns and actions: the group, or the label for one of several of a group. */
    public String key() {
        return key;
    }

    /** n, the number of its agents. */
    public int agents() {
        return action.fields().get(0).shape().get(1);
    }

    static String labelOf(walras.v1.Seat seat) {
        return seat.getGroup() + (seat.hasAgent() ? "/" + seat.getAgent() : "");
    }
}
