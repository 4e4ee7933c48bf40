package walras.server.experiment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import walras.server.report.Json;

/** Results of single seeds on disk, so that an interrupted experiment goes on where it was. */
final class SeedStore {
    private final Path folder;
    private final String identity;

    /** @param identity of code and settings; results of another identity are not taken */
    SeedStore(Path folder, String identity) {
        this.folder = folder;
        this.identity = identity;
    }

    private Path file(String part, long seed) {
        String name = UUID.nameUUIDFromBytes((identity + "\n" + part).getBytes(StandardCharsets.UTF_8))
                .toString();
        return folder.resolve(name + "-" + seed + ".json");
    }

    Optional<SeedResult> read(String part, long seed) throws IOException {
        Path file = file(part, seed);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Map<String, double[]> series = new LinkedHashMap<>();
        if (Json.parse(Files.readString(file)) instanceof Map<?, ?> object
                && object.get("series") instanceof Map<?, ?> stored) {
            stored.forEach((name, values) -> series.put(String.valueOf(name), numbers((List<?>) values)));
            return Optional.of(new SeedResult(seed, series));
        }
        throw new IOException(file + " is no seed's result: remove it to run the seed again");
    }

    /** Non-finite numbers are kept as words: JSON has none. */
    private static double[] numbers(List<?> values) { // [k]
        return values.stream()
                .mapToDouble(value -> value instanceof Number number
                        ? number.doubleValue()
                        : Double.parseDouble(String.valueOf(value)))
                .toArray();
    }

    void write(String part, SeedResult result) throws IOException {
        Files.createDirectories(folder);
        Map<String, List<Object>> series = new LinkedHashMap<>();
        result.series().forEach((name, values) -> {
            List<Object> shown = new ArrayList<>();
            for (double value : values) {
                shown.add(Double.isFinite(value) ? (Object) value : String.valueOf(value));
            }
            series.put(name, shown);
        });
        String text = Json.line(Map.of("part", part, "seed", result.seed(), "series", series));
        Path file = file(part, result.seed());
        Path draft = file.resolveSibling(file.getFileName() + ".part");
        Files.writeString(draft, text);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
