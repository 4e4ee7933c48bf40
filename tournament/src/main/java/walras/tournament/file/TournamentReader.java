package walras.tournament.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import walras.env.Nearest;
import walras.env.Problem;
import walras.env.Registry;
import walras.tournament.plan.Format;
import walras.tournament.plan.Plan;

/** Reads a tournament's file. What the schema cannot say is checked here and in {@link SettingCheck}. */
public final class TournamentReader {
    private static final int MOST_SETTINGS = 10_000;
    /** What every language's numbers hold. */
    private static final long MOST_SEED = (1L << 53) - 1;

    private final Document document;
    private final Fields root;

    private TournamentReader(Document document) {
        this.document = document;
        root = new Fields("", document.value());
    }

    /**
     * Reads and checks a file.
     *
     * @throws Problem with line, column and the nearest right word
     */
    public static Tournament read(Path file, Registry registry) throws IOException {
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException missing) {
            Problem problem = Problem.request("tournament", "a file that is there", file.toString());
            problem.addSuppressed(missing);
            throw problem;
        }
        Path folder = file.toAbsolutePath().getParent();
        return parse(String.valueOf(file.getFileName()), text, folder == null ? Path.of("/") : folder, registry);
    }

    /** Reads and checks the text of a file. */
    public static Tournament parse(String name, String text, Path folder, Registry registry) {
        Document document = Document.parse(name, text);
        SchemaCheck.require(document);
        Tournament tournament = new TournamentReader(document).tournament(text, folder);
        new SettingCheck(document, tournament, registry).require();
        try {
            Plan.count(tournament);
        } catch (Problem few) {
            throw document.at("/entrants", few);
        }
        return tournament;
    }

    private Tournament tournament(String text, Path folder) {
        List<Entrant> entrants = entrants();
        return new Tournament(
                root.text("name", ""), folder, text, settings(), entrants, format(entrants), seeds(), limits(), late());
    }

    private List<Setting> settings() {
        List<Setting> settings = new ArrayList<>();
        for (Fields entry : root.list("environments")) {
            List<SeatName> seats = seats(entry.has("seats") ? entry : root);
            Map<SeatName, PolicyChoice> fill = fill(entry.has("fill") ? entry : root);
            requireUnlike(entry);
            for (Map<String, @Nullable Object> options : combinations(entry)) {
                settings.add(new Setting(
                        settings.size(),
                        entry.text("id", ""),
                        options,
                        entry.integer("rows", 1),
                        entry.integer("episodes", 1),
                        seats,
                        fill));
                if (settings.size() > MOST_SETTINGS) {
                    throw document.wrong(entry.pointer(), "at most " + MOST_SETTINGS + " combinations", "more");
                }
            }
        }
        return settings;
    }

    /** A value that a sweep has twice would be played twice as one setting. */
    private void requireUnlike(Fields entry) {
        entry.map("sweep").forEach((name, values) -> {
            Set<@Nullable Object> seen = new HashSet<>();
            int k = 0;
            for (Object value : values instanceof List<?> list ? list : List.of()) {
                if (!seen.add(value instanceof Number number ? number.doubleValue() : value)) {
                    throw document.wrong(
                            entry.pointer() + "/sweep/" + Document.escaped(name) + "/" + k, "every value once", value);
                }
                k++;
            }
        });
    }

    /** Options for each combination of a sweep; its first name's values change last. */
    private static List<Map<String, @Nullable Object>> combinations(Fields entry) {
        List<Map<String, @Nullable Object>> all = List.of(entry.map("options"));
        for (Map.Entry<String, @Nullable Object> sweep : entry.map("sweep").entrySet()) {
            List<Map<String, @Nullable Object>> longer = new ArrayList<>();
            for (Map<String, @Nullable Object> options : all) {
                for (Object value : sweep.getValue() instanceof List<?> list ? list : List.of()) {
                    Map<String, @Nullable Object> next = new LinkedHashMap<>(options);
                    next.put(sweep.getKey(), value);
                    longer.add(next);
                }
            }
            all = longer;
            if (all.size() > MOST_SETTINGS) {
                return all; // settings() says that they are too many
            }
        }
        return all;
    }

    private List<SeatName> seats(Fields holder) {
        if (!holder.has("seats")) {
            throw document.wrong("", "seats, of the tournament or of each of its environments", "none");
        }
        return holder.texts("seats").stream().map(SeatName::parse).toList();
    }

    private Map<SeatName, PolicyChoice> fill(Fields holder) {
        Map<SeatName, PolicyChoice> fill = new LinkedHashMap<>();
        holder.map("fill")
                .forEach((seat, policy) -> fill.put(
                        SeatName.parse(seat),
                        PolicyChoice.read(
                                document,
                                holder.pointer() + "/fill/" + Document.escaped(seat),
                                String.valueOf(policy))));
        return fill;
    }

    private List<Entrant> entrants() {
        List<Entrant> entrants = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        for (Fields entry : root.list("entrants")) {
            if (!names.add(entry.text("name", ""))) {
                throw document.wrong(entry.pointer() + "/name", "a name of its own", entry.text("name", ""));
            }
            List<String> kinds = List.of("policy", "command", "image").stream()
                    .filter(entry::has)
                    .toList();
            if (kinds.size() > 1) {
                throw document.wrong(entry.pointer(), "one of policy, command and image, or none", kinds);
            } else if (entry.flag("text", false) && entry.has("policy")) {
                throw document.wrong(entry.pointer() + "/text", "false, for a policy reads no words", true);
            }
            Map<String, String> environment = new LinkedHashMap<>();
            entry.map("env").forEach((name, value) -> environment.put(name, String.valueOf(value)));
            entrants.add(new Entrant(
                    entry.text("name", ""),
                    policy(entry, "policy"),
                    entry.texts("command"),
                    entry.text("image", ""),
                    entry.texts("args"),
                    environment,
                    entry.text("language", ""),
                    entry.flag("text", false)));
        }
        return entrants;
    }

    private Optional<PolicyChoice> policy(Fields entry, String name) {
        return entry.has(name)
                ? Optional.of(PolicyChoice.read(document, entry.pointer() + "/" + name, entry.text(name, "")))
                : Optional.empty();
    }

    private Tournament.FormatChoice format(List<Entrant> entrants) {
        Fields format = root.fields("format");
        String kind = format.text("kind", "round-robin");
        List<String> kinds = Format.all().stream().map(Format::kind).toList();
        if (!kinds.contains(kind)) {
            throw document.wrong(
                    "/format/kind", "one of " + String.join(", ", kinds), kind, Nearest.nearest(kind, kinds));
        }
        List<String> names = entrants.stream().map(Entrant::name).toList();
        List<Integer> background = new ArrayList<>();
        for (String name : format.texts("background")) {
            int index = names.indexOf(name);
            if (index < 0 || background.contains(index)) {
                throw document.wrong(
                        "/format/background/" + background.size(),
                        index < 0 ? "one of " + String.join(", ", names) : "every entrant once",
                        name,
                        index < 0 ? Nearest.nearest(name, names) : "");
            }
            background.add(index);
        }
        return new Tournament.FormatChoice(
                kind, background, format.flag("rotate", true), format.flag("self_play", false));
    }

    private List<Long> seeds() {
        Object seeds = root.value("seeds");
        if (seeds instanceof List<?> list) {
            return list.stream().map(seed -> ((Number) seed).longValue()).toList();
        }
        Fields range = root.fields("seeds");
        long first = range.longInteger("first", 1);
        long count = range.longInteger("count", 1);
        if (first > MOST_SEED - count + 1) {
            throw document.wrong(
                    "/seeds/count",
                    "seeds up to " + MOST_SEED,
                    count + " from " + first + " on",
                    Long.toString(MOST_SEED - first + 1));
        }
        return LongStream.range(first, first + count).boxed().toList();
    }

    private PlayLimits limits() {
        Fields limits = root.fields("limits");
        return new PlayLimits(
                limits.integer("move_millis", 10_000),
                limits.integer("bank_millis", 0),
                limits.integer("memory_mib", 1024),
                limits.integer("output_mib", 64),
                limits.integer("processes", 512),
                limits.integer("lapses", 3),
                limits.integer("illegal", 3),
                limits.integer("join_seconds", 0),
                limits.integer("match_seconds", 3600));
    }

    private Tournament.LatePlay late() {
        Fields faults = root.fields("faults");
        Tournament.Late late =
                Tournament.Late.valueOf(faults.text("late", "default").toUpperCase(Locale.ROOT));
        Optional<PolicyChoice> policy = policy(faults, "policy");
        if (policy.isPresent() != (late == Tournament.Late.POLICY)) {
            throw document.wrong("/faults", "policy with late: policy and only then", root.value("faults"));
        }
        return new Tournament.LatePlay(late, policy);
    }
}
