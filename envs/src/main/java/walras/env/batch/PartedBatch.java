package walras.env.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import walras.env.Dynamics;
import walras.env.Problem;
import walras.env.Rows;

/**
 * Batches that are stepped as one: its parts, whose rows follow each other. Each part is an ordinary batch, of an economy,
 * options and seed of its own. All parts are checked before any moves, and one pass of the row workers takes all of them
 * through a step. One owner at a time, as a batch.
 */
public final class PartedBatch {
    private final Batch[] parts;
    private final int[] firstRows; // [parts]
    private final int rows;
    private final RowWorkers workers;
    private final int least; // steps of rows from which on another thread pays
    private final int[] partOf; // [units] a unit is a range of a part
    private final int[] chunkOf; // [units]
    private final int[] spans; // [spans + 1] where a span of units begins: so many that a thread does them at one go
    private final IntConsumer stepSpan; // [spans]
    private boolean kept; // by the caller's thread

    /** Parts that were built so that errors name their rows as this batch's; see {@link BatchBuilder#shownFrom}. */
    public PartedBatch(List<Batch> parts) {
        this(parts, RowWorkers.shared());
    }

    PartedBatch(List<Batch> parts, RowWorkers workers) {
        this.parts = parts.toArray(Batch[]::new);
        this.workers = workers;
        firstRows = new int[this.parts.length];
        int[] units = new int[this.parts.length + 1]; // [parts + 1] where a part's units begin
        int end = 0;
        int fewest = Integer.MAX_VALUE;
        for (int k = 0; k < this.parts.length; k++) {
            firstRows[k] = end;
            end = Math.addExact(end, this.parts[k].rows());
            units[k + 1] = units[k] + this.parts[k].steps().chunks();
            fewest = Math.min(fewest, this.parts[k].steps().least());
        }
        rows = end;
        least = Math.min(fewest, Chunking.USUAL_LEAST);
        partOf = new int[units[this.parts.length]];
        chunkOf = new int[partOf.length];
        for (int k = 0; k < this.parts.length; k++) {
            for (int unit = units[k]; unit < units[k + 1]; unit++) {
                partOf[unit] = k;
                chunkOf[unit] = unit - units[k];
            }
        }
        spans = spans();
        stepSpan = this::step;
    }

    /** As many neighbouring units to a span as make a range of a good size. */
    private int[] spans() { // [spans + 1]
        int good = Chunking.size(rows, least, Dynamics.CACHED_ROWS, workers.threads());
        List<Integer> starts = new ArrayList<>();
        int held = good; // rows of the present span; the first unit begins one
        for (int unit = 0; unit < partOf.length; unit++) {
            if (held >= good) {
                starts.add(unit);
                held = 0;
            }
            Rows range = parts[partOf[unit]].steps().range(chunkOf[unit]);
            held += range.to() - range.from();
        }
        starts.add(partOf.length);
        return starts.stream().mapToInt(Integer::intValue).toArray();
    }

    private void step(int span) {
        for (int unit = spans[span]; unit < spans[span + 1]; unit++) {
            parts[partOf[unit]].steps().stepRange(chunkOf[unit]);
        }
    }

    /** The same parts, one of them replaced by another batch of as many rows. */
    public PartedBatch with(int part, Batch other) {
        if (other.rows() != parts[part].rows()) {
            throw new IllegalArgumentException("a part of " + parts[part].rows() + " rows, not " + other.rows());
        }
        Batch[] changed = parts.clone();
        changed[part] = other;
        return new PartedBatch(Arrays.asList(changed), workers);
    }

    /** How many parts there are, at least 1. */
    public int parts() {
        return parts.length;
    }

    public Batch part(int index) {
        return parts[index];
    }

    /** Where a part's rows begin. */
    public int firstRow(int part) {
        return firstRows[part];
    }

    /** Which part a row is of. */
    public int partOf(int row) {
        int found = Arrays.binarySearch(firstRows, row);
        return found >= 0 ? found : -found - 2;
    }

    /** B, of all parts together. */
    public int rows() {
        return rows;
    }

