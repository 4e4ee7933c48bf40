package walras.client;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where a server is.
 *
 * @param target {@code host:port} or {@code unix:PATH}
 * @param tls whether the address says that TLS is spoken; empty where it does not say
 */
record Address(String target, Optional<Boolean> tls) {
    private static final String DEFAULT = "localhost:50051";
    private static final Pattern PLACE = Pattern.compile("(?:(grpcs?)://)?(unix:.+|[^/]+:\\d+)");
    private static final Pattern LOCAL = Pattern.compile("unix:.*|(localhost|127\\.[0-9.]+|\\[::1\\]):\\d+");

    /** Of what the user wrote; empty for {@code WALRAS_ADDRESS}, else the default. */
    static Address of(String given) {
        String named = given.isEmpty() ? System.getenv().getOrDefault("WALRAS_ADDRESS", "") : given;
        String word = named.isEmpty() ? DEFAULT : named;
        Matcher found = PLACE.matcher(word);
        if (!found.matches()) {
            throw WalrasException.badRequest(
                    "address", "host:port, unix:PATH, grpc://host:port or grpcs://host:port", word);
        }
        return new Address(found.group(2), Optional.ofNullable(found.group(1)).map("grpcs"::equals));
    }

    /** Whether the server is on this machine. */
    boolean local() {
        return LOCAL.matcher(target).matches();
    }

    /** Seats of a session, and where its server is, in one string. The holder of the address may take them. */
    record OfSeats(String target, boolean tls, String session, List<String> tickets) {
        private static final String TICKET = "ticket=[\\w.~%-]+";
        private static final Pattern FORM =
                Pattern.compile("walras(s?)://([^/?#@]+:\\d+)/([\\w.~-]+)\\?(" + TICKET + "(?:&" + TICKET + ")*)");

        /** Of {@code walras://host:port/SESSION?ticket=TICKET}. Errors never say the tickets. */
        static OfSeats of(String text) {
            Matcher found = FORM.matcher(text);
            try {
                if (found.matches()) {
                    List<String> tickets = Arrays.stream(found.group(4).split("&"))
                            .map(each -> URLDecoder.decode(each.substring("ticket=".length()), StandardCharsets.UTF_8))
                            .toList();
                    return new OfSeats(found.group(2), !found.group(1).isEmpty(), found.group(3), tickets);
                }
            } catch (IllegalArgumentException noEscape) {
                // Its message would say the ticket.
            }
            String expected = "walras://host:port/SESSION?ticket=TICKET, or walrass:// with TLS";
            throw WalrasException.badRequest("address", expected, "another form");
        }

        @Override
        public String toString() {
            String query = tickets.stream().map("ticket="::concat).collect(Collectors.joining("&"));
            return (tls ? "walrass://" : "walras://") + target + "/" + session + "?" + query;
        }
    }
}
