package walras.server.rpc;

import walras.server.wire.PlayManyOut;

/** What one thread collects from the lanes that it is at, one after another. */
final class LaneShare {
    private PlayManyOut out = new PlayManyOut();
    private int roomBytes;
    private int accepted;

    /** Begins to collect; no lane adds a turn when there are so many bytes already. */
    void begin(int bytes) {
        roomBytes = bytes;
    }

    boolean hasRoom() {
        return out().length() < roomBytes;
    }

    /** Where the lane that the thread is at puts its messages. */
    PlayManyOut out() {
        if (out.taken()) {
            out = new PlayManyOut();
        }
        return out;
    }

    /** The lane that the thread is at has accepted its message. */
    void accept() {
        accepted++;
    }

    /** How many lanes have accepted theirs since this was last asked. */
    int takeAccepted() {
        int count = accepted;
        accepted = 0;
        return count;
    }
}
