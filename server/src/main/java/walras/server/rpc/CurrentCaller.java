package walras.server.rpc;

import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Grpc;
import java.security.Principal;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import walras.server.caller.Caller;

/** Who makes the call that this thread works for. */
final class CurrentCaller {
    /** Anybody, where nobody is asked who they are. */
    static final Context.Key<Caller> KEY = Context.keyWithDefault("walras-caller", Caller.ANYBODY);

    private CurrentCaller() {}

    static Caller get() {
        return KEY.get();
    }

    /** The common name in the certificate that the client of a connection has shown; null for none. */
    static @Nullable String certificate(Attributes connection) {
        SSLSession tls = connection.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        if (tls == null) {
            return null;
        }
        try {
            return commonName(tls.getPeerPrincipal());
        } catch (SSLPeerUnverifiedException none) {
            return null;
        }
    }

    private static @Nullable String commonName(Principal subject) {
        try {
            return new LdapName(subject.getName())
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .map(String::valueOf)
                            .findFirst()
                            .orElse(null);
        } catch (InvalidNameException odd) {
            return null;
        }
    }
}
