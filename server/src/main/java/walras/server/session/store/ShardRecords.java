package walras.server.session.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import walras.server.log.LogRecord;
import walras.server.report.Json;
import walras.server.session.shard.Change;
import walras.server.session.shard.ResetOrder;
import walras.server.session.shard.ShardBatch;
import walras.server.session.shard.Turn;

/** What is done to a shard, to and from the records of its log. */
final class ShardRecords {
    private ShardRecords() {}

    /**
     * The record of a turn.
     *
     * @param seats finds the actions of a step, by seat, ascending
     */
    static LogRecord of(Turn turn, Change change, Supplier<Map<Integer, byte[]>> seats) {
        if (change instanceof Change.Reset reset) {
            ResetOrder order = reset.order();
            return new LogRecord.Reset(
                    turn.step(), order.mask(), order.seed(), order.rowSeeds(), Json.line(options(order)), hash(turn));
        } else if (change instanceof Change.Restore restore) {
            return new LogRecord.Restore(turn.step(), restore.snapshot(), hash(turn));
        }
        List<LogRecord.SeatActions> actions = new ArrayList<>();
        seats.get().forEach((seat, frame) -> actions.add(new LogRecord.SeatActions(seat, frame)));
        return new LogRecord.Step(turn.step(), actions, hash(turn));
    }

    private static List<Object> options(ResetOrder order) {
        List<Object> options = new ArrayList<>();
        order.rowOptions().forEach(rows -> options.add(List.of(rows.rows(), rows.options())));
        order.parts().forEach(part -> options.add(ConfigJson.write(part)));
        return options;
    }

    /** A reset as it was asked for. */
    static Change reset(LogRecord.Reset record) {
        List<ResetOrder.RowOptions> rows = new ArrayList<>();
        List<ResetOrder.PartChange> parts = new ArrayList<>();
        if (Json.parse(record.optionsJson()) instanceof List<?> list) {
            for (Object entry : list) {
                if (entry instanceof List<?> pair
                        && pair.get(0) instanceof List<?> indices
                        && pair.get(1) instanceof Map<?, ?> options) {
                    rows.add(rowOptions(indices, options));
                } else if (entry instanceof Map<?, ?>) {
                    parts.add(ConfigJson.readChange(JsonObject.of("part", entry)));
                }
            }
        }
        return new Change.Reset(new ResetOrder(record.mask(), record.seed(), record.rowSeeds(), rows, parts));
    }

    private static ResetOrder.RowOptions rowOptions(List<?> indices, Map<?, ?> options) {
        List<Integer> rows = new ArrayList<>();
        indices.forEach(row -> rows.add(((Number) row).intValue()));
        Map<String, Object> values = new LinkedHashMap<>();
        options.forEach((name, value) -> values.put(String.valueOf(name), value));
        return new ResetOrder.RowOptions(rows, values);
    }

    /** Puts the actions of a step into the batch's arrays. */
    static Change step(LogRecord.Step record, ShardBatch batch) {
        for (LogRecord.SeatActions actions : record.actions()) {
            batch.decode(actions.seat(), ByteBuffer.wrap(actions.frame()));
        }
        return Change.Step.ONE;
    }

    /** What a replay must give again: CRC-32C of the frames of every seat, and of the final ones. */
    static int hash(Turn turn) {
        CRC32C checksum = new CRC32C();
        update(checksum, turn.frames());
        checksum.update(turn.finalRows());
        update(checksum, turn.finalFrames());
        return (int) checksum.getValue();
    }

    private static void update(CRC32C checksum, byte[][] frames) { // [seats][bytes]
        for (byte[] frame : frames) {
            if (frame != null) {
                checksum.update(frame);
            }
        }
    }
}
