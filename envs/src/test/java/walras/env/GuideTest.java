package walras.env;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every environment explains all that it shows: held for the default options and for each choice by itself. */
final class GuideTest {
    /** Options under which an environment shows what no single choice brings out. */
    private static final Map<String, List<Map<String, Object>>> MORE = Map.of(
            "auction/sealed-bid-v0",
            List.of(
                    Map.of("strategy", List.of(0, .7)),
                    Map.of("format", "all-pay", "distribution", "fixed", "valuations", List.of(3, 2)),
                    Map.of(
                            "format",
                            "generalised-second-price",
                            "distribution",
                            "fixed",
                            "valuations",
                            List.of(4, 10, 2),
                            "bidders",
                            3,
                            "click_rates",
                            List.of(200, 100))),
            "exchange/markov-v0",
            List.of(Map.of("policy", Collections.nCopies(4, Collections.nCopies(5, 0)))),
            "exchange/static-v0",
            List.of(Map.of("utility", "linear", "auctioneer", "proportional-response")),
            "stackelberg/matrix-v0",
            List.of(
                    Map.of("game", "prisoners-dilemma", "rounds", 3),
                    Map.of("row_strategy", List.of(1, 0, 0), "column_strategy", List.of(0, 1, 0))),
            "stackelberg/bayesian-v0",
            List.of(Map.of("messages", 2, "commitment", "mixed"), Map.of("messages", 2, "follower_seat", true)),
            "stackelberg/taxation-v0",
            List.of(
                    Map.of("variant", "taxai"),
                    Map.of("asset_points", 60, "reform", List.of(.25, .1, 0, .065, .15)),
                    Map.of("asset_points", 60, "prices", List.of(List.of(.03, 1.19))),
                    Map.of("asset_points", 60, "prices", List.of(List.of(.04, 1.16), List.of(.03, 1.19))),
                    Map.of(
                            "asset_points",
                            60,
                            "xi",
                            0,
                            "followers",
                            "fixed",
                            "prices",
                            List.of(List.of(.044, 1.165)))));

    /** Metrics that are shares, indices or truths; any other has a unit. */
    private static final Set<String> PURE = Set.of(
            "winner",
            "efficiency",
            "gini",
            "clearing",
            "budget",
            "demand_gap",
            "certified",
            "phase",
            "equilibrium_play",
            "manipulation_play",
            "collusion_index",
            "labour",
            "wealth_gini",
            "income_gini",
            "excess_demand",
            "inequality");

    @TestFactory
    Stream<DynamicTest> everything_thatIsShown_isExplained() {
        return ContractTest.environments()
                .map(environment -> dynamicTest(environment.id(), () -> explains(environment)));
    }

    private static void explains(Environment environment) {
        Guide guide = environment.guide();
        assertTrue(guide.model().contains("$"), "the model has formulas");
        assertTrue(guide.references().contains("@"), "the sources have BibTeX");
        Set<String> missing = new TreeSet<>();
        for (OptionSpec option : environment.options().specs()) {
            missing.addAll(unexplained(option.name(), option, guide));
        }
        Set<String> tables = new TreeSet<>();
        for (Map<String, Object> given : trials(environment)) {
            missing.addAll(unexplained(environment, given, guide, tables));
        }
        assertEquals(Set.of(), missing, "in the guide of " + environment.id());
        Set<String> idle = new TreeSet<>(guide.tables().keySet());
        idle.removeAll(tables);
        assertEquals(Set.of(), idle, "explained and never shown by " + environment.id());
    }

    private static List<Map<String, Object>> trials(Environment environment) {
        List<Map<String, Object>> all = new ArrayList<>(List.of(Map.of()));
        for (OptionSpec option : environment.options().specs()) {
            option.choices().forEach(choice -> all.add(Map.of(option.name(), choice)));
            if (option.type() == OptionSpec.Type.BOOLEAN) {
                all.add(Map.of(option.name(), !Boolean.TRUE.equals(option.defaultValue())));
            }
        }
        all.addAll(MORE.getOrDefault(environment.id(), List.of()));
        return all;
    }

    /** What an economy shows and the guide does not explain. Combinations that the environment refuses show nothing. */
    private static Set<String> unexplained(
            Environment environment, Map<String, Object> given, Guide guide, Set<String> tables) {
        Set<String> missing = new TreeSet<>();
        Economy economy;
        Solution solution;
        try {
            economy = environment.economy(environment.options().resolve(given));
            solution = economy.solve();
        } catch (Problem refused) {
            assertFalse(given.isEmpty(), "the default options are refused: " + refused.getMessage());
            assertFalse(
                    MORE.getOrDefault(environment.id(), List.of()).contains(given),
                    () -> given + ": " + refused.getMessage());
            return missing;
        }
        for (Group group : economy.spec().groups()) {
            if (!guide.rewards().containsKey(group.name())) {
                missing.add("reward of " + group.name());
            }
        }
        for (Metric metric : economy.spec().metrics()) {
            if (metric.unit().isEmpty() && !PURE.contains(metric.name())) {
                missing.add("unit of metric " + metric.name());
            }
        }
        for (PolicySpec policy : economy.spec().policies()) {
            policy.options()
                    .specs()
                    .forEach(option -> missing.addAll(unexplained(policy.name() + "." + option.name(), option, guide)));
        }
        for (Solution.Table table : solution.tables()) {
            tables.add(table.name());
            Guide.Entry entry = guide.tables().get(table.name());
            String dims = String.join(", ", table.dims());
            if (entry == null
                    || (rank(entry.dims()) == rank(dims) && !entry.dims().equals(dims))) {
                missing.add("table " + table.name() + " [" + dims + "]");
            }
        }
        for (String name : solution.certificate().keySet()) {
            if (!guide.certificate().containsKey(name)) {
                missing.add("certificate " + name);
            }
        }
        return missing;
    }

    /** Axes that come with some options, one for each seller or follower, are explained in words. */
    private static int rank(String dims) {
        return dims.isEmpty() ? 0 : dims.split(",").length;
    }

    private static Set<String> unexplained(String name, OptionSpec option, Guide guide) {
        Set<String> missing = new TreeSet<>();
        for (String choice : option.choices()) {
            if (!guide.choices().containsKey(name + "=" + choice)) {
                missing.add("choice " + name + " = " + choice);
            }
        }
        return missing;
    }

    // Guards authors against a line that is silently dropped.
    @Test
    void line_withoutItsCells_isNamed() {
        IllegalStateException wrong =
                assertThrows(IllegalStateException.class, () -> Guide.read(GuideTest.class, "guide-wrong.md"));
        assertEquals("guide-wrong.md, line 3: expected 4 cells, got 3", wrong.getMessage());
        IllegalStateException missing =
                assertThrows(IllegalStateException.class, () -> Guide.read(GuideTest.class, "guide-none.md"));
        assertEquals("no resource guide-none.md beside walras.env.GuideTest", missing.getMessage());
    }
}
