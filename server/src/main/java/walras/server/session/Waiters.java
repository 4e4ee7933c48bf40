package walras.server.session;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who waits for a shard's next turn. Guarded by the shard's monitor. */
final class Waiters {
    private static final int MOST = 1024;

    private final int shard;
    private List<Answer> answers = new ArrayList<>();

    Waiters(int shard) {
        this.shard = shard;
    }

    /** Refuses when too many wait already. */
    void requireRoom() {
        Limits.require("act: shard " + shard, "waiting_calls", answers.size() + 1L, MOST);
    }

    void add(@Nullable Answer answer) {
        if (answer != null) {
            answers.add(answer);
        }
    }

    void remove(@Nullable Answer answer) {
        answers.remove(answer);
    }

    /** Everybody who waits; nobody does afterwards. */
    List<Answer> take() {
        if (answers.isEmpty()) {
            return List.of();
        }
        List<Answer> taken = answers;
        answers = new ArrayList<>();
        return taken;
    }
}
