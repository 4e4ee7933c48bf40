package walras.server.wire;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.util.List;
import walras.server.session.Turn;

/** {@code PlayResponse{turn}}, written from a stored turn. */
final class TurnStream extends WrittenStream {
    private static final int SCRATCH_BYTES = 64;

    private final Turn turn;
    private final List<Integer> seats;
    private final int turnLength;

    TurnStream(Turn turn, List<Integer> seats) {
        this(turn, seats, TurnBytes.turnLength(turn, seats));
    }

    private TurnStream(Turn turn, List<Integer> seats, int turnLength) {
        super(TurnBytes.responseLength(turnLength), SCRATCH_BYTES);
        this.turn = turn;
        turn.use().hold();
        this.seats = seats;
        this.turnLength = turnLength;
    }

    @Override
    void write(CodedOutputStream out) throws IOException {
        TurnBytes.write(out, turn, seats, turnLength);
    }

    @Override
    void release() {
        turn.use().release();
    }
}
