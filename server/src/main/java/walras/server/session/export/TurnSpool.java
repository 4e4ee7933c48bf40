package walras.server.session.export;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import walras.env.EconomySpec;
import walras.env.Group;
import walras.env.batch.Batch;
import walras.env.batch.Dataset;
import walras.env.batch.PartedBatch;
import walras.server.frame.Field;
import walras.server.frame.FrameCodec;
import walras.server.frame.SeatView;
import walras.server.session.plan.SessionPlan;
import walras.server.session.shard.ShardBatch;
import walras.server.session.store.ReplayVerifier;

/**
 * The turns of one shard as its log is played again, on the disk: a record of one size for each, of all that every group sees and does.
 * Memory is that of one turn, however long the log.
 */
final class TurnSpool implements Dataset.Watch, Closeable {
    private final SessionPlan plan;
    private final ShardBatch shard;
    private final FinalsSpool finals;
    private final int firstRow; // in the arrays
    private final SpoolFile file;
    private final List<PlayColumn> columns = new ArrayList<>();
    private final byte[] record;
    private final boolean[] began; // [B] rows whose step was the start of an episode
    private PartedBatch bound;
    private List<FrameCodec> codecs;
    private long turns;

    /**
     * A spool of a shard that has done nothing yet.
     *
     * @param finals is given the last observations of rows that end and begin anew in one step
     * @param firstRow where the shard's rows begin in the arrays
     */
    TurnSpool(Path at, ReplayVerifier.Replayed replayed, FinalsSpool finals, int firstRow) throws IOException {
        plan = replayed.plan();
        shard = replayed.batch();
        this.finals = finals;
        this.firstRow = firstRow;
        bound = shard.batch();
        codecs = codecs();
        began = new boolean[rows()];
        record = new byte[layOut()];
        file = new SpoolFile(at);
    }

    private List<FrameCodec> codecs() {
        EconomySpec spec = bound.part(0).economy().spec();
        List<FrameCodec> all = new ArrayList<>();
        for (Group group : spec.groups()) {
            all.add(new FrameCodec(
                    new SeatView(group, 0, group.agents(), plan.config().metrics(), true), bound));
        }
        return all;
    }

    /** Places every array in the record; what all groups see is there once. Returns the record's length. */
    private int layOut() {
        columns.add(PlayColumn.flag("begun", 0));
        columns.add(PlayColumn.flag("idle", rows()));
        Set<String> placed = new TreeSet<>();
        long end = 2L * rows();
        for (FrameCodec codec : codecs) {
            String group = codec.seat().group().name();
            for (Field field : codec.observationLayout().fields()) {
                place(PlayColumn.of(field, "", group, (int) end), placed);
            }
            end += codec.observationLayout().sizeBytes();
            for (Field field : codec.actionLayout().fields()) {
                place(PlayColumn.of(field, "", group, (int) end), placed);
            }
            end = Math.toIntExact(end + codec.actionLayout().sizeBytes());
        }
        return (int) end;
    }

    private void place(PlayColumn column, Set<String> placed) {
        if (placed.add(column.name())) {
            columns.add(column);
        }
    }

    /** Its arrays, in the order of a record. */
    List<PlayColumn> columns() {
        return columns;
    }

    /** B. */
    int rows() {
        return bound.rows();
    }

    /** Where its rows begin in the arrays. */
    int firstRow() {
        return firstRow;
    }

    /** How many records there are. */
    long turns() {
        return turns;
    }

    @Override
    public void before() {
        for (int part = 0; part < bound.parts(); part++) {
            Batch batch = bound.part(part);
            for (int row = 0; row < batch.rows(); row++) {
                began[bound.firstRow(part) + row] = batch.pending(row);
            }
        }
    }

    @Override
    public void after() {
        encode();
        for (int row = 0; row < rows(); row++) {
            record[row] = (byte) (began[row] ? 1 : 0);
        }
        finals.add(turns, firstRow, bound, codecs);
        write();
    }

    @Override
    public void reset(byte[] mask) { // [B] or []
        encode();
        for (int row = 0; row < rows(); row++) {
            boolean chosen = mask.length == 0 || mask[row] != 0;
            record[row] = (byte) (chosen ? 1 : 0);
            record[rows() + row] = (byte) (chosen ? 0 : 1);
        }
        for (PlayColumn column : columns) {
            if (column.isAction()) {
                Arrays.fill(record, column.offset(), column.offset() + rows() * column.rowBytes(), (byte) 0);
            }
        }
        write();
    }

    @Override
    public void restored() {
        reset(new byte[0]);
    }

    /** What everybody sees and does now, with flags of a turn that began nothing and in which all rows took part. */
    private void encode() {
        if (shard.batch() != bound) { // a reset gave parts other options
            bound = shard.batch();
            codecs = codecs();
        }
        Arrays.fill(record, 0, 2 * rows(), (byte) 0);
        ByteBuffer target = ByteBuffer.wrap(record);
        int offset = 2 * rows();
        for (FrameCodec codec : codecs) {
            codec.encode(target, offset);
            offset += (int) codec.observationLayout().sizeBytes();
            codec.encodeActions(target, offset);
            offset += (int) codec.actionLayout().sizeBytes();
        }
    }

    private void write() {
        file.append(ByteBuffer.wrap(record));
        turns++;
    }

    /** Reads one array of one record. */
    byte[] read(long turn, PlayColumn column) throws IOException { // [B * rowBytes]
        return file.read(turn * record.length + column.offset(), rows() * column.rowBytes());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
