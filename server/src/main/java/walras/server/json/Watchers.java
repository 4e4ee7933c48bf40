package walras.server.json;

import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import walras.env.Problem;
import walras.server.http.Exchange;
import walras.server.http.HttpStream;
import walras.server.rpc.Services;
import walras.server.session.Claim;
import walras.server.session.Sessions;
import walras.server.session.work.Timer;

/**
 * Server-sent events for whoever watches a session: {@code GET /watch?session=ID}. Watchers look at the last turn at
 * intervals of their own and skip what they missed; a session does not know of them.
 */
final class Watchers {
    static final String PATH = "/watch";

    private static final String EVENTS = "text/event-stream";
    private static final Set<String> NAMES = Set.of("session", "shard", "every_ms", "rows");
    private static final int LEAST_MILLIS = 50;
    private static final int MOST_MILLIS = 60_000;
    private static final int MOST_ROWS = 4096;

    private final Services services;
    private final Sessions sessions;
    private final int most;
    private final Timer timer;
    private final Executor pool;
    private final AtomicInteger watchers = new AtomicInteger();

    Watchers(Services services, Sessions sessions, int most, Timer timer, Executor pool) {
        this.most = most;
        this.services = services;
        this.sessions = sessions;
        this.timer = timer;
        this.pool = pool;
    }

    void handle(Exchange exchange) {
        pool.execute(() -> {
            try {
                start(exchange);
            } catch (RuntimeException | Error thrown) {
                exchange.answerOnce(JsonErrors.answer(services.detail(thrown)));
            }
        });
    }

    private void start(Exchange exchange) {
        Query query = new Query(exchange.target(), NAMES);
        Shown shown = Shown.by(exchange);
        services.admitted(exchange.header("authorization"), shown.leastRole(), PATH);
        Claim claim = sessions.claim(query.one("session", ""), shown.hostToken(), shown.tickets());
        int shard = query.whole("shard", 0, 0, claim.session().plan().config().shards() - 1);
        int millis = query.whole("every_ms", 200, LEAST_MILLIS, MOST_MILLIS);
        int rows = query.whole("rows", 16, 1, MOST_ROWS);
        boolean open = !claim.host() && claim.seats().isEmpty();
        SeatGroups seats = ReplayPages.seats(claim.session().plan(), claim.host(), claim.seats());
        HttpStream stream = admitted(exchange);
        Watch watch =
                new Watch(claim.session(), shard, new WatchFrames(seats, open, rows), stream, timer, pool, millis);
        exchange.onGone(watch::gone);
        watch.begin(watchers::decrementAndGet);
    }

    private HttpStream admitted(Exchange exchange) {
        if (watchers.incrementAndGet() > most) {
            watchers.decrementAndGet();
            throw Problem.limit(
                    "watch", "at most " + most + " watchers at once (http_watchers); try again later", "more");
        }
        return Objects.requireNonNull(exchange.stream(200, EVENTS)); // nobody else answers it
    }
}
