package walras.server.session.shard;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import walras.env.Problem;
import walras.env.batch.PartedBatch;
import walras.env.batch.Snapshot;
import walras.server.report.Json;
import walras.server.session.plan.PartPlan;

/** The state of a shard as bytes: for each part its options, so that a restore can go back across a change of them, and its batch. */
final class PartSnapshots {
    /**
     * One part's state.
     *
     * @param overrides the part's options when the snapshot was taken
     */
    record PartState(int part, Map<String, Object> overrides, Snapshot snapshot) {}

    private PartSnapshots() {}

    static byte[] write(List<PartPlan> plans, PartedBatch batch) { // -> [bytes]
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(plans.size());
            for (int k = 0; k < plans.size(); k++) {
                PartPlan plan = plans.get(k);
                out.writeInt(plan.index());
                writeBytes(out, Json.line(plan.overrides()).getBytes(StandardCharsets.UTF_8));
                writeBytes(out, batch.part(k).snapshot().toBytes());
            }
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** @throws Problem BAD_SNAPSHOT if the bytes are not what {@link #write} wrote */
    static List<PartState> read(byte[] bytes) { // [bytes]
        List<PartState> states = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int count = in.readInt();
            for (int k = 0; k < count; k++) {
                int part = in.readInt();
                String json = new String(readBytes(in), StandardCharsets.UTF_8);
                states.add(new PartState(part, overrides(json), Snapshot.fromBytes(readBytes(in))));
            }
        } catch (IOException | IllegalArgumentException broken) {
            throw bad("a whole snapshot", String.valueOf(broken));
        }
        return states;
    }

    private static byte[] readBytes(DataInputStream in) throws IOException { // [bytes]
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("a length of " + length + " with " + in.available() + " bytes left");
        }
        return in.readNBytes(length);
    }

    private static Map<String, Object> overrides(String json) throws IOException {
        if (!(Json.parse(json) instanceof Map<?, ?> map)) {
            throw new IOException("options that are no object");
        }
        Map<String, Object> overrides = new LinkedHashMap<>();
        map.forEach((name, value) -> overrides.put(String.valueOf(name), value));
        return overrides;
    }

    static Problem bad(String expected, String got) {
        return Problem.of(Problem.Kind.INVALID, "BAD_SNAPSHOT", "snapshot", expected, got, "");
    }
}
