package walras.server.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import walras.env.Environment;
import walras.env.Registry;
import walras.server.RunningServer;
import walras.server.report.Json;
import walras.v1.Access;
import walras.v1.AutoresetMode;
import walras.v1.CreateSessionRequest;
import walras.v1.CreateSessionResponse;
import walras.v1.FieldKind;
import walras.v1.FrameField;
import walras.v1.FrameLayout;
import walras.v1.PartConfig;
import walras.v1.Policy;
import walras.v1.RemoteFiller;
import walras.v1.ResetConfig;
import walras.v1.ResetRequest;
import walras.v1.RolloutRequest;
import walras.v1.RolloutResponse;
import walras.v1.Seat;
import walras.v1.SeatConfig;
import walras.v1.SeatPolicy;
import walras.v1.SeatTrajectory;
import walras.v1.SessionConfig;
import walras.v1.SessionServiceGrpc;
import walras.v1.SessionServiceGrpc.SessionServiceBlockingStub;
import walras.v1.Turn;
import walras.v1.UniformPolicy;

/** Every environment played by nested lists, held against the frames of gRPC number for number. */
final class JsonListsTest {
    private static final int STEPS = 5;

    private static RunningServer running = unset();
    private static JsonPost json = new JsonPost(running);
    private static SessionServiceBlockingStub grpc = SessionServiceGrpc.newBlockingStub(running.channel());

