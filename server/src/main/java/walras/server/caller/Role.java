package walras.server.caller;

import java.util.Locale;

/** What somebody may do; each may do what those before it may. */
public enum Role {
    /** Sees what the server offers, which sessions there are, and its meters. */
    SPECTATOR,
    /** Takes seats of which it has the tickets. */
    PLAYER,
    /** Makes sessions and asks for exact solutions. */
    HOST,
    /** Looks into the server itself. */
    OPERATOR;

    /** As files have it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
