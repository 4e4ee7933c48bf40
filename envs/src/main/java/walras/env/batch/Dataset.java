package walras.env.batch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import walras.env.Economy;

/**
 * Episodes that somebody played, gathered for learning without playing: from a batch as it steps, or from one that plays a session's
 * log again. Batches of one session, its shards, add to one dataset.
 */
public interface Dataset {
    /** To be told of every step of a batch. */
    interface Watch {
        /** Watches nothing. */
        Watch NONE = new Watch() {
            @Override
            public void before() {}

            @Override
            public void after() {}
        };

        /** The batch is about to step. */
        void before();

        /** The batch has stepped. */
        void after();

        /**
         * Episodes have begun without a step.
         *
         * @param mask {@code [B]} the rows; empty for all
         */
        default void reset(byte[] mask) {}

        /** Another state was put back, in all rows. */
        default void restored() {}
    }

    /** Makes datasets of the economies it knows; a family that has learners from data registers one with {@link ServiceLoader}. */
    interface Maker {
        /** An empty dataset of that economy's play, if it can be one. */
        Optional<Dataset> of(Economy economy);
    }

    /** An empty dataset of an economy's play; none where nothing learns from such data. */
    static Optional<Dataset> of(Economy economy) {
        return ServiceLoader.load(Maker.class).stream()
                .flatMap(maker -> maker.get().of(economy).stream())
                .findFirst();
    }

    /** Watches one batch of the economy; only whole episodes count. */
    Watch watch(Batch batch);

    /** The formats that it can be written in, the usual one first. */
    List<String> formats();

    /**
     * Writes everything gathered.
     *
     * @throws IllegalArgumentException if there is no such format
     */
    void write(Path file, String format) throws IOException;

    /** What is known of it, by name: how much there is, and how well it covers what matters. */
    Map<String, Double> summary();
}
