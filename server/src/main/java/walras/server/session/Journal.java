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
    };

    /** A step is about to be taken: the moment to shorten a log that has grown too long. */
    void beforeStep(long number, ShardBatch batch);

    void step(Turn turn, ShardBatch batch);

    void reset(Turn turn, ResetOrder order);

    void restore(Turn turn, byte[] snapshot); // [bytes]

    void lapse(List<Integer> seats);

    /** False if whatever is handed over is thrown away. */
    boolean writes();
}
