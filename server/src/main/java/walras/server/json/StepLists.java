package walras.server.json;

import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import walras.env.Problem;
import walras.v1.Access;
import walras.v1.Act;
import walras.v1.SeatFrame;
import walras.v1.StepRequest;

/** Reads {@code {"access", "actions", "shard", "step"}}, a step whose actions are nested lists. */
final class StepLists {
    private static final List<String> MEMBERS = List.of("access", "actions", "shard", "step");
    private static final List<String> ACCESS = List.of("sessionId", "hostToken", "tickets");

    private final Access.Builder access = Access.newBuilder();
    private boolean actions;
    private int shard;
    private OptionalLong step = OptionalLong.empty();

    private StepLists() {}

    /**
     * The same step with frames.
     *
     * @param seats finds the caller's seats; asked once the caller is known
     */
    static StepRequest read(String text, JsonRoom.Share room, Function<Access, SeatGroups> seats) {
        StepLists body = new StepLists();
        JsonReading.all(text, room, in -> {
            body.head(in);
            return true;
        });
        if (!body.actions) {
            throw JsonReading.bad("actions", "{GROUP: {TENSOR: nested list}}", "none");
        }
        SeatGroups caller = seats.apply(body.access.build());
        room.take(caller.frameBytes());
        JsonRoom.Share uncounted = new JsonRoom(Long.MAX_VALUE).new Share(); // what is read lies in the frames
        return JsonReading.all(text, uncounted, in -> body.request(in, caller));
    }

    private void head(JsonReading in) throws IOException {
        Set<String> seen = new HashSet<>();
        in.object("body", name -> {
            JsonNames.once("body", seen, name);
            switch (name) {
                case "access" -> access(in);
                case "actions" -> {
                    actions = !in.isNull();
                    if (actions) {
                        in.skip();
                    }
                }
                case "shard" -> shard = (int) in.whole("shard", 0, Integer.MAX_VALUE);
                case "step" ->
                    step = in.isNull() ? OptionalLong.empty() : OptionalLong.of(in.whole("step", 0, Long.MAX_VALUE));
                default -> throw JsonNames.unknown("body", name, MEMBERS);
            }
        });
    }

    private void access(JsonReading in) throws IOException {
        Set<String> seen = new HashSet<>();
        in.object("access", name -> {
            JsonNames.once("access", seen, name);
            switch (name) {
                case "sessionId", "session_id" -> access.setSessionId(in.string("access.sessionId"));
                case "hostToken", "host_token" -> access.setHostToken(in.string("access.hostToken"));
                case "tickets" ->
                    in.list("access.tickets", k -> access.addTickets(in.string("access.tickets[" + k + "]")));
                default -> throw JsonNames.unknown("access", name, ACCESS);
            }
        });
    }

    private StepRequest request(JsonReading in, SeatGroups caller) throws IOException {
        Act.Builder act = Act.newBuilder().setShard(shard);
        step.ifPresent(act::setStep);
        List<Map<Integer, ByteBuffer>> read = new ArrayList<>();
        in.object("body", name -> {
            if (name.equals("actions")) {
                read.add(ActionLists.read(in, caller));
            } else {
                in.skip();
            }
        });
        read.get(0)
                .forEach((seat, frame) -> act.addFrames(SeatFrame.newBuilder()
                        .setSeat(seat)
                        .setFrame(UnsafeByteOperations.unsafeWrap(
                                frame.duplicate().clear()))));
        if (act.getFramesCount() == 0) {
            throw Problem.of(
                    Problem.Kind.INVALID,
                    "BAD_REQUEST",
                    "actions",
                    "those of " + (caller.names().isEmpty() ? "the tickets' seats" : String.join(", ", caller.names())),
                    "none",
                    "");
        }
        return StepRequest.newBuilder().setAccess(access).setAct(act).build();
    }
}
