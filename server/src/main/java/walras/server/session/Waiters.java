package walras.server.session;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who waits for a shard's next turn. Guarded by the shard's monitor. */
final class Waiters {
    private static final int MOST = 1024;

    private final int shard;
    private List<Answer> answers = List.of(); // replaced by one that can change when somebody waits

    Waiters(int shard) {
        this.shard = shard;
    }

    /** Refuses when too many wait already. */
    void requireRoom() {
        if (answers.size() >= MOST) { // asked at every act, so the words are put together only where they are said
            Limits.require("act: shard " + shard, "waiting_calls", answers.size() + 1L, MOST);
        }
    }

    void add(@Nullable Answer answer) {
        if (answer != null) {
            answers = answers.isEmpty() ? new ArrayList<>() : answers;
            answers.add(answer);
        }
    }

    void remove(@Nullable Answer answer) {
        if (answer != null && !answers.isEmpty()) {
            answers.remove(answer);
        }
    }

    /** Everybody who waits; nobody does afterwards. */
    List<Answer> take() {
        List<Answer> taken = answers;
        answers = List.of();
        return taken;
    }
}
