package walras.env.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import walras.env.Economy;
import walras.env.EconomySpec;
import walras.env.Environment;
import walras.env.Group;
import walras.env.Metric;
import walras.env.OptionSpec;
import walras.env.Problem;
import walras.env.Registry;
import walras.env.Space;

/** What every registered environment promises of the parts of a batch. */
class PartsContractTest {
    private static final int STEPS = 12;
    private static final int ROWS = 3;
    private static final int MOST_PARTS = 6;
    private static final Registry REGISTRY = Registry.discover();

    static Stream<String> ids() {
        return REGISTRY.environments().stream().map(Environment::id);
    }

    /** Options of parts: the defaults, and the other values of options that may differ, one at a time. */
    private static List<Economy> economies(Environment environment) {
        List<Economy> all = new ArrayList<>();
        all.add(environment.economy(environment.options().defaults()));
        for (OptionSpec option : environment.options().specs()) {
            if (PartOptions.of(environment).contains(option.name()) && all.size() < MOST_PARTS) {
                PartOptions.others(option).stream()
                        .flatMap(value -> made(environment, option, value).stream())
                        .limit(1)
                        .forEach(all::add);
            }
        }
        return all;
    }

    /** None where the value cannot stand alone, or its world is not to be made here. */
    private static List<Economy> made(Environment environment, OptionSpec option, Object value) {
        try {
            return List.of(environment.economy(environment.options().resolve(Map.of(option.name(), value))));
        } catch (Problem needsOthers) {
            return List.of();
        }
    }

    private static BatchBuilder playing(Economy economy, int rows, long seed) {
        BatchBuilder builder = Batch.of(economy).rows(rows).seed(seed).autoreset(AutoresetMode.SAME_STEP);
        builder.metrics(economy.spec().metrics().stream().map(Metric::name).toList());
        economy.spec().groups().forEach(group -> builder.policy(group.name(), EconomySpec.RANDOM, Map.of()));
        return builder;
    }

    // Guards the promise that a part is nobody else's business: not its neighbours', not the threads', not the cut's.
    @ParameterizedTest
    @MethodSource("ids")
    void parts_steppedAsOne_haveTheBytesOfBatchesOfTheirOwn(String id) {
        List<Economy> economies = economies(REGISTRY.find(id));
        List<Batch> together = new ArrayList<>();
        List<Batch> alone = new ArrayList<>();
        for (int k = 0; k < economies.size(); k++) {
            together.add(playing(economies.get(k), ROWS - 1, 40 + k).firstRow(1).build());
            alone.add(playing(economies.get(k), ROWS, 40 + k).build());
        }
        try (RowWorkers three = new RowWorkers(3)) {
            PartedBatch parts = new PartedBatch(together, three);
            parts.reset(null, new Long[economies.size()]);
            alone.forEach(batch -> batch.reset(null, null));
            for (int t = 0; t <= STEPS; t++) {
                for (int k = 0; k < economies.size(); k++) {
                    assertRows(alone.get(k), parts.part(k), id + ", part " + k + ", step " + t);
                }
                parts.step();
                alone.forEach(Batch::step);
            }
        }
    }

    /** Row r + 1 of the first batch has the bytes of row r of the second. */
    private static void assertRows(Batch alone, Batch cut, String where) {
        var expected = alone.tensors().all().iterator();
        cut.tensors().all().forEach(tensor -> {
            var own = expected.next();
            for (int i = 0; i < tensor.rows() * tensor.rowSize(); i++) {
                assertEquals(own.get(i + own.rowSize()), tensor.get(i), where + ", " + tensor.name() + "[" + i + "]");
            }
        });
    }

