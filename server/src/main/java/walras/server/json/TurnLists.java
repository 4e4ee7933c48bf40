package walras.server.json;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import walras.server.frame.FieldKind;
import walras.server.frame.FrameLayout;
import walras.v1.FinalRows;
import walras.v1.RolloutResponse;
import walras.v1.SeatFrame;
import walras.v1.SeatTrajectory;
import walras.v1.Turn;

/** Turns whose frames have become nested lists by name. */
final class TurnLists {
    private TurnLists() {}

    /** {@code {"turn": {...}}}. */
    static Pieces turn(Turn turn, SeatGroups seats) {
        TurnText text = new TurnText().text("{").name("turn");
        write(text, turn, seats);
        return text.text("}").done();
    }

    /** {@code {"turns": [{...}, ...]}}, one for each shard. */
    static Pieces turns(List<Turn> turns, SeatGroups seats) {
        TurnText text = new TurnText().text("{").name("turns").text("[");
        for (int k = 0; k < turns.size(); k++) {
            write(text.text(k == 0 ? "" : ","), turns.get(k), seats);
        }
        return text.text("]}").done();
    }

    private static void write(TurnText text, Turn turn, SeatGroups seats) {
        String cause = turn.getCause().name().substring("TURN_CAUSE_".length()).toLowerCase(Locale.ROOT);
        head(text, turn.getShard(), turn.getStep(), cause)
                .frames(new SeatFrames(seats, SeatGroups.Part::observations, frames(turn.getFramesList())));
        finals(text, seats, turn.getFinalRows(), turn.getFinalFramesList());
        text.name("late_seats")
                .text(turn.getLateSeatsList().toString().replace(" ", ""))
                .text("}");
    }

    private static TurnText head(TurnText text, int shard, long step, String cause) {
        return text.text("{")
                .name("step")
                .text(Long.toString(step))
                .name("shard")
                .text(Integer.toString(shard))
                .name("cause")
                .text('"' + cause + '"');
    }

    private static void finals(TurnText text, SeatGroups seats, ByteString rows, List<SeatFrame> frames) {
        ByteBuffer ended = rows.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        StringJoiner list = new StringJoiner(",", "[", "]");
        int count = ended.remaining() / Integer.BYTES;
        for (int k = 0; k < count; k++) {
            list.add(Integer.toString(ended.getInt()));
        }
        text.name("final_rows").text(list.toString());
        Map<Integer, ByteBuffer> bySeat = count == 0 ? Map.of() : frames(frames);
        text.finals(new SeatFrames(seats, part -> part.observations().ofFinals(count), bySeat));
    }

    private static Map<Integer, ByteBuffer> frames(List<SeatFrame> frames) {
        Map<Integer, ByteBuffer> bySeat = new HashMap<>();
        frames.forEach(frame -> bySeat.put(
                frame.getSeat(), SeatFrames.littleEndian(frame.getFrame().asReadOnlyByteBuffer())));
        return bySeat;
    }

    /** Lines {@code {"turn": {...}, "actions": {GROUP: {TENSOR: list}}}}, one for each step of a rollout's chunk. */
    static Pieces lines(RolloutResponse chunk, SeatGroups seats) {
        return new Pieces() {
            private int step;
            private Pieces line = line(chunk, seats, 0);

            @Override
            public boolean next(StringBuilder text) {
                if (line.next(text)) {
                    return true;
                }
                text.append('\n');
                step++;
                if (step < chunk.getSteps()) {
                    line = line(chunk, seats, step);
                }
                return step < chunk.getSteps();
            }
        };
    }

    private static Pieces line(RolloutResponse chunk, SeatGroups seats, int k) {
        Map<Integer, ByteBuffer> frames = new HashMap<>();
        Map<Integer, ByteBuffer> actions = new HashMap<>();
        for (SeatGroups.Group group : seats.groups()) {
            for (SeatGroups.Part part : group.seats()) {
                SeatTrajectory run = run(chunk, part.seat());
                frames.put(part.seat(), slice(run.getFrames(), part.observations(), k));
                actions.put(part.seat(), slice(run.getActions(), part.actions(), k));
            }
        }
        long number = chunk.getFirstStep() + k;
        TurnText text = head(new TurnText().text("{").name("turn"), chunk.getShard(), number, "step")
                .frames(new SeatFrames(seats, SeatGroups.Part::observations, frames));
        FinalRows ended = chunk.getFinalRowsList().stream()
                .filter(rows -> rows.getStep() == number)
                .findFirst()
                .orElse(FinalRows.getDefaultInstance());
        finals(text, seats, ended.getFinalRows(), ended.getFinalFramesList());
        text.text("}").name("actions");
        return text.groups(new SeatFrames(seats, SeatGroups.Part::actions, actions).byGroup(FieldKind.ACTION))
                .text("}")
                .done();
    }

    private static SeatTrajectory run(RolloutResponse chunk, int seat) {
        return chunk.getSeatsList().stream()
                .filter(run -> run.getSeat() == seat)
                .findFirst()
                .orElse(SeatTrajectory.getDefaultInstance());
    }

    /** The k-th of frames that begin at every next multiple of 64 bytes. */
    private static ByteBuffer slice(ByteString frames, FrameLayout layout, int k) {
        int length = (int) layout.sizeBytes();
        int offset = Math.toIntExact(k * FrameLayout.aligned(length));
        ByteString frame =
                frames.size() < offset + length ? ByteString.EMPTY : frames.substring(offset, offset + length);
        return SeatFrames.littleEndian(frame.asReadOnlyByteBuffer());
    }
}
