package walras.env.batch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import walras.env.Backend;
import walras.env.Economy;
import walras.env.EconomySpec;
import walras.env.Group;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.Problem;
import walras.env.Profile;
import walras.env.RowRandom;
import walras.env.Tensors;
import walras.env.nd4j.Devices;

/** Everything that a batch is made from. */
public final class BatchBuilder {
    final Economy economy;
    int rows = 1;
    int firstRow;
    int shownFrom;
    private long seed;
    private long @Nullable [] rowSeeds; // [B]
    AutoresetMode mode = AutoresetMode.NEXT_STEP;
    Backend backend = Backend.FUSED;
    RowWorkers workers = RowWorkers.shared();
    int minRowsPerThread;
    final Set<String> metrics = new LinkedHashSet<>();
    private final List<Profile.Seat> seats = new ArrayList<>();

    BatchBuilder(Economy economy) {
        this.economy = economy;
    }

    /** B, at least 1. */
    public BatchBuilder rows(int count) {
        if (count < 1) {
            throw Problem.request("num_envs", "at least 1", count);
        }
        rows = count;
        return this;
    }

    /** Row r of seed s is keyed by (s, r). */
    public BatchBuilder seed(long value) {
        seed = value;
        return this;
    }

    /** The rows are those from this one on of a larger batch, and are keyed so. */
    public BatchBuilder firstRow(int index) {
        firstRow = index;
        return this;
    }

    /** Errors name the batch's first row by this number, the next by one more: its place in what a caller sees. */
    public BatchBuilder shownFrom(int index) {
        shownFrom = index;
        return this;
    }

    /** One seed per row instead of one for the batch: a row is keyed as row 0 of a batch of its seed. */
    public BatchBuilder rowSeeds(long[] seeds) { // [B]
        rowSeeds = seeds.clone();
        return this;
    }

    long rowKey(int row) {
        return rowSeeds == null ? RowRandom.rowKey(seed, firstRow + row) : RowRandom.rowKey(rowSeeds[row], 0);
    }

    public BatchBuilder autoreset(AutoresetMode value) {
        mode = value;
        return this;
    }

    /**
     * AUTO is fused, until a device is there that pays.
     *
     * @throws Problem BAD_REQUEST if the economy does not have that backend; UNAVAILABLE where ND4J is not installed
     */
    public BatchBuilder backend(Backend wanted) {
        Backend resolved = wanted == Backend.AUTO ? Backend.FUSED : wanted;
        if (!economy.backends().contains(resolved)) {
            throw Problem.request("backend", "one of " + economy.backends() + " or AUTO", wanted.name());
        }
        if (resolved == Backend.ND4J && !Devices.hasNd4j()) {
            String expected = "ND4J on the class path, which pip install \"walras-server[nd4j]\" brings";
            throw Problem.of(Problem.Kind.UNAVAILABLE, "NO_DEVICE", "backend nd4j", expected, "none", "fused");
        }
        backend = resolved;
        return this;
    }

    public BatchBuilder workers(RowWorkers value) {
        workers = value;
        return this;
    }

    /** Overrules what the dynamics say about when another thread pays; 0 does not. */
    public BatchBuilder minRowsPerThread(int value) {
        minRowsPerThread = value;
        return this;
    }

    /** Metrics to compute, by name. */
    public BatchBuilder metrics(List<String> names) {
        names.forEach(name -> metrics.add(economy.spec().metric(name).name()));
        return this;
    }

    /** Fills a whole group with a built-in policy. */
    public BatchBuilder policy(String group, String name, Map<String, ?> options) {
        return policy(group, 0, economy.spec().group(group).agents(), name, options);
    }

    /** Fills some agents of a group with a built-in policy. */
    public BatchBuilder policy(String group, int firstAgent, int agents, String name, Map<String, ?> options) {
        return seat(Profile.Seat.of(economy.spec(), group, firstAgent, agents, name, options));
    }

    /** Fills a seat with the policy that it names. */
    public BatchBuilder seat(Profile.Seat seat) {
        seats.add(seat);
        return this;
    }

    /** Fills every group that has no policy yet with its default one. */
    public BatchBuilder remainingPolicies() {
        for (Group group : economy.spec().groups()) {
            if (seats.stream().noneMatch(taken -> taken.group().equals(group))) {
                policy(group.name(), economy.spec().defaultPolicy(group.name()).name(), new LinkedHashMap<>());
            }
        }
        return this;
    }

    public Batch build() {
        if (rowSeeds != null && rowSeeds.length != rows) {
            throw Problem.request("row seeds", "one per row, " + rows, rowSeeds.length);
        }
        return new Batch(this);
    }

    List<SeatPolicy> seatPolicies(Tensors tensors, RowRandom random) {
        List<SeatPolicy> played = new ArrayList<>();
        for (Profile.Seat seat : seats) {
            played.add(new SeatPolicy(
                    seat.group().name(), seat.firstAgent(), seat.agents(), policy(economy, seat, tensors, random)));
        }
        return played;
    }

    static Policy policy(Economy economy, Profile.Seat seat, Tensors tensors, RowRandom random) {
        RowRandom own = random.salted("policy:" + seat.group().name() + ":" + seat.firstAgent());
        PolicyContext context = new PolicyContext(
                seat.policy(), seat.group(), seat.firstAgent(), seat.agents(), tensors, seat.options(), own);
        boolean builtIn = seat.policy().name().equals(EconomySpec.RANDOM);
        return builtIn ? new RandomPolicy(context) : economy.policy(context);
    }
}
