package walras.server.conformance;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import walras.v1.Access;
import walras.v1.Act;
import walras.v1.CloseSessionRequest;
import walras.v1.CreateSessionRequest;
import walras.v1.CreateSessionResponse;
import walras.v1.FieldSelector;
import walras.v1.FinalRows;
import walras.v1.FrameField;
import walras.v1.Policy;
import walras.v1.ResetConfig;
import walras.v1.ResetRequest;
import walras.v1.RestoreRequest;
import walras.v1.RolloutRequest;
import walras.v1.RolloutResponse;
import walras.v1.SeatFrame;
import walras.v1.SeatPolicy;
import walras.v1.SeatTrajectory;
import walras.v1.Session;
import walras.v1.SessionConfig;
import walras.v1.SessionServiceGrpc;
import walras.v1.SnapshotRequest;
import walras.v1.Space;
import walras.v1.StepRequest;
import walras.v1.Ticket;
import walras.v1.Turn;
import walras.v1.UniformPolicy;

/** A session of its own by unary calls: what a client's session must look like, and the host of sessions that clients join. */
final class Mirror implements AutoCloseable {
    private final SessionServiceGrpc.SessionServiceBlockingStub calls;
    private final Session session;
    private final Access access;
    private final TurnJson json;
    private final List<String> tickets;

    Mirror(ManagedChannel channel, SessionConfig config) {
        calls = SessionServiceGrpc.newBlockingStub(channel);
        CreateSessionResponse made = calls.createSession(
                CreateSessionRequest.newBuilder().setConfig(config).build());
        session = made.getSession();
        json = new TurnJson(session);
        tickets = made.getTicketsList().stream().map(Ticket::getTicket).toList();
        access = Access.newBuilder()
                .setSessionId(session.getId())
                .setHostToken(made.getHostToken())
                .addAllTickets(tickets)
                .build();
    }

    Session session() {
        return session;
    }

    /** The address of seats by their indices, at another place than the server's own where somebody stands between. */
    String address(String place, int... seats) {
        List<String> query = new ArrayList<>();
        for (int seat : seats) {
            query.add("ticket=" + tickets.get(seat));
        }
        return "walras://" + place + "/" + session.getId() + "?" + String.join("&", query);
    }

    JsonObject reset(ResetConfig config) {
        Turn turn = calls.reset(ResetRequest.newBuilder()
                        .setAccess(access)
                        .setReset(config)
                        .build())
                .getTurn();
        return json.of(turn);
    }

    /** Actions as the drivers get them: seat to tensor to {@code {"dtype", "shape", "values"}}. */
    JsonObject step(int shard, JsonObject actions) {
        Act.Builder act = Act.newBuilder().setShard(shard);
        for (int seat = 0; seat < session.getSeatsCount(); seat++) {
            if (actions.has(json.key(seat))) {
                act.addFrames(SeatFrame.newBuilder()
                        .setSeat(seat)
                        .setFrame(frame(seat, actions.getAsJsonObject(json.key(seat)))));
            }
        }
        return json.of(calls.step(
                        StepRequest.newBuilder().setAccess(access).setAct(act).build())
                .getTurn());
    }

