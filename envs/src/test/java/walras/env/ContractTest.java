package walras.env;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;
import walras.env.batch.BatchBuilder;
import walras.env.batch.RowWorkers;
import walras.env.batch.Snapshot;

/** What every registered environment promises, whoever wrote it. */
class ContractTest {
    private static final int STEPS = 25;
    private static final Registry REGISTRY = Registry.discover();

    /** All environments, or with the system property {@code walras.contract} those whose ids begin so: for outside projects. */
    static Stream<Environment> environments() {
        String prefix = System.getProperty("walras.contract", "");
        return REGISTRY.environments().stream()
                .filter(environment -> environment.id().startsWith(prefix));
    }

    static Stream<String> ids() {
        return environments().map(Environment::id);
    }

    /** Every environment with each option alone at each of its bounds, and at each choice. */
    static Stream<org.junit.jupiter.params.provider.Arguments> bounds() {
        List<org.junit.jupiter.params.provider.Arguments> cases = new ArrayList<>();
        for (Environment environment : environments().toList()) {
            for (OptionSpec option : environment.options().specs()) {
                for (Object value : extremes(option)) {
                    cases.add(org.junit.jupiter.params.provider.Arguments.of(environment.id(), option.name(), value));
                }
            }
        }
        return cases.stream();
    }

    private static List<Object> extremes(OptionSpec option) {
        return switch (option.type()) {
            case INTEGER -> List.of((long) option.low(), (long) option.high());
            case NUMBER ->
                Stream.of(option.low(), option.high())
                        .filter(Double::isFinite)
                        .map(x -> (Object) x)
                        .toList();
            case BOOLEAN -> List.of(true, false);
            case TEXT -> List.copyOf(option.choices());
            case ARRAY -> List.of();
        };
    }

    private static Economy economy(String id) {
        Environment environment = REGISTRY.find(id);
        return environment.economy(environment.options().defaults());
    }

    private static BatchBuilder playing(Economy economy, int rows, String policy) {
        BatchBuilder builder = Batch.of(economy).rows(rows).seed(11);
        builder.metrics(economy.spec().metrics().stream().map(Metric::name).toList());
        economy.spec().groups().forEach(group -> builder.policy(group.name(), policy, Map.of()));
        return builder;
    }

    private static RowTrace trace(Batch batch, int steps) {
        RowTrace trace = new RowTrace(batch.rows());
        trace.record(batch);
        for (int t = 0; t < steps; t++) {
            batch.step();
            trace.record(batch);
        }
        return trace;
    }

    @ParameterizedTest
    @MethodSource("ids")
    void resetAndStep_randomPlay_staysInsideEverySpace(String id) {
        Batch batch = playing(economy(id), 5, "random").build();
        batch.reset(null, null);
        for (int t = 0; t < STEPS; t++) {
            assertConforms(batch, false);
            batch.step();
            assertConforms(batch, true);
        }
    }

    private static void assertConforms(Batch batch, boolean stepped) {
        for (GroupTensors group : batch.tensors().groups()) {
            byte[] everybody = new byte[batch.rows() * group.group().agents()]; // [B, n]
            Arrays.fill(everybody, (byte) 1);
            for (int k = 0; k < group.observations().size(); k++) {
                Space space = group.group().observations().get(k).space();
                SpaceAssertions.assertInside(group.observations().get(k), space, everybody);
            }
            for (int k = 0; stepped && k < group.actions().size(); k++) {
                Space space = group.group().actions().get(k).space();
                SpaceAssertions.assertInside(group.actions().get(k), space, everybody);
            }
            double low = Math.min(0, group.group().rewardLow());
            double high = Math.max(0, group.group().rewardHigh());
            for (double reward : group.reward().f64()) {
                assertTrue(Double.isFinite(reward) && reward >= low && reward <= high, "reward " + reward);
            }
        }
        for (Tensor metric : batch.tensors().metrics()) {
            for (double value : metric.f64()) {
                assertFalse(Double.isInfinite(value), metric.name() + " = " + value); // NaN: not defined at this step
            }
        }
    }

