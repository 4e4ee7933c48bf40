package walras.server.wire;

/** Messages from the participants of lanes, in the order in which they are to be taken. */
public interface LaneMessages {
    /** How many messages there are. */
    int count();

    /** The lane of a message. */
    int lane(int k);

    /** Reads a message. Any thread may, but no two the same message. */
    PlayIn read(int k);

    /** The same, valid for ever. */
    LaneMessages kept();
}
