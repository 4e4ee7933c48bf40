package walras.server.json;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.IntPredicate;
import walras.env.Problem;
import walras.server.caller.Caller;
import walras.server.caller.Role;
import walras.server.report.Json;
import walras.server.rpc.Services;
import walras.server.session.Sessions;
import walras.server.session.plan.SessionPlan;
import walras.server.session.store.Replays;
import walras.server.session.work.LongWork;

/**
 * What logs have of sessions, for whoever looks at them afterwards: {@code GET /logs}, which sessions there are, and {@code
 * GET /replay?session=ID&from=S&steps=N}, turns that are made again, in the form of those that are watched, with the actions
 * that led there.
 */
final class ReplayPages {
    static final String LOGS = "/logs";
    static final String REPLAY = "/replay";

    private static final Set<String> NAMES = Set.of("session", "shard", "from", "steps", "rows");
    private static final int MOST_STEPS = 2000;
    private static final int MOST_ROWS = 4096;
    private static final int MOST_CHARACTERS = 16 << 20;

    private final Services services;
    private final Sessions sessions;
    private final Executor pool;

    ReplayPages(Services services, Sessions sessions, Executor pool) {
        this.services = services;
        this.sessions = sessions;
        this.pool = pool;
    }

    void list(OneExchange one) {
        services.admitted(one.exchange().header("authorization"), Role.SPECTATOR, LOGS);
        StringBuilder text = new StringBuilder("{\"logs\":[");
        for (Replays.Kept log : sessions.replays().kept()) {
            text.append(text.charAt(text.length() - 1) == '[' ? "" : ",").append("{\"session\":");
            JsonNumbers.quote(text, log.id());
            text.append(",\"environment\":");
            JsonNumbers.quote(text, log.environment());
            text.append(",\"num_envs\":").append(log.rows());
            text.append(",\"shards\":").append(log.shards());
            text.append(",\"create_time_ms\":").append(log.createdEpochMillis());
            text.append(",\"open\":").append(log.open()).append('}');
        }
        one.answer(Pieces.of(text.append("]}").toString()));
    }

    void play(OneExchange one) {
        Query query = new Query(one.exchange().target(), NAMES);
        Shown shown = Shown.by(one.exchange());
        Caller caller = services.admitted(one.exchange().header("authorization"), Role.HOST, REPLAY);
        Replays.Stretch stretch = new Replays.Stretch(
                query.one("session", ""),
                query.whole("shard", 0, 0, sessions.limits().shards() - 1),
                query.whole("from", 0, 0, Integer.MAX_VALUE),
                query.whole("steps", 100, 1, MOST_STEPS));
        Text text = new Text(one, stretch, query.whole("rows", 16, 1, MOST_ROWS));
        LongWork.Pending pending = services.workers()
                .solving()
                .start(
                        caller.timed(() -> text.with(
                                sessions.replays().play(stretch, shown.hostToken(), shown.tickets(), text::of))),
                        new LongWork.Outcome<>(
                                whole -> pool.execute(() -> one.answer(Pieces.of(whole))),
                                why -> one.fail(services.detail(why)),
                                late -> {}));
        one.begun(pending::giveUp, null);
    }

    /** The seats whose frames are shown: the host's token shows all that have some, and nothing shows what is public. */
    static SeatGroups seats(SessionPlan plan, boolean host, List<Integer> held) {
        IntPredicate remote = seat -> plan.seats().get(seat).config().remote();
        return SeatGroups.of(plan, host || held.isEmpty() ? remote : held::contains);
    }

    /** The answer while it grows. */
    private static final class Text {
        private final OneExchange one;
        private final Replays.Stretch stretch;
        private final int rows;
        private final StringBuilder text = new StringBuilder();

        Text(OneExchange one, Replays.Stretch stretch, int rows) {
            this.one = one;
            this.stretch = stretch;
            this.rows = rows;
        }

        Replays.Audience of(Replays.Rights rights) {
            SessionPlan plan = rights.plan();
            boolean open = !rights.host() && rights.seats().isEmpty();
            WatchFrames frames = new WatchFrames(seats(plan, rights.host(), rights.seats()), open, rows);
            text.append("{\"session\":");
            JsonNumbers.quote(text, stretch.session());
            text.append(",\"environment\":");
            JsonNumbers.quote(text, plan.config().environment());
            text.append(",\"num_envs\":").append(plan.config().rows());
            if (!open) {
                text.append(",\"options\":").append(Json.line(plan.config().options()));
            }
            text.append(",\"turns\":[");
            return (turn, actions) -> add(frames.text(stretch.shard(), frames.copy(turn, actions)));
        }

        private void add(String turn) {
            text.append(text.charAt(text.length() - 1) == '[' ? "" : ",").append(turn);
            one.room().take(turn.length());
            if (text.length() > MOST_CHARACTERS) {
                throw Problem.limit(
                        "replay", "at most " + MOST_CHARACTERS + " characters; ask for fewer steps or rows", "more");
            }
        }

        String with(Replays.Reach reach) {
            return text.append("],\"first_step\":")
                    .append(reach.firstStep())
                    .append(",\"last_step\":")
                    .append(reach.lastStep())
                    .append('}')
                    .toString();
        }
    }
}
