package walras.server.cli;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import walras.env.GroupTensors;
import walras.env.Tensor;
import walras.env.Tensors;
import walras.server.report.Json;

/**
 * SHA-256 of everything that happened, row by row, so that a row's hash depends on neither the batch size nor threads.
 *
 * <p>A row's bytes, little-endian: the UTF-8 of {@code {"environment":ID,"options":{...}}} with all options resolved;
 * the observations after the reset; then for every step the actions, the observations after it (of the next episode
 * where one ended), the rewards, terminated and truncated. Groups come in the order of the spec, tensors in the order of
 * their group, elements row-major. The hash of the trajectory is SHA-256 of the rows' digests, one after another.
 */
final class TrajectoryHash {
    private final Tensors tensors;
    private final MessageDigest[] rows; // [B]
    private final List<Tensor> observations = new ArrayList<>();
    private final List<Tensor> step = new ArrayList<>();
    private final ByteBuffer bytes;

    TrajectoryHash(String environment, Map<String, @Nullable Object> options, Tensors tensors) {
        this.tensors = tensors;
        byte[] header = Json.line(SpecJson.object("environment", environment, "options", options))
                .getBytes(StandardCharsets.UTF_8); // [bytes]
        rows = new MessageDigest[tensors.rows()];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = sha256();
            rows[row].update(header);
        }
        tensors.groups().forEach(group -> observations.addAll(group.observations()));
        tensors.groups().forEach(group -> step.addAll(group.actions()));
        step.addAll(observations);
        tensors.groups().stream().map(GroupTensors::reward).forEach(step::add);
        step.addAll(List.of(tensors.terminated(), tensors.truncated()));
        int rowBytes = step.stream()
                .mapToInt(tensor -> tensor.rowSize() * tensor.dtype().bytes())
                .sum();
        bytes = ByteBuffer.allocate(rowBytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** Takes in what the reset shows. */
    void reset() {
        add(observations);
    }

    /** Takes in the step just taken. */
    void step() {
        add(step);
    }

    private void add(List<Tensor> parts) {
        for (int row = 0; row < tensors.rows(); row++) {
            bytes.clear();
            for (Tensor tensor : parts) {
                put(tensor, row * tensor.rowSize(), (row + 1) * tensor.rowSize());
            }
            rows[row].update(bytes.array(), 0, bytes.position());
        }
    }

    private void put(Tensor tensor, int from, int to) {
        for (int i = from; i < to; i++) {
            switch (tensor.dtype()) {
                case U8 -> bytes.put(tensor.u8()[i]);
                case I32 -> bytes.putInt(tensor.i32()[i]);
                case I64 -> bytes.putLong(tensor.i64()[i]);
                case F32 -> bytes.putFloat(tensor.f32()[i]);
                case F64 -> bytes.putDouble(tensor.f64()[i]);
            }
        }
    }

    /** Ends the hash. */
    Digests digests() {
        MessageDigest whole = sha256();
        List<String> each = new ArrayList<>();
        for (MessageDigest row : rows) {
            byte[] digest = row.digest(); // [32]
            whole.update(digest);
            each.add(HexFormat.of().formatHex(digest));
        }
        return new Digests(HexFormat.of().formatHex(whole.digest()), each);
    }

    /**
     * @param trajectory of all rows together, in hexadecimal
     * @param rows of each row
     */
    record Digests(String trajectory, List<String> rows) {
        Digests {
            rows = List.copyOf(rows);
        }
    }
}
