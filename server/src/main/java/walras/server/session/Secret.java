package walras.server.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/** 128 random bits that stand for a right. Compared in constant time; its string form does not show it. */
public final class Secret {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 16;

    private final byte[] text;

    private Secret(byte[] text) {
        this.text = text;
    }

    /** A new one. */
    public static Secret random() {
        return of(randomText());
    }

    /** The one that has this text. */
    public static Secret of(String text) {
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    /** 128 random bits as 32 hexadecimal digits, also for ids. */
    static String randomText() {
        byte[] bits = new byte[BYTES];
        RANDOM.nextBytes(bits);
        return HexFormat.of().formatHex(bits);
    }

    /** A random seed for a batch whose creator gave none; not negative, so that every client can write it. */
    static long randomSeed() {
        return RANDOM.nextLong() >>> 1;
    }

    public boolean matches(String claimed) {
        return MessageDigest.isEqual(text, claimed.getBytes(StandardCharsets.UTF_8));
    }

    /** The text, to be handed to its owner and to nobody else. */
    public String reveal() {
        return new String(text, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "secret";
    }
}
