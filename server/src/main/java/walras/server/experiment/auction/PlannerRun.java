package walras.server.experiment.auction;

import java.util.HashMap;
import java.util.Map;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Registry;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;
import walras.env.batch.Snapshot;

/** A batch of learning planners: the monolithic learners beside the societies. */
final class PlannerRun {
    private final Batch batch;
    private final int rows;

    PlannerRun(String id, Map<String, ?> options, Map<String, ?> policy, int rows, long seed) {
        Environment environment = Registry.discover().find(id);
        Map<String, Object> all = new HashMap<>(options);
        all.put("control", "planner");
        Economy economy = environment.economy(environment.options().resolve(all));
        batch = Batch.of(economy)
                .rows(rows)
                .seed(seed)
                .autoreset(AutoresetMode.SAME_STEP)
                .policy("planner", "planner-learning", policy)
                .build();
        batch.reset(null, null);
        this.rows = rows;
    }

    /** Mean return of the episodes of these steps. */
    double play(int steps) {
        double[] reward = batch.tensors().group("planner").reward().f64(); // [B, 1]
        byte[] terminated = batch.tensors().terminated().u8(); // [B]
        byte[] truncated = batch.tensors().truncated().u8(); // [B]
        int episodes = 0;
        double earned = 0;
        for (int step = 0; step < steps; step++) {
            batch.step();
            for (int row = 0; row < rows; row++) {
                earned += reward[row];
                episodes += terminated[row] | truncated[row];
            }
        }
        return earned / Math.max(1, episodes);
    }

    Snapshot snapshot() {
        return batch.snapshot();
    }

    /** Goes on as somebody else's planners, in this task. */
    void adopt(Snapshot planners) {
        batch.restore(planners);
        batch.reset(null, null);
    }
}
