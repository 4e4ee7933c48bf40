package walras.server.caller;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.server.session.plan.Secret;

/**
 * Everybody who may call. Tokens are known by their SHA-256 alone, and looked up by it: what a caller could learn from how
 * long that takes is of the hash of what it sent. The list can be exchanged; who is on both has what it had taken.
 */
public final class AccessList {
    private static final String SCHEME = "Bearer ";

    /**
     * One line of the list.
     *
     * @param hash of its token, hexadecimal; empty where a certificate makes it known
     */
    public record Entry(String name, Role role, Optional<String> hash, Quota quota) {}

    private record Known(Map<String, Caller> byHash, Map<String, Caller> byCertificate) {}

    private final LongSupplier clock;
    private final Map<String, Caller> callers = new ConcurrentHashMap<>(); // by name; of those who left too
    private volatile Known known = new Known(Map.of(), Map.of());

    public AccessList(List<Entry> entries) {
        this(entries, System::nanoTime);
    }

    AccessList(List<Entry> entries, LongSupplier clock) {
        this.clock = clock;
        replace(entries);
    }

    /** From now on these may call. Calls that have begun go on. */
    public synchronized void replace(List<Entry> entries) {
        Map<String, Caller> byHash = new HashMap<>();
        Map<String, Caller> byCertificate = new HashMap<>();
        Set<String> names = new TreeSet<>();
        for (Entry entry : entries) {
            Caller caller =
                    callers.computeIfAbsent(entry.name(), name -> new Caller(name, entry.role(), entry.quota(), clock));
            caller.replace(entry.role(), entry.quota());
            names.add(entry.name());
            entry.hash()
                    .ifPresentOrElse(hash -> byHash.put(hash, caller), () -> byCertificate.put(entry.name(), caller));
        }
        callers.values().removeIf(caller -> !names.contains(caller.name()) && !caller.holds());
        known = new Known(Map.copyOf(byHash), Map.copyOf(byCertificate));
    }

    /**
     * Who calls.
     *
     * @param shown as {@code authorization} has it; null for nothing
     * @param certificate the name in the client's certificate; null for none
     * @throws Problem TOKEN_MISSING or TOKEN_WRONG
     */
    public Caller find(@Nullable String shown, @Nullable String certificate) {
        Caller found = lookUp(shown, certificate);
        if (found == null) {
            throw stranger(shown, certificate);
        }
        return found;
    }

    /** Who calls, if it is known; else anybody, who will be refused. */
    public Caller known(@Nullable String shown, @Nullable String certificate) {
        Caller found = lookUp(shown, certificate);
        return found == null ? Caller.ANYBODY : found;
    }

    private @Nullable Caller lookUp(@Nullable String shown, @Nullable String certificate) {
        Known present = known;
        if (shown == null) {
            return certificate == null ? null : present.byCertificate().get(certificate);
        }
        return shown.startsWith(SCHEME)
                ? present.byHash()
                        .get(Secret.of(Secret.bounded(shown.substring(SCHEME.length())))
                                .hash())
                : null;
    }

    private static Problem stranger(@Nullable String shown, @Nullable String certificate) {
        boolean nothing = shown == null && certificate == null;
        String got = shown != null ? "another" : nothing ? "none" : "the certificate of " + certificate;
        return Problem.of(
                nothing ? Problem.Kind.UNAUTHENTICATED : Problem.Kind.DENIED,
                nothing ? "TOKEN_MISSING" : "TOKEN_WRONG",
                "authorization",
                "the server's token, as Bearer TOKEN",
                got,
                "");
    }
}
