package walras.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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

    /** Of what the user wrote; null for {@code WALRAS_ADDRESS}, else the default. */
    static Address of(@Nullable String given) {
        String named = given == null || given.isEmpty() ? System.getenv("WALRAS_ADDRESS") : given;
        String word = named == null || named.isEmpty() ? DEFAULT : named;
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

    /** Seats of somebody's session, as one string says it. Whoever has it may take them. */
    record OfSeats(String target, boolean tls, String session, List<String> tickets) {
        private static final Pattern SCHEME = Pattern.compile("walrass?");

        /** Of {@code walras://host:port/SESSION?ticket=TICKET}. Errors never say the tickets. */
        static OfSeats of(String text) {
            try {
                URI uri = new URI(text);
                List<String> tickets = new ArrayList<>();
                for (String each : String.valueOf(uri.getRawQuery()).split("&", -1)) {
                    require(each.startsWith("ticket=") && each.length() > "ticket=".length());
                    tickets.add(URLDecoder.decode(each.substring("ticket=".length()), StandardCharsets.UTF_8));
                }
                String path = String.valueOf(uri.getPath());
                require(uri.getHost() != null && uri.getPort() >= 0 && uri.getFragment() == null);
                require(uri.getUserInfo() == null
                        && SCHEME.matcher(uri.getScheme()).matches());
                require(path.length() > 1 && path.indexOf('/', 1) < 0);
                boolean tls = uri.getScheme().equals("walrass");
                return new OfSeats(uri.getHost() + ":" + uri.getPort(), tls, path.substring(1), tickets);
            } catch (URISyntaxException | IllegalArgumentException wrong) {
                String shown = text.split("[?#@]", 2)[0];
                String safe = shown.length() < text.length() && text.charAt(shown.length()) == '@'
                        ? shown.split(":", 2)[0]
                        : shown;
                throw WalrasException.badRequest(
                        "address", "walras://host:port/SESSION?ticket=TICKET, or walrass:// with TLS", safe);
            }
        }

        private static void require(boolean right) {
            if (!right) {
                throw new IllegalArgumentException();
            }
        }

        String text() {
            List<String> query = tickets.stream()
                    .map(ticket -> "ticket=" + URLEncoder.encode(ticket, StandardCharsets.UTF_8))
                    .toList();
            return (tls ? "walrass://" : "walras://") + target + "/" + session + "?" + String.join("&", query);
        }
    }
}
