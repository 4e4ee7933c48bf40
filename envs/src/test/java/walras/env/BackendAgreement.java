package walras.env;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;

/** Steps an economy with both backends and holds every tensor of the two equal: 1e-5 relative in float, 1e-10 in double, whole numbers exactly. */
final class BackendAgreement {
    private BackendAgreement() {}

    /** Random players, all metrics; episodes begin anew as they end. Returns the number of episodes that ended. */
    static int assertAgree(Economy economy, int rows, int steps) {
        Batch fused = playing(economy, rows, Backend.FUSED);
        Batch nd4j = playing(economy, rows, Backend.ND4J);
        fused.reset(null, null);
        nd4j.reset(null, null);
        int ended = 0;
        for (int t = 0; t < steps; t++) {
            fused.step();
            nd4j.step();
            List<Tensor> expected = fused.tensors().all();
            List<Tensor> actual = nd4j.tensors().all();
            assertEquals(expected.size(), actual.size());
            for (int k = 0; k < expected.size(); k++) {
                assertClose(expected.get(k), actual.get(k), t);
            }
            for (byte each : fused.tensors().terminated().u8()) {
                ended += each;
            }
        }
        return ended;
    }

    private static Batch playing(Economy economy, int rows, Backend backend) {
        var builder = Batch.of(economy)
                .rows(rows)
                .seed(11)
                .backend(backend)
                .autoreset(AutoresetMode.SAME_STEP)
                .metrics(economy.spec().metrics().stream().map(Metric::name).toList());
        economy.spec().groups().forEach(group -> builder.policy(group.name(), "random", Map.of()));
        return builder.build();
    }

    private static void assertClose(Tensor expected, Tensor actual, int step) {
        double tolerance = expected.dtype() == DType.F32 ? 1e-5 : expected.dtype() == DType.F64 ? 1e-10 : 0;
        for (int i = 0; i < expected.rows() * expected.rowSize(); i++) {
            double want = SpaceAssertions.value(expected, i);
            double got = SpaceAssertions.value(actual, i);
            double allowed = tolerance * Math.max(1, Math.abs(want));
            assertTrue(
                    Math.abs(want - got) <= allowed || Double.compare(want, got) == 0,
                    "step " + step + ", " + expected.name() + "[" + i + "]: fused " + want + ", nd4j " + got);
        }
    }
}
