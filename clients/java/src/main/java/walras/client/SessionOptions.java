package walras.client;

import com.google.protobuf.Duration;
import java.util.Arrays;
import java.util.Map;
import walras.v1.AutoresetMode;
import walras.v1.Deadline;
import walras.v1.LogMode;
import walras.v1.NamedPolicy;
import walras.v1.PartConfig;
import walras.v1.RemoteFiller;
import walras.v1.SeatConfig;
import walras.v1.SessionConfig;

/** What a session is made of; one row of everything's default, as it is. */
public final class SessionOptions {
    private final SessionConfig.Builder config = SessionConfig.newBuilder();

    /** B, the number of rows; those of the parts where there are any. */
    public SessionOptions numEnvs(int rows) {
        config.setNumEnvs(rows);
        return this;
    }

    /** Row r draws from a stream that is a function of the seed and r. Without one the server draws a seed below 2^53. */
    public SessionOptions seed(long seed) {
        config.setSeed(seed);
        return this;
    }

    /** One seed per row, [B], instead of a seed. */
    public SessionOptions rowSeeds(long... seeds) {
        Arrays.stream(seeds).forEach(config::addRowSeeds);
        return this;
    }

    /** An option of the environment, a JSON value: a number, a flag, a word, an array or list of any depth. */
    public SessionOptions option(String name, Object value) {
        return options(Map.of(name, value));
    }

    /** Options of the environment; those left out have their defaults. */
    public SessionOptions options(Map<String, ?> values) {
        config.getOptionsBuilder().putAllFields(Json.struct("options", values).getFieldsMap());
        return this;
    }

    /** What happens to finished rows; NEXT_STEP by default. */
    public SessionOptions autoreset(AutoresetMode mode) {
        config.setAutoresetMode(mode);
        return this;
    }

    /** A seat for a participant: a group, or {@code group/agent}. Naming none makes every group one such seat. */
    public SessionOptions remote(String seat) {
        config.addSeats(seat(seat).setRemote(RemoteFiller.getDefaultInstance()));
        return this;
    }

    /** A seat for a participant that sees the privileged tensors, for centralised critics. */
    public SessionOptions privileged(String seat) {
        config.addSeats(seat(seat).setRemote(RemoteFiller.newBuilder().setPrivileged(true)));
        return this;
    }

    /** A seat that a built-in policy plays. */
    public SessionOptions policy(String seat, String name, Map<String, ?> values) {
        NamedPolicy.Builder policy = NamedPolicy.newBuilder().setName(name);
        config.addSeats(seat(seat).setPolicy(policy.setOptions(Json.struct("policy options", values))));
        return this;
    }

    private static SeatConfig.Builder seat(String label) {
        int slash = label.indexOf('/');
        if (slash < 0) {
            return SeatConfig.newBuilder().setGroup(label);
        }
        try {
            int agent = Integer.parseInt(label.substring(slash + 1));
            return SeatConfig.newBuilder().setGroup(label.substring(0, slash)).setAgent(agent);
        } catch (NumberFormatException wrong) {
            throw WalrasException.badRequest("seat", "group or group/agent with a number", label);
        }
    }

    /** When a seat is late, and what then; without it the session waits for ever. */
    public SessionOptions deadline(Deadline deadline) {
        config.setDeadline(deadline);
        return this;
    }

    /** The names of the metrics that turns carry; {@code *} for all. */
    public SessionOptions metrics(String... names) {
        config.addAllMetrics(Arrays.asList(names));
        return this;
    }

    /** Into how many equal parts the batch is cut that step on their own. */
    public SessionOptions shards(int count) {
        config.setShards(count);
        return this;
    }

    /** How the session's log is written; as the server does it by default. */
    public SessionOptions log(LogMode mode) {
        config.setLogMode(mode);
        return this;
    }

    /** How long the session is kept when nobody is connected. */
    public SessionOptions keep(java.time.Duration time) {
        config.setKeep(Duration.newBuilder().setSeconds(time.getSeconds()).setNanos(time.getNano()));
        return this;
    }

    /** Which kernel runs; the server chooses by default. */
    public SessionOptions backend(walras.v1.Backend backend) {
        config.setBackend(backend);
        return this;
    }

    /** A run of rows with options of its own and a seed drawn from the session's and the part's index. */
    public SessionOptions part(int rows, Map<String, ?> values) {
        config.addParts(newPart(rows, values));
        return this;
    }

    /** A run of rows with options and a seed of its own. */
    public SessionOptions part(int rows, Map<String, ?> values, long seed) {
        config.addParts(newPart(rows, values).setSeed(seed));
        return this;
    }

    /** A run of rows with options of its own and the session's seed: common random numbers. */
    public SessionOptions partWithSameSeed(int rows, Map<String, ?> values) {
        config.addParts(newPart(rows, values).setSameSeed(true));
        return this;
    }

    private static PartConfig.Builder newPart(int rows, Map<String, ?> values) {
        return PartConfig.newBuilder().setRows(rows).setOptions(Json.struct("parts", values));
    }

    SessionConfig config(String environment) {
        return config.clone().setEnvironment(environment).build();
    }
}