    private ByteString frame(int seat, JsonObject tensors) {
        ByteBuffer frame = ByteBuffer.allocate(
                        Math.toIntExact(session.getSeats(seat).getActionLayout().getSizeBytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (FrameField field : session.getSeats(seat).getActionLayout().getFieldsList()) {
            frame.position(Math.toIntExact(field.getOffset()));
            for (var value : tensors.getAsJsonObject(field.getName()).getAsJsonArray("values")) {
                switch (field.getDtype()) {
                    case DATA_TYPE_UINT8, DATA_TYPE_INT8 -> frame.put(value.getAsByte());
                    case DATA_TYPE_INT32 -> frame.putInt(value.getAsInt());
                    case DATA_TYPE_INT64 -> frame.putLong(Long.parseLong(value.getAsString()));
                    case DATA_TYPE_FLOAT32 -> frame.putFloat(value.getAsFloat());
                    default -> frame.putDouble(value.getAsDouble());
                }
            }
        }
        return ByteString.copyFrom(frame.flip().limit(frame.capacity()));
    }

    /** The turns of a rollout by uniform policies, each with the actions that led to it. */
    JsonArray rollout(int steps, long seed, List<FieldSelector> only) {
        RolloutRequest.Builder request = RolloutRequest.newBuilder()
                .setAccess(access)
                .setSteps(steps)
                .setPolicySeed(seed)
                .addAllFields(only);
        for (int seat = 0; seat < session.getSeatsCount(); seat++) {
            request.addPolicies(SeatPolicy.newBuilder()
                    .setSeat(seat)
                    .setPolicy(Policy.newBuilder().setUniform(UniformPolicy.getDefaultInstance())));
        }
        JsonArray turns = new JsonArray();
        Iterator<RolloutResponse> chunks = calls.rollout(request.build());
        while (chunks.hasNext()) {
            RolloutResponse chunk = chunks.next();
            for (int i = 0; i < chunk.getSteps(); i++) {
                turns.add(turn(chunk, i, only));
            }
        }
        return turns;
    }

    private JsonObject turn(RolloutResponse chunk, int i, List<FieldSelector> only) {
        JsonObject turn = new JsonObject();
        turn.addProperty("step", chunk.getFirstStep() + i);
        for (SeatTrajectory each : chunk.getSeatsList()) {
            List<FrameField> seen = json.fields(each.getSeat(), only);
            List<FrameField> done =
                    session.getSeats(each.getSeat()).getActionLayout().getFieldsList();
            json.file(turn, "", each.getSeat(), seen, part(each.getFrames(), seen, i));
            json.file(turn, "", each.getSeat(), done, part(each.getActions(), done, i));
        }
        for (FinalRows each : chunk.getFinalRowsList()) {
            if (each.getStep() == chunk.getFirstStep() + i) {
                json.finals(turn, each.getFinalRows(), each.getFinalFramesList(), only);
            }
        }
        return turn;
    }

    private static ByteString part(ByteString run, List<FrameField> fields, int i) {
        int stride = Math.toIntExact(TurnJson.aligned(TurnJson.end(fields)));
        return run.substring(i * stride, (i + 1) * stride);
    }

    ByteString snapshot() {
        return calls.snapshot(SnapshotRequest.newBuilder().setAccess(access).build())
                .getSnapshot();
    }

    JsonObject restore(ByteString snapshot) {
        return json.of(calls.restore(RestoreRequest.newBuilder()
                        .setAccess(access)
                        .setSnapshot(snapshot)
                        .build())
                .getTurns(0));
    }

    /** Actions that are allowed after a turn, a function of the number given; choosers that need not act do too. */
    JsonObject actions(JsonObject after, long number) {
        JsonObject all = new JsonObject();
        for (int seat = 0; seat < session.getSeatsCount(); seat++) {
            String key = json.key(seat);
            JsonArray mask = after.has("action_mask")
                    ? after.getAsJsonObject("action_mask").getAsJsonArray(key)
                    : null;
            JsonObject tensors = new JsonObject();
            for (FrameField field : session.getSeats(seat).getActionLayout().getFieldsList()) {
                Space space = space(session.getSeats(seat).getGroup(), field.getName());
                tensors.add(field.getName(), DrawnActions.of(field, space, mask, number * 31 + seat));
            }
            all.add(key, tensors);
        }
        return all;
    }

    private Space space(String group, String action) {
        return session.getSpec().getGroupsList().stream()
                .filter(each -> each.getName().equals(group))
                .flatMap(each -> each.getActionsList().stream())
                .filter(each -> each.getName().equals(action))
                .findFirst()
                .orElseThrow()
                .getSpace();
    }

    static SessionConfig.Builder of(String environment, Map<String, Double> options) {
        SessionConfig.Builder config = SessionConfig.newBuilder().setEnvironment(environment);
        options.forEach((name, value) -> config.getOptionsBuilder()
                .putFields(
                        name,
                        com.google.protobuf.Value.newBuilder()
                                .setNumberValue(value)
                                .build()));
        return config;
    }

    @Override
    public void close() {
        calls.closeSession(CloseSessionRequest.newBuilder().setAccess(access).build());
    }
}
