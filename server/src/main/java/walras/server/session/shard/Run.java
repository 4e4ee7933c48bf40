package walras.server.session.shard;

import java.util.OptionalLong;

/** Steps that the server plays by itself, as a shard's work. It is told the turn of the last one, or why there is none. */
public interface Run extends Answer {
    /** The number of the turn that must come next; empty for whatever is. */
    OptionalLong next();

    /** To be asked before it plays: false if nobody wants it any more, and it has come to rest. */
    boolean begins();

    /**
     * Plays some steps on the thread that owns the shard.
     *
     * @param number of the first one's turn
     * @return the last one's turn
     * @throws walras.env.Problem if the first step is refused; the batch has not moved
     */
    Turn play(long number);
}
