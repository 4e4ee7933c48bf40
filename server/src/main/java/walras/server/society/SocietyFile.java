package walras.server.society;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import walras.env.Environment;
import walras.env.Options;
import walras.env.Problem;
import walras.env.batch.Batch;
import walras.server.report.Json;

/**
 * A trained society: who learned what, and where. One JSON file, with every weight as a number that reads back exactly.
 *
 * @param environment its id
 * @param options all of the environment's, as they were resolved
 * @param policy which one played the whole group
 * @param policyOptions those that were given to it
 */
public record SocietyFile(
        String environment,
        Map<String, ?> options,
        String group,
        String policy,
        Map<String, ?> policyOptions,
        Weights weights) {
    private static final String FORMAT = "walras-society-1";

    /** The society that plays a group of a batch. */
    public static SocietyFile of(
            Environment environment,
            Options options,
            Batch batch,
            String group,
            String policy,
            Map<String, ?> policyOptions) {
        return new SocietyFile(
                environment.id(), options.shown(), group, policy, policyOptions, Weights.of(batch, group));
    }

    /** SHA-256 of the environment's id and its options, in the order of names. */
    public String optionsHash() {
        return hash(environment, options);
    }

    private static String hash(String environment, Map<String, ?> options) {
        String text = environment + canonical(options);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** Text that is the same on every Java: names sorted, numbers exact. */
    private static String canonical(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, String> sorted = new TreeMap<>();
            map.forEach((name, element) -> sorted.put(String.valueOf(name), canonical(element)));
            return sorted.toString();
        } else if (value instanceof List<?> list) {
            return list.stream().map(SocietyFile::canonical).toList().toString();
        } else if (value instanceof Double number) {
            return new BigDecimal(number).stripTrailingZeros().toPlainString();
        }
        return String.valueOf(value);
    }

    /** Writes the file. */
    public void write(Path file) throws IOException {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("format", FORMAT);
        all.put("environment", environment);
        all.put("options", options);
        all.put("options_sha256", optionsHash());
        all.put("group", group);
        all.put("policy", policy);
        all.put("policy_options", policyOptions);
        all.put("rows", weights.rows());
        all.put("weights", weights.arrays());
        Files.writeString(file, Json.line(all) + System.lineSeparator());
    }

    /**
     * Reads a file.
     *
     * @throws Problem BAD_SOCIETY where it is not one, or its options are not those that were hashed
     */
    public static SocietyFile read(Path file) throws IOException {
        String text = Files.readString(file);
        try {
            if (Json.parse(text) instanceof Map<?, ?> all && FORMAT.equals(all.get("format"))) {
                SocietyFile society = new SocietyFile(
                        text(all, "environment"),
                        map(all, "options"),
                        text(all, "group"),
                        text(all, "policy"),
                        map(all, "policy_options"),
                        weights((Long) Objects.requireNonNull(all.get("rows")), map(all, "weights")));
                if (!society.optionsHash().equals(all.get("options_sha256"))) {
                    throw bad(file, "options of hash " + all.get("options_sha256"), society.optionsHash());
                }
                return society;
            }
        } catch (IllegalArgumentException | ClassCastException | NullPointerException | ArithmeticException broken) {
            throw bad(file, "a whole file of format " + FORMAT, String.valueOf(broken.getMessage()));
        }
        throw bad(file, "a file of format " + FORMAT, "another");
    }

    private static Problem bad(Path file, String expected, String got) {
        return Problem.of(Problem.Kind.INVALID, "BAD_SOCIETY", "society " + file, expected, got, "");
    }

    private static String text(Map<?, ?> all, String name) {
        return (String) Objects.requireNonNull(all.get(name), name);
    }

    private static Map<String, Object> map(Map<?, ?> all, String name) {
        Map<String, Object> map = new LinkedHashMap<>();
        ((Map<?, ?>) Objects.requireNonNull(all.get(name), name))
                .forEach((key, value) -> map.put((String) key, Objects.requireNonNull(value, name)));
        return map;
    }

    private static Weights weights(long rows, Map<String, Object> lists) {
        Map<String, double[]> arrays = new LinkedHashMap<>();
        lists.forEach((name, list) -> arrays.put(
                name,
                ((List<?>) list)
                        .stream()
                                .mapToDouble(value -> ((Number) Objects.requireNonNull(value, name)).doubleValue())
                                .toArray()));
        return new Weights(Math.toIntExact(rows), arrays);
    }

    /**
     * Refuses another task than the society's own.
     *
     * @throws Problem BAD_SOCIETY that names every option that differs
     */
    public void requireTask(Environment other, Options otherOptions) {
        if (!other.id().equals(environment)) {
            throw taskMismatch(environment, other.id());
        }
        Map<String, ?> given = otherOptions.shown();
        TreeSet<String> names = new TreeSet<>(options.keySet());
        names.addAll(given.keySet());
        List<String> trained = new ArrayList<>();
        List<String> asked = new ArrayList<>();
        for (String name : names) {
            if (!canonical(options.get(name)).equals(canonical(given.get(name)))) {
                trained.add(name + "=" + Json.line(options.get(name)));
                asked.add(name + "=" + Json.line(given.get(name)));
            }
        }
        if (!trained.isEmpty()) {
            throw taskMismatch(String.join(", ", trained), String.join(", ", asked));
        }
    }

    private Problem taskMismatch(String expected, String got) {
        return Problem.of(
                Problem.Kind.INVALID,
                "BAD_SOCIETY",
                "society of " + environment + " (to go on in another task: --transfer)",
                expected,
                got,
                "");
    }

    /**
     * Makes a batch's policies go on as this society.
     *
     * @throws Problem BAD_SOCIETY where they keep other arrays, of other sizes
     */
    public void giveTo(Batch batch) {
        weights.giveTo(batch, group);
    }
}
