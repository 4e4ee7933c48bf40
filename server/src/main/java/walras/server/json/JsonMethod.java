package walras.server.json;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import java.util.function.Function;
import walras.env.Problem;
import walras.server.session.Sessions;
import walras.server.wire.RolloutMessages;
import walras.v1.Access;
import walras.v1.ResetRequest;
import walras.v1.ResetResponse;
import walras.v1.RestoreRequest;
import walras.v1.RestoreResponse;
import walras.v1.RolloutRequest;
import walras.v1.RolloutResponse;
import walras.v1.StepRequest;
import walras.v1.StepResponse;

/** A method, how its requests are read, and how its messages are written. */
record JsonMethod(ServerMethodDefinition<Message, Message> definition) {
    /** A request, and what turns the messages that answer it into text. */
    record Asked(Message request, Function<Message, Pieces> writer) {}

    String path() {
        return '/' + definition.getMethodDescriptor().getFullMethodName();
    }

    /** True for a method that answers with many messages. */
    boolean streams() {
        return !definition.getMethodDescriptor().getType().serverSendsOneMessage();
    }

    private Message prototype() {
        MethodDescriptor.Marshaller<Message> requests =
                definition.getMethodDescriptor().getRequestMarshaller();
        if (requests instanceof MethodDescriptor.PrototypeMarshaller<Message> known
                && known.getMessagePrototype() != null) {
            return known.getMessagePrototype();
        }
        throw new IllegalStateException(path() + " has no prototype of its requests");
    }

    /** With frames. */
    Asked plain(String text, JsonRoom.Share room) {
        String behind = streams() ? "\n" : "";
        return new Asked(
                JsonMessages.read(text, prototype(), room), message -> Pieces.of(JsonMessages.write(message) + behind));
    }

    /**
     * With nested lists instead of frames.
     *
     * @throws Problem also for a caller that is none of the session's
     */
    Asked listed(String text, JsonRoom.Share room, Sessions sessions) {
        if (prototype() instanceof StepRequest) {
            SeatGroups[] seats = new SeatGroups[1];
            StepRequest step = StepLists.read(text, room, access -> seats[0] = seats(sessions, access));
            return new Asked(step, answer -> TurnLists.turn(((StepResponse) answer).getTurn(), seats[0]));
        }
        Asked asked = plain(text, room);
        if (asked.request() instanceof ResetRequest reset) {
            SeatGroups seats = seats(sessions, reset.getAccess());
            return new Asked(reset, answer -> TurnLists.turn(((ResetResponse) answer).getTurn(), seats));
        } else if (asked.request() instanceof RestoreRequest restore) {
            SeatGroups seats = seats(sessions, restore.getAccess());
            return new Asked(restore, answer -> TurnLists.turns(((RestoreResponse) answer).getTurnsList(), seats));
        } else if (asked.request() instanceof RolloutRequest rollout) {
            SeatGroups seats = seats(sessions, rollout.getAccess()).of(RolloutMessages.fields(rollout));
            return new Asked(rollout, chunk -> TurnLists.lines((RolloutResponse) chunk, seats));
        }
        return asked;
    }

    private static SeatGroups seats(Sessions sessions, Access access) {
        return SeatGroups.of(sessions.claim(access.getSessionId(), access.getHostToken(), access.getTicketsList()));
    }
}
