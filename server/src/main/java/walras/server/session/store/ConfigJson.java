package walras.server.session.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import walras.env.Backend;
import walras.env.batch.AutoresetMode;
import walras.server.session.plan.SessionConfig;
import walras.server.session.plan.SessionConfig.Deadline;
import walras.server.session.plan.SessionConfig.LateAction;
import walras.server.session.plan.SessionConfig.LogMode;
import walras.server.session.plan.SessionConfig.NamedPolicy;
import walras.server.session.plan.SessionConfig.PartConfig;
import walras.server.session.plan.SessionConfig.SeatConfig;
import walras.server.session.shard.ResetOrder;

/** A session's configuration as Java forms of JSON, for the header of its logs. */
final class ConfigJson {
    private ConfigJson() {}

    static Map<String, @Nullable Object> write(SessionConfig config) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("environment", config.environment());
        json.put("options", config.options());
        json.put("rows", config.rows());
        json.put("seed", config.seed().isPresent() ? config.seed().getAsLong() : null);
        json.put("row_seeds", config.rowSeeds());
        json.put("autoreset", config.autoreset().name());
        json.put("seats", config.seats().stream().map(ConfigJson::write).toList());
        json.put("deadline", config.deadline().map(ConfigJson::write).orElse(null));
        json.put("metrics", config.metrics());
        json.put("shards", config.shards());
        json.put("log_mode", config.logMode().name());
        json.put("keep_nanos", config.keep().map(Duration::toNanos).orElse(null));
        json.put("backend", config.backend().name());
        json.put("parts", config.parts().stream().map(ConfigJson::write).toList());
        return json;
    }

    private static Map<String, @Nullable Object> write(PartConfig part) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("rows", part.rows());
        json.put("options", part.options());
        json.put("seed", part.seed().isPresent() ? part.seed().getAsLong() : null);
        json.put("same_seed", part.sameSeed());
        return json;
    }

    static Map<String, @Nullable Object> write(ResetOrder.PartChange part) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("part", part.part());
        json.put("options", part.options());
        json.put("seed", part.seed().isPresent() ? part.seed().getAsLong() : null);
        return json;
    }

    static ResetOrder.PartChange readChange(JsonObject json) {
        return new ResetOrder.PartChange(
                json.integer("part"), json.object("options").values(), json.maybe("seed"));
    }

    private static Map<String, @Nullable Object> write(SeatConfig seat) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("group", seat.group());
        json.put("agent", seat.agent().isPresent() ? seat.agent().getAsInt() : null);
        json.put("policy", seat.policy().map(ConfigJson::write).orElse(null));
        json.put("privileged", seat.privileged());
        json.put("text", seat.text());
        return json;
    }

    private static Map<String, @Nullable Object> write(NamedPolicy policy) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("name", policy.name());
        json.put("options", policy.options());
        return json;
    }

    private static Map<String, @Nullable Object> write(Deadline deadline) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("step_nanos", deadline.stepTime().toNanos());
        json.put("late_action", deadline.lateAction().name());
        json.put("late_policy", deadline.latePolicy().map(ConfigJson::write).orElse(null));
        json.put("forfeit_lapses", deadline.forfeitLapses());
        json.put("forfeit_refusals", deadline.forfeitRefusals());
        json.put("bank_nanos", deadline.bank().toNanos());
        return json;
    }

    /** @throws RuntimeException if it is not what {@link #write} wrote */
    static SessionConfig read(JsonObject json) {
        List<SeatConfig> seats = new ArrayList<>();
        json.objects("seats").forEach(seat -> seats.add(readSeat(seat)));
        return new SessionConfig(
                json.text("environment"),
                json.object("options").values(),
                json.integer("rows"),
                json.maybe("seed"),
                json.numbers("row_seeds"),
                AutoresetMode.valueOf(json.text("autoreset")),
                seats,
                json.has("deadline") ? Optional.of(readDeadline(json.object("deadline"))) : Optional.empty(),
                json.texts("metrics"),
                json.integer("shards"),
                LogMode.valueOf(json.text("log_mode")),
                json.has("keep_nanos") ? Optional.of(Duration.ofNanos(json.number("keep_nanos"))) : Optional.empty(),
                Backend.valueOf(json.text("backend")),
                json.has("parts")
                        ? json.objects("parts").stream()
                                .map(ConfigJson::readPart)
                                .toList()
                        : List.of());
    }

    private static PartConfig readPart(JsonObject json) {
        return new PartConfig(
                json.integer("rows"),
                json.object("options").values(),
                json.maybe("seed"),
                Boolean.TRUE.equals(json.values().get("same_seed")));
    }

    private static SeatConfig readSeat(JsonObject json) {
        return new SeatConfig(
                json.text("group"),
                json.has("agent") ? OptionalInt.of(json.integer("agent")) : OptionalInt.empty(),
                json.has("policy") ? Optional.of(readPolicy(json.object("policy"))) : Optional.empty(),
                Boolean.TRUE.equals(json.values().get("privileged")),
                Boolean.TRUE.equals(json.values().get("text")));
    }

    private static NamedPolicy readPolicy(JsonObject json) {
        return new NamedPolicy(json.text("name"), json.object("options").values());
    }

    private static Deadline readDeadline(JsonObject json) {
        return new Deadline(
                Duration.ofNanos(json.number("step_nanos")),
                LateAction.valueOf(json.text("late_action")),
                json.has("late_policy") ? Optional.of(readPolicy(json.object("late_policy"))) : Optional.empty(),
                json.integer("forfeit_lapses"),
                json.has("forfeit_refusals") ? json.integer("forfeit_refusals") : 0,
                Duration.ofNanos(json.has("bank_nanos") ? json.number("bank_nanos") : 0));
    }
}
