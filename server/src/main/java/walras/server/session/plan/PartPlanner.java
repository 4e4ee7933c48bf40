package walras.server.session.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import walras.env.Economy;
import walras.env.EconomySpec;
import walras.env.Environment;
import walras.env.Interruption;
import walras.env.Options;
import walras.env.Problem;
import walras.env.TableSize;
import walras.env.batch.PartSpecs;
import walras.server.session.plan.SessionConfig.PartConfig;
import walras.server.session.work.TableMemory;
import walras.server.session.work.WorkTime;

/** Makes the economies of a session's parts out of its options and their own; parts with equal options share one. */
public final class PartPlanner {
    private final Environment environment;
    private final Map<String, Object> options; // the session's, those that were given
    private final Map<Map<String, Object>, Economy> made = new HashMap<>();
    private final Map<Integer, Long> charged =
            new ConcurrentHashMap<>(); // bytes of tables, by part that was given other options
    private volatile long kept; // bytes of tables of the options that the session was made with
    private volatile @Nullable TableMemory memory; // null where nothing is counted: in a replay
    private volatile @Nullable WorkTime time; // likewise

    PartPlanner(Environment environment, Map<String, Object> options) {
        this.environment = environment;
        this.options = Map.copyOf(options);
    }

    /** The parts of a session whose seed is known; one part where it has none. */
    List<PartPlan> parts(SessionConfig config, long sessionSeed) {
        if (config.parts().isEmpty()) {
            PartConfig all = new PartConfig(config.rows(), Map.of(), OptionalLong.empty(), true);
            return List.of(part("config", 0, 0, all, sessionSeed));
        }
        List<PartPlan> parts = new ArrayList<>();
        int firstRow = 0;
        for (PartConfig given : config.parts()) {
            String where = "config.parts[" + parts.size() + "]";
            Interruption.check(where);
            PartPlan part = part(where, parts.size(), firstRow, given, sessionSeed);
            parts.add(part);
            requireAlike(where, parts.get(0).economy().spec(), part.economy().spec());
            firstRow += given.rows();
        }
        return parts;
    }

    /**
     * What the economies of a session take of memory: the sum over its parts, of which those with equal options share one.
     *
     * @throws Problem if the options of a part are wrong
     */
    TableSize tables(SessionConfig config) {
        if (config.parts().isEmpty()) {
            return environment.tables(resolved("config", Map.of()));
        }
        Map<Map<String, Object>, TableSize> distinct = new HashMap<>();
        long rowBytes = 0;
        long learnerBytes = 0;
        for (int k = 0; k < config.parts().size(); k++) {
            PartConfig part = config.parts().get(k);
            String where = "config.parts[" + k + "]";
            Options all = resolved(where, part.options());
            TableSize size = distinct.computeIfAbsent(all.shown(), given -> at(where, () -> environment.tables(all)));
            rowBytes = Math.addExact(rowBytes, Math.multiplyExact(part.rows(), size.rowBytes()));
            learnerBytes = Math.addExact(learnerBytes, Math.multiplyExact(part.rows(), size.learnerBytes()));
        }
        long economies =
                distinct.values().stream().mapToLong(TableSize::economyBytes).reduce(0, Math::addExact);
        long building =
                distinct.values().stream().mapToLong(TableSize::buildingBytes).reduce(0, Math::max);
        long rows = config.rows();
        return new TableSize(economies, (rowBytes + rows - 1) / rows, (learnerBytes + rows - 1) / rows, building);
    }

    private PartPlan part(String where, int index, int firstRow, PartConfig given, long sessionSeed) {
        Options resolved = resolved(where, given.options());
        PartPlan part = new PartPlan(
                index,
                firstRow,
                given.rows(),
                given.options(),
                sessionSeed,
                given.sameSeed(),
                resolved,
                economy(where, resolved));
        return part.withSeed(given.seed().orElse(part.seedOf(sessionSeed)));
    }

    /** The same rows with changes to the options that the part has now. */
    public PartPlan changed(String where, PartPlan part, Map<String, Object> changes, EconomySpec spec) {
        Map<String, Object> overrides = new LinkedHashMap<>(part.overrides());
        overrides.putAll(changes);
        return under(where, part, overrides, spec);
    }

    /** The same rows with these options in place of the session's. */
    public synchronized PartPlan under(String where, PartPlan part, Map<String, Object> overrides, EconomySpec spec) {
        Interruption.check(where);
        Options resolved = resolved(where, overrides);
        if (resolved.shown().equals(part.options().shown())) {
            return part;
        }
        made.clear(); // or a curriculum would fill the memory with economies that nobody plays any more
        Economy economy = charged(where, part, resolved);
        requireAlike(where, spec, economy.spec());
        return new PartPlan(
                part.index(), part.firstRow(), part.rows(), overrides, part.seed(), part.sameSeed(), resolved, economy);
    }

    /**
     * From now on what parts are given by resets and restores counts in this memory, and takes this time together.
     *
     * @param keptBytes what the parts as they are count there
     */
    public void limitTo(TableMemory tables, long keptBytes, WorkTime ofChanges) {
        kept = keptBytes;
        memory = tables;
        time = ofChanges;
    }

    /** Makes parts, within the time that all of them together may take. */
    public <T> T timed(String where, Supplier<T> parts) {
        WorkTime limit = time;
        return limit == null ? parts.get() : limit.within(where, parts);
    }

    /** Bytes that the parts count there now. */
    public long chargedBytes() {
        return kept + charged.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Makes an economy of a part's own, counted in place of the one that it was given before. */
    private Economy charged(String where, PartPlan part, Options resolved) {
        TableMemory tables = memory;
        if (tables == null) {
            return economy(where, resolved);
        }
        TableSize size = environment.tables(resolved);
        long bytes = size.bytes(part.rows(), 0);
        Economy economy = at(where, () -> tables.make(size, bytes, () -> economy("config", resolved)));
        Long before = charged.put(part.index(), bytes);
        tables.release(before == null ? 0 : before);
        return economy;
    }

    private static void requireAlike(String where, EconomySpec first, EconomySpec other) {
        if (!first.equals(other)) {
            PartSpecs.requireAlike(where, first, other);
        }
    }

    private Options resolved(String where, Map<String, Object> overrides) {
        Map<String, Object> merged = new LinkedHashMap<>(options);
        merged.putAll(overrides);
        return at(where, () -> environment.options().resolve(merged));
    }

    private Economy economy(String where, Options resolved) {
        Economy known = made.get(resolved.shown());
        if (known != null) {
            return known;
        }
        Economy economy = at(where, () -> {
            Economy asked = environment.economy(resolved);
            asked.requirePlayable();
            return asked;
        });
        made.put(resolved.shown(), economy);
        return economy;
    }

    /** What fails is told with the part that it fails for. */
    private static <T> T at(String where, Supplier<T> work) {
        try {
            return work.get();
        } catch (Problem refused) {
            if (where.equals("config")) {
                throw refused;
            }
            throw Problem.of(
                    refused.kind(),
                    refused.reason(),
                    where + ": " + refused.where(),
                    refused.expected(),
                    refused.got(),
                    refused.nearest());
        }
    }
}
