package walras.server.session;

import java.util.List;

/** Writes down what is done to a shard, before anybody is told. Called by the shard's owner of the moment. */
interface Journal {
    /** Writes nothing. */
    Journal NONE = new Journal() {
        @Override
        public void beforeStep(long number, ShardBatch batch) {}

        @Override
        public void step(Turn turn, ShardBatch batch) {}

        @Override
        public void reset(Turn turn, ResetOrder order) {}

        @Override
        public void restore(Turn turn, byte[] snapshot) {}

        @Override
        public void lapse(List<Integer> seats) {}

        @Override
        public boolean writes() {
            return false;
        }

        @Override
        public boolean inDoubt() {
            return false;
        }

        @Override
        public void rewind() {}

        @Override
        public byte[] logged(ShardBatch twin) {
            throw new IllegalStateException("nothing is written down");
        }
    };

    /** A step is about to be taken: the moment to shorten a log that has grown too long. */
    void beforeStep(long number, ShardBatch batch);

    /** @throws walras.env.Problem NOT_LOGGED if it cannot be written down; the log is what it was */
    void step(Turn turn, ShardBatch batch);

    void reset(Turn turn, ResetOrder order);

    void restore(Turn turn, byte[] snapshot); // [bytes]

    /** Seats were late; written down with the step that follows. */
    void lapse(List<Integer> seats);

    /** False if whatever is handed over is thrown away. */
    boolean writes();

    /** True if the last record could not be written, so that the next one may well not be either. */
    boolean inDoubt();

    /** Forgets what has not been brought to the disk. */
    void rewind();

    /**
     * The state that the log leads to.
     *
     * @param twin a new batch of the same shard, which is spent afterwards
     * @throws walras.env.Problem of kind INTERNAL if the log cannot be read back
     */
    byte[] logged(ShardBatch twin); // -> [bytes]
}
