package walras.env.batch;

import java.util.function.IntConsumer;
import walras.env.Problem;
import walras.env.Rows;

/** How a batch is stepped: range by range, on one thread or on several. One owner at a time. */
final class BatchSteps {
    private final int rows;
    private final int shownFrom; // what errors add to a row's index
    private final Autoreset autoreset;
    private final EpisodeClock clock;
    private final FinalObservations finals;
    private final RangeSteps ranges;
    private final RowWorkers workers;
    private final int least;
    private final IntConsumer stepRange; // [chunks]
    private boolean kept; // by the caller's thread

    /** @param least steps of rows from which on another thread pays */
    BatchSteps(
            BatchBuilder from,
            Autoreset autoreset,
            EpisodeClock clock,
            FinalObservations finals,
            RangeSteps ranges,
            int least) {
        rows = from.rows;
        shownFrom = from.shownFrom;
        workers = from.workers;
        this.autoreset = autoreset;
        this.clock = clock;
        this.finals = finals;
        this.ranges = ranges;
        this.least = least;
        stepRange = ranges::step;
    }

    /** How many ranges the rows are cut into. */
    int chunks() {
        return autoreset.chunks();
    }

    /** The rows of one range. */
    Rows range(int chunk) {
        return autoreset.every(chunk);
    }

    /** Steps of rows from which on another thread pays. */
    int least() {
        return least;
    }

    /** See {@link Batch#stepAlone}. */
    void keep(boolean wanted) {
        kept = wanted;
    }

    /** A step of all ranges. */
    void step() {
        requireNobodyWaits();
        open();
        try {
            each(workers, kept, least, chunks(), rows, stepRange);
        } finally {
            close();
        }
        collect();
    }

    /** @throws Problem NOT_RESET or ROW_FINISHED if a row keeps the batch from stepping */
    void requireNobodyWaits() {
        int waiting = autoreset.waiting(clock);
        if (waiting >= 0) {
            boolean finished = clock.begun(waiting);
            throw Problem.precondition(
                    finished ? "ROW_FINISHED" : "NOT_RESET",
                    "row " + (shownFrom + waiting),
                    "a reset before the step",
                    finished ? "none since its episode ended" : "none yet");
        }
    }

    /** Opens a step, which every range is to take: {@link #stepRange}. */
    void open() {
        finals.clear();
        clock.open();
    }

    /** Takes one range through an open step; threads may do so for others. */
    void stepRange(int chunk) {
        ranges.step(chunk);
    }

    /** Closes the step, whether or not it went well. */
    void close() {
        clock.close();
    }

    /** Puts together what the ranges have done in a step that went well. */
    void collect() {
        if (autoreset.mode() != AutoresetMode.SAME_STEP) {
            autoreset.settle();
        }
        finals.collect();
    }

    /** Many steps; see {@link Batch#run}. */
    void run(int steps, RangeRecorder recorder) {
        requireNobodyWaits();
        finals.clear();
        each(workers, kept, least, chunks(), (long) rows * steps, chunk -> runRange(chunk, steps, recorder));
        autoreset.settle();
    }

    /** Takes one range through its steps of a {@link #run}. */
    void runRange(int chunk, int steps, RangeRecorder recorder) {
        for (int k = 0; k < steps; k++) {
            recorder.before(range(chunk));
            ranges.stepOwn(chunk);
            recorder.after(k, range(chunk));
        }
    }

    /**
     * Does something for each of so many ranges, on other threads too where that pays.
     *
     * @param kept true if it does not
     * @param work how many steps of rows that is
     */
    static void each(RowWorkers workers, boolean kept, int least, int ranges, long work, IntConsumer range) {
        if (kept || work / 2 < least / Chunking.AWAKE) {
            RowWorkers.runAlone(ranges, range);
        } else {
            workers.run(ranges, work / 2 >= least, range);
        }
    }
}
