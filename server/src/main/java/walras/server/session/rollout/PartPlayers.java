package walras.server.session.rollout;

import walras.env.Policy;
import walras.env.Rows;
import walras.env.Tensors;
import walras.env.batch.Batch;

/**
 * Who plays a part in a rollout.
 *
 * @param players one per remote seat
 * @param begun {@code [rows]} rows that began an episode in the last step
 */
record PartPlayers(Batch batch, Policy[] players, byte[] begun, Rows begunRows, Rows everyRow) {
    static PartPlayers of(Batch batch, Policy[] players) { // [seats]
        byte[] begun = new byte[batch.rows()];
        return new PartPlayers(batch, players, begun, new Rows(0, begun.length, begun), Rows.every(0, begun.length));
    }

    void begin(Rows rows) {
        for (Policy player : players) {
            player.begin(rows);
        }
    }

    void act() {
        for (Policy player : players) {
            player.act(everyRow);
        }
    }

    /** The rows whose episode is over are those that begin one: in this step, or in NEXT_STEP in the one to come. */
    void markEnded(int from, int to) {
        Tensors tensors = batch.tensors();
        Rows.union(tensors.terminated().u8(), tensors.truncated().u8(), begun, from, to);
    }
}
