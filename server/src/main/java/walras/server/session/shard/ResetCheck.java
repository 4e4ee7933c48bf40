package walras.server.session.shard;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import walras.env.Nearest;
import walras.env.OptionSpec;
import walras.env.Problem;
import walras.env.Seed;
import walras.env.batch.Batch;
import walras.env.batch.PartedBatch;

/** Holds a reset against its shard before anything moves. */
final class ResetCheck {
    private ResetCheck() {}

    /**
     * Checks mask and seeds, and turns options of rows into one array per option.
     *
     * @return per option {@code [rows]}, NaN where nothing is given
     */
    static Map<String, double[]> check(ResetOrder order, PartedBatch batch) {
        int rows = batch.rows();
        if (order.mask().length > 0) {
            checkMask(order.mask(), rows);
        }
        if (order.rowSeeds().length > 0 && order.rowSeeds().length != rows) {
            throw Problem.request("reset.row_seeds", "one per row, " + rows, order.rowSeeds().length);
        }
        if (order.rowSeeds().length > 0 && order.seed().isPresent()) {
            throw Problem.request("reset.row_seeds", "either seed or row_seeds", "both");
        }
        order.seed().ifPresent(seed -> Seed.require("reset.seed", seed));
        Seed.requireAll("reset.row_seeds", order.rowSeeds());
        Map<String, double[]> values = new LinkedHashMap<>();
        for (int k = 0; k < order.rowOptions().size(); k++) {
            spread(order, k, batch, values);
        }
        return values;
    }

    private static void checkMask(byte[] mask, int rows) { // [rows]
        if (mask.length != rows) {
            throw frame("reset.row_mask", "one byte per row, " + rows, mask.length + " bytes");
        }
        boolean any = false;
        for (int row = 0; row < rows; row++) {
            if (mask[row] != 0 && mask[row] != 1) {
                throw frame("reset.row_mask: row " + row, "0 or 1", Integer.toString(mask[row] & 0xFF));
            }
            any |= mask[row] != 0;
        }
        if (!any) {
            throw frame("reset.row_mask", "at least one row", "none");
        }
    }

    private static Problem frame(String where, String expected, String got) {
        return Problem.of(Problem.Kind.INVALID, "BAD_FRAME", where, expected, got, "");
    }

    private static void spread(
            ResetOrder order, int k, PartedBatch batch, Map<String, double[]> values) { // [rows] each
        ResetOrder.RowOptions part = order.rowOptions().get(k);
        String where = "reset.row_options[" + k + "]";
        for (Map.Entry<String, Object> option : part.options().entrySet()) {
            OptionSpec known = declared(batch.part(0), option.getKey());
            if (!(option.getValue() instanceof Number number)) {
                throw Problem.option(known.name(), "a number", option.getValue());
            }
            known.requireNumber(where, number.doubleValue());
            double[] target = values.computeIfAbsent(known.name(), name -> unset(batch.rows()));
            for (int row : part.rows()) {
                requireRow(where, row, batch.rows(), order);
                declared(batch.part(batch.partOf(row)), option.getKey()).requireNumber(where, number.doubleValue());
                target[row] = number.doubleValue();
            }
        }
    }

    private static OptionSpec declared(Batch part, String name) {
        return Nearest.find("reset option", name, part.economy().spec().resetOptions(), OptionSpec::name);
    }

    private static void requireRow(String where, int row, int rows, ResetOrder order) {
        byte[] mask = order.mask();
        if (row < 0 || row >= rows || (mask.length > 0 && mask[row] == 0)) {
            throw Problem.request(where + ".rows", "rows of the mask, within 0 to " + (rows - 1), row);
        }
    }

    private static double[] unset(int rows) { // [rows]
        double[] values = new double[rows];
        Arrays.fill(values, Double.NaN);
        return values;
    }

    /** True if the order resets every row. */
    static boolean full(ResetOrder order) {
        for (byte row : order.mask()) {
            if (row == 0) {
                return false;
            }
        }
        return true;
    }
}
