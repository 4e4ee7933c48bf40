package walras.env;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The oracle's answer.
 *
 * @param tables exact values, in the order they were added
 * @param certificate numbers that say how exact (residuals, gaps, iterations)
 */
public record Solution(List<Table> tables, Map<String, Double> certificate) {
    /** The certificate's verdict, in every environment: 1 where a check that shares no code with the solver bears the tables out. */
    public static final String VERIFIED = "verified";

    public Solution {
        tables = List.copyOf(tables);
        certificate = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(certificate));
    }

    /** The table of that name. */
    public Table table(String name) {
        return Nearest.find("table", name, tables, Table::name);
    }

    /** Whether the certificate bears the tables out. */
    public boolean verified() {
        return certificate.getOrDefault(VERIFIED, 0.0) == 1;
    }

    /**
     * This answer, for those that play by it or measure against it.
     *
     * @throws Problem UNVERIFIED where its certificate does not bear it out
     */
    public Solution borneOut() {
        if (!verified()) {
            throw Problem.unverified("optimum", certificate);
        }
        return this;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** A builder that begins with this answer. */
    public Builder extended() {
        Builder builder = new Builder();
        builder.tables.addAll(tables);
        builder.certificate.putAll(certificate);
        return builder;
    }

    /**
     * A named array.
     *
     * @param dims a name per axis
     * @param shape a length per axis, {@code []} for a scalar
     * @param values row-major, {@code [product of shape]}
     */
    public record Table(String name, List<String> dims, List<Integer> shape, double[] values) { // [product]
        public Table {
            dims = List.copyOf(dims);
            shape = List.copyOf(shape);
            int size = shape.stream().mapToInt(Integer::intValue).reduce(1, Math::multiplyExact);
            if (dims.size() != shape.size() || values.length != size) {
                throw new IllegalArgumentException(
                        name + ": " + dims + " of shape " + shape + " takes " + size + " values, got " + values.length);
            }
            values = values.clone();
        }

        @Override
        public double[] values() { // [product of shape]
            return values.clone();
        }

        /** The value of a scalar table. */
        public double scalar() {
            return values[0];
        }
    }

    /** Collects tables. */
    public static final class Builder {
        private final List<Table> tables = new ArrayList<>();
        private final Map<String, Double> certificate = new LinkedHashMap<>();

        private Builder() {}

        public Builder scalar(String name, double value) {
            tables.add(new Table(name, List.of(), List.of(), new double[] {value})); // []
            return this;
        }

        public Builder table(
                String name, List<String> dims, List<Integer> shape, double[] values) { // [product of shape]
            tables.add(new Table(name, dims, shape, values));
            return this;
        }

        public Builder certify(String name, double value) {
            certificate.put(name, value);
            return this;
        }

        /** The verdict on the tables so far. */
        public Builder verified(boolean verdict) {
            return certify(VERIFIED, verdict ? 1 : 0);
        }

        public Solution build() {
            return new Solution(tables, certificate);
        }
    }
}
