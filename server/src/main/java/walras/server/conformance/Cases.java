package walras.server.conformance;

import static walras.server.conformance.ConformanceCase.same;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import walras.v1.AutoresetMode;
import walras.v1.FieldKind;
import walras.v1.FieldSelector;
import walras.v1.RemoteFiller;
import walras.v1.ResetConfig;
import walras.v1.SeatConfig;
import walras.v1.SessionConfig;

/** Every case, in the order in which they are played. */
public final class Cases {
    private static final int STEPS = 24;

    private Cases() {}

    /** All of them; names are unique. */
    public static List<ConformanceCase> all() {
        List<ConformanceCase> cases = new ArrayList<>(CounterCases.all());
        cases.addAll(List.of(
                new ConformanceCase(
                        "every-type-next-step",
                        "Every space and type; finished rows begin at their next step.",
                        scene -> episodes(scene, AutoresetMode.AUTORESET_MODE_NEXT_STEP)),
                new ConformanceCase(
                        "every-type-same-step",
                        "The same, with final frames of several fields.",
                        scene -> episodes(scene, AutoresetMode.AUTORESET_MODE_SAME_STEP)),
                new ConformanceCase(
                        "every-type-disabled",
                        "The same, where finished rows are reset by a mask.",
                        scene -> episodes(scene, AutoresetMode.AUTORESET_MODE_DISABLED)),
                new ConformanceCase("seeds", "Another seed, and a seed for each row.", Cases::seeds),
                new ConformanceCase("shards", "Two shards step on their own, out of order.", Cases::shards),
                new ConformanceCase(
                        "seats-of-a-group",
                        "Several seats of one group: keys, and a metric in parts.",
                        Cases::seatsOfAGroup),
                new ConformanceCase(
                        "rollout", "A trajectory, in one chunk and in several.", scene -> rollout(scene, 1, List.of())),
                new ConformanceCase(
                        "rollout-seats",
                        "A trajectory of several seats of one group.",
                        scene -> rollout(scene, 3, List.of())),
                new ConformanceCase(
                        "rollout-fields",
                        "A trajectory of some fields.",
                        scene -> rollout(scene, 1, List.of("obs.jumped", "reward", "actions"))),
                new ConformanceCase("snapshot", "A snapshot, and back to it.", Cases::snapshot)));
        cases.addAll(SeatCases.all());
        cases.addAll(ConnectionCases.all());
        cases.addAll(LongCases.all());
        return List.copyOf(cases);
    }

    /** conformance-v0 with all metrics; makers in so many seats, choosers in one; all of them see the privileged tensors. */
    static SessionConfig.Builder config(int rows, int makerSeats) {
        SessionConfig.Builder config = Mirror.of("conformance-v0", Map.of("agents", Math.max(2.0, makerSeats)))
                .setNumEnvs(rows)
                .setSeed(11)
                .addMetrics("*");
        for (int seat = 0; seat < makerSeats; seat++) {
            SeatConfig.Builder makers = SeatConfig.newBuilder().setGroup("makers");
            config.addSeats(privileged(makerSeats == 1 ? makers : makers.setAgent(seat)));
        }
        return config.addSeats(privileged(SeatConfig.newBuilder().setGroup("choosers")));
    }

    private static SeatConfig.Builder privileged(SeatConfig.Builder seat) {
        return seat.setRemote(RemoteFiller.newBuilder().setPrivileged(true));
    }

    private static void episodes(Scene scene, AutoresetMode mode) {
        SessionConfig.Builder config = config(5, 1).setAutoresetMode(mode);
        Mirror mirror = scene.mirror(config);
        scene.twin(scene.place(), config.build());
        JsonObject turn = mirror.reset(ResetConfig.getDefaultInstance());
        same("reset", turn, scene.ok("reset", "of", "s"));
        for (int step = 1; step <= STEPS; step++) {
            JsonArray mask = mode == AutoresetMode.AUTORESET_MODE_DISABLED ? done(turn) : new JsonArray();
            if (mask.toString().contains("true")) {
                turn = mirror.reset(
                        ResetConfig.newBuilder().setRowMask(bytes(mask)).build());
                same("reset " + step, turn, scene.ok("reset", "of", "s", "mask", mask));
            }
            JsonObject actions = mirror.actions(turn, step);
            turn = mirror.step(0, actions);
            same("step " + step, turn, scene.ok("step", "of", "s", "actions", actions));
        }
    }

    /** [B]: the rows whose episodes are over. */
    private static JsonArray done(JsonObject turn) {
        JsonArray done = new JsonArray();
        for (int row = 0; row < turn.getAsJsonArray("terminated").size(); row++) {
            done.add(turn.getAsJsonArray("terminated").get(row).getAsInt() == 1
                    || turn.getAsJsonArray("truncated").get(row).getAsInt() == 1);
        }
        return done;
    }

    private static ByteString bytes(JsonArray mask) {
        byte[] bytes = new byte[mask.size()]; // [B]
        for (int row = 0; row < bytes.length; row++) {
            bytes[row] = (byte) (mask.get(row).getAsBoolean() ? 1 : 0);
        }
        return ByteString.copyFrom(bytes);
    }

