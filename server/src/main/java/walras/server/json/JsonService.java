package walras.server.json;

import com.google.protobuf.Message;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import walras.env.Nearest;
import walras.env.Problem;
import walras.server.http.Exchange;
import walras.server.http.Routes;
import walras.server.rpc.Services;
import walras.server.session.Sessions;
import walras.server.session.work.Limits;
import walras.server.session.work.Pools;
import walras.server.session.work.Serial;
import walras.server.session.work.Timer;

/** Serves the services' methods as JSON. */
public final class JsonService implements AutoCloseable {
    /** Longer than any exact solution, and than a step of people who think. */
    private static final Duration SPARE = Duration.ofSeconds(5);

    private static final String VALUES = "values";

    private final Services services;
    private final Sessions sessions;
    private final Limits limits;
    private final JsonLimits atOnce;
    private final Timer timer;
    private final JsonRoom room;
    private final AtomicInteger calls = new AtomicInteger();
    private final ExecutorService pool;
    private final Watchers watchers;
    private final ReplayPages replays;
    private final List<JsonMethod> methods;

    /** @param timer ends calls that take too long */
    public JsonService(Services services, Sessions sessions, Limits limits, JsonLimits atOnce, Timer timer) {
        this.atOnce = atOnce;
        this.services = services;
        this.sessions = sessions;
        this.limits = limits;
        this.timer = timer;
        room = new JsonRoom(limits.work().inboundBytes());
        int threads = Math.max(2, Runtime.getRuntime().availableProcessors() / 2);
        pool = Pools.of("json", threads, new LinkedBlockingQueue<>()); // as many wait as calls may be open
        watchers = new Watchers(services, sessions, atOnce.watchers(), timer, pool);
        replays = new ReplayPages(services, sessions, pool);
        methods = services.calls().stream()
                .map(ServerServiceDefinition::getMethods)
                .flatMap(found -> found.stream().map(JsonService::method))
                .toList();
    }

    @SuppressWarnings("unchecked") // every method of these services has messages
    private static JsonMethod method(ServerMethodDefinition<?, ?> definition) {
        return new JsonMethod((ServerMethodDefinition<Message, Message>) definition);
    }

    /** Adds a route for each method. */
    public void addTo(Routes routes, JsonGate gate) {
        for (JsonMethod method : methods) {
            routes.post(
                    method.path(),
                    limits.messageBytes(),
                    gate,
                    JsonErrors::refusal,
                    exchange -> handle(exchange, one -> start(one, method)));
        }
        JsonGate untyped = gate.untyped();
        routes.stream(ReplayPages.LOGS, untyped, JsonErrors::refusal, exchange -> handle(exchange, replays::list));
        routes.stream(ReplayPages.REPLAY, untyped, JsonErrors::refusal, exchange -> handle(exchange, replays::play));
        routes.stream(Watchers.PATH, untyped, JsonErrors::refusal, watchers::handle);
        List<String> paths = methods.stream().map(JsonMethod::path).sorted().toList();
        routes.elsewhere(JsonErrors::refusal, path -> {
            String nearest = Nearest.nearest(path, paths);
            return "expected /, /healthz, /metrics, /watch, /logs, /replay or POST /package.Service/Method"
                    + (nearest.isEmpty() ? "" : "; did you mean " + nearest + "?");
        });
    }

    private void handle(Exchange exchange, Consumer<OneExchange> start) {
        if (calls.incrementAndGet() > atOnce.calls()) {
            calls.decrementAndGet();
            Problem full = Problem.limit(
                    "calls", "at most " + atOnce.calls() + " over HTTP at once (http_calls); try again later", "more");
            exchange.answer(JsonErrors.answer(services.detail(full)));
            return;
        }
        OneExchange one = new OneExchange(exchange, room.new Share(), pool, calls::decrementAndGet);
        pool.execute(() -> {
            try {
                start.accept(one);
            } catch (RuntimeException | Error thrown) {
                one.fail(services.detail(thrown));
            }
        });
    }

    private void start(OneExchange one, JsonMethod method) {
        Exchange exchange = one.exchange();
        boolean lists = new Query(exchange.target(), Set.of(VALUES))
                .word(VALUES, List.of("frames", "lists"))
                .equals("lists");
        one.room().take((long) exchange.body().length * JsonRoom.TEXT_WEIGHT);
        String text = JsonReading.text(exchange.body());
        JsonMethod.Asked asked = lists ? method.listed(text, one.room(), sessions) : method.plain(text, one.room());
        String authorization = exchange.header("authorization");
        JsonCall call;
        Timer.@Nullable Alarm alarm = null;
        if (method.streams()) {
            LinesReply reply = new LinesReply(one, asked.writer(), services, pool);
            call = new JsonCall(method.definition(), reply, new Serial(pool), services.tracer(), authorization);
            reply.of(call);
        } else {
            UnaryReply reply = new UnaryReply(one, asked.writer(), services, pool);
            call = new JsonCall(method.definition(), reply, new Serial(pool), services.tracer(), authorization);
            alarm = timer.after(patience(), () -> pool.execute(() -> late(one, call)));
        }
        one.begun(call::cancel, alarm);
        call.start(asked.request());
    }

    private Duration patience() {
        return limits.work().solveTime().plus(SPARE);
    }

    private void late(OneExchange one, JsonCall call) {
        call.cancel();
        one.fail(services.detail(Problem.limit(
                "call: seconds",
                "an answer within " + patience().toSeconds()
                        + " over HTTP; an act may be sent again, with its step number, and is answered when all have acted",
                "none yet")));
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