    /** What {@link Batch#checkOf} does, for all parts: the first bad action is named, and nothing has moved. */
    public Runnable checkOf(String group, int firstAgent, int agents) {
        if (parts.length == 1) {
            return parts[0].checkOf(group, firstAgent, agents);
        }
        Runnable[] checks = Arrays.stream(parts)
                .map(part -> part.checkOf(group, firstAgent, agents))
                .toArray(Runnable[]::new);
        return () -> {
            for (Runnable check : checks) {
                check.run();
            }
        };
    }

    /** Checks the actions of everybody without a policy, in all parts, then takes a step. */
    public void step() {
        for (Batch part : parts) {
            part.checkUnplayed();
        }
        stepChecked();
    }

    /** Takes a step; every action that no policy writes has passed its check since the last one. */
    public void stepChecked() {
        if (parts.length == 1) {
            parts[0].stepChecked();
            return;
        }
        for (Batch part : parts) {
            part.steps().requireNobodyWaits();
        }
        for (Batch part : parts) {
            part.steps().open();
        }
        try {
            eachSpan(rows, stepSpan);
        } finally {
            for (Batch part : parts) {
                part.steps().close();
            }
        }
        for (Batch part : parts) {
            part.steps().collect();
        }
    }

    private void eachSpan(long work, IntConsumer span) {
        BatchSteps.each(workers, kept, least, spans.length - 1, work, span);
    }

    /** As {@link Batch#stepAlone}. */
    public void stepAlone(boolean wanted) {
        kept = wanted;
        for (Batch part : parts) {
            part.stepAlone(wanted);
        }
    }

    /** True if {@link #run} may be called. */
    public boolean runs() {
        return Arrays.stream(parts).allMatch(Batch::runs);
    }

    /** As {@link Batch#run}, with a recorder for each part, which is told of rows of that part. */
    public void run(int steps, IntFunction<RangeRecorder> recorders) {
        if (parts.length == 1) {
            parts[0].run(steps, recorders.apply(0));
            return;
        }
        RangeRecorder[] each = new RangeRecorder[parts.length]; // [parts]
        Arrays.setAll(each, recorders);
        for (Batch part : parts) {
            part.steps().requireNobodyWaits();
        }
        for (Batch part : parts) {
            part.finals().clear();
        }
        eachSpan((long) rows * steps, span -> {
            for (int unit = spans[span]; unit < spans[span + 1]; unit++) {
                parts[partOf[unit]].steps().runRange(chunkOf[unit], steps, each[partOf[unit]]);
            }
        });
        for (Batch part : parts) {
            part.steps().collect();
        }
    }

    /**
     * Begins episodes in some rows of every part; those of a part that the mask leaves out go on.
     *
     * @param mask {@code [B]} rows to reset; null means all
     * @param seeds for each part, of those whose rows are keyed anew by (seed, row of the part); null keeps their streams
     */
    public void reset(byte @Nullable [] mask, @Nullable Long[] seeds) { // [B], [parts]
        requireLength("reset mask", mask == null ? rows : mask.length);
        for (int k = 0; k < parts.length; k++) {
            byte[] own = mask == null ? null : part(mask, k);
            Long seed = seeds[k];
            if (seed == null) {
                parts[k].reset(own, null);
            } else {
                parts[k].reset(own, seed);
            }
        }
    }

    /**
     * Gives a reset option to the next {@link #reset}, for the rows that it resets.
     *
     * @param values {@code [B]}; NaN leaves the row's default
     */
    public void resetOption(String name, double[] values) { // [B]
        requireLength("reset option " + name, values.length);
        for (int k = 0; k < parts.length; k++) {
            double[] own = Arrays.copyOfRange(values, firstRows[k], firstRows[k] + parts[k].rows());
            if (Arrays.stream(own).anyMatch(value -> !Double.isNaN(value))) {
                parts[k].resetOption(name, own);
            }
        }
    }

    /** What of {@code [B]} marks is a part's. */
    public byte[] part(byte[] marks, int part) { // [B] -> [rows of the part]
        return Arrays.copyOfRange(marks, firstRows[part], firstRows[part] + parts[part].rows());
    }

    private void requireLength(String what, int length) {
        if (length != rows) {
            throw Problem.request(what, "one element per row, " + rows, length);
        }
    }

    /** How many rows ended in the last step and began anew in it; only in SAME_STEP. */
    public int finalCount() {
        int count = 0;
        for (Batch part : parts) {
            count += part.finals().count();
        }
        return count;
    }
}
