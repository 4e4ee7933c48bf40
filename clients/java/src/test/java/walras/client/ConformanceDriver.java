package walras.client;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.reflect.TypeToken;
import io.grpc.TlsChannelCredentials;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import walras.v1.AutoresetMode;
import walras.v1.DataType;
import walras.v1.RemoteFiller;
import walras.v1.ResetConfig;
import walras.v1.RolloutRequest;
import walras.v1.SessionConfig;

/** This client's driver for {@code ./walras conformance}: does what a line of JSON says, and answers with a line. */
public final class ConformanceDriver {
    private static final Gson GSON = new Gson();

    private final Map<String, AutoCloseable> open = new LinkedHashMap<>(); // what has a name
    private final Map<String, byte[]> snapshots = new LinkedHashMap<>();

    public static void main(String[] arguments) throws Exception {
        ConformanceDriver driver = new ConformanceDriver();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                out.println(driver.answer(JsonParser.parseString(line).getAsJsonObject()));
            }
        }
        driver.end();
    }

    private JsonObject answer(JsonObject command) throws Exception {
        JsonObject answer = new JsonObject();
        try {
            answer.add("ok", done(command));
        } catch (WalrasException refused) {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put("code", refused.code().name());
            error.put("reason", refused.reason());
            error.put("message", refused.getMessage());
            answer.add("error", GSON.toJsonTree(error));
        }
        return answer;
    }

    private JsonObject done(JsonObject command) throws Exception {
        int shard = command.has("shard") ? command.get("shard").getAsInt() : 0;
        switch (command.get("do").getAsString()) {
            case "connect" -> open.put(text(command, "as"), Client.connect(text(command, "address"), options(command)));
            case "session" -> {
                Session made = ((Client) of(command)).session(session(command));
                return held(command, made);
            }
            case "join" -> {
                return held(command, Client.join(text(command, "address"), options(command)));
            }
            case "reset" -> {
                return turn(((Session) of(command)).reset(reset(command)));
            }
            case "step" -> {
                return turn(seats(command).step(actions(command)));
            }
            case "send" -> seats(command).send(shard, actions(command));
            case "receive" -> {
                return turn(seats(command).receive(shard));
            }
            case "wait" -> {
                return turn(seats(command).await(shard));
            }
            case "rollout" -> {
                return rollout(command);
            }
            case "events" -> {
                List<String> kinds = seats(command).events().stream()
                        .map(each -> each.getKind().name().substring("EVENT_KIND_".length()))
                        .toList();
                return object("events", kinds);
            }
            case "snapshot" -> snapshots.put(text(command, "as"), ((Session) of(command)).snapshot());
            case "restore" -> {
                return turn(((Session) of(command)).restore(saved(command)).get(0));
            }
            case "close" -> of(command).close();
            case "end" -> end();
            default -> throw new IllegalArgumentException("unknown: " + command);
        }
        return new JsonObject();
    }

    private byte[] saved(JsonObject command) {
        byte[] found = snapshots.get(text(command, "from"));
        return found == null ? new byte[0] : found;
    }

    private void end() throws Exception {
        List<AutoCloseable> all = new ArrayList<>(open.values());
        open.clear();
        for (int i = all.size() - 1; i >= 0; i--) {
            try {
                all.get(i).close();
            } catch (WalrasException gone) {
                // Its server has ended, and what was open there with it.
            }
        }
    }

    private AutoCloseable of(JsonObject command) {
        AutoCloseable found = open.get(text(command, "of"));
        if (found == null) {
            throw new IllegalArgumentException("nothing of that name: " + command);
        }
        return found;
    }

    private Participant seats(JsonObject command) {
        return (Participant) of(command);
    }

    private JsonObject held(JsonObject command, Participant participant) {
        open.put(text(command, "as"), participant);
        return object("seats", participant.seats().stream().map(Seat::key).toList());
    }

    private static JsonObject object(String name, Object value) {
        return GSON.toJsonTree(Map.of(name, value)).getAsJsonObject();
    }

    private static String text(JsonObject command, String name) {
        return command.get(name).getAsString();
    }

    private static List<JsonElement> list(JsonObject command, String name) {
        return command.has(name) ? command.getAsJsonArray(name).asList() : List.of();
    }

    private static List<String> words(JsonObject command, String name) {
        return list(command, name).stream().map(JsonElement::getAsString).toList();
    }

    private static List<Long> longs(JsonObject command, String name) {
        return list(command, name).stream().map(JsonElement::getAsLong).toList();
    }

    private static ConnectOptions options(JsonObject command) throws IOException {
        ConnectOptions options = new ConnectOptions().timeout(Duration.ofSeconds(20));
        if (command.has("token")) {
            options.token(text(command, "token"));
        }
        if (command.has("ca")) {
            options.tls(TlsChannelCredentials.newBuilder()
                    .trustManager(new File(text(command, "ca")))
                    .build());
        }
        return options;
    }

    private static SessionConfig session(JsonObject command) {
        SessionConfig.Builder config = SessionConfig.newBuilder().setEnvironment(text(command, "environment"));
        if (command.has("num_envs")) {
            config.setNumEnvs(command.get("num_envs").getAsInt());
        }
        if (command.has("seed")) {
            config.setSeed(command.get("seed").getAsLong());
        }
        config.addAllRowSeeds(longs(command, "row_seeds")).addAllMetrics(words(command, "metrics"));
        if (command.has("options")) {
            config.setOptions(
                    Options.of(GSON.fromJson(command.get("options"), new TypeToken<Map<String, Object>>() {})));
        }
        if (command.has("autoreset")) {
            config.setAutoresetMode(AutoresetMode.valueOf(
                    "AUTORESET_MODE_" + text(command, "autoreset").toUpperCase(java.util.Locale.ROOT)));
        }
        config.setShards(command.has("shards") ? command.get("shards").getAsInt() : 1);
        boolean privileged =
                command.has("privileged") && command.get("privileged").getAsBoolean();
        RemoteFiller filler =
                RemoteFiller.newBuilder().setPrivileged(privileged).build();
        words(command, "seats")
                .forEach(seat -> config.addSeats(Options.seat(seat).setRemote(filler)));
        return config.build();
    }

    private static ResetConfig reset(JsonObject command) {
        ResetConfig.Builder config = ResetConfig.newBuilder().addAllRowSeeds(longs(command, "row_seeds"));
        if (command.has("shard")) {
            config.setShard(command.get("shard").getAsInt());
        }
        if (command.has("seed")) {
            config.setSeed(command.get("seed").getAsLong());
        }
        List<JsonElement> mask = list(command, "mask");
        boolean[] rows = new boolean[mask.size()]; // [B]
        IntStream.range(0, rows.length).forEach(row -> rows[row] = mask.get(row).getAsBoolean());
        config.setRowMask(Options.mask(rows));
        if (command.has("options")) {
            command.getAsJsonObject("options").entrySet().forEach(each -> {
                JsonArray values = each.getValue().getAsJsonArray();
                IntStream.range(0, values.size())
                        .filter(row -> rows.length == 0 || rows[row])
                        .forEach(row -> config.addRowOptionsBuilder()
                                .addRows(row)
                                .setOptions(Options.of(
                                        Map.of(each.getKey(), values.get(row).getAsDouble()))));
            });
        }
        return config.build();
    }

    /** Seat to tensor to an array of its own type. */
    private static Map<String, Map<String, Object>> actions(JsonObject command) {
        Map<String, Map<String, Object>> actions = new LinkedHashMap<>();
        command.getAsJsonObject("actions").entrySet().forEach(seat -> {
            Map<String, Object> tensors = new LinkedHashMap<>();
            seat.getValue().getAsJsonObject().entrySet().forEach(each -> {
                JsonObject tensor = each.getValue().getAsJsonObject();
                var values =
                        StreamSupport.stream(tensor.getAsJsonArray("values").spliterator(), false);
                tensors.put(
                        each.getKey(),
                        text(tensor, "dtype").startsWith("float")
                                ? values.mapToDouble(JsonElement::getAsDouble).toArray()
                                : values.mapToLong(value -> Long.parseLong(value.getAsString()))
                                        .toArray());
            });
            actions.put(seat.getKey(), tensors);
        });
        return actions;
    }

    private JsonObject rollout(JsonObject command) {
        RolloutRequest request = RolloutRequest.newBuilder()
                .setSteps(command.get("steps").getAsInt())
                .setPolicySeed(command.get("seed").getAsLong())
                .setChunkSteps(command.get("chunk_steps").getAsInt())
                .addAllFields(Options.fields(words(command, "fields").toArray(new String[0])))
                .build();
        JsonArray turns = new JsonArray();
        for (Chunk chunk : ((Session) of(command)).rollout(request, Policies.uniform())) {
            for (int i = 0; i < chunk.steps(); i++) {
                JsonObject turn = turn(chunk.turn(i));
                turn.add("actions", tensors(chunk.actions(i)));
                turns.add(turn);
            }
        }
        return object("turns", turns);
    }

    private static JsonObject turn(Turn turn) {
        JsonObject json = new JsonObject();
        json.addProperty("step", turn.step());
        String cause = turn.cause().name();
        json.addProperty("cause", cause.substring(cause.lastIndexOf('_') + 1).toLowerCase(java.util.Locale.ROOT));
        json.add("obs", tensors(turn.obs()));
        json.add("reward", values(turn.reward(), each -> doubles(each.remaining(), each::get)));
        json.add("active", GSON.toJsonTree(turn.active()));
        json.add("terminated", GSON.toJsonTree(turn.terminated()));
        json.add("truncated", GSON.toJsonTree(turn.truncated()));
        json.add("action_mask", values(turn.actionMask(), ConformanceDriver::elements));
        json.add("metrics", values(turn.metrics(), ConformanceDriver::elements));
        json.add("privileged", values(turn.privileged(), ConformanceDriver::tensor));
        json.add("final_rows", GSON.toJsonTree(turn.finalRows()));
        json.add("final_obs", tensors(turn.finalObs()));
        json.add("final_action_mask", values(turn.finalActionMask(), ConformanceDriver::elements));
        json.add("final_privileged", values(turn.finalPrivileged(), ConformanceDriver::tensor));
        json.add("late", GSON.toJsonTree(turn.late()));
        return json;
    }

    private static <V> JsonObject values(Map<String, V> all, java.util.function.Function<V, JsonElement> as) {
        JsonObject json = new JsonObject();
        all.forEach((name, value) -> json.add(name, as.apply(value)));
        return json;
    }

    private static JsonObject tensors(Map<String, Map<String, Tensor>> all) {
        return values(all, each -> values(each, ConformanceDriver::tensor));
    }

    private static JsonElement tensor(Tensor of) {
        JsonObject json = object("shape", of.shape());
        json.addProperty(
                "dtype", of.dtype().name().substring("DATA_TYPE_".length()).toLowerCase(java.util.Locale.ROOT));
        json.add("values", elements(of));
        return json;
    }

    private static JsonElement elements(Tensor of) {
        if (of.dtype() == DataType.DATA_TYPE_INT64) {
            JsonArray words = new JsonArray();
            IntStream.range(0, of.size())
                    .forEach(i -> words.add(Long.toString(of.longs().get(i))));
            return words;
        }
        return doubles(of.size(), of::at);
    }

    private static JsonArray doubles(int count, java.util.function.IntToDoubleFunction at) {
        JsonArray numbers = new JsonArray();
        IntStream.range(0, count).forEach(i -> numbers.add(at.applyAsDouble(i)));
        return numbers;
    }
}
