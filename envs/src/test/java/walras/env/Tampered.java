package walras.env;

import java.util.ArrayList;
import java.util.List;

/** Answers of solvers that are broken in one number, for the tests of certificates. */
public final class Tampered {
    private Tampered() {}

    /** The answer with other values in a table. */
    public static Solution with(Solution right, String name, double... values) { // [product of shape]
        List<Solution.Table> tables = new ArrayList<>();
        for (Solution.Table table : right.tables()) {
            boolean same = table.name().equals(name);
            tables.add(same ? new Solution.Table(name, table.dims(), table.shape(), values) : table);
        }
        return new Solution(tables, right.certificate());
    }

    /** An answer for every number of a table, in which that number alone is larger by {@code by}. */
    public static List<Solution> each(Solution right, String name, double by) {
        List<Solution> all = new ArrayList<>();
        double[] values = right.table(name).values(); // [product of shape]
        for (int k = 0; k < values.length; k++) {
            double[] changed = values.clone();
            changed[k] += by;
            all.add(with(right, name, changed));
        }
        return all;
    }
}