    @ParameterizedTest
    @MethodSource("bounds")
    void options_atBoundsOrChoices_playOrSayWhyNot(String id, String option, Object value) {
        Environment environment = REGISTRY.find(id);
        Options options = environment.options().resolve(SmallWorlds.with(environment, Map.of(option, value)));
        Economy economy;
        try {
            economy = environment.economy(options);
            economy.requirePlayable();
        } catch (Problem problem) {
            // An option may need another one beside it, but must say so by name.
            assertEquals(Problem.Kind.INVALID, problem.kind());
            assertTrue(problem.getMessage().contains("option "), problem.getMessage());
            return;
        }
        Batch batch = playing(economy, 2, "random").build();
        batch.reset(null, null);
        for (int t = 0; t < 3; t++) {
            batch.step();
            assertConforms(batch, true);
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void everyPolicy_onItsGroups_actsInsideTheSpace(String id) {
        Economy economy = economy(id);
        for (PolicySpec policy : economy.spec().policies()) {
            for (String group : policy.groups()) {
                BatchBuilder builder = Batch.of(economy).rows(3).policy(group, policy.name(), Map.of());
                Batch batch = builder.remainingPolicies().build();
                batch.reset(null, null);
                GroupTensors tensors = batch.tensors().group(group);
                for (int t = 0; t < STEPS; t++) {
                    byte[] mask = tensors.mask().u8().clone(); // [B, n, choices], of this step's actions
                    boolean[] over = over(batch); // [B], rows that the step resets
                    batch.step();
                    assertConforms(batch, true);
                    assertAllowed(mask, tensors, over);
                    if (!tensors.group().masked()) {
                        batch.check(group, 0, tensors.group().agents());
                    }
                }
            }
        }
    }

    // guards a policy that learns and does not say so: clients play it where nothing would be learned
    @ParameterizedTest
    @MethodSource("ids")
    void everyPolicyThatLearns_saysSo(String id) throws NoSuchMethodException {
        Economy economy = economy(id);
        for (PolicySpec spec : economy.spec().policies()) {
            for (String group : spec.groups()) {
                Batch batch = Batch.of(economy).rows(2).remainingPolicies().build();
                int agents = batch.tensors().group(group).group().agents();
                Policy policy = batch.standIn(group, 0, agents, spec.name(), Map.of(), "contract");
                boolean taught =
                        policy.getClass().getMethod("learn", Rows.class).getDeclaringClass() != Policy.class;
                // A class that can learn remembers no more than its last action where a policy of it does not.
                assertEquals(spec.learns(), taught && arrays(policy) > 1, id + " " + spec.name());
            }
        }
    }

    private static int arrays(Policy policy) {
        int[] count = {0};
        policy.state((StateVisitor) java.lang.reflect.Proxy.newProxyInstance(
                StateVisitor.class.getClassLoader(), new Class<?>[] {StateVisitor.class}, (proxy, method, values) -> {
                    count[0]++;
                    return null;
                }));
        return count[0];
    }

    private static boolean[] over(Batch batch) { // -> [B]
        boolean[] over = new boolean[batch.rows()];
        for (int row = 0; row < over.length; row++) {
            over[row] = batch.tensors().terminated().u8()[row]
                            + batch.tensors().truncated().u8()[row]
                    > 0;
        }
        return over;
    }

    private static void assertAllowed(byte[] mask, GroupTensors group, boolean[] over) { // [B, n, choices], [B]
        if (group.group().masked()) {
            int[] choices = group.actions().get(0).i32(); // [B, n]
            for (int at = 0; at < choices.length; at++) {
                if (over[at / group.group().agents()]) {
                    continue;
                }
                assertEquals(1, mask[at * group.group().maskLength() + choices[at]], "choice " + choices[at]);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void sameSeed_everyBatchSizeAndThreadCount_sameBytes(String id) {
        Economy economy = economy(id);
        Batch wide = playing(economy, 64, "random").build();
        wide.reset(null, seeds(64, 0));
        RowTrace expected = trace(wide, STEPS);
        try (RowWorkers three = new RowWorkers(3)) {
            Batch threaded = playing(economy, 64, "random")
                    .workers(three)
                    .minRowsPerThread(1)
                    .build();
            threaded.reset(null, seeds(64, 0));
            RowTrace parallel = trace(threaded, STEPS);
            for (int row = 0; row < 64; row++) {
                assertArrayEquals(expected.row(row), parallel.row(row), "row " + row + " with three threads");
            }
        }
        for (int rows : new int[] {1, 7}) {
            Batch narrow = playing(economy, rows, "random").build();
            narrow.reset(null, seeds(rows, 3));
            RowTrace actual = trace(narrow, STEPS);
            for (int row = 0; row < rows; row++) {
                assertArrayEquals(expected.row(row + 3), actual.row(row), "row " + (row + 3) + " at B = " + rows);
            }
        }
    }

    private static long[] seeds(int rows, int first) { // [B]
        long[] seeds = new long[rows];
        Arrays.setAll(seeds, r -> 1000 + first + r);
        return seeds;
    }

    @ParameterizedTest
    @MethodSource("ids")
    void snapshot_restoreAndPlayOn_sameBytes(String id) {
        Batch batch = playing(economy(id), 4, "random")
                .autoreset(AutoresetMode.SAME_STEP)
                .build();
        batch.reset(null, null);
        trace(batch, 7);
        Snapshot snapshot = Snapshot.fromBytes(batch.snapshot().toBytes());
        RowTrace first = trace(batch, STEPS);
        batch.restore(snapshot);
        RowTrace second = trace(batch, STEPS);
        for (int row = 0; row < 4; row++) {
            assertArrayEquals(first.row(row), second.row(row), "row " + row);
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void shownArrays_overwrittenByTheReader_changeNothing(String id) {
        Batch clean = playing(economy(id), 3, "random").build();
        Batch spoilt = playing(economy(id), 3, "random").build();
        clean.reset(null, null);
        spoilt.reset(null, null);
        for (int t = 0; t < STEPS; t++) {
            spoilt.tensors().groups().forEach(ContractTest::spoil);
            clean.step();
            spoilt.step();
            RowTrace expected = trace(clean, 0);
            RowTrace actual = trace(spoilt, 0);
            for (int row = 0; row < 3; row++) {
                assertArrayEquals(expected.row(row), actual.row(row), "row " + row + " after step " + t);
            }
        }
    }

    private static void spoil(GroupTensors group) {
        group.observations().forEach(tensor -> fill(tensor, 1));
        fill(group.reward(), 77);
    }

    private static void fill(Tensor tensor, int value) {
        switch (tensor.dtype()) {
            case U8 -> Arrays.fill(tensor.u8(), (byte) value);
            case I32 -> Arrays.fill(tensor.i32(), 0);
            case I64 -> Arrays.fill(tensor.i64(), value);
            case F32 -> Arrays.fill(tensor.f32(), value);
            case F64 -> Arrays.fill(tensor.f64(), value);
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void finalObservation_sameStepAgainstDisabled_isTheTrueOne(String id) {
        Economy economy = economy(id);
        Batch same =
                playing(economy, 6, "random").autoreset(AutoresetMode.SAME_STEP).build();
        Batch disabled =
                playing(economy, 6, "random").autoreset(AutoresetMode.DISABLED).build();
        same.reset(null, null);
        disabled.reset(null, null);
        for (int t = 0; t < 4 * STEPS; t++) {
            same.step();
            disabled.step();
            if (same.finals().count() > 0) {
                assertFinals(same, disabled);
                byte[] ended = new byte[6]; // [B]
                for (int k = 0; k < same.finals().count(); k++) {
                    ended[same.finals().rows()[k]] = 1;
                }
                disabled.reset(ended, null);
            }
        }
    }

    private static void assertFinals(Batch same, Batch disabled) {
        List<GroupTensors> groups = disabled.tensors().groups();
        for (int g = 0; g < groups.size(); g++) {
            for (int t = 0; t < groups.get(g).observations().size(); t++) {
                assertKept(
                        same,
                        groups.get(g).observations().get(t),
                        same.finals().group(g).get(t));
            }
            assertKept(same, groups.get(g).mask(), same.finals().mask(g));
        }
        List<Tensor> privileged = disabled.tensors().privileged();
        for (int t = 0; t < privileged.size(); t++) {
            assertKept(same, privileged.get(t), same.finals().privileged().get(t));
        }
    }

    private static void assertKept(Batch same, Tensor expected, Tensor kept) {
        for (int k = 0; k < same.finals().count(); k++) {
            int row = same.finals().rows()[k];
            assertEquals(rowBytes(expected, row), rowBytes(kept, row), expected.name() + " of ended row " + row);
        }
    }

    private static List<Byte> rowBytes(Tensor tensor, int row) {
        var out = new java.io.ByteArrayOutputStream();
        RowTrace.append(tensor, row, out);
        List<Byte> bytes = new ArrayList<>();
        for (byte b : out.toByteArray()) {
            bytes.add(b);
        }
        return bytes;
    }

    @ParameterizedTest
    @MethodSource("ids")
    void badAction_anyGroup_refusedWithoutATrace(String id) {
        Economy economy = economy(id);
        for (Group group : economy.spec().groups()) {
            assumeTrue(!group.actions().isEmpty());
            BatchBuilder builder = Batch.of(economy).rows(3);
            for (Group other : economy.spec().groups()) {
                if (!other.equals(group)) {
                    builder.policy(other.name(), "random", Map.of());
                }
            }
            Batch batch = builder.build();
            batch.reset(null, null);
            GroupTensors tensors = batch.tensors().group(group.name());
            if (tensors.active().u8()[group.agents() + group.agents() - 1] == 0) {
                continue; // an agent that need not act cannot act badly
            }
            Tensor action = tensors.actions().get(0);
            fill(action, 0);
            spoilLastOfRow(action, 1);
            byte[] before = batch.snapshot().toBytes(); // [bytes]
            Problem problem = assertThrows(Problem.class, batch::step);
            assertEquals("BAD_ACTION", problem.reason());
            assertTrue(problem.where().contains(group.name()), problem.getMessage());
            assertArrayEquals(before, batch.snapshot().toBytes(), "a refused step left a trace");
        }
    }

    private static void spoilLastOfRow(Tensor tensor, int row) {
        int last = (row + 1) * tensor.rowSize() - 1;
        switch (tensor.dtype()) {
            case U8 -> tensor.u8()[last] = (byte) 200;
            case I32 -> tensor.i32()[last] = Integer.MAX_VALUE;
            case I64 -> tensor.i64()[last] = Long.MAX_VALUE;
            case F32 -> tensor.f32()[last] = Float.NaN;
            case F64 -> tensor.f64()[last] = Double.NaN;
        }
    }

    /** Environments that ND4J computes too. */
    static Stream<String> idsOnNd4j() {
        return ids().filter(id -> economy(id).backends().contains(Backend.ND4J));
    }

    @ParameterizedTest
    @MethodSource("idsOnNd4j")
    void backends_sameActions_agree(String id) {
        Economy economy = economy(id);
        for (int rows : new int[] {1, 7, 64}) {
            BackendAgreement.assertAgree(economy, rows, STEPS);
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void oracle_defaultOptions_finiteAndNamed(String id) {
        Solution solution = economy(id).solve();
        assertTrue(solution.verified(), "the certificate says " + solution.certificate());
        assertFalse(solution.tables().isEmpty());
        Map<String, Integer> names = new HashMap<>();
        for (Solution.Table table : solution.tables()) {
            names.merge(table.name(), 1, Integer::sum);
            for (double value : table.values()) {
                assertTrue(Double.isFinite(value), table.name() + " holds " + value);
            }
        }
        names.forEach((name, count) -> assertEquals(1, count, name + " twice"));
    }

    @ParameterizedTest
    @MethodSource("ids")
    void documents_everyEnvironment_saysWhatItIs(String id) {
        Environment environment = REGISTRY.find(id);
        assertFalse(environment.summary().isBlank());
        assertFalse(environment.description().isBlank());
        assertFalse(environment.sources().isEmpty());
        environment
                .options()
                .specs()
                .forEach(option -> assertFalse(option.sentence().isBlank(), option.name()));
        EconomySpec spec = economy(id).spec();
        spec.metrics().forEach(metric -> assertFalse(metric.sentence().isBlank(), metric.name()));
        spec.policies().forEach(policy -> assertFalse(policy.sentence().isBlank(), policy.name()));
        for (Group group : spec.groups()) {
            assertFalse(group.sentence().isBlank(), group.name());
            assertEquals(List.of("planner", "leader").contains(group.name()), group.planner(), group.name());
        }
    }
}
