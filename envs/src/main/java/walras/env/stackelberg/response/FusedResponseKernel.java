package walras.env.stackelberg.response;

import java.util.stream.IntStream;

/** Plain-Java loop: one row after another, all of its updates in a run, so that a row's memory stays in the cache. */
public final class FusedResponseKernel implements ResponseKernel {
    private static final int CHUNK_ROWS = 256;
    private static final int PARALLEL_ROWS = 2 * CHUNK_ROWS;

    @Override
    public void respond(
            FollowerPopulation population, FollowerState state, InducedGame game, long[] keys, int updates) {
        int rows = keys.length;
        if (rows < PARALLEL_ROWS) {
            respond(population, state, game, keys, updates, 0, rows);
            return;
        }
        IntStream.range(0, (rows + CHUNK_ROWS - 1) / CHUNK_ROWS)
                .parallel()
                .forEach(chunk -> respond(
                        population,
                        state,
                        game,
                        keys,
                        updates,
                        chunk * CHUNK_ROWS,
                        Math.min(rows, (chunk + 1) * CHUNK_ROWS)));
    }

    private static void respond(
            FollowerPopulation population,
            FollowerState state,
            InducedGame game,
            long[] keys,
            int updates,
            int from,
            int to) {
        boolean duel = HedgeDuel.fits(population, state);
        FollowerPopulation.Scratch scratch = population.scratch();
        for (int row = from; row < to; row++) {
            if (duel) {
                HedgeDuel.respond(population, state, game, row, keys[row], updates);
                continue;
            }
            for (int k = 0; k < updates; k++) {
                population.play(state, row, game, row, scratch, keys[row]);
            }
        }
    }
}
