package walras.server.session.plan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import walras.env.Seed;

/**
 * 128 random bits that stand for a right. Only their hash is compared, in constant time, and only their hash is ever
 * stored; the text is there just after they were drawn. The string form shows neither.
 */
public final class Secret {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 16;
    /** No text that stands for a right is longer: what is, is not even hashed. */
    private static final int LONGEST = 8192;

    private final byte[] hash;
    private final String text;

    private Secret(byte[] hash, String text) {
        this.hash = hash;
        this.text = text;
    }

    /** A new one. */
    public static Secret random() {
        return of(randomText());
    }

    /** The one that has this text. */
    public static Secret of(String text) {
        return new Secret(hash(text), text);
    }

    /** The one that has this hash; it can be recognised and not revealed. */
    public static Secret ofHash(String hexadecimal) {
        return new Secret(HexFormat.of().parseHex(hexadecimal), "");
    }

    /** 128 random bits as 32 hexadecimal digits, also for ids. */
    public static String randomText() {
        byte[] bits = new byte[BYTES];
        RANDOM.nextBytes(bits);
        return HexFormat.of().formatHex(bits);
    }

    /** A random seed for a batch whose creator gave none. */
    static long randomSeed() {
        return Seed.drawn(RANDOM.nextLong());
    }

    private static byte[] hash(String text) { // [32]
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    public boolean matches(String claimed) {
        return claimed.length() <= LONGEST && MessageDigest.isEqual(hash, hash(claimed));
    }

    /** True if it stands for the same right. */
    public boolean same(Secret other) {
        return MessageDigest.isEqual(hash, other.hash);
    }

    /** The text, to be handed to its owner and to nobody else; empty for one that was read from a log. */
    public String reveal() {
        return text;
    }

    /** As much of a text as could be one; nothing of one that is too long to be hashed for a stranger. */
    public static String bounded(String claimed) {
        return claimed.length() <= LONGEST ? claimed : "";
    }

    /** The hash in hexadecimal digits, for storage. */
    public String hash() {
        return HexFormat.of().formatHex(hash);
    }

    @Override
    public String toString() {
        return "secret";
    }
}
