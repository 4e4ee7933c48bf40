package walras.server.session;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import walras.env.Problem;
import walras.server.session.plan.Secret;
import walras.server.session.plan.SessionConfig;
import walras.server.session.plan.SessionPlan;

/**
 * Signs snapshots that leave the server, so that only bytes which it made itself are ever put back: a state that somebody
 * invented could break what every environment takes for granted.
 */
final class SnapshotSeal {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SEAL_BYTES = 32;

    private final SecretKeySpec key;

    private SnapshotSeal(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /** With a key that dies with the server, and the snapshots with it. */
    static SnapshotSeal random() {
        byte[] key = new byte[SEAL_BYTES];
        new SecureRandom().nextBytes(key);
        return new SnapshotSeal(key);
    }

    /** The states of all shards of a session, signed. */
    byte[] seal(SessionPlan plan, List<byte[]> shards) { // -> [bytes]
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(kind(plan));
            out.writeInt(shards.size());
            for (byte[] shard : shards) {
                out.writeInt(shard.length);
                out.write(shard);
            }
            out.flush();
            byte[] seal = mac(bytes.toByteArray(), bytes.size());
            out.write(seal);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return bytes.toByteArray();
    }

    /**
     * The states of all shards.
     *
     * @throws Problem BAD_SNAPSHOT if the bytes were not sealed here, or for a session of another kind
     */
    List<byte[]> open(SessionPlan plan, byte[] sealed) { // [bytes]
        int length = sealed.length - SEAL_BYTES;
        if (length < 0
                || !MessageDigest.isEqual(mac(sealed, length), Arrays.copyOfRange(sealed, length, sealed.length))) {
            throw bad("bytes that this server gave as a snapshot", "others");
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(sealed, 0, length))) {
            String kind = in.readUTF();
            if (!kind.equals(kind(plan))) {
                throw bad("one of a session made alike", "one of another session");
            }
            List<byte[]> shards = new ArrayList<>();
            int count = in.readInt();
            for (int k = 0; k < count; k++) {
                shards.add(in.readNBytes(in.readInt()));
            }
            return shards;
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Problem bad(String expected, String got) {
        return Problem.of(Problem.Kind.INVALID, "BAD_SNAPSHOT", "snapshot", expected, got, "");
    }

    /** What sessions must have in common for the state of one to fit the other. */
    private static String kind(SessionPlan plan) {
        SessionConfig config = plan.config();
        String text = String.join(
                "\n",
                config.environment(),
                plan.options().toString(),
                Integer.toString(config.rows()),
                Integer.toString(config.shards()),
                config.parts().stream()
                        .map(SessionConfig.PartConfig::rows)
                        .toList()
                        .toString(),
                config.autoreset().name(),
                config.seats().toString(),
                config.metrics().toString());
        return Secret.of(text).hash();
    }

    private byte[] mac(byte[] bytes, int length) { // [length or more] -> [SEAL_BYTES]
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update("walras-snapshot".getBytes(StandardCharsets.UTF_8));
            mac.update(bytes, 0, length);
            return mac.doFinal();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