    private static RunningServer unset() {
        try {
            return new RunningServer(settings -> settings);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    @BeforeAll
    static void ready() {
        assertTrue(running.server().httpPort() > 0);
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    static List<String> environments() {
        return Registry.discover().environments().stream().map(Environment::id).toList();
    }

    private static SessionConfig.Builder config(String environment) {
        return SessionConfig.newBuilder()
                .setEnvironment(environment)
                .setNumEnvs(4)
                .setSeed(11)
                .addMetrics("*")
                .setAutoresetMode(AutoresetMode.AUTORESET_MODE_SAME_STEP);
    }

    // Guards names, shapes and every digit of both ways, whatever the spaces: discrete, masked, continuous, nested.
    @ParameterizedTest
    @MethodSource("environments")
    void lists_ofEveryEnvironment_areTheFramesOfGrpc(String environment) {
        new Comparison(config(environment).build(), config(environment).build()).play();
    }

    static Stream<SessionConfig> shapes() {
        Struct short3 = Struct.newBuilder()
                .putFields("horizon", Value.newBuilder().setNumberValue(3).build())
                .build();
        SessionConfig.Builder privileged = config("auction/chain-v0");
        privileged.addSeats(SeatConfig.newBuilder()
                .setGroup("bidders")
                .setRemote(RemoteFiller.newBuilder().setPrivileged(true)));
        return Stream.of(
                config("auction/chain-v0").setShards(2).build(),
                config("auction/chain-v0").setOptions(short3).build(),
                config("counter-v0").setOptions(short3).build(),
                privileged.setOptions(short3).build(),
                config("auction/chain-v0")
                        .setNumEnvs(0)
                        .addParts(PartConfig.newBuilder().setRows(1))
                        .addParts(PartConfig.newBuilder().setRows(3).setOptions(short3))
                        .build());
    }

    // Guards shards, parts, rows that end with their last observations, and privileged tensors.
    @ParameterizedTest
    @MethodSource("shapes")
    void lists_ofEveryShapeOfASession_areTheFramesOfGrpc(SessionConfig config) {
        new Comparison(config, config).play();
    }

    // Guards a group that was cut into seats: whoever has all tickets sees the group as one that was not.
    @Test
    void lists_ofAGroupInSeats_areThoseOfTheWhole() {
        SessionConfig.Builder cut = config("auction/chain-v0");
        for (int agent = 3; agent >= 0; agent--) {
            cut.addSeats(SeatConfig.newBuilder()
                    .setGroup("bidders")
                    .setAgent(agent)
                    .setRemote(RemoteFiller.getDefaultInstance()));
        }
        new Comparison(config("auction/chain-v0").build(), cut.build()).play();
    }

    /** A session by gRPC, and others of the same seed by JSON. */
    private static final class Comparison {
        private final CreateSessionResponse whole;
        private final SessionConfig cut;
        private final List<Turn> turns = new ArrayList<>(); // of the session by gRPC
        private final List<Map<String, ByteString>> actions = new ArrayList<>(); // by group, that made them

        Comparison(SessionConfig byGrpc, SessionConfig byJson) {
            whole = grpc.createSession(
                    CreateSessionRequest.newBuilder().setConfig(byGrpc).build());
            cut = byJson;
        }

        private CreateSessionResponse made() {
            return json.call(
                            "SessionService/CreateSession",
                            CreateSessionRequest.newBuilder().setConfig(cut).build(),
                            CreateSessionResponse.newBuilder())
                    .build();
        }

        void play() {
            int shards = whole.getSession().getConfig().getShards();
            for (int shard = 0; shard < shards; shard++) {
                record(shard);
                steps(shard);
                rollout(shard);
            }
        }

        private static ResetRequest reset(Access access, int shard) {
            return ResetRequest.newBuilder()
                    .setAccess(access)
                    .setReset(ResetConfig.newBuilder().setShard(shard))
                    .build();
        }

        private static RolloutRequest.Builder rollout(CreateSessionResponse of, int shard) {
            RolloutRequest.Builder request = RolloutRequest.newBuilder()
                    .setAccess(RunningServer.access(of))
                    .setShard(shard)
                    .setSteps(STEPS)
                    .setChunkSteps(2)
                    .setPolicySeed(3);
            of.getTicketsList()
                    .forEach(ticket -> request.addPolicies(SeatPolicy.newBuilder()
                            .setSeat(ticket.getSeat())
                            .setPolicy(Policy.newBuilder().setUniform(UniformPolicy.getDefaultInstance()))));
            return request;
        }

        /** What the rollout by gRPC was, as turns. */
        private void record(int shard) {
            turns.clear();
            actions.clear();
            turns.add(grpc.reset(reset(RunningServer.access(whole), shard)).getTurn());
            actions.add(Map.of());
            Iterator<RolloutResponse> chunks =
                    grpc.rollout(rollout(whole, shard).build());
            chunks.forEachRemaining(chunk -> {
                for (int k = 0; k < chunk.getSteps(); k++) {
                    record(chunk, k);
                }
            });
            assertEquals(STEPS + 1, turns.size());
        }

        private void record(RolloutResponse chunk, int k) {
            long number = chunk.getFirstStep() + k;
            Turn.Builder turn = Turn.newBuilder().setShard(chunk.getShard()).setStep(number);
            Map<String, ByteString> acts = new LinkedHashMap<>();
            for (SeatTrajectory run : chunk.getSeatsList()) {
                Seat seat = whole.getSession().getSeats(run.getSeat());
                turn.addFramesBuilder()
                        .setSeat(run.getSeat())
                        .setFrame(frame(run.getFrames(), seat.getObservationLayout(), k));
                acts.put(seat.getGroup(), frame(run.getActions(), seat.getActionLayout(), k));
            }
            chunk.getFinalRowsList().stream()
                    .filter(ended -> ended.getStep() == number)
                    .forEach(ended ->
                            turn.setFinalRows(ended.getFinalRows()).addAllFinalFrames(ended.getFinalFramesList()));
            turns.add(turn.build());
            actions.add(acts);
        }

        private static ByteString frame(ByteString frames, FrameLayout layout, int k) {
            int stride = (int) (layout.getSizeBytes() + 63) / 64 * 64;
            return frames.substring(k * stride, k * stride + (int) layout.getSizeBytes());
        }

        private void steps(int shard) {
            CreateSessionResponse made = made();
            Access access = RunningServer.access(made);
            check(
                    json.call("SessionService/Reset?values=lists", reset(access, shard))
                            .good(),
                    0);
            for (int k = 1; k <= STEPS; k++) {
                Map<String, Object> body = new LinkedHashMap<>();
                body.put("actions", lists(actions.get(k)));
                body.put("access", Json.parse(JsonPost.access(access)));
                body.put("shard", shard);
                body.put("step", k);
                check(
                        json.call("SessionService/Step?values=lists", Json.line(body))
                                .good(),
                        k);
            }
        }

        private void rollout(int shard) {
            CreateSessionResponse made = made();
            json.call("SessionService/Reset?values=lists", reset(RunningServer.access(made), shard))
                    .good();
            if (made.getTicketsCount() != whole.getTicketsCount()) {
                return; // policies draw by seat
            }
            List<String> lines = json.call(
                            "SessionService/Rollout?values=lists",
                            rollout(made, shard).build())
                    .good()
                    .body()
                    .lines()
                    .toList();
            assertEquals(STEPS, lines.size());
            for (int k = 1; k <= STEPS; k++) {
                JsonPost.Reply line = new JsonPost.Reply(200, lines.get(k - 1));
                check(line, k);
                assertEquals(numbers(lists(actions.get(k))), numbers(line.at("actions")));
            }
        }

        private Map<String, Object> lists(Map<String, ByteString> frames) {
            Map<String, Object> groups = new LinkedHashMap<>();
            frames.forEach((group, frame) ->
                    groups.put(group, tensors(layout(group, false), frame, FieldKind.FIELD_KIND_ACTION)));
            return groups;
        }

        private FrameLayout layout(String group, boolean observation) {
            return whole.getSession().getSeatsList().stream()
                    .filter(seat -> seat.getGroup().equals(group))
                    .map(seat -> observation ? seat.getObservationLayout() : seat.getActionLayout())
                    .findFirst()
                    .orElseThrow();
        }

        private static Map<String, Object> tensors(FrameLayout layout, ByteString frame, FieldKind kind) {
            Map<String, Object> tensors = new LinkedHashMap<>();
            layout.getFieldsList().stream()
                    .filter(field -> field.getKind() == kind)
                    .forEach(field -> tensors.put(field.getName(), nested(frame, field, 0, 0)));
            return tensors;
        }

        /** The field as nested lists of doubles, longs and null for NaN. */
        private static @Nullable Object nested(ByteString frame, FrameField field, int depth, int index) {
            if (depth == field.getShapeCount()) {
                return element(frame.asReadOnlyByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN), field, index);
            }
            List<@Nullable Object> list = new ArrayList<>();
            for (int k = 0; k < field.getShape(depth); k++) {
                list.add(nested(frame, field, depth + 1, index * field.getShape(depth) + k));
            }
            return list;
        }

        private static @Nullable Object element(ByteBuffer frame, FrameField field, int index) {
            int offset = (int) field.getOffset();
            Object value =
                    switch (field.getDtype()) {
                        case DATA_TYPE_UINT8 -> (long) (frame.get(offset + index) & 0xFF);
                        case DATA_TYPE_INT32 -> (long) frame.getInt(offset + 4 * index);
                        case DATA_TYPE_INT64 -> frame.getLong(offset + 8 * index);
                        case DATA_TYPE_FLOAT32 -> (double) frame.getFloat(offset + 4 * index);
                        default -> frame.getDouble(offset + 8 * index);
                    };
            boolean flag = FLAGS.contains(field.getKind());
            return flag ? (Object) !value.equals(0L) : value instanceof Double d && d.isNaN() ? null : value;
        }

        private static final List<FieldKind> FLAGS = List.of(
                FieldKind.FIELD_KIND_ACTION_MASK,
                FieldKind.FIELD_KIND_ACTIVE,
                FieldKind.FIELD_KIND_TERMINATED,
                FieldKind.FIELD_KIND_TRUNCATED);

        /** Numbers as doubles, for 1 and 1.0 are the same. */
        private static @Nullable Object numbers(@Nullable Object value) {
            if (value instanceof Map<?, ?> map) {
                Map<Object, @Nullable Object> numbers = new LinkedHashMap<>();
                map.forEach((name, member) -> numbers.put(name, numbers(member)));
                return numbers;
            } else if (value instanceof List<?> list) {
                List<@Nullable Object> numbers = new ArrayList<>();
                list.forEach(element -> numbers.add(numbers(element)));
                return numbers;
            }
            return value instanceof Number number ? (Object) number.doubleValue() : value;
        }

        private void check(JsonPost.Reply reply, int k) {
            Turn turn = turns.get(k);
            Map<String, @Nullable Object> expected = new LinkedHashMap<>();
            List.of("obs", "action_mask", "active", "reward", "metrics", "final_obs")
                    .forEach(name -> expected.put(name, new LinkedHashMap<>()));
            for (int s = 0; s < turn.getFramesCount(); s++) {
                Seat seat = whole.getSession().getSeats(turn.getFrames(s).getSeat());
                frame(
                        expected,
                        seat.getGroup(),
                        seat.getObservationLayout(),
                        turn.getFrames(s).getFrame());
            }
            finals(expected, turn);
            expected.put("step", (double) turn.getStep());
            expected.forEach((name, value) ->
                    assertEquals(numbers(value), numbers(reply.at("turn", name)), name + " of turn " + k));
        }

        @SuppressWarnings("unchecked") // as it was put in
        private static void frame(
                Map<String, @Nullable Object> turn, String group, FrameLayout layout, ByteString frame) {
            for (FieldKind kind : FieldKind.values()) {
                Map<String, Object> tensors = tensors(layout, frame, kind);
                String name = kind.name().replace("FIELD_KIND_", "").toLowerCase(java.util.Locale.ROOT);
                switch (kind) {
                    case FIELD_KIND_OBSERVATION -> put(turn, "obs", group, tensors);
                    case FIELD_KIND_ACTION_MASK, FIELD_KIND_ACTIVE, FIELD_KIND_REWARD ->
                        tensors.values().forEach(one -> put(turn, name, group, one));
                    case FIELD_KIND_TERMINATED, FIELD_KIND_TRUNCATED -> turn.put(name, tensors.get(name));
                    case FIELD_KIND_METRIC ->
                        ((Map<String, Object>) Objects.requireNonNull(turn.get("metrics"))).putAll(tensors);
                    case FIELD_KIND_PRIVILEGED -> {
                        if (!tensors.isEmpty()) {
                            turn.put("privileged", tensors);
                        }
                    }
                    default -> assertTrue(tensors.isEmpty());
                }
            }
        }

        @SuppressWarnings("unchecked") // as it was put in
        private static void put(Map<String, @Nullable Object> turn, String name, String group, Object value) {
            ((Map<String, Object>) Objects.requireNonNull(turn.get(name))).put(group, value);
        }

        private void finals(Map<String, @Nullable Object> turn, Turn of) {
            List<Object> rows = new ArrayList<>();
            ByteBuffer ended = of.getFinalRows().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
            while (ended.hasRemaining()) {
                rows.add((double) ended.getInt());
            }
            turn.put("final_rows", rows);
            for (int s = 0; s < of.getFinalFramesCount(); s++) {
                Seat seat = whole.getSession().getSeats(of.getFinalFrames(s).getSeat());
                FrameLayout.Builder layout = FrameLayout.newBuilder();
                int offset = 0;
                for (FrameField field : seat.getObservationLayout().getFieldsList()) {
                    if (field.getKind() == FieldKind.FIELD_KIND_OBSERVATION
                            || field.getKind() == FieldKind.FIELD_KIND_ACTION_MASK
                            || field.getKind() == FieldKind.FIELD_KIND_PRIVILEGED) {
                        FrameField.Builder placed =
                                field.toBuilder().setShape(0, rows.size()).setOffset(offset);
                        int bytes = placed.getShapeList().stream().reduce(1, Math::multiplyExact);
                        layout.addFields(placed);
                        offset = (offset + bytes * bytes(field) + 63) / 64 * 64;
                    }
                }
                put(
                        turn,
                        "final_obs",
                        seat.getGroup(),
                        tensors(layout.build(), of.getFinalFrames(s).getFrame(), FieldKind.FIELD_KIND_OBSERVATION));
            }
        }

        private static int bytes(FrameField field) {
            return switch (field.getDtype()) {
                case DATA_TYPE_UINT8 -> 1;
                case DATA_TYPE_INT32, DATA_TYPE_FLOAT32 -> 4;
                default -> 8;
            };
        }
    }
}
