package walras.server.conformance;

import static walras.server.conformance.ConformanceCase.same;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.protobuf.Duration;
import java.util.List;
import java.util.Map;
import walras.v1.Deadline;
import walras.v1.RemoteFiller;
import walras.v1.ResetConfig;
import walras.v1.SeatConfig;
import walras.v1.SessionConfig;

/** Seats of somebody's session, taken by addresses. */
final class SeatCases {
    private SeatCases() {}

    static List<ConformanceCase> all() {
        return List.of(
                new ConformanceCase(
                        "two-seats",
                        "Two seats by their addresses, one of them late to come.",
                        true,
                        SeatCases::twoSeats),
                new ConformanceCase("two-tickets", "Both seats by one address.", SeatCases::twoTickets),
                new ConformanceCase(
                        "events", "A lapse, a seat that was late, a seat that left.", true, SeatCases::events),
                new ConformanceCase(
                        "refused-seats",
                        "A ticket of nobody, a seat that is taken, a session that is not.",
                        true,
                        SeatCases::refused));
    }

    /** Of a turn, what one seat sees. */
    private static JsonObject of(String seat, JsonObject turn) {
        JsonObject seen = new JsonObject();
        for (String name : List.of("obs", "reward", "active", "action_mask")) {
            if (turn.has(name) && turn.getAsJsonObject(name).has(seat)) {
                JsonObject own = new JsonObject();
                own.add(seat, turn.getAsJsonObject(name).get(seat));
                seen.add(name, own);
            }
        }
        List.of("step", "cause", "terminated", "truncated").forEach(name -> seen.add(name, turn.get(name)));
        return seen;
    }

    private static JsonObject only(String seat, JsonObject actions) {
        JsonObject own = new JsonObject();
        own.add(seat, actions.get(seat));
        return own;
    }

    private static void twoSeats(Scene scene) {
        SessionConfig.Builder config = Cases.config(3, 1);
        Mirror mirror = scene.mirror(config);
        Mirror host = scene.mirror(config);
        scene.ok("join", "as", "makers", "address", host.address(scene.place(), 0));
        JsonObject turn = mirror.reset(ResetConfig.getDefaultInstance());
        host.reset(ResetConfig.getDefaultInstance());
        same("first turn", of("makers", turn), scene.ok("wait", "of", "makers"));
        scene.ok("join", "as", "choosers", "address", host.address(scene.place(), 1));
        same("present turn", of("choosers", turn), scene.ok("wait", "of", "choosers"));
        for (int step = 1; step <= 10; step++) {
            JsonObject actions = mirror.actions(turn, step);
            turn = mirror.step(0, actions);
            scene.ok("send", "of", "makers", "actions", only("makers", actions));
            same(
                    "choosers, step " + step,
                    of("choosers", turn),
                    scene.ok("step", "of", "choosers", "actions", only("choosers", actions)));
            same("makers, step " + step, of("makers", turn), scene.ok("receive", "of", "makers"));
        }
    }

    private static void twoTickets(Scene scene) {
        SessionConfig.Builder config = Cases.config(3, 2);
        Mirror mirror = scene.mirror(config);
        Mirror host = scene.mirror(config);
        JsonArray seats = scene.ok("join", "as", "both", "address", host.address(scene.place(), 0, 1, 2))
                .getAsJsonArray("seats");
        Comparison.same("keys", keys("makers/0", "makers/1", "choosers"), seats);
        JsonObject turn = mirror.reset(ResetConfig.getDefaultInstance());
        host.reset(ResetConfig.getDefaultInstance());
        same("first turn", turn, scene.ok("wait", "of", "both"));
        JsonObject actions = mirror.actions(turn, 1);
        same("step", mirror.step(0, actions), scene.ok("step", "of", "both", "actions", actions));
    }

    private static JsonArray keys(String... all) {
        JsonArray keys = new JsonArray();
        List.of(all).forEach(keys::add);
        return keys;
    }

    private static void events(Scene scene) {
        SessionConfig.Builder config = Mirror.of("counter-v0", Map.of("agents", 2.0))
                .setDeadline(
                        Deadline.newBuilder().setStepTime(Duration.newBuilder().setNanos(300_000_000)));
        for (int agent = 0; agent < 2; agent++) {
            config.addSeats(SeatConfig.newBuilder()
                    .setGroup("counters")
                    .setAgent(agent)
                    .setRemote(RemoteFiller.getDefaultInstance()));
        }
        Mirror host = scene.mirror(config);
        scene.ok("join", "as", "quick", "address", host.address(scene.place(), 0));
        scene.ok("join", "as", "slow", "address", host.address(scene.place(), 1));
        JsonObject turn = host.reset(ResetConfig.getDefaultInstance());
        scene.ok("wait", "of", "quick");
        scene.ok("wait", "of", "slow");
        JsonObject actions = host.actions(turn, 1);
        JsonObject own = new JsonObject();
        own.add("counters", actions.get("counters/0"));
        scene.ok("step", "of", "quick", "actions", own);
        JsonObject late = new JsonObject();
        late.add("late", keys("counters"));
        same("the late seat's turn", late, scene.ok("wait", "of", "slow"));
        happened(scene, "quick", "DEADLINE_LAPSED");
        scene.ok("close", "of", "slow");
        scene.ok("step", "of", "quick", "actions", own); // its turn comes after the event
        happened(scene, "quick", "SEAT_LEFT");
    }

    private static void happened(Scene scene, String who, String kind) {
        JsonArray events = scene.ok("events", "of", who).getAsJsonArray("events");
        CaseFailure.unless(
                events != null && events.toString().contains("\"" + kind + "\""),
                "events: expected " + kind + ", got " + events);
    }

    private static void refused(Scene scene) {
        Mirror host = scene.mirror(Cases.config(1, 1));
        String address = host.address(scene.place(), 0);
        scene.ok("join", "as", "one", "address", address);
        scene.refused("FAILED_PRECONDITION", "SEAT_TAKEN", Scene.command("join", "as", "two", "address", address));
        String ticket = address.substring(address.indexOf('?'));
        String nobody = address.replace(ticket, "?ticket=" + "0".repeat(32));
        scene.refused("PERMISSION_DENIED", "TOKEN_WRONG", Scene.command("join", "as", "two", "address", nobody));
        String nowhere = "walras://" + scene.place() + "/nowhere" + ticket;
        scene.refused("NOT_FOUND", "UNKNOWN_SESSION", Scene.command("join", "as", "two", "address", nowhere));
    }
}