    // The flag is found near the default; it must hold at the ends of an option's range too.
    @ParameterizedTest
    @MethodSource("ids")
    void options_thatMayDiffer_leaveTheFramesAsTheyAreAtTheirBounds(String id) {
        Environment environment = REGISTRY.find(id);
        EconomySpec usual =
                environment.economy(environment.options().defaults()).spec();
        for (OptionSpec option : environment.options().specs()) {
            boolean number = option.type() == OptionSpec.Type.INTEGER || option.type() == OptionSpec.Type.NUMBER;
            if (number && PartOptions.of(environment).contains(option.name())) {
                Stream.of(option.low(), option.high())
                        .filter(Double::isFinite)
                        .map(bound -> option.type() == OptionSpec.Type.INTEGER ? (Object) bound.longValue() : bound)
                        .flatMap(value -> made(environment, option, value).stream())
                        .forEach(economy -> PartSpecs.requireAlike(option.name(), usual, economy.spec()));
            }
        }
    }

    // Guards a world at the edge of an option: where there are as many places as bidders, all win for the least bid.
    @Test
    void sealedBid_ofAsManyPlacesAsBidders_hasAReplyOfTheLeastBid() {
        Environment sealed = REGISTRY.find("auction/sealed-bid-v0");
        Batch batch = playing(sealed.economy(sealed.options().resolve(Map.of("units", 2))), ROWS, 1)
                .build();
        batch.reset(null, null);
        batch.step();
        assertEquals(ROWS, batch.finals().count());
    }

    @Test
    void options_ofTheChain_areSortedAsTheyShouldBe() {
        Set<String> found = PartOptions.of(REGISTRY.find("auction/chain-v0"));
        assertTrue(found.containsAll(List.of("discount", "mechanism", "bid_max", "horizon")), found.toString());
        assertEquals(
                Set.of(), Stream.of("copies").filter(found::contains).collect(java.util.stream.Collectors.toSet()));
    }

    // Guards the place of a row in errors, and that no part moves when another is refused.
    @Test
    void badAction_inAPart_namesTheRowOfTheWholeAndMovesNothing() {
        Economy economy = economies(REGISTRY.find("auction/chain-v0")).get(0);
        Batch first = Batch.of(economy).rows(2).build();
        Batch second = Batch.of(economy).rows(2).shownFrom(2).build();
        PartedBatch parts = new PartedBatch(List.of(first, second));
        Problem early = assertThrows(Problem.class, parts::step);
        assertEquals("NOT_RESET", early.reason());
        parts.reset(null, new Long[2]);
        second.tensors()
                .group("bidders")
                .actions()
                .get(0)
                .set(second.tensors().group("bidders").group().agents(), -1);
        byte[] before = first.snapshot().toBytes(); // [bytes]
        Problem bad = assertThrows(Problem.class, parts::step);
        assertTrue(bad.where().contains("row 3,"), bad.getMessage());
        assertArrayEquals(before, first.snapshot().toBytes());
    }

    @Test
    void hull_ofPartsWithOtherBounds_holdsThemAll() {
        Environment chain = REGISTRY.find("auction/chain-v0");
        List<EconomySpec> specs = Stream.of(0.5, 2.0, 1.0)
                .map(most -> chain.economy(chain.options().resolve(new LinkedHashMap<>(Map.of("bid_max", most))))
                        .spec())
                .toList();
        EconomySpec hull = PartSpecs.hull(specs);
        Group bidders = hull.group("bidders");
        Space.Box bids = (Space.Box) bidders.actions().get(0).space();
        assertEquals(List.of(0.0), bids.low());
        assertEquals(List.of(2.0), bids.high());
        specs.forEach(spec -> PartSpecs.requireAlike("part", hull, spec));
    }

    @Test
    void parts_ofOtherShapes_areRefusedWithWhatDiffers() {
        Environment chain = REGISTRY.find("auction/chain-v0");
        EconomySpec usual = chain.economy(chain.options().defaults()).spec();
        EconomySpec more =
                chain.economy(chain.options().resolve(Map.of("copies", 3))).spec();
        Problem refused = assertThrows(Problem.class, () -> PartSpecs.requireAlike("config.parts[1]", usual, more));
        assertTrue(refused.getMessage().startsWith("config.parts[1]: bidders: agents"), refused.getMessage());
    }
}