    private static void seeds(Scene scene) {
        SessionConfig.Builder config = config(2, 1);
        Mirror mirror = scene.mirror(config);
        scene.twin(scene.place(), config.build());
        same("reset", mirror.reset(ResetConfig.getDefaultInstance()), scene.ok("reset", "of", "s"));
        long far = (1L << 53) - 1;
        ResetConfig.Builder other = ResetConfig.newBuilder().setSeed(far);
        same("seed", mirror.reset(other.build()), scene.ok("reset", "of", "s", "seed", far));
        ResetConfig.Builder each = ResetConfig.newBuilder().addRowSeeds(5).addRowSeeds(far);
        same("row seeds", mirror.reset(each.build()), scene.ok("reset", "of", "s", "row_seeds", List.of(5L, far)));
    }

    private static void shards(Scene scene) {
        SessionConfig.Builder config = config(4, 1).setShards(2);
        Mirror mirror = scene.mirror(config);
        scene.twin(scene.place(), config.build());
        JsonObject[] turns = new JsonObject[2];
        for (int shard : new int[] {1, 0}) {
            turns[shard] = mirror.reset(ResetConfig.newBuilder().setShard(shard).build());
            same("reset", turns[shard], scene.ok("reset", "of", "s", "shard", shard));
        }
        for (int step = 1; step <= STEPS; step++) {
            for (int shard = 0; shard < 2; shard++) {
                JsonObject actions = mirror.actions(turns[shard], step + shard);
                scene.ok("send", "of", "s", "shard", shard, "actions", actions);
                turns[shard] = mirror.step(shard, actions);
            }
            for (int shard : new int[] {1, 0}) {
                same("shard " + shard + ", step " + step, turns[shard], scene.ok("receive", "of", "s", "shard", shard));
            }
        }
    }

    private static void seatsOfAGroup(Scene scene) {
        SessionConfig.Builder config = config(3, 3);
        Mirror mirror = scene.mirror(config);
        scene.twin(scene.place(), config.build());
        JsonObject turn = mirror.reset(ResetConfig.getDefaultInstance());
        same("reset", turn, scene.ok("reset", "of", "s"));
        for (int step = 1; step <= STEPS; step++) {
            JsonObject actions = mirror.actions(turn, step);
            turn = mirror.step(0, actions);
            same("step " + step, turn, scene.ok("step", "of", "s", "actions", actions));
        }
    }

    private static void rollout(Scene scene, int makerSeats, List<String> fields) {
        SessionConfig.Builder config = config(3, makerSeats).setAutoresetMode(AutoresetMode.AUTORESET_MODE_SAME_STEP);
        List<FieldSelector> only = fields.isEmpty()
                ? List.of()
                : List.of(
                        FieldSelector.newBuilder()
                                .setKind(FieldKind.FIELD_KIND_OBSERVATION)
                                .setName("jumped")
                                .build(),
                        FieldSelector.newBuilder()
                                .setKind(FieldKind.FIELD_KIND_REWARD)
                                .build(),
                        FieldSelector.newBuilder()
                                .setKind(FieldKind.FIELD_KIND_ACTION)
                                .build());
        Mirror mirror = scene.mirror(config);
        scene.twin(scene.place(), config.build());
        mirror.reset(ResetConfig.getDefaultInstance());
        scene.ok("reset", "of", "s");
        for (int chunk : new int[] {0, 5}) {
            JsonArray turns = mirror.rollout(STEPS, 3, only);
            JsonArray got = scene.ok(
                            "rollout", "of", "s", "steps", STEPS, "seed", 3, "chunk_steps", chunk, "fields", fields)
                    .getAsJsonArray("turns");
            CaseFailure.unless(got != null && got.size() == STEPS, "expected " + STEPS + " turns");
            for (int i = 0; got != null && i < STEPS; i++) {
                same(
                        "chunks of " + chunk + ", turn " + i,
                        turns.get(i).getAsJsonObject(),
                        got.get(i).getAsJsonObject());
            }
        }
        JsonObject turn = mirror.reset(ResetConfig.getDefaultInstance());
        same("reset", turn, scene.ok("reset", "of", "s"));
    }

    private static void snapshot(Scene scene) {
        SessionConfig.Builder config = config(2, 1);
        Mirror mirror = scene.mirror(config);
        scene.twin(scene.place(), config.build());
        JsonObject turn = mirror.reset(ResetConfig.getDefaultInstance());
        scene.ok("reset", "of", "s");
        ByteString before = mirror.snapshot();
        scene.ok("snapshot", "of", "s", "as", "before");
        JsonObject actions = mirror.actions(turn, 1);
        JsonObject then = mirror.step(0, actions);
        same("step", then, scene.ok("step", "of", "s", "actions", actions));
        same("restored", mirror.restore(before), scene.ok("restore", "of", "s", "from", "before"));
        JsonObject again = mirror.step(0, actions);
        same("step again", again, scene.ok("step", "of", "s", "actions", actions));
    }
}
