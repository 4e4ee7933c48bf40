package walras.server.log;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** One thing that was done to a shard. Hashes are CRC-32C of the frames of the turn that it made. */
public sealed interface LogRecord {
    /** What the session is made of, as JSON; always the first record and only that. */
    record Header(String json) implements LogRecord {}

    /**
     * A reset.
     *
     * @param optionsJson the reset options of some rows
     */
    record Reset(long step, byte[] mask, OptionalLong seed, long[] rowSeeds, String optionsJson, int hash)
            implements LogRecord {}

    /** A step with the action frame of every remote seat, late ones included. */
    record Step(long step, List<SeatActions> actions, int hash) implements LogRecord {}

    /** One seat's action frame. */
    record SeatActions(int seat, byte[] frame) {}

    /** A snapshot was put back. */
    record Restore(long step, byte[] snapshot, int hash) implements LogRecord {}

    /** The state after a turn; takes the place of everything before it. */
    record Snapshot(long step, byte[] snapshot) implements LogRecord {}

    /** What happened to seats before the step, reset or restore that follows. */
    sealed interface Note extends LogRecord {
        List<Integer> seats();
    }

    /** Seats missed the deadline of the step that follows. */
    record Lapse(@Override List<Integer> seats) implements Note {}

    /** Seats sent an action that was refused. */
    record Refusal(@Override List<Integer> seats) implements Note {}

    /** The host has forfeited seats. */
    record Forfeit(@Override List<Integer> seats) implements Note {}

    /** What seats have left of their banks. */
    record Bank(@Override List<Integer> seats, List<Long> leftNanos) implements Note {}

    /** The content of the record in a file. */
    default byte[] toBytes() { // [bytes]
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(this, out);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void write(LogRecord record, DataOutputStream out) throws IOException {
        if (record instanceof Header header) {
            out.writeByte(0);
            writeBytes(out, header.json.getBytes(StandardCharsets.UTF_8));
        } else if (record instanceof Reset reset) {
            out.writeByte(1);
            out.writeLong(reset.step);
            writeBytes(out, reset.mask);
            out.writeBoolean(reset.seed.isPresent());
            out.writeLong(reset.seed.orElse(0));
            out.writeInt(reset.rowSeeds.length);
            for (long seed : reset.rowSeeds) {
                out.writeLong(seed);
            }
            writeBytes(out, reset.optionsJson.getBytes(StandardCharsets.UTF_8));
            out.writeInt(reset.hash);
        } else if (record instanceof Step step) {
            out.writeByte(2);
            out.writeLong(step.step);
            out.writeInt(step.actions.size());
            for (SeatActions actions : step.actions) {
                out.writeInt(actions.seat);
                writeBytes(out, actions.frame);
            }
            out.writeInt(step.hash);
        } else if (record instanceof Restore restore) {
            out.writeByte(3);
            out.writeLong(restore.step);
            writeBytes(out, restore.snapshot);
            out.writeInt(restore.hash);
        } else if (record instanceof Snapshot snapshot) {
            out.writeByte(4);
            out.writeLong(snapshot.step);
            writeBytes(out, snapshot.snapshot);
        } else if (record instanceof Note note) {
            out.writeByte(note instanceof Lapse ? 5 : note instanceof Refusal ? 6 : note instanceof Forfeit ? 7 : 8);
            out.writeInt(note.seats().size());
            for (int seat : note.seats()) {
                out.writeInt(seat);
            }
            for (long left : note instanceof Bank bank ? bank.leftNanos : List.<Long>of()) {
                out.writeLong(left);
            }
        }
    }

    private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** @throws IOException if the bytes are no record */
    static LogRecord fromBytes(byte[] bytes) throws IOException { // [bytes]
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        LogRecord record =
                switch (in.readByte()) {
                    case 0 -> new Header(new String(readBytes(in), StandardCharsets.UTF_8));
                    case 1 -> readReset(in);
                    case 2 -> readStep(in);
                    case 3 -> new Restore(in.readLong(), readBytes(in), in.readInt());
                    case 4 -> new Snapshot(in.readLong(), readBytes(in));
                    case 5 -> new Lapse(readSeats(in));
                    case 6 -> new Refusal(readSeats(in));
                    case 7 -> new Forfeit(readSeats(in));
                    case 8 -> readBank(in);
                    default -> throw new IOException("an unknown kind of record");
                };
        if (in.available() > 0) {
            throw new IOException(in.available() + " bytes after the record's end");
        }
        return record;
    }

    private static Reset readReset(DataInputStream in) throws IOException {
        long step = in.readLong();
        byte[] mask = readBytes(in);
        boolean seeded = in.readBoolean();
        long seed = in.readLong();
        long[] rowSeeds = new long[length(in, Long.BYTES)];
        for (int k = 0; k < rowSeeds.length; k++) {
            rowSeeds[k] = in.readLong();
        }
        String options = new String(readBytes(in), StandardCharsets.UTF_8);
        return new Reset(
                step, mask, seeded ? OptionalLong.of(seed) : OptionalLong.empty(), rowSeeds, options, in.readInt());
    }

    private static Step readStep(DataInputStream in) throws IOException {
        long step = in.readLong();
        int count = length(in, 2 * Integer.BYTES);
        List<SeatActions> actions = new ArrayList<>(count);
        for (int k = 0; k < count; k++) {
            actions.add(new SeatActions(in.readInt(), readBytes(in)));
        }
        return new Step(step, actions, in.readInt());
    }

    private static List<Integer> readSeats(DataInputStream in) throws IOException {
        int count = length(in, Integer.BYTES);
        List<Integer> seats = new ArrayList<>(count);
        for (int k = 0; k < count; k++) {
            seats.add(in.readInt());
        }
        return seats;
    }

    private static Bank readBank(DataInputStream in) throws IOException {
        List<Integer> seats = readSeats(in);
        List<Long> left = new ArrayList<>(seats.size());
        for (int k = 0; k < seats.size(); k++) {
            left.add(in.readLong());
        }
        return new Bank(seats, left);
    }

    private static byte[] readBytes(DataInputStream in) throws IOException { // [bytes]
        return in.readNBytes(length(in, 1));
    }

    private static int length(DataInputStream in, int elementBytes) throws IOException {
        int length = in.readInt();
        if (length < 0 || (long) length * elementBytes > in.available()) {
            throw new IOException("a length of " + length + " with " + in.available() + " bytes left");
        }
        return length;
    }
}
